import { BLOCKS_PER_WINDOW, BIN_HZ, lineDb } from './spectrum.ts';
import type { AnalysedWindow } from './analysis.ts';

/**
 * Lines at every multiple of 75 Hz are a drone's in cruise that recedes, or the orders and half orders of one that dives at
 * 150 Hz. The posterior odds say which, from what each would show: how often such rates are heard, and how far every second
 * line lies under those beside it, of all lines and again of every second.
 */
export type HalfRateJudge = {
  /**
   * ln p(the shaft turns at twice `f0Hz` | sound) / p(at `f0Hz` | sound); -Infinity where twice is more than any shaft's.
   * `f0Hz`: the rate in each block of the window's context.
   */
  oddsNats(window: AnalysedWindow, f0Hz: Float64Array): number;
};

const TOP_HZ = 2000;
/** At 70 Hz. */
const MOST_ORDERS = 28;
/** Twice this is heard of no dive. */
const HIGHEST_HALF_HZ = 100;
/** Share of drones that dive, and of engines that have half orders. */
const DIVE_SHARE = 0.06;
const HALF_ORDER_SHARE = 0.3;
/** Who hears a drone in cruise recede has mostly heard it come, at higher rates: of those that are only heard low, so many. */
const ONLY_RECEDING_SHARE = 0.3;
/**
 * Shafts of 84 to 113 Hz and of 110 to 150 Hz, passing at 35 to 65 m/s: of 75 to 80 Hz and of twice that either is heard as
 * often; from there on both fall like a bell, those in cruise below, those of dives (their half) above.
 */
const CRUISE_FALLS_BELOW_HZ = 82;
const DIVE_FALLS_ABOVE_HZ = 80;
const FALL_SIGMA_HZ = 3.8;
/** Odd orders lie this far under the even ones, half orders under all others, dB; none stand out where they are absent. */
const ODD_UNDER_DB = [-2, 16] as const;
const HALF_UNDER_DB = [8, 20] as const;
const ABSENT_UNDER_DB = [14, 30] as const;
/** Scatter of a mean over some ten and some five lines, and of one line against another, dB. */
const MEAN_SIGMA_DB = 2.5;
const LINE_SIGMA_DB = 8.5;
/** A dive's line at its shaft's rate is weaker than its odd ones by this much in the mean, dB. */
const FIRST_UNDER_DB = 3.5;
/** What no model foresees: no likelihood is less than this a dB. */
const FLOOR_PER_DB = 1e-3;
/** Lines under which others are looked for stand out by this much, dB. */
const SEEN_DB = 3;
/** A path goes on from the second before if its rates in that one agree to this share. */
const SAME_PATH = 0.02;

export function createHalfRateJudge(): HalfRateJudge {
  const levelDb = new Float64Array(MOST_ORDERS + 1);
  /** The path that is followed: its last window and the rate in it, the lowest and the highest rate it had, Hz. */
  let lastIndex = -1;
  let lastHz = 0;
  let lowestHz = 0;
  let highestHz = 0;

  function follow({ index, blockCount, windowAt }: AnalysedWindow, f0Hz: Float64Array): void {
    const goesOn =
      lastIndex === index - 1 &&
      windowAt >= BLOCKS_PER_WINDOW &&
      Math.abs(f0Hz[windowAt - BLOCKS_PER_WINDOW]! - lastHz) < SAME_PATH * lastHz;
    if (!goesOn) {
      lowestHz = f0Hz[0]!;
      highestHz = f0Hz[0]!;
    }
    for (let b = 0; b < blockCount; b += 1) {
      lowestHz = Math.min(lowestHz, f0Hz[b]!);
      highestHz = Math.max(highestHz, f0Hz[b]!);
    }
    lastIndex = index;
    lastHz = f0Hz[windowAt]!;
  }

  return {
    oddsNats(window, f0Hz) {
      follow(window, f0Hz);
      if (highestHz > HIGHEST_HALF_HZ) return -Infinity;
      const count = meanLevels(levelDb, window, f0Hz);
      return priorNats(lowestHz, highestHz) + evidenceNats(levelDb, count);
    },
  };
}

/** The whole path must be heard of one shaft, so its ends decide. */
function priorNats(lowestHz: number, highestHz: number): number {
  const below = Math.max(0, CRUISE_FALLS_BELOW_HZ - lowestHz) / FALL_SIGMA_HZ;
  const above = Math.max(0, highestHz - DIVE_FALLS_ABOVE_HZ) / FALL_SIGMA_HZ;
  const cruiseShare = (1 - DIVE_SHARE) * (highestHz < CRUISE_FALLS_BELOW_HZ ? ONLY_RECEDING_SHARE : 1);
  return Math.log(DIVE_SHARE / cruiseShare) + 0.5 * (below * below - above * above);
}

function evidenceNats(levelDb: Float64Array, count: number): number {
  const odd = underDb(levelDb, count, 1);
  const oddOfTwice = underDb(levelDb, count, 2);
  // Of a dive's lines beside a half order one is an odd order and one an even.
  const half = odd + 0.5 * Math.max(0, oddOfTwice);
  const second = levelDb[4]! - levelDb[2]!;
  const halves =
    HALF_ORDER_SHARE * uniform(half, HALF_UNDER_DB) + (1 - HALF_ORDER_SHARE) * uniform(half, ABSENT_UNDER_DB);
  return (
    ratioNats(halves, uniform(half, ODD_UNDER_DB)) +
    ratioNats(uniform(oddOfTwice, ODD_UNDER_DB), normal(oddOfTwice, 0, MEAN_SIGMA_DB)) +
    ratioNats(normal(second, oddOfTwice + FIRST_UNDER_DB, LINE_SIGMA_DB), normal(second, 0, LINE_SIGMA_DB))
  );
}

const ratioNats = (a: number, b: number): number => Math.log((a + FLOOR_PER_DB) / (b + FLOOR_PER_DB));

function normal(x: number, mean: number, sigma: number): number {
  const z = (x - mean) / sigma;
  return Math.exp(-0.5 * z * z) / (sigma * Math.sqrt(2 * Math.PI));
}

/** A uniform variable, measured with the scatter of a mean; the normal distribution by a logistic one. */
function uniform(x: number, [from, to]: readonly [number, number]): number {
  const under = (bound: number): number => 1 / (1 + Math.exp((-1.702 * (x - bound)) / MEAN_SIGMA_DB));
  return (under(from) - under(to)) / (to - from);
}

/** Mean level of each order over the context; returns how many there are. */
function meanLevels(
  levelDb: Float64Array,
  { blocks, blockCount }: AnalysedWindow,
  f0Hz: Float64Array,
): number {
  levelDb.fill(0);
  let count = MOST_ORDERS;
  for (let b = 0; b < blockCount; b += 1) count = Math.min(count, Math.floor(TOP_HZ / f0Hz[b]!));
  for (let b = 0; b < blockCount; b += 1) {
    for (let k = 1; k <= count; k += 1)
      levelDb[k]! += lineDb(blocks[b]!, (k * f0Hz[b]!) / BIN_HZ) / blockCount;
  }
  return count;
}

/** How far odd multiples of `step` orders, from the third, lie under the even ones beside them where these stand out, dB. */
function underDb(levelDb: Float64Array, count: number, step: number): number {
  let under = 0;
  let lines = 0;
  for (let k = 3 * step; k + step <= count; k += 2 * step) {
    const beside = 0.5 * (levelDb[k - step]! + levelDb[k + step]!);
    if (beside < SEEN_DB) continue;
    under += beside - levelDb[k]!;
    lines += 1;
  }
  return lines > 0 ? under / lines : 0;
}
