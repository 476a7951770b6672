import { cholesky, choleskySolve } from '../../base/matrix.ts';
import {
  BIN_HZ,
  BLOCKS_PER_WINDOW,
  COMB_BINS,
  FRAME_LAG_S,
  LEVEL_FROM_BIN,
  LEVEL_TO_BIN,
} from './spectrum.ts';
import type { Block } from './spectrum.ts';

/** A fundamental measured on a block's lines. */
export type BlockPitch = {
  frequencyHz: number;
  /** What such lines have been wrong by, root mean square. */
  sigmaHz: number;
  lines: number;
};

/** A line stands this far over what is around it. */
export const LINE_DB = 2.5;
/** Peaks further than this from where a line is expected are not its. */
const REACH_BINS = 1.6;
const MOST_LINES = 64;
/** Lines this far off the fit count for a quarter in the next. */
const SOFT_BINS = 0.4;
const REFITS = 3;
/** Lines within this of the fit speak for it. */
const CLOSE_BINS = 0.5;
/**
 * What a fit was wrong by against what spoke for it, on 12,000 half seconds of synthesised drones at 0 dB and above: 1.6 Hz
 * where nothing does (what was fitted is the noise, or another source's lines), 0.9 at 15 dB, 0.4 at 35, 0.2 at 75, 0.1 at 200.
 */
const SIGMA_DB_HZ = 18;
const SIGMA_OFFSET_DB = 10;

/**
 * Weighted least squares of peak frequencies on their order, those that lie off counting less in each refit: another
 * source's lines near a drone's do not draw it. What speaks for a fit is the level of its close lines times their share of
 * all that were found: peaks of noise lie anywhere about where lines are expected.
 */
export function createBlockFitter(): (out: BlockPitch, block: Block, f0Hz: number) => void {
  const orders = new Float64Array(MOST_LINES);
  const atHz = new Float64Array(MOST_LINES);
  const levelDb = new Float64Array(MOST_LINES);

  function find(block: Block, f0Hz: number): number {
    const { white, logPower } = block;
    let lines = 0;
    for (let k = 1; k * f0Hz < LEVEL_TO_BIN * BIN_HZ && lines < MOST_LINES; k += 1) {
      const expected = (k * f0Hz) / BIN_HZ;
      const peak = peakNear(logPower, Math.round(expected));
      if (peak < LEVEL_FROM_BIN || white[peak]! < LINE_DB) continue;
      const at = peak + parabolaOffset(logPower, peak);
      if (Math.abs(at - expected) > REACH_BINS) continue;
      orders[lines] = k;
      atHz[lines] = at * BIN_HZ;
      levelDb[lines] = white[peak]!;
      lines += 1;
    }
    return lines;
  }

  const offBins = (i: number, f0Hz: number): number => Math.abs(atHz[i]! - orders[i]! * f0Hz) / BIN_HZ;

  function fit(lines: number, aboutHz: number): number {
    let xy = 0;
    let xx = 0;
    for (let i = 0; i < lines; i += 1) {
      const off = Number.isNaN(aboutHz) ? 0 : offBins(i, aboutHz) / SOFT_BINS;
      const soft = levelDb[i]! / (1 + off * off);
      xy += soft * soft * orders[i]! * atHz[i]!;
      xx += soft * soft * orders[i]! * orders[i]!;
    }
    return xy / xx;
  }

  return (out, block, f0Hz) => {
    const lines = find(block, f0Hz);
    let fittedHz = fit(lines, NaN);
    for (let n = 0; n < REFITS; n += 1) fittedHz = fit(lines, fittedHz);
    let close = 0;
    let all = 0;
    for (let i = 0; i < lines; i += 1) {
      all += levelDb[i]!;
      if (offBins(i, fittedHz) < CLOSE_BINS) close += levelDb[i]!;
    }
    out.lines = lines;
    out.frequencyHz = lines > 0 ? fittedHz : f0Hz;
    out.sigmaHz = SIGMA_DB_HZ / (SIGMA_OFFSET_DB + (lines > 0 ? (close * close) / all : 0));
  };
}

function peakNear(logPower: Float64Array, bin: number): number {
  let best = Math.max(1, Math.min(COMB_BINS - 2, bin));
  const from = Math.max(1, bin - 2);
  const to = Math.min(COMB_BINS - 2, bin + 2);
  for (let j = from; j <= to; j += 1) if (logPower[j]! > logPower[best]!) best = j;
  return best;
}

/** Vertex of the parabola through a peak and its neighbours in dB: exact for a Gaussian, within 0.02 bin for Hann. */
export function parabolaOffset(logPower: Float64Array, peak: number): number {
  const left = logPower[peak - 1]!;
  const right = logPower[peak + 1]!;
  const curve = left - 2 * logPower[peak]! + right;
  if (curve >= 0) return 0;
  return Math.max(-0.5, Math.min(0.5, (0.5 * (left - right)) / curve));
}

