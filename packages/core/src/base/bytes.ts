/**
 * Reading and writing bytes: the one thing codecs share. Pure: no Buffer, no TextDecoder, so it runs anywhere.
 */

/** Reads numbers out of a byte range, moving forward. Reading past the end throws `ByteRangeError`. */
export class ByteReader {
  readonly #view: DataView;
  readonly #bytes: Uint8Array;
  /** Offset of the next byte, from the start of the range. */
  offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get length(): number {
    return this.#bytes.length;
  }

  get remaining(): number {
    return this.#bytes.length - this.offset;
  }

  u8(): number {
    return this.#view.getUint8(this.#take(1));
  }

  i8(): number {
    return this.#view.getInt8(this.#take(1));
  }

  u16(littleEndian = false): number {
    return this.#view.getUint16(this.#take(2), littleEndian);
  }

  i16(littleEndian = false): number {
    return this.#view.getInt16(this.#take(2), littleEndian);
  }

  /** Big-endian, as ASTERIX has it. */
  u24(): number {
    const at = this.#take(3);
    return (this.#bytes[at] << 16) | (this.#bytes[at + 1] << 8) | this.#bytes[at + 2];
  }

  i24(): number {
    return (this.u24() << 8) >> 8;
  }

  u32(littleEndian = false): number {
    return this.#view.getUint32(this.#take(4), littleEndian);
  }

  i32(littleEndian = false): number {
    return this.#view.getInt32(this.#take(4), littleEndian);
  }

  /** Big-endian 48-bit unsigned: exact, below 2^53. */
  u48(): number {
    return this.u16() * 0x1_0000_0000 + this.u32();
  }

  u64(littleEndian = false): bigint {
    return this.#view.getBigUint64(this.#take(8), littleEndian);
  }

  f32(littleEndian = false): number {
    return this.#view.getFloat32(this.#take(4), littleEndian);
  }

  f64(littleEndian = false): number {
    return this.#view.getFloat64(this.#take(8), littleEndian);
  }

  /** A view of the next `count` bytes, not a copy. */
  take(count: number): Uint8Array {
    const at = this.#take(count);
    return this.#bytes.subarray(at, at + count);
  }

  skip(count: number): void {
    this.#take(count);
  }

  #take(count: number): number {
    const at = this.offset;
    if (count < 0 || at + count > this.#bytes.length) {
      throw new ByteRangeError(at, count, this.#bytes.length);
    }
    this.offset = at + count;
    return at;
  }
}

/** More bytes were asked for than there are: a truncated message. */
export class ByteRangeError extends Error {
  readonly offset: number;
  readonly wanted: number;
  readonly length: number;

  constructor(offset: number, wanted: number, length: number) {
    super(`expected ${wanted} bytes at offset ${offset}, found ${Math.max(0, length - offset)}`);
    this.name = 'ByteRangeError';
    this.offset = offset;
    this.wanted = wanted;
    this.length = length;
  }
}

/** Grows as it is written to. `take()` gives what was written as a copy of its own. */
export class ByteWriter {
  #bytes: Uint8Array;
  #view: DataView;
  length = 0;

  constructor(capacity = 256) {
    this.#bytes = new Uint8Array(capacity);
    this.#view = new DataView(this.#bytes.buffer);
  }

  u8(value: number): this {
    const at = this.#grow(1);
    this.#view.setUint8(at, value);
    return this;
  }

  u16(value: number, littleEndian = false): this {
    const at = this.#grow(2);
    this.#view.setUint16(at, value, littleEndian);
    return this;
  }

  u24(value: number): this {
    const at = this.#grow(3);
    this.#bytes[at] = value >>> 16;
    this.#bytes[at + 1] = value >>> 8;
    this.#bytes[at + 2] = value;
    return this;
  }

  u32(value: number, littleEndian = false): this {
    const at = this.#grow(4);
    this.#view.setUint32(at, value, littleEndian);
    return this;
  }

  f32(value: number, littleEndian = false): this {
    const at = this.#grow(4);
    this.#view.setFloat32(at, value, littleEndian);
    return this;
  }

  f64(value: number, littleEndian = false): this {
    const at = this.#grow(8);
    this.#view.setFloat64(at, value, littleEndian);
    return this;
  }

  bytes(source: ArrayLike<number>): this {
    const at = this.#grow(source.length);
    this.#bytes.set(source, at);
    return this;
  }

  /** Overwrites a byte already written, for lengths known only at the end. */
  patchU8(at: number, value: number): void {
    this.#view.setUint8(at, value);
  }

  patchU16(at: number, value: number, littleEndian = false): void {
    this.#view.setUint16(at, value, littleEndian);
  }

  take(): Uint8Array {
    return this.#bytes.slice(0, this.length);
  }

