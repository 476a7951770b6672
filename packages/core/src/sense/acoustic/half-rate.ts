import { BLOCKS_PER_WINDOW, BIN_HZ, lineDb } from './spectrum.ts';
import type { AnalysedWindow } from './analysis.ts';

/**
 * Lines at every multiple of 75 Hz are a drone's in cruise that recedes, or the orders and half orders of one that dives at
 * 150 Hz. The posterior odds say which, from what each would show: how often such rates are heard, and how far every second
 * line lies under those beside it, of all lines and again of every second.
 */
export type HalfRateJudge = {
  /**
   * Does a shaft turn at `f0Hz`, the rate in each block of the window's context, and not at twice or half of it? Windows are to
   * be asked in their order: a path is followed from one to the next.
   */
  isSure(window: AnalysedWindow, f0Hz: Float64Array): boolean;
};

/** A rate is stated only if it is 80 times likelier than twice as much. */
const SURE_NATS = Math.log(80);
/** Nor is it where lines alone make twice or half of it 12 times likelier: that is no engine of those that are foreseen. */
const AGAINST_NATS = Math.log(12);
const TOP_HZ = 2000;
/** At 70 Hz. */
const MOST_ORDERS = 28;
/** Where nothing is known of the source, its lines must make half and twice the rate so much less likely each. */
const PLAIN_NATS = Math.log(4);
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
/** No path is surer than that: in passes nobody thought of, dives have begun at 189 Hz. */
const LEAST_PRIOR_NATS = -6;
/** Odd orders lie this far under the even ones, half orders under all others, dB. */
const ODD_UNDER_DB = [-2, 16] as const;
const HALF_UNDER_DB = [8, 20] as const;
/** Scatter of a mean of ten levels of noise and of ten lines, of the mean by which five lie under others, of one line, dB. */
const NOISE_SIGMA_DB = 0.5;
const LINES_SIGMA_DB = 1.5;
const UNDER_SIGMA_DB = 2.5;
const LINE_SIGMA_DB = 8.5;
/** A dive's line at its shaft's rate is weaker than its odd ones by this much in the mean, dB. */
const FIRST_UNDER_DB = 3.5;
/** What no model foresees: no likelihood is less than this a dB. */
const FLOOR_PER_DB = 1e-3;
/** Lines under which others are looked for stand out by this much, dB. */
const SEEN_DB = 3;
/** A path goes on from the second before if its rates in that one agree to this share. */
const SAME_PATH = 0.02;

/** Scratch for all. */
const levelDb = new Float64Array(MOST_ORDERS + 1);
const all: Under = { underDb: 0, besideDb: 0 };
const ofTwice: Under = { underDb: 0, besideDb: 0 };

/**
 * Do lines alone tell that their spacing is `f0Hz`, and neither half nor twice of that? `f0Hz`: the rate in each block of the
 * window's context. Of an engine whose odd lines have drowned they do not.
 */
export function isPlainOctave(window: AnalysedWindow, f0Hz: Float64Array): boolean {
  return lineNats(window, f0Hz) < -PLAIN_NATS && lineNats(window, f0Hz, 0.5) > PLAIN_NATS;
}

/** What lines say of twice `factor` of the rate against that itself. */
function lineNats(window: AnalysedWindow, f0Hz: Float64Array, factor = 1): number {
  return evidenceNats(meanLevels(window, f0Hz, factor));
}

export function createHalfRateJudge(): HalfRateJudge {
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
    isSure(window, f0Hz) {
      follow(window, f0Hz);
      const twiceNats = lineNats(window, f0Hz);
      if (twiceNats > AGAINST_NATS || lineNats(window, f0Hz, 0.5) < -AGAINST_NATS) return false;
      return highestHz > HIGHEST_HALF_HZ || priorNats(lowestHz, highestHz) + twiceNats < -SURE_NATS;
    },
  };
}

/** The whole path must be heard of one shaft, so its ends decide. */
function priorNats(lowestHz: number, highestHz: number): number {
  const below = Math.max(0, CRUISE_FALLS_BELOW_HZ - lowestHz) / FALL_SIGMA_HZ;
  const above = Math.max(0, highestHz - DIVE_FALLS_ABOVE_HZ) / FALL_SIGMA_HZ;
  const cruiseShare = (1 - DIVE_SHARE) * (highestHz < CRUISE_FALLS_BELOW_HZ ? ONLY_RECEDING_SHARE : 1);
  const nats = Math.log(DIVE_SHARE / cruiseShare) + 0.5 * (below * below - above * above);
  return Math.max(LEAST_PRIOR_NATS, nats);
}

