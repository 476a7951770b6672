import { createCombTracker } from './comb.ts';
import { CONTEXT_BLOCKS } from './context.ts';
import { BIN_HZ, COMB_BINS, PEAK_BANDS, WHITE_MIN_DB } from './spectrum.ts';
import type { Block } from './spectrum.ts';

/**
 * The strongest single lines of a context, whatever comb they belong to: far off, a drone may have three lines left, and
 * a comb's evidence is shared among orders that are not there.
 */
const LINES = 3;
const LOW_BIN = 15;
/** To 600 Hz: higher lines of a wandering engine leave their bin within a block. */
const HIGH_BIN = 154;
const SIZE = HIGH_BIN - LOW_BIN;
/** Cost of a step of one bin between blocks, dB. */
const DRIFT_PENALTY = 2;
/** A found line and its flanks are taken out this far to either side. */
const TAKEN_BINS = 4;
/** Levels that noise reaches once in a thousand: in a block, and in the mean of ten. */
export const BLOCK_PEAK_DB = 6;
const MEAN_PEAK_DB = 3;
const TOP_BIN = Math.round(2000 / BIN_HZ);
const BAND_EDGES = [LOW_BIN, Math.round(500 / BIN_HZ), Math.round(1000 / BIN_HZ), TOP_BIN];

export const lineFeatureNames: readonly string[] = [
  ...Array.from({ length: LINES }, (_, n) =>
    ['evidence', 'logHz', 'drift', 'unsteady'].map((name) => `line ${n + 1} ${name}`),
  ).flat(),
  ...Array.from({ length: PEAK_BANDS }, (_, n) => `peaks ${n + 1}`),
  ...Array.from({ length: PEAK_BANDS }, (_, n) => `lasting peaks ${n + 1}`),
];

/** Writes `lineFeatureNames.length` values at `at`; returns the place after them. All state is scratch. */
export type LineFinder = {
  make(out: Float32Array, at: number, blocks: readonly Block[], blockCount: number, windowAt: number): number;
};

export function createLineFinder(): LineFinder {
  const tracker = createCombTracker(SIZE, CONTEXT_BLOCKS, DRIFT_PENALTY);
  const levels = new Float64Array(CONTEXT_BLOCKS * SIZE);
  const rows = Int32Array.from({ length: CONTEXT_BLOCKS }, (_, b) => b * SIZE);
  const path = new Int32Array(CONTEXT_BLOCKS);
  const mean = new Float64Array(COMB_BINS);
  const lasting = new Float64Array(PEAK_BANDS);

  /** Evidence (variance as one block's), log2 re 100 Hz, relative drift a block in thousandths, deviation of its level. */
  function takeLine(out: Float32Array, at: number, blockCount: number, windowAt: number): void {
    const evidence = tracker.track(path, levels, rows, blockCount, 0, SIZE);
    let sum = 0;
    let sumSquares = 0;
    for (let b = 0; b < blockCount; b += 1) {
      const level = levels[rows[b]! + path[b]!]!;
      sum += level;
      sumSquares += level * level;
    }
    const own = path[windowAt]! + LOW_BIN;
    const drift = blockCount > 1 ? (path[blockCount - 1]! - path[0]!) / (blockCount - 1) / own : 0;
    out[at] = evidence / Math.sqrt(blockCount);
    out[at + 1] = Math.log2((own * BIN_HZ) / 100);
    out[at + 2] = Math.max(-20, Math.min(20, 1000 * drift));
    out[at + 3] = Math.sqrt(Math.max(0, sumSquares / blockCount - (sum / blockCount) * (sum / blockCount)));
    for (let b = 0; b < blockCount; b += 1) {
      const from = Math.max(0, path[b]! - TAKEN_BINS);
      const to = Math.min(SIZE, path[b]! + TAKEN_BINS + 1);
      levels.fill(WHITE_MIN_DB, rows[b]! + from, rows[b]! + to);
    }
  }

  return {
    make(out, at, blocks, blockCount, windowAt) {
      mean.fill(0);
      for (let b = 0; b < blockCount; b += 1) {
        const { white } = blocks[b]!;
        for (let j = LOW_BIN; j < HIGH_BIN; j += 1) levels[b * SIZE + j - LOW_BIN] = white[j]!;
        for (let j = LOW_BIN - 1; j <= TOP_BIN; j += 1) mean[j]! += white[j]!;
      }
      for (let j = LOW_BIN - 1; j <= TOP_BIN; j += 1) mean[j]! /= blockCount;
      let next = at;
      for (let n = 0; n < LINES; n += 1, next += 4) takeLine(out, next, blockCount, windowAt);
      for (let n = 0; n < PEAK_BANDS; n += 1, next += 1) {
        let peaks = 0;
        for (let b = 0; b < blockCount; b += 1) peaks += blocks[b]!.peaks[n]!;
        out[next] = Math.log1p(peaks / blockCount);
      }
      countPeaks(lasting, mean, MEAN_PEAK_DB);
      for (let n = 0; n < PEAK_BANDS; n += 1, next += 1) out[next] = Math.log1p(lasting[n]!);
      return next;
    },
  };
}

/** Local maxima over `overDb` in each band. */
export function countPeaks(out: Float64Array, white: Float64Array, overDb: number): void {
  for (let n = 0; n < PEAK_BANDS; n += 1) {
    let count = 0;
    for (let j = BAND_EDGES[n]!; j < BAND_EDGES[n + 1]!; j += 1) {
      const here = white[j]!;
      if (here > overDb && here >= white[j - 1]! && here > white[j + 1]!) count += 1;
    }
    out[n] = count;
  }
}