  #grow(count: number): number {
    const at = this.length;
    this.length = at + count;
    if (this.length > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(this.length, this.#bytes.length * 2));
      larger.set(this.#bytes);
      this.#bytes = larger;
      this.#view = new DataView(larger.buffer);
    }
    return at;
  }
}

/**
 * Bytes that arrive in pieces: `append` what came, then read a whole message from `bytes()` and `drop` it.
 * Holds at most `capacity` bytes; `append` returns false, and keeps nothing of the piece, when that would be exceeded.
 */
export class ByteQueue {
  readonly #capacity: number;
  #bytes = new Uint8Array(4096);
  #start = 0;
  #end = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get length(): number {
    return this.#end - this.#start;
  }

  append(piece: Uint8Array): boolean {
    const needed = this.length + piece.length;
    if (needed > this.#capacity) return false;
    if (this.#end + piece.length > this.#bytes.length) {
      const target =
        needed > this.#bytes.length ? new Uint8Array(Math.max(needed, this.#bytes.length * 2)) : this.#bytes;
      target.set(this.#bytes.subarray(this.#start, this.#end));
      this.#end -= this.#start;
      this.#start = 0;
      this.#bytes = target;
    }
    this.#bytes.set(piece, this.#end);
    this.#end += piece.length;
    return true;
  }

  /** What is held, oldest first; a view that the next `append` may overwrite. */
  bytes(): Uint8Array {
    return this.#bytes.subarray(this.#start, this.#end);
  }

  drop(count: number): void {
    if (count < 0 || count > this.length) throw new ByteRangeError(0, count, this.length);
    this.#start += count;
  }
}

const hexDigits = '0123456789abcdef';

export function hexFromBytes(bytes: ArrayLike<number>): string {
  let text = '';
  for (let i = 0; i < bytes.length; i++) text += hexDigits[bytes[i] >>> 4] + hexDigits[bytes[i] & 15];
  return text;
}

/** undefined where the text is not an even number of hexadecimal digits. */
export function bytesFromHex(text: string): Uint8Array | undefined {
  if (text.length % 2 !== 0) return undefined;
  const bytes = new Uint8Array(text.length / 2);
  for (let i = 0; i < bytes.length; i++) {
    const high = hexValue(text.charCodeAt(2 * i));
    const low = hexValue(text.charCodeAt(2 * i + 1));
    if (high < 0 || low < 0) return undefined;
    bytes[i] = (high << 4) | low;
  }
  return bytes;
}

function hexValue(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  if (code >= 97 && code <= 102) return code - 87;
  if (code >= 65 && code <= 70) return code - 55;
  return -1;
}

/** UTF-8 to text; each broken byte becomes U+FFFD, so it never throws. */
export function textFromUtf8(bytes: Uint8Array): string {
  let text = '';
  let i = 0;
  while (i < bytes.length) {
    const start = i;
    while (i < bytes.length && bytes[i] < 0x80) i++;
    text += textFromAscii(bytes, start, i);
    const codes: number[] = [];
    while (i < bytes.length && bytes[i] >= 0x80 && codes.length < spreadLimit) {
      const lead = bytes[i];
      const size = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
      const code = size === 0 ? -1 : utf8Code(bytes, i, size);
      codes.push(code < 0 ? 0xfffd : code);
      i += code < 0 ? 1 : size;
    }
    if (codes.length > 0) text += String.fromCodePoint(...codes);
  }
  return text;
}

/** So many arguments any engine takes at once. */
const spreadLimit = 4096;

function textFromAscii(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let i = start; i < end; i += spreadLimit) {
    const codes: ArrayLike<number> = bytes.subarray(i, Math.min(end, i + spreadLimit));
    text += String.fromCharCode.apply(null, codes as number[]);
  }
  return text;
}

const smallestOfSize = [0, 0, 0x80, 0x800, 0x1_0000];

function utf8Code(bytes: Uint8Array, at: number, size: number): number {
  if (at + size > bytes.length) return -1;
  let code = bytes[at] & (0xff >> (size + 1));
  for (let k = 1; k < size; k++) {
    if ((bytes[at + k] & 0xc0) !== 0x80) return -1;
    code = (code << 6) | (bytes[at + k] & 0x3f);
  }
  if (code < smallestOfSize[size] || code > 0x10_ffff || (code >= 0xd800 && code < 0xe000)) return -1;
  return code;
}

/** Half a surrogate pair becomes U+FFFD. */
export function utf8FromText(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 3);
  let at = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) {
      bytes[at++] = unit;
      continue;
    }
    const code = text.codePointAt(i)!;
    const scalar = code >= 0xd800 && code < 0xe000 ? 0xfffd : code;
    if (scalar < 0x800) bytes[at++] = 0xc0 | (scalar >> 6);
    else {
      if (scalar < 0x1_0000) bytes[at++] = 0xe0 | (scalar >> 12);
      else {
        bytes[at++] = 0xf0 | (scalar >> 18);
        bytes[at++] = 0x80 | ((scalar >> 12) & 63);
        i++;
      }
      bytes[at++] = 0x80 | ((scalar >> 6) & 63);
    }
    bytes[at++] = 0x80 | (scalar & 63);
  }
  return bytes.slice(0, at);
}

