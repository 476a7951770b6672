import { ByteQueue } from '../../base/bytes.ts';
import { wireShape, wireShapeError } from '../protobuf/index.ts';
import { schemas } from './schema.ts';

/** One frame of a stream, or why there is none; `at` is the offset of its length prefix from the stream's start. */
export type SapientFrame =
  | { readonly at: number; readonly bytes: Uint8Array; readonly error?: undefined }
  | { readonly at: number; readonly bytes?: undefined; readonly error: string };

/** Larger than any real message (a large registration is 5 kB) and small enough for a thousand connections. */
export const maxFrameBytes = 1 << 20;

const maxCredit = 4 * maxFrameBytes;
const prefixBytes = 4;
/** A frame's prefix and the first three bytes of its message: enough to know one when the place was lost. */
const headBytes = prefixBytes + 3;

/** The message with its length before it: 4 bytes, little-endian. */
export function frameSapient(message: Uint8Array): Uint8Array {
  const frame = new Uint8Array(prefixBytes + message.length);
  new DataView(frame.buffer).setUint32(0, message.length, true);
  frame.set(message, prefixBytes);
  return frame;
}

/**
 * Frames out of a stream's pieces, however cut. Holds at most one frame (`maxFrameBytes`). A frame that is no protobuf
 * message of SAPIENT is refused; where its length lied, the stream goes on at the next thing that starts like a frame,
 * within the refused one if it stands there whole.
 */
export class SapientFrames {
  readonly #queue = new ByteQueue(prefixBytes + maxFrameBytes);
  #at = 0;
  #lost = false;
  /** Bytes that may still be looked at for frames within refused ones, so that a liar cannot make us look for ever. */
  #credit = maxCredit;

  /** The bytes of a frame are a view that holds until the next one is asked for. Iterate to the end. */
  *push(piece: Uint8Array): Generator<SapientFrame> {
    let taken = 0;
    while (taken < piece.length) {
      const count = Math.min(piece.length - taken, prefixBytes + maxFrameBytes - this.#queue.length);
      this.#queue.append(piece.subarray(taken, taken + count));
      taken += count;
      yield* this.#whole();
    }
  }

  /** What the end of the stream cut off, if anything, and what stands whole behind a length that laid claim to more. */
  *end(): Generator<SapientFrame> {
    while (this.#queue.length > 0) {
      if (!this.#lost) {
        yield {
          at: this.#at,
          error: `expected the rest of a frame, found the end after ${this.#queue.length} bytes`,
        };
        this.#lose();
      }
      if (!this.#findNext()) return;
      yield* this.#whole();
    }
  }

  *#whole(): Generator<SapientFrame> {
    for (let frame = this.#next(); frame !== undefined; frame = this.#next()) yield frame;
  }

  #next(): SapientFrame | undefined {
    if (this.#lost && !this.#findNext()) return undefined;
    const held = this.#queue.bytes();
    if (held.length < prefixBytes) return undefined;
    const length = lengthAt(held, 0);
    const at = this.#at;
    if (length > maxFrameBytes) {
      this.#lose();
      return { at, error: `expected a length of at most ${maxFrameBytes}, found ${length}` };
    }
    const end = prefixBytes + length;
    if (held.length < end) return undefined;
    const bytes = held.subarray(prefixBytes, end);
    const error = wireShapeError(shape, bytes);
    this.#drop(error === undefined ? end : this.#wholeFrameWithin(held, end));
    if (error !== undefined) return { at, error };
    this.#credit = Math.min(maxCredit, this.#credit + end);
    return { at, bytes };
  }

  /** Where a frame starts before `end` that is whole and a message; else `end`. */
  #wholeFrameWithin(held: Uint8Array, end: number): number {
    for (let at = 1; at < end && at + headBytes <= held.length && this.#credit > 0; at++) {
      if (!isHead(held, at)) continue;
      const start = at + prefixBytes;
      const length = lengthAt(held, at);
      if (length === 0 || start + length > held.length) continue;
      this.#credit -= length;
      if (wireShapeError(shape, held.subarray(start, start + length)) === undefined) return at;
    }
    return end;
  }

  #lose(): void {
    this.#lost = true;
    this.#drop(1);
  }

  /** Passes over bytes until a frame's head stands first; false where more bytes are needed to tell. */
  #findNext(): boolean {
    const held = this.#queue.bytes();
    let offset = 0;
    while (offset + headBytes <= held.length && !isHead(held, offset)) offset++;
    const isFound = offset + headBytes <= held.length;
    this.#drop(offset);
    this.#lost = !isFound;
    return isFound;
  }

  #drop(count: number): void {
    this.#queue.drop(count);
    this.#at += count;
  }
}

/** Version 1's fields fit it too: where the versions differ, they use other numbers. */
const shape = wireShape(schemas[2].message);

function lengthAt(bytes: Uint8Array, at: number): number {
  return (bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)) >>> 0;
}

/** A length within bounds, then a message that starts with its timestamp (field 1) or its node id (field 2). */
function isHead(bytes: Uint8Array, at: number): boolean {
  if (bytes[at + 3] !== 0 || bytes[at + 2] > maxFrameBytes >> 16) return false;
  const [first, second, third] = bytes.subarray(at + prefixBytes, at + headBytes);
  return (first === 0x0a && second <= 12 && third === 0x08) || (first === 0x12 && second === 36);
}
