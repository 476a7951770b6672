/**
 * Seeded chance: xoshiro128++ (Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2021), 32-bit
 * arithmetic only, so every engine gives the same numbers. Not for secrets.
 */
export interface Random {
  /** Uniform in [0, 1), 53 bits. */
  uniform(): number;
  /** Uniform in [low, high). */
  between(low: number, high: number): number;
  /** An integer 0 … count - 1. */
  below(count: number): number;
  /** Standard normal. */
  gaussian(): number;
  /** Poisson with this mean; above 500 by a rounded normal. */
  poisson(mean: number): number;
  /** Exponential with this mean. */
  exponential(mean: number): number;
  /** A generator of its own for one part, so that drawing more there changes nothing elsewhere. */
  fork(label: string): Random;
  /** Four 32-bit words; `createRandomFrom` goes on from them. */
  state(): number[];
}

export function createRandom(seed: number): Random {
  return createRandomFrom(wordsFromSeed(seed));
}

export function createRandomFrom(words: readonly number[]): Random {
  let [a, b, c, d] = words as [number, number, number, number];

  function next(): number {
    const sum = (a + d) | 0;
    const result = (((sum << 7) | (sum >>> 25)) + a) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    return result;
  }

  function uniform(): number {
    return ((next() >>> 5) * 67_108_864 + (next() >>> 6)) / 9_007_199_254_740_992;
  }

  function gaussian(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    return radius * Math.cos(2 * Math.PI * uniform());
  }

  function poisson(mean: number): number {
    if (mean > 500) return Math.max(0, Math.round(mean + Math.sqrt(mean) * gaussian()));
    const limit = Math.exp(-mean);
    let count = 0;
    for (let product = uniform(); product > limit; product *= uniform()) count++;
    return count;
  }

  return {
    uniform,
    gaussian,
    poisson,
    between: (low, high) => low + (high - low) * uniform(),
    below: (count) => Math.floor(uniform() * count),
    exponential: (mean) => -mean * Math.log(1 - uniform()),
    fork: (label) => createRandomFrom(wordsFromSeed(hashOf(label) ^ next())),
    state: () => [a, b, c, d],
  };
}

/** splitmix32 spreads a seed over the state, so that near seeds give unlike streams. */
function wordsFromSeed(seed: number): number[] {
  let word = (seed ^ Math.imul(Math.floor(seed / 0x1_0000_0000), 0x9e37_79b9)) | 0;
  return Array.from({ length: 4 }, () => {
    word = (word + 0x9e37_79b9) | 0;
    let mixed = word ^ (word >>> 16);
    mixed = Math.imul(mixed, 0x21f0_aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a_2d97);
    return mixed ^ (mixed >>> 15);
  });
}

/** FNV-1a, 32 bits. */
function hashOf(label: string): number {
  let hash = 0x811c_9dc5;
  for (let i = 0; i < label.length; i++) hash = Math.imul(hash ^ label.charCodeAt(i), 0x0100_0193);
  return hash | 0;
}
