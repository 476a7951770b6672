import type { AnalysedWindow } from './analysis.ts';
import { createCombGrid, createCombTracker } from './comb.ts';
import type { CombGrid } from './comb.ts';
import { CONTEXT_BLOCKS } from './context.ts';
import { createElsewhereShare } from './elsewhere.ts';
import { createHalfRateJudge } from './half-rate.ts';
import { SECOND_HALF_WEIGHT } from './pitch-fit.ts';
import { BIN_HZ, BLOCKS_PER_WINDOW, COMB_BINS, lineDb, WHITE_MAX_DB, WHITE_MIN_DB } from './spectrum.ts';
import type { Block } from './spectrum.ts';

/**
 * The shaft rate of a sound that is known to be a piston drone: of all rates that its shaft can have as heard, the path
 * through the context with the greatest posterior. Every line that such an engine may have is asked for, present or not,
 * so neither twice the rate (its odd lines hidden) nor 3/2 (every third line) explains as much.
 */
export type ShaftTracker = {
  /** Writes the rate in each block of the window's context, Hz. False where it may be half the shaft's rate, or 3/2 of it. */
  track(f0Hz: Float64Array, window: AnalysedWindow): boolean;
  /** Share of the posterior of all paths through the window last tracked whose pitch is over 1 Hz off this one. */
  elsewhere(window: AnalysedWindow, frequencyHz: number): number;
};

/** As heard: 88 to 107 Hz in cruise, up to 150 in a dive, and Doppler at 65 m/s. */
const LOW_HZ = 70;
const HIGH_HZ = 172;
const RATIO = 1.004;
const TOP_HZ = 2000;
/** Cost of a step of 0.4 % between blocks, in nats: dear enough that a path does not leap to a voice that glides by. */
const DRIFT_PENALTY = 0.6;
/** How often a line of an even and of an odd order stands out, and what it counts at most, in nats. */
const EVEN_SHARE = 0.6;
const ODD_SHARE = 0.3;
const MOST_NATS = 3;
/** Levels between the lines count against a rate by this much: an engine may have half orders. */
const BETWEEN_WEIGHT = 0.25;
/** Whitened level of noise, and of lines, dB. */
const NOISE_SIGMA_DB = 2;
const LINE_MEAN_DB = 6;
const LINE_SIGMA_DB = 5;
const LEVEL_STEP_DB = 0.1;
const WITHIN_HZ = 1;

/** 3/2 of the lowest rate. */
const LEAST_THREE_HALVES_HZ = 1.5 * LOW_HZ;
/** Multiples of 2/3, without those that are whole: what two thirds of the rate would show. */
const THIRDS = [2, 4, 8, 10, 14, 16, 20, 22].map((k) => k / 3);
const ODD_ORDERS = [1, 3, 5, 7, 9];
const SEEN_DB = 5;
const NOT_FAR_UNDER_DB = 8;

const shaftGrid: CombGrid = createCombGrid(LOW_HZ, HIGH_HZ, RATIO, BIN_HZ, TOP_HZ);
const priorNats = shaftGrid.f0Hz.map((f0) =>
  Math.log(0.85 * bell(Math.log2(f0 / 97), 0.14) + 0.15 * bell(Math.log2(f0 / 120), 0.25) + 0.003),
);
const evenNats = natsByLevel(EVEN_SHARE);
const oddNats = natsByLevel(ODD_SHARE);

function bell(x: number, sigma: number): number {
  const z = x / sigma;
  return Math.exp(-0.5 * z * z) / sigma;
}

/** ln p(level | a line that stands out in this share of cases) / p(level | noise), by whitened level. */
function natsByLevel(share: number): Float64Array {
  const count = Math.round((WHITE_MAX_DB - WHITE_MIN_DB) / LEVEL_STEP_DB) + 1;
  return Float64Array.from({ length: count }, (_, i) => {
    const level = WHITE_MIN_DB + i * LEVEL_STEP_DB;
    const ratio = bell(level - LINE_MEAN_DB, LINE_SIGMA_DB) / bell(level, NOISE_SIGMA_DB);
    return Math.min(MOST_NATS, Math.log(1 - share + share * ratio));
  });
}

