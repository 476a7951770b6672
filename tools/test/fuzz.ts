import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Seeded mutational fuzzing. The same seed, samples and count give the same inputs on any machine, so a failure's
 * message (seed, index, bytes) is all that is needed to repeat it.
 */

/** How many mutations to make: `inCi` unless KENTONGAN_FUZZ says otherwise. */
export function fuzzCount(inCi: number): number {
  const asked = Number(process.env.KENTONGAN_FUZZ ?? '');
  return Number.isInteger(asked) && asked > 0 ? asked : inCi;
}

/** Uniform in [0, 2^32), from a seed: Steele and Vigna's mulberry32. */
export function seededU32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}

export interface FuzzReport {
  readonly count: number;
  /** The longest that `fn` took for one input, in milliseconds: shows what hangs. */
  readonly slowestMs: number;
  /** Heap in use after the last input minus after the first tenth, in bytes, both collected: shows what leaks. */
  readonly heapGrowthBytes: number;
}

/**
 * Calls `fn` with `count` mutations of the samples, each of 1-6 changes (bits, bytes, lengths, cuts, splices).
 * A throw from `fn` is thrown on with the seed, the index and the input's hex.
 */
export function fuzzMutations(
  seed: number,
  samples: readonly Uint8Array[],
  count: number,
  fn: (mutated: Uint8Array, index: number) => void,
): FuzzReport {
  const random = seededU32(seed);
  const warmUp = Math.ceil(count / 10);
  let heapBefore = 0;
  let slowestMs = 0;
  for (let index = 0; index < count; index++) {
    if (index === warmUp) heapBefore = collectedHeapBytes();
    const mutated = mutate(random, samples);
    const startedMs = performance.now();
    try {
      fn(mutated, index);
    } catch (cause) {
      throw new Error(
        `seed ${seed}, input ${index}: ${String(cause)}\n${Buffer.from(mutated).toString('hex')}`,
        { cause },
      );
    }
    slowestMs = Math.max(slowestMs, performance.now() - startedMs);
  }
  return { count, slowestMs, heapGrowthBytes: collectedHeapBytes() - heapBefore };
}

let collect: (() => void) | undefined;

function collectedHeapBytes(): number {
  if (collect === undefined) {
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc') as () => void;
  }
  collect();
  return process.memoryUsage().heapUsed;
}

type Random = () => number;

function mutate(random: Random, samples: readonly Uint8Array[]): Uint8Array {
  let bytes: Uint8Array = samples[random() % samples.length].slice();
  const changes = 1 + (random() % 6);
  for (let k = 0; k < changes; k++) bytes = change(random, bytes, samples);
  return bytes;
}

/** Bytes at which decoders turn: bounds, escapes, separators, and length fields' extremes. */
const turningBytes = [
  0x00, 0x01, 0x7f, 0x80, 0xff, 0xfe, 0x1a, 0x0a, 0x0d, 0x2c, 0x22, 0x5c, 0x2a, 0x21, 0x7b, 0x3c,
];

function change(random: Random, bytes: Uint8Array, samples: readonly Uint8Array[]): Uint8Array {
  const at = bytes.length === 0 ? 0 : random() % bytes.length;
  const span = 1 + (random() % 16);
  switch (random() % 8) {
    case 0:
      if (bytes.length > 0) bytes[at] ^= 1 << (random() & 7);
      return bytes;
    case 1:
      if (bytes.length > 0) bytes[at] = random() & 255;
      return bytes;
    case 2:
      if (bytes.length > 0) bytes[at] = turningBytes[random() % turningBytes.length];
      return bytes;
    case 3:
      return bytes.slice(0, at);
    case 4:
      return joined(bytes.subarray(0, at), bytes.subarray(at + span));
    case 5:
      return joined(bytes.subarray(0, at + span), bytes.subarray(at));
    case 6:
      return joined(bytes.subarray(0, at), randomBytes(random, span), bytes.subarray(at));
    default: {
      const other = samples[random() % samples.length];
      return joined(bytes.subarray(0, at), other.subarray(other.length === 0 ? 0 : random() % other.length));
    }
  }
}

function randomBytes(random: Random, count: number): Uint8Array {
  return Uint8Array.from({ length: count }, () => random() & 255);
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
