import { ByteQueue, ByteWriter, textFromUtf8, utf8FromText } from '../../base/bytes.ts';
import { xmlTextFromBytes } from '../xml/index.ts';
import { type CotEvent, type CotRefusal, readCotXml, writeCotXml } from './event.ts';
import { isTakMessage, readTakMessage, writeTakMessage } from './tak.ts';

/** How an event travels: XML, or TAK protocol version 1. */
export type CotFormat = 'xml' | 'tak';

/** One event of a stream, or why there is none; `at` is its offset from the stream's start. */
export type CotFrame =
  | { readonly at: number; readonly format: CotFormat; readonly event: CotEvent }
  | { readonly at: number; readonly error: string };

export const maxCotBytes = 1 << 20;

const magic = 0xbf;
const takVersion = 0x01;

/** A datagram of the mesh: XML, or `bf 01 bf` and a TAK message. */
export function readCotDatagram(bytes: Uint8Array): { format: CotFormat; event: CotEvent } | CotRefusal {
  if (bytes.length > maxCotBytes)
    return { error: `expected at most ${maxCotBytes} bytes, found ${bytes.length}` };
  if (bytes[0] !== magic) return withFormat('xml', readXml(bytes));
  if (bytes[2] !== magic) return { error: 'expected bf 01 bf before a TAK message' };
  if (bytes[1] !== takVersion) return { error: `expected TAK protocol version 1, found ${bytes[1]}` };
  return withFormat('tak', readTakMessage(bytes.subarray(3)));
}

function withFormat(
  format: CotFormat,
  event: CotEvent | CotRefusal,
): { format: CotFormat; event: CotEvent } | CotRefusal {
  return 'error' in event ? event : { format, event };
}

function readXml(bytes: Uint8Array): CotEvent | CotRefusal {
  const decoded = xmlTextFromBytes(bytes);
  return 'error' in decoded ? decoded : readCotXml(decoded.text);
}

export function writeCotDatagram(event: CotEvent, format: CotFormat): Uint8Array {
  if (format === 'xml') return utf8FromText(writeCotXml(event));
  return new ByteWriter().bytes([magic, takVersion, magic]).bytes(writeTakMessage(event)).take();
}

/** For a stream: XML as it is, or `bf`, the length as a varint, and a TAK message. */
export function writeCotStream(event: CotEvent, format: CotFormat): Uint8Array {
  if (format === 'xml') return utf8FromText(writeCotXml(event));
  const message = writeTakMessage(event);
  const writer = new ByteWriter(message.length + 6).u8(magic);
  let length = message.length;
  for (; length > 127; length >>>= 7) writer.u8((length & 127) | 128);
  return writer.u8(length).bytes(message).take();
}

/**
 * Events out of a stream's pieces, however cut; XML and TAK may follow each other. Holds at most one event
 * (`maxCotBytes`). What is no event is refused once, then passed over until something starts like one.
 */
export class CotStream {
  readonly #queue = new ByteQueue(maxCotBytes);
  #at = 0;
  #isLost = false;
  /** How far the first held event was searched for its end. */
  #searched = 0;
  /** Bytes that may still be looked at for messages within refused ones, so that a liar cannot make us look for ever. */
  #credit = maxCredit;

  *push(piece: Uint8Array): Generator<CotFrame> {
    let taken = 0;
    while (taken < piece.length) {
      const count = Math.min(piece.length - taken, maxCotBytes - this.#queue.length);
      this.#queue.append(piece.subarray(taken, taken + count));
      taken += count;
      yield* this.#whole();
    }
  }

  /** What the end of the stream cut off, if anything, and what stands whole behind a length that laid claim to more. */
  *end(): Generator<CotFrame> {
    this.#skipBlanks();
    while (this.#queue.length > 0 && !this.#isLost) {
      const held = this.#queue.bytes();
      yield {
        at: this.#at,
        error: `expected the rest of an event, found the end after ${held.length} bytes`,
      };
      this.#credit -= held.length;
      // Where XML waits, no end of any event is held: only TAK messages can be whole.
      this.#drop(this.#startWithin(held, held.length, held[0] !== lessThan));
      yield* this.#whole();
      this.#skipBlanks();
    }
    this.#drop(this.#queue.length);
  }

  *#whole(): Generator<CotFrame> {
    for (let next = this.#next(); next !== 'wait'; next = this.#next()) if (next !== undefined) yield next;
  }

  /** A frame; undefined where something was passed over; 'wait' where more bytes are needed. */
  #next(): CotFrame | 'wait' | undefined {
    this.#skipBlanks();
    const held = this.#queue.bytes();
    if (held.length === 0 || (held.length < 3 && startsWith(byteOrderMark, held, 0))) return 'wait';
    if (startsWith(held, byteOrderMark, 0)) {
      this.#drop(byteOrderMark.length);
      return undefined;
    }
    if (this.#isLost) return this.#findStart(held);
    if (held[0] === magic) return this.#tak(held);
    if (held[0] === lessThan) return this.#xml(held);
    this.#isLost = true;
    return { at: this.#at, error: `expected "<" or bf, found ${held[0].toString(16).padStart(2, '0')}` };
  }

  #tak(held: Uint8Array): CotFrame | 'wait' {
    const at = this.#at;
    const prefix = lengthPrefix(held);
    if (prefix === 'wait') return held.length < maxPrefixBytes ? 'wait' : this.#lose('expected a length');
    if (prefix.length < 1 || prefix.length > maxCotBytes - maxPrefixBytes) {
      return this.#lose(`expected a length of 1 to ${maxCotBytes - maxPrefixBytes}, found ${prefix.length}`);
    }
    const end = prefix.bytes + prefix.length;
    if (held.length < end) return 'wait';
    const event = readTakMessage(held.subarray(prefix.bytes, end));
    this.#drop('error' in event ? this.#startWithin(held, end, true) : end);
    if ('error' in event) return { at, error: event.error };
    this.#credit = Math.min(maxCredit, this.#credit + end);
    return { at, format: 'tak', event };
  }

  /** Where a TAK message that is whole, or XML if that may be, starts before `end`; else `end`. */
  #startWithin(held: Uint8Array, end: number, mayBeXml: boolean): number {
    for (let at = 1; at < end && at + headBytes <= held.length && this.#credit > 0; at++) {
      if (!isStart(held, at)) continue;
      if (held[at] === lessThan) {
        if (mayBeXml) return at;
        continue;
      }
      const prefix = lengthPrefix(held.subarray(at, at + maxPrefixBytes)) as {
        length: number;
        bytes: number;
      };
      const start = at + prefix.bytes;
      if (start + prefix.length > held.length) continue;
      this.#credit -= prefix.length;
      if (isTakMessage(held.subarray(start, start + prefix.length))) return at;
    }
    return end;
  }