/** Scratch for all. */
const tracker = createCombTracker(shaftGrid.size, CONTEXT_BLOCKS, DRIFT_PENALTY);
const others = createElsewhereShare(shaftGrid, DRIFT_PENALTY, SECOND_HALF_WEIGHT);
const path = new Int32Array(CONTEXT_BLOCKS);
const even = new Float64Array(COMB_BINS);
const odd = new Float64Array(COMB_BINS);

export function createShaftTracker(): ShaftTracker {
  const { size } = shaftGrid;
  const scores = new Float64Array((CONTEXT_BLOCKS + 1) * size);
  /** Which block of the sound each row of scores is of. */
  const scored = new Int32Array(CONTEXT_BLOCKS).fill(-1);
  const rows = new Int32Array(CONTEXT_BLOCKS);
  const halfRate = createHalfRateJudge();

  function score(row: number, block: Block): void {
    for (let j = 0; j < COMB_BINS; j += 1) {
      const level = Math.round((block.white[j]! - WHITE_MIN_DB) / LEVEL_STEP_DB);
      even[j] = evenNats[level]!;
      odd[j] = oddNats[level]!;
    }
    shaftScores(scores, row, even, odd);
  }

  function track(f0Hz: Float64Array, window: AnalysedWindow): boolean {
    const { blocks, blockCount, windowAt } = window;
    const first = window.index * BLOCKS_PER_WINDOW - windowAt;
    for (let b = 0; b < blockCount; b += 1) {
      const slot = (first + b) % CONTEXT_BLOCKS;
      rows[b] = slot * size;
      if (scored[slot] !== first + b) score(slot * size, blocks[b]!);
      scored[slot] = first + b;
    }
    // The prior counts once, so the first block's row is a copy with it.
    const firstRow = CONTEXT_BLOCKS * size;
    for (let i = 0; i < size; i += 1) scores[firstRow + i] = scores[rows[0]! + i]! + priorNats[i]!;
    rows[0] = firstRow;
    tracker.track(path, scores, rows, blockCount, 0, size);
    for (let b = 0; b < blockCount; b += 1) f0Hz[b] = shaftGrid.f0Hz[path[b]!]!;
    return halfRate.isSure(window, f0Hz) && !isThreeHalves(window, f0Hz);
  }

  return {
    track,
    elsewhere: ({ blockCount, windowAt }, frequencyHz) =>
      others.share(scores, rows, blockCount, windowAt, frequencyHz, WITHIN_HZ),
  };
}

function shaftScores(scores: Float64Array, row: number, even: Float64Array, odd: Float64Array): void {
  const { size, orders, onBin, offBin, maxOrder } = shaftGrid;
  for (let i = 0; i < size; i += 1) {
    const base = i * maxOrder;
    const count = orders[i]!;
    let on = odd[onBin[base]!]!;
    let between = 0;
    for (let k = 1; k < count; k += 1) {
      on += k % 2 === 0 ? odd[onBin[base + k]!]! : even[onBin[base + k]!]!;
      between += even[offBin[base + k]!]!;
    }
    scores[row + i] = on - BETWEEN_WEIGHT * between;
  }
}

/**
 * Is this 3/2 of the rate? Then multiples of two thirds of it stand out, which no engine makes, and not far under its odd
 * orders, which are half orders of the true one.
 */
function isThreeHalves({ blocks, blockCount, windowAt }: AnalysedWindow, f0Hz: Float64Array): boolean {
  if (f0Hz[windowAt]! < LEAST_THREE_HALVES_HZ) return false;
  let thirds = 0;
  let odd = 0;
  for (let b = 0; b < blockCount; b += 1) {
    const bins = f0Hz[b]! / BIN_HZ;
    for (const third of THIRDS) thirds += lineDb(blocks[b]!, third * bins) / (blockCount * THIRDS.length);
    for (const order of ODD_ORDERS)
      odd += lineDb(blocks[b]!, order * bins) / (blockCount * ODD_ORDERS.length);
  }
  return thirds > SEEN_DB && thirds > odd - NOT_FAR_UNDER_DB;
}