/** How the fundamental of one block differs from the last's, and how that changes, Hz: engines wander, drones pass. */
const STEP_SIGMA_HZ = 3;
const BEND_SIGMA_HZ = 1;
/** Own blocks that lie off what their neighbours and their own sigma allow raise the stated sigma. */
const MISFIT_WEIGHT = 1 / 3;
/**
 * Lines that swell while the rate sweeps move what is measured off the mean over time: root mean square of 28,000 synthesised
 * seconds against how far the halves of the window lie apart.
 */
const SWEEP_SHARE = 0.06;
/**
 * The mean over a window of the parabola through the middles of the block before and its own two, by their differences: in
 * blocks, those of the window lie from -0.5 - lag to 1.5 - lag after the middle of its first.
 */
const LAG_BLOCKS = FRAME_LAG_S * BLOCKS_PER_WINDOW;
const MEAN_BLOCKS = 0.5 - LAG_BLOCKS;
/** What the window's second half weighs in its mean, if both lie on a line. */
export const SECOND_HALF_WEIGHT = MEAN_BLOCKS;
const BEND_SHARE = 0.5 * (MEAN_BLOCKS * MEAN_BLOCKS + 1 / 3 - MEAN_BLOCKS);

/**
 * The mean fundamental of a window from what was measured in its blocks and those beside it: the path of least squares, in
 * which a block whose lines are weak or scattered is bridged by its neighbours. `count` blocks; the window's own begin at `own`.
 */
export type WindowSmoother = {
  smooth(
    out: { frequencyHz: number; sigmaHz: number },
    blocks: readonly BlockPitch[],
    count: number,
    own: number,
  ): void;
};

export function createWindowSmoother(maxBlocks: number): WindowSmoother {
  const matrix = new Float64Array(maxBlocks * maxBlocks);
  const lower = new Float64Array(maxBlocks * maxBlocks);
  const path = new Float64Array(maxBlocks);
  const asked = new Float64Array(maxBlocks);
  const solved = new Float64Array(maxBlocks);

  /** Adds weight times the outer product of the difference that begins at a block. */
  function addDifference(count: number, at: number, terms: readonly number[], weight: number): void {
    for (let i = 0; i < terms.length; i += 1) {
      for (let j = 0; j < terms.length; j += 1)
        matrix[(at + i) * count + at + j]! += weight * terms[i]! * terms[j]!;
    }
  }

  function fillAsked(count: number, own: number): void {
    asked.fill(0);
    const isWhole = own + 1 < count;
    asked[own] = isWhole ? 1 - MEAN_BLOCKS : 1;
    if (!isWhole) return;
    asked[own + 1] = MEAN_BLOCKS;
    if (own > 0) for (let i = 0; i < 3; i += 1) asked[own - 1 + i]! += BEND_SHARE * BEND[i]!;
  }

  return {
    smooth(out, blocks, count, own) {
      matrix.fill(0);
      for (let b = 0; b < count; b += 1) {
        const weight = 1 / (blocks[b]!.sigmaHz * blocks[b]!.sigmaHz);
        matrix[b * count + b]! += weight;
        path[b] = weight * blocks[b]!.frequencyHz;
      }
      for (let b = 0; b + 1 < count; b += 1)
        addDifference(count, b, STEP, 1 / (STEP_SIGMA_HZ * STEP_SIGMA_HZ));
      for (let b = 0; b + 2 < count; b += 1)
        addDifference(count, b, BEND, 1 / (BEND_SIGMA_HZ * BEND_SIGMA_HZ));
      if (!cholesky(lower, matrix, count)) throw new Error('blocks of no finite sigma');
      choleskySolve(path, lower, count);
      fillAsked(count, own);
      solved.set(asked);
      choleskySolve(solved, lower, count);
      let mean = 0;
      let variance = 0;
      for (let b = 0; b < count; b += 1) {
        mean += asked[b]! * path[b]!;
        variance += asked[b]! * solved[b]!;
      }
      let misfit = 0;
      for (let b = own; b < Math.min(count, own + BLOCKS_PER_WINDOW); b += 1) {
        const off = (blocks[b]!.frequencyHz - path[b]!) / blocks[b]!.sigmaHz;
        misfit = Math.max(misfit, off * off);
      }
      const sweepHz = own + 1 < count ? SWEEP_SHARE * (path[own + 1]! - path[own]!) : 0;
      out.frequencyHz = mean;
      out.sigmaHz = Math.sqrt(variance * (1 + MISFIT_WEIGHT * misfit) + sweepHz * sweepHz);
    },
  };
}

const STEP = [-1, 1] as const;
const BEND = [1, -2, 1] as const;