function evidenceNats(count: number): number {
  compareOdd(all, count, 1);
  compareOdd(ofTwice, count, 2);
  const oddDb = all.besideDb - all.underDb;
  // Of a dive's lines beside a half order one is an odd order and one an even.
  const evenOfTwiceDb = all.besideDb + 0.5 * Math.max(0, ofTwice.underDb);
  const halves =
    HALF_ORDER_SHARE * drowning(oddDb, evenOfTwiceDb, HALF_UNDER_DB) +
    (1 - HALF_ORDER_SHARE) * normal(oddDb, 0, NOISE_SIGMA_DB);
  const secondDb = levelDb[4]! - levelDb[2]!;
  return (
    ratioNats(halves, drowning(oddDb, all.besideDb, ODD_UNDER_DB)) +
    ratioNats(uniform(ofTwice.underDb, ODD_UNDER_DB), normal(ofTwice.underDb, 0, UNDER_SIGMA_DB)) +
    ratioNats(
      normal(secondDb, ofTwice.underDb + FIRST_UNDER_DB, LINE_SIGMA_DB),
      normal(secondDb, 0, LINE_SIGMA_DB),
    )
  );
}

const ratioNats = (a: number, b: number): number => Math.log((a + FLOOR_PER_DB) / (b + FLOOR_PER_DB));

function normal(x: number, mean: number, sigma: number): number {
  const z = (x - mean) / sigma;
  return Math.exp(-0.5 * z * z) / (sigma * Math.sqrt(2 * Math.PI));
}

/** A uniform variable, measured with a mean's scatter; the normal distribution by a logistic one. */
function uniform(x: number, [from, to]: readonly [number, number]): number {
  const under = (bound: number): number => 1 / (1 + Math.exp((-1.702 * (x - bound)) / UNDER_SIGMA_DB));
  return (under(from) - under(to)) / (to - from);
}

const DEPTHS = 18;

/** A level of lines that lie anywhere `from` to `to` under others, and drown in noise at 0 dB. */
function drowning(levelDb: number, othersDb: number, [from, to]: readonly [number, number]): number {
  let sum = 0;
  for (let i = 0; i < DEPTHS; i += 1) {
    const trueDb = othersDb - from - ((i + 0.5) / DEPTHS) * (to - from);
    const power = Math.exp((trueDb * Math.LN10) / 10);
    const expectedDb = (10 / Math.LN10) * Math.log(1 + power);
    sum += normal(levelDb, expectedDb, NOISE_SIGMA_DB + (LINES_SIGMA_DB * power) / (1 + power));
  }
  return sum / DEPTHS;
}

/** Mean level of each order of `factor` times the rate over the context; returns how many there are. */
function meanLevels({ blocks, blockCount }: AnalysedWindow, f0Hz: Float64Array, factor: number): number {
  levelDb.fill(0);
  let count = MOST_ORDERS;
  for (let b = 0; b < blockCount; b += 1) count = Math.min(count, Math.floor(TOP_HZ / (factor * f0Hz[b]!)));
  for (let b = 0; b < blockCount; b += 1) {
    for (let k = 1; k <= count; k += 1)
      levelDb[k]! += lineDb(blocks[b]!, (k * factor * f0Hz[b]!) / BIN_HZ) / blockCount;
  }
  return count;
}

/** How far lines lie under those beside them, and how high those are, dB: means; 0 where none stand out. */
type Under = { underDb: number; besideDb: number };

/** Odd multiples of `step` orders, from the third, against the even ones beside them, where these stand out. */
function compareOdd(out: Under, count: number, step: number): void {
  let under = 0;
  let beside = 0;
  let lines = 0;
  for (let k = 3 * step; k + step <= count; k += 2 * step) {
    const here = 0.5 * (levelDb[k - step]! + levelDb[k + step]!);
    if (here < SEEN_DB) continue;
    under += here - levelDb[k]!;
    beside += here;
    lines += 1;
  }
  out.underDb = lines > 0 ? under / lines : 0;
  out.besideDb = lines > 0 ? beside / lines : 0;
}
