import type { AnalysedWindow } from './analysis.ts';
import { parabolaOffset } from './pitch-fit.ts';
import type { BlockPitch } from './pitch-fit.ts';
import { BIN_HZ, BLOCKS_PER_WINDOW, LEVEL_FROM_BIN, LEVEL_TO_BIN, powerOfDb } from './spectrum.ts';

/**
 * What speaks against stating a piston drone's pitch though it was measured: a rate that another comb, or the noise, may
 * have as well. The bounds are from 76,000 synthesised seconds of drones at 0 dB and above (docs/listening-pitch.md).
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

/** What is stated is within 1 Hz to three sigma. */
export const MOST_SIGMA_HZ = 0.3;
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
/** Peaks of a window's blocks, this far over what is around them, are of the comb within so many bins of its lines. */
const PEAK_DB = 5;
const REACH_BINS = 1.3;
/** Of a comb that holds less than a fifth of the power of such peaks, something else is what is heard. */
const LEAST_SHARE = 1 / 5;
/** Mains hum: twice 50 or 60 Hz, three half seconds the same, and a third of what stands out is something else. */
const HUM_HZ = [100, 120];
const HUM_WITHIN_HZ = 0.2;
const HUM_STILL_HZ = 0.08;
const HUM_MOST_SHARE = 2 / 3;

export function createPitchDoubt(): PitchDoubt {
  const peaks: PeakShares = { powerShare: 1, levelShare: 1 };
  let lastHz = 0;
  let lastIndex = -1 - REMEMBERED_WINDOWS;

  return {
    isDoubtful(frequencyHz, sigmaHz, elsewhere, fits, count, own, window) {
      if (sigmaHz > MOST_SIGMA_HZ || frequencyHz > HIGHEST_HZ || elsewhere > MOST_ELSEWHERE) return true;
      const bendHz = bendOf(fits, count, own);
      if (bendHz > MOST_BEND_HZ || (bendHz > BENT_HZ && elsewhere > MOST_ELSEWHERE_BENT)) return true;
      if (leaps(fits, count, own)) return true;
      sharePeaks(peaks, fits, own, window);
      if (peaks.powerShare < LEAST_SHARE) return true;
      const mayBeHum = HUM_HZ.some((hz) => Math.abs(frequencyHz - hz) < HUM_WITHIN_HZ);
      if (mayBeHum && peaks.levelShare < HUM_MOST_SHARE && isStill(fits, count, own)) return true;
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

/** Three half seconds, of which one is the window's, are the same. */
function isStill(fits: readonly BlockPitch[], count: number, own: number): boolean {
  for (let b = Math.max(0, own - 2); b <= own + 1 && b + 2 < count; b += 1) {
    const [first, second, third] = [fits[b]!.frequencyHz, fits[b + 1]!.frequencyHz, fits[b + 2]!.frequencyHz];
    if (Math.max(first, second, third) - Math.min(first, second, third) < HUM_STILL_HZ) return true;
  }
  return false;
}

/** How much of what stands out of the window's own blocks is at multiples of what was fitted: of its power, and of its dB. */
type PeakShares = { powerShare: number; levelShare: number };

function sharePeaks(out: PeakShares, fits: readonly BlockPitch[], own: number, window: AnalysedWindow): void {
  const { blocks, blockCount, windowAt } = window;
  let power = 0;
  let combPower = 0;
  let level = 0;
  let combLevel = 0;
  for (let b = 0; b < BLOCKS_PER_WINDOW && windowAt + b < blockCount; b += 1) {
    const { logPower, localDb } = blocks[windowAt + b]!;
    const f0Bins = fits[own + b]!.frequencyHz / BIN_HZ;
    for (let j = LEVEL_FROM_BIN; j <= LEVEL_TO_BIN; j += 1) {
      const here = logPower[j]!;
      const over = here - localDb[j]!;
      if (over < PEAK_DB || here < logPower[j - 1]! || here <= logPower[j + 1]!) continue;
      const peak = powerOfDb(here) + powerOfDb(logPower[j - 1]!) + powerOfDb(logPower[j + 1]!);
      power += peak;
      level += over;
      const order = Math.max(1, Math.round(j / f0Bins));
      if (Math.abs(j + parabolaOffset(logPower, j) - order * f0Bins) > REACH_BINS) continue;
      combPower += peak;
      combLevel += over;
    }
  }
  out.powerShare = power > 0 ? combPower / power : 1;
  out.levelShare = level > 0 ? combLevel / level : 1;
}