const base64Digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

export function base64FromBytes(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let i = 0; i < bytes.length; i += 3) {
    const word = (bytes[i] << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    const left = bytes.length - i;
    parts.push(
      base64Digits[word >>> 18] +
        base64Digits[(word >>> 12) & 63] +
        (left > 1 ? base64Digits[(word >>> 6) & 63] : '=') +
        (left > 2 ? base64Digits[word & 63] : '='),
    );
  }
  return parts.join('');
}

const base64Values = new Int8Array(128).fill(-1);
for (let i = 0; i < 64; i++) base64Values[base64Digits.charCodeAt(i)] = i;
base64Values['-'.charCodeAt(0)] = 62;
base64Values['_'.charCodeAt(0)] = 63;

/** Standard or URL alphabet, with or without padding; undefined where it is neither. */
export function bytesFromBase64(text: string): Uint8Array | undefined {
  const end = text.endsWith('==') ? text.length - 2 : text.endsWith('=') ? text.length - 1 : text.length;
  if (end % 4 === 1) return undefined;
  const bytes = new Uint8Array(Math.floor((end * 3) / 4));
  let word = 0;
  let bits = 0;
  let at = 0;
  for (let i = 0; i < end; i++) {
    const value = base64Values[text.charCodeAt(i)] ?? -1;
    if (value < 0) return undefined;
    word = ((word << 6) | value) & 0xff_ffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = (word >>> bits) & 255;
    }
  }
  return bytes;
}

/**
 * Lines out of bytes that arrive in pieces. Holds at most `capacity` bytes; `append` returns false, and keeps nothing
 * of the piece, when that would be exceeded. A line longer than `maxLine` is given cut there, and its rest skipped, so
 * after `next()` gave undefined at most `maxLine` bytes are held.
 */
export class LineQueue {
  readonly #queue: ByteQueue;
  readonly #maxLine: number;
  #searched = 0;
  #skipping = false;
  #ended = false;
  /** Number of the line that `next()` gave last, from 1. */
  line = 0;
  /** Whether that line was longer than `maxLine`. */
  cut = false;

  constructor(maxLine = 65_536, capacity = 1_048_576) {
    this.#maxLine = maxLine;
    this.#queue = new ByteQueue(capacity);
  }

  append(piece: Uint8Array): boolean {
    return this.#queue.append(piece);
  }

  /** No more will come: what is left without a line's end is a line too. */
  end(): void {
    this.#ended = true;
  }

  /** The next line without its CR LF, a view that the next `append` may overwrite; undefined when none is whole. */
  next(): Uint8Array | undefined {
    for (;;) {
      const held = this.#queue.bytes();
      const newline = held.indexOf(10, this.#searched);
      const whole = newline >= 0 || (this.#ended && held.length > 0);
      if (!whole && held.length <= this.#maxLine) {
        this.#searched = held.length;
        return undefined;
      }
      const size = newline >= 0 ? newline : held.length;
      const wasSkipping = this.#skipping;
      this.#skipping = !whole;
      this.#searched = 0;
      this.#queue.drop(newline >= 0 ? size + 1 : size);
      if (wasSkipping) continue;
      this.line++;
      this.cut = size > this.#maxLine;
      if (this.cut) return held.subarray(0, this.#maxLine);
      return held.subarray(0, size > 0 && held[size - 1] === 13 ? size - 1 : size);
    }
  }
}

/** Bytes as characters U+0000 to U+00FF, one each: quick, and exact for ASCII. */
export function textFromLatin1(bytes: Uint8Array): string {
  if (bytes.length <= 4096) return String.fromCharCode.apply(null, bytes as unknown as number[]);
  let text = '';
  for (let at = 0; at < bytes.length; at += 4096) text += textFromLatin1(bytes.subarray(at, at + 4096));
  return text;
}

/** A stretch of what came, and where it came from. */
export interface Piece {
  readonly bytes: Uint8Array;
  /** Number of the packet that bore it; absent for a part of a file. */
  readonly at?: number;
  /** A datagram: a message that it begins ends in it. */
  readonly whole?: boolean;
}

/** The same in pieces of at most `size` bytes, of which only the last of a datagram is its end. */
export function* smallPieces(pieces: Iterable<Piece>, size = 65_536): Generator<Piece> {
  for (const piece of pieces) {
    const { bytes } = piece;
    let from = 0;
    for (; bytes.length - from > size; from += size) {
      yield { ...piece, bytes: bytes.subarray(from, from + size), whole: false };
    }
    yield { ...piece, bytes: bytes.subarray(from) };
  }
}