  #xml(held: Uint8Array): CotFrame | 'wait' {
    const at = this.#at;
    const found = indexOf(held, endTag, Math.max(0, this.#searched - endTag.length));
    this.#searched = held.length;
    if (found < 0) {
      return held.length < maxCotBytes
        ? 'wait'
        : this.#lose(`expected an event of at most ${maxCotBytes} bytes`);
    }
    const end = found + endTag.length;
    const start = lastStart(held.subarray(0, end));
    if (start > 0) {
      this.#drop(start);
      return { at, error: 'expected one event, found something else before the next' };
    }
    const event = readXml(held.subarray(0, end));
    this.#drop(end);
    return 'error' in event ? { at, error: event.error } : { at, format: 'xml', event };
  }

  #lose(error: string): CotFrame {
    const at = this.#at;
    this.#isLost = true;
    this.#drop(1);
    return { at, error };
  }

  /** Drops bytes until an event may start at the first; keeps the few that may be the start of one. */
  #findStart(held: Uint8Array): 'wait' | undefined {
    for (let offset = 0; offset + headBytes <= held.length; offset++) {
      if (!isStart(held, offset)) continue;
      this.#drop(offset);
      this.#isLost = false;
      return undefined;
    }
    this.#drop(Math.max(0, held.length - headBytes + 1));
    return 'wait';
  }

  #skipBlanks(): void {
    const held = this.#queue.bytes();
    let count = 0;
    while (count < held.length && isBlank(held[count])) count++;
    if (count > 0) this.#drop(count);
  }

  #drop(count: number): void {
    this.#queue.drop(count);
    this.#at += count;
    this.#searched = 0;
  }
}

const maxCredit = 4 * maxCotBytes;
const lessThan = 0x3c;
const maxPrefixBytes = 6;
const headBytes = 7;
const endTag = utf8FromText('</event>');
const startTag = utf8FromText('<event');
const declaration = utf8FromText('<?xml');
const byteOrderMark = Uint8Array.of(0xef, 0xbb, 0xbf);

function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09 || byte === 0;
}

function lengthPrefix(held: Uint8Array): { length: number; bytes: number } | 'wait' {
  let length = 0;
  let scale = 1;
  for (let index = 1; index < Math.min(held.length, maxPrefixBytes); index++) {
    length += (held[index] & 127) * scale;
    if (held[index] < 128) return { length, bytes: index + 1 };
    scale *= 128;
  }
  return 'wait';
}

/** Where the last event of these bytes starts, with its declaration if one stands right before it; 0 where it is the first. */
function lastStart(bytes: Uint8Array): number {
  let first = -1;
  let last = -1;
  for (let at = indexOf(bytes, startTag, 0); at >= 0; at = indexOf(bytes, startTag, at + 1)) {
    const after = bytes[at + startTag.length];
    if (!isBlank(after) && after !== 0x3e) continue;
    if (first < 0) first = at;
    last = at;
  }
  const before = textFromUtf8(bytes.subarray(0, Math.max(first, 0)));
  if (first >= 0 && !isProlog(before)) return first;
  if (last <= first) return 0;
  const head = textFromUtf8(bytes.subarray(0, last));
  const own = /<\?xml[^<>]*\?>\s*$/.exec(head);
  return own === null ? last : utf8FromText(head.slice(0, own.index)).length;
}

/** What may stand before an event in its own document; a DTD is let through so that the reader refuses the whole. */
function isProlog(text: string): boolean {
  return text.includes('<!DOCTYPE') || /^\s*(<\?[^<>]*\?>\s*|<!--[^<>]*-->\s*)*$/.test(text);
}

/** `<?xml`, `<event`, or `bf`, a length and the tag of one of a TAK message's two fields. */
function isStart(bytes: Uint8Array, at: number): boolean {
  if (bytes[at] === lessThan) return startsWith(bytes, declaration, at) || startsWith(bytes, startTag, at);
  if (bytes[at] !== magic) return false;
  const prefix = lengthPrefix(bytes.subarray(at, at + maxPrefixBytes));
  if (prefix === 'wait' || prefix.length < 1 || prefix.length > maxCotBytes - maxPrefixBytes) return false;
  const tag = bytes[at + prefix.bytes];
  return tag === 0x0a || tag === 0x12;
}

function startsWith(bytes: Uint8Array, start: Uint8Array, at: number): boolean {
  for (let k = 0; k < start.length; k++) if (bytes[at + k] !== start[k]) return false;
  return true;
}

function indexOf(bytes: Uint8Array, wanted: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(wanted[0], from); at >= 0; at = bytes.indexOf(wanted[0], at + 1)) {
    if (startsWith(bytes, wanted, at)) return at;
  }
  return -1;
}
