import { ByteQueue } from '../../base/bytes.ts';
import type { AdsbDecoded, AdsbDecoder } from './aircraft.ts';
import { CounterClock, withCounter } from './counter.ts';
import { framePadding, ModeSDecoder } from './modes.ts';
import type { ModeSOptions } from './modes.ts';

/**
 * Beast binary (port 30005): 0x1a, a type, then 6 bytes of a 12 MHz counter, 1 of signal level and the payload, in
 * which every 0x1a is doubled.
 *
 * | type | payload |
 * |---|---|
 * | `1` | Mode A/C, 2 bytes |
 * | `2` | Mode S short, 7 bytes |
 * | `3` | Mode S long, 14 bytes |
 * | `4` | receiver's settings, 14 bytes |
 * | `5` | receiver's place, 21 bytes and no counter (readsb) |
 * | 0xe3 | receiver's id, 8 bytes and no counter (readsb) |
 */
const escape = 0x1a;
const short = 0x32;
const long = 0x33;

/** Bytes that follow the type, undoubled; 0 for what is no type. */
const sizes = new Uint8Array(256);
sizes[0x31] = 9;
sizes[short] = 14;
sizes[long] = 21;
sizes[0x34] = 21;
sizes[0x35] = 21;
sizes[0xe3] = 8;

export function isBeastType(byte: number | undefined): boolean {
  return byte !== undefined && sizes[byte] !== 0;
}

const header = 7;

export class BeastDecoder implements AdsbDecoder {
  readonly #queue = new ByteQueue(1_048_576);
  readonly #frames: ModeSDecoder;
  /** Counter, level and payload of one frame, undoubled. */
  readonly #body = new Uint8Array(21);
  readonly #frame = new Uint8Array(14 + framePadding);
  readonly #counters = new CounterClock();
  #offset = 0;
  #timeMs: number | undefined;
  #ended = false;
  /** Frames that are understood but tell of no aircraft: Mode A/C replies, receiver's settings, place and id. */
  ignored = 0;

  constructor(options: ModeSOptions = {}) {
    this.#frames = new ModeSDecoder(options);
  }

  /** `timeMs`: when these bytes came; without it the frames' counter is used, unless that is 0. */
  append(piece: Uint8Array, timeMs?: number): boolean {
    this.#timeMs = timeMs;
    return this.#queue.append(piece);
  }

  end(): void {
    this.#ended = true;
  }

  next(): AdsbDecoded | undefined {
    for (;;) {
      const bytes = this.#queue.bytes();
      if (bytes.length < 2) return this.#last(bytes.length);
      const at = this.#offset;
      const size = bytes[0] === escape ? sizes[bytes[1]] : 0;
      if (size === 0) {
        const skipped = nextFrame(bytes, this.#ended);
        this.#drop(skipped);
        return { error: `expected 0x1a and a type from 1 to 5, found ${skipped} other bytes`, at };
      }
      const used = this.#undouble(bytes, size);
      if (used === 0) return this.#last(bytes.length);
      this.#drop(Math.abs(used));
      if (used < 0) return { error: `expected ${size} bytes after the type, found a new frame`, at };
      if (bytes[1] === short || bytes[1] === long) return this.#decode(size - header, at);
      this.ignored++;
    }
  }

  /** What is left cannot become a frame once the stream has ended. */
  #last(held: number): AdsbDecoded | undefined {
    if (!this.#ended || held === 0) return undefined;
    const at = this.#offset;
    this.#drop(held);
    return { error: `expected a whole frame, found the end after ${held} bytes`, at };
  }

  #drop(count: number): void {
    this.#queue.drop(count);
    this.#offset += count;
  }

  /** Bytes used; 0: the frame is not whole yet; negative: a single 0x1a begins another frame after so many. */
  #undouble(bytes: Uint8Array, size: number): number {
    let from = 2;
    for (let to = 0; to < size; to++) {
      if (from >= bytes.length) return 0;
      const byte = bytes[from++];
      if (byte === escape) {
        if (from >= bytes.length) return 0;
        if (bytes[from] !== escape) return 1 - from;
        from++;
      }
      this.#body[to] = byte;
    }
    return from;
  }

  #decode(length: number, at: number): AdsbDecoded {
    const body = this.#body;
    for (let i = 0; i < length; i++) this.#frame[i] = body[header + i];
    let counter = 0;
    for (let i = 0; i < 6; i++) counter = counter * 256 + body[i];
    const timeMs = this.#timeMs ?? this.#counters.timeMs(counter);
    return withCounter(this.#frames.decode(this.#frame, length, at, timeMs), counter);
  }
}

/** Bytes to the next 0x1a that begins a frame, or might once more has come; at least 1. */
function nextFrame(bytes: Uint8Array, ended: boolean): number {
  for (let at = 1; at < bytes.length; at++) {
    if (bytes[at] !== escape) continue;
    if (at + 1 === bytes.length) return ended ? bytes.length : at;
    if (sizes[bytes[at + 1]] !== 0) return at;
    if (bytes[at + 1] === escape) at++;
  }
  return bytes.length;
}
