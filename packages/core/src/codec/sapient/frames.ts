import { ByteQueue } from '../../base/bytes.ts';

/** One frame of a stream, or why there is none; `at` is the offset of its length prefix from the stream's start. */
export type SapientFrame =
  | { readonly at: number; readonly bytes: Uint8Array; readonly error?: undefined }
  | { readonly at: number; readonly error: string };

/** Larger than any real message (a large registration is 5 kB) and small enough for a thousand connections. */
export const maxFrameBytes = 1 << 20;

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
 * Frames out of a stream's pieces, however cut. Holds at most one frame (`maxFrameBytes`). A longer length is no
 * length: it is refused once, then bytes are passed over until something that starts like a message.
 */
export class SapientFrames {
  readonly #queue = new ByteQueue(prefixBytes + maxFrameBytes);
  #at = 0;
  #lost = false;

  /** The bytes of a frame are a view that holds until the next one is asked for. Iterate to the end. */
  *push(piece: Uint8Array): Generator<SapientFrame> {
    let taken = 0;
    while (taken < piece.length) {
      const count = Math.min(piece.length - taken, prefixBytes + maxFrameBytes - this.#queue.length);
      this.#queue.append(piece.subarray(taken, taken + count));
      taken += count;
      for (let frame = this.#next(); frame !== undefined; frame = this.#next()) yield frame;
    }
  }

  /** What the end of the stream cut off, if anything. */
  end(): SapientFrame | undefined {
    const count = this.#queue.length;
    if (count === 0 || this.#lost) return undefined;
    return { at: this.#at, error: `expected the rest of a frame, found the end after ${count} bytes` };
  }

  #next(): SapientFrame | undefined {
    if (this.#lost && !this.#findNext()) return undefined;
    const held = this.#queue.bytes();
    if (held.length < prefixBytes) return undefined;
    const length = (held[0] | (held[1] << 8) | (held[2] << 16) | (held[3] << 24)) >>> 0;
    const at = this.#at;
    if (length > maxFrameBytes) {
      this.#lost = true;
      this.#drop(1);
      return { at, error: `expected a length of at most ${maxFrameBytes}, found ${length}` };
    }
    if (held.length < prefixBytes + length) return undefined;
    this.#drop(prefixBytes + length);
    return { at, bytes: held.subarray(prefixBytes, prefixBytes + length) };
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

/** A length within bounds, then a message that starts with its timestamp (field 1) or its node id (field 2). */
function isHead(bytes: Uint8Array, at: number): boolean {
  if (bytes[at + 3] !== 0 || bytes[at + 2] > maxFrameBytes >> 16) return false;
  const [first, second, third] = bytes.subarray(at + prefixBytes, at + headBytes);
  return (first === 0x0a && second <= 12 && third === 0x08) || (first === 0x12 && second === 36);
}
