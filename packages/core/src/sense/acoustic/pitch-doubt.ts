import type { AnalysedWindow } from './analysis.ts';
import type { BlockPitch } from './pitch-fit.ts';
import { BIN_HZ, lineDb } from './spectrum.ts';

/**
 * What speaks against stating a piston drone's pitch though it was measured: a rate that another comb, or the noise, may
 * have as well. The bounds are from 58,000 synthesised seconds of drones at 0 dB and above (docs/listening.md).
 */
export type PitchDoubt = {
  /**
   * May this be over 1 Hz off? `fits`: of the window's own half seconds, from `own` on, and of those beside them, `count` of
   * them; `elsewhere`: the share of the posterior that is over 1 Hz off.
   */
  isDoubtful(
    frequencyHz: number,
    sigmaHz: number,
    elsewhere: number,
    fits: readonly BlockPitch[],
    count: number,
    own: number,
    window: AnalysedWindow,
  ): boolean;
};

const MOST_SIGMA_HZ = 0.4;
/** So much of the posterior may lie elsewhere; less where an own half second is off the middle of those beside it. */
const MOST_ELSEWHERE = 0.3;
const MOST_ELSEWHERE_BENT = 0.14;
const BENT_HZ = 1.1;
const MOST_BEND_HZ = 2.75;
/** Of such rates as heard, one in four was half of it or another comb. */
const HIGHEST_HZ = 140;
/** Half seconds that agree so well, beside one that leaps: a machine on the ground has taken over. */
const STILL_HZ = 0.12;
const LEAP_FROM_STILL_HZ = 3;
/** From one half second to the next, where both are known; and in a second, since a pitch was last stated, for so long. */
const LEAP_HZ = 8;
const KNOWN_SIGMA_HZ = 1;
const REMEMBERED_WINDOWS = 4;
/**
 * Mains hum: twice 50 or 60 Hz, three half seconds the same, and its odd lines between those of a comb, or a comb whose lines
 * stand out by little.
 */
const HUM_HZ = [100, 120];
const HUM_WITHIN_HZ = 0.2;
const HUM_STILL_HZ = 0.08;
const HUM_LINES = 12;
const HUM_BETWEEN_DB = 2;
const HUM_WHOLE_DB = 7;

export function createPitchDoubt(): PitchDoubt {
  let lastHz = 0;
  let lastIndex = -1 - REMEMBERED_WINDOWS;

  return {
    isDoubtful(frequencyHz, sigmaHz, elsewhere, fits, count, own, window) {
      if (sigmaHz > MOST_SIGMA_HZ || frequencyHz > HIGHEST_HZ || elsewhere > MOST_ELSEWHERE) return true;
      const bendHz = bendOf(fits, count, own);
      if (bendHz > MOST_BEND_HZ || (bendHz > BENT_HZ && elsewhere > MOST_ELSEWHERE_BENT)) return true;
      if (leaps(fits, count, own)) return true;
      if (mayBeHum(frequencyHz) && isStill(fits, count, own) && isLikeHum(frequencyHz, window)) return true;
      const seconds = window.index - lastIndex;
      if (seconds <= REMEMBERED_WINDOWS && Math.abs(frequencyHz - lastHz) > LEAP_HZ * seconds) return true;
      lastHz = frequencyHz;
      lastIndex = window.index;
      return false;
    },
  };
}

/** How far an own block is off the middle of those beside it, Hz. */
function bendOf(fits: readonly BlockPitch[], count: number, own: number): number {
  let bendHz = 0;
  for (let b = Math.max(1, own); b < Math.min(own + 2, count - 1); b += 1) {
    const middleHz = 0.5 * (fits[b - 1]!.frequencyHz + fits[b + 1]!.frequencyHz);
    bendHz = Math.max(bendHz, Math.abs(fits[b]!.frequencyHz - middleHz));
  }
  return bendHz;
}

/** From block b to the next, Hz; 0 beyond either end. */
function stepHz(fits: readonly BlockPitch[], count: number, b: number): number {
  return b < 0 || b + 1 >= count ? 0 : Math.abs(fits[b + 1]!.frequencyHz - fits[b]!.frequencyHz);
}

function leaps(fits: readonly BlockPitch[], count: number, own: number): boolean {
  for (let b = 0; b + 1 < count; b += 1) {
    const step = stepHz(fits, count, b);
    const isKnown = Math.max(fits[b]!.sigmaHz, fits[b + 1]!.sigmaHz) < KNOWN_SIGMA_HZ;
    if (isKnown && step > LEAP_HZ) return true;
    if (step > STILL_HZ || Math.abs(b - own) > 1) continue;
    const beside = Math.max(stepHz(fits, count, b - 1), stepHz(fits, count, b + 1));
    if (beside > LEAP_FROM_STILL_HZ) return true;
  }
  return false;
}

const mayBeHum = (frequencyHz: number): boolean =>
  HUM_HZ.some((hz) => Math.abs(frequencyHz - hz) < HUM_WITHIN_HZ);

/** Three half seconds, of which one is the window's, are the same. */
function isStill(fits: readonly BlockPitch[], count: number, own: number): boolean {
  for (let b = Math.max(0, own - 2); b <= own + 1 && b + 2 < count; b += 1) {
    const [first, second, third] = [fits[b]!.frequencyHz, fits[b + 1]!.frequencyHz, fits[b + 2]!.frequencyHz];
    if (Math.max(first, second, third) - Math.min(first, second, third) < HUM_STILL_HZ) return true;
  }
  return false;
}

/** The odd lines of the mains lie between, or there is little of it. */
function isLikeHum(frequencyHz: number, { blocks, blockCount }: AnalysedWindow): boolean {
  let wholeDb = 0;
  let betweenDb = 0;
  for (let b = 0; b < blockCount; b += 1) {
    for (let k = 1; k <= HUM_LINES; k += 1) {
      wholeDb += lineDb(blocks[b]!, (k * frequencyHz) / BIN_HZ) / (blockCount * HUM_LINES);
      betweenDb += lineDb(blocks[b]!, ((k + 0.5) * frequencyHz) / BIN_HZ) / (blockCount * HUM_LINES);
    }
  }
  return betweenDb > HUM_BETWEEN_DB || wholeDb < HUM_WHOLE_DB;
}
