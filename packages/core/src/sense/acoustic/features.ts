import { createCombGrid, createCombScorer, createCombTracker } from './comb.ts';
import type { CombGrid } from './comb.ts';
import { CONTEXT_BLOCKS } from './context.ts';
import { BLOCK_PEAK_DB, countPeaks, createLineFinder, lineFeatureNames } from './lines.ts';
import { BIN_HZ, BLOCKS_PER_WINDOW, COMB_BINS } from './spectrum.ts';
import type { Block } from './spectrum.ts';

const COMB_LOW_HZ = 40;
const COMB_HIGH_HZ = 300;
const COMB_RATIO = 1.004;
const PROFILE_ORDERS = 20;
const BETWEEN_ORDERS = 8;
const LOW_PROFILE_ORDERS = 7;
const UPPER_PROFILE_ORDERS = 4;

/** All lines to 2 kHz: near sound. */
export const combGrid: CombGrid = createCombGrid(COMB_LOW_HZ, COMB_HIGH_HZ, COMB_RATIO, BIN_HZ, 2000);
/** Scored a second time with lines to 800 Hz only: what is left of far sound. */
const combScorer = createCombScorer(combGrid, 800);
/** Doubles of scores that are kept for each block. */
export const SCORE_ROW = 2 * combGrid.size;

/** Cost of a step of 0.4 % in f0 between blocks, in units of the score (dB). */
const DRIFT_PENALTY = 0.6;

/**
 * Within one octave every comb has exactly one place: of 200 Hz it is 100 with the odd lines missing, of 50 Hz it
 * is 100 with lines between. So the profile below needs no decision about octaves.
 */
const OCTAVE_FROM = indexOfHz(72);
const OCTAVE_TO = indexOfHz(144);
/**
 * The octave above: where every second line of a drone has drowned, its evidence here is not shared with lines that
 * are not there.
 */
const UPPER_TO = indexOfHz(288);

/** Edges of the f0 ranges whose best evidence is a feature each, Hz. */
const F0_RANGES_HZ = [40, 55, 70, 85, 95, 105, 118, 135, 170, 220, 300];
const RANGE_COUNT = F0_RANGES_HZ.length - 1;

const numbered = (name: string, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `${name}${i + 1}`);
const PATH_FEATURES = ['evidence', 'window', 'weakest', 'logF0', 'drift', 'wobble'];

/**
 * Lines only. Levels, the shape of the spectrum and its fluctuation say more about room, microphone and codec than about
 * the source: a network that sees them hears less far off (docs/listening.md).
 */
export const featureNames: readonly string[] = [
  ...PATH_FEATURES.map((name) => `all ${name}`),
  'explained',
  'tonality',
  ...F0_RANGES_HZ.slice(0, -1).map((hz) => `range ${hz}`),
  ...PATH_FEATURES.map((name) => `octave ${name}`),
  ...numbered('order ', PROFILE_ORDERS),
  ...numbered('between ', BETWEEN_ORDERS),
  'betweenHigh',
  'sharpLow',
  'sharpHigh',
  'steadyLow',
  'steadyHigh',
  ...PATH_FEATURES.map((name) => `low ${name}`),
  ...numbered('low order ', LOW_PROFILE_ORDERS),
  ...numbered('low between ', LOW_PROFILE_ORDERS),
  ...PATH_FEATURES.map((name) => `upper ${name}`),
  ...numbered('upper order ', UPPER_PROFILE_ORDERS),
  ...numbered('upper between ', UPPER_PROFILE_ORDERS),
  ...lineFeatureNames,
];
export const FEATURE_COUNT = featureNames.length;

function indexOfHz(hz: number): number {
  return Math.round(Math.log(hz / COMB_LOW_HZ) / Math.log(COMB_RATIO));
}

/** Turns up to ten blocks of context into one feature vector; all state is scratch. */
export type FeatureMaker = {
  /** Comb scores of one block, to be kept beside it: `SCORE_ROW` values from `offset`; and what it keeps for later itself. */
  score(scores: Float64Array, offset: number, block: Block): void;
  /**
   * Features of the window that starts at block `windowAt` of `blocks` (oldest first); row b of the scores
   * starts at `rowOffsets[b]`. Leaves the f0 path in `path` and returns its evidence.
   */
  make(
    out: Float32Array,
    blocks: readonly Block[],
    blockCount: number,
    windowAt: number,
    scores: Float64Array,
    rowOffsets: Int32Array,
  ): number;
  /** Grid index of f0 in each block of the last `make`. */
  readonly path: Int32Array;
};

export function createFeatureMaker(): FeatureMaker {
  const tracker = createCombTracker(combGrid.size, CONTEXT_BLOCKS, DRIFT_PENALTY);
  const path = new Int32Array(CONTEXT_BLOCKS);
  const octavePath = new Int32Array(CONTEXT_BLOCKS);
  const lowPath = new Int32Array(CONTEXT_BLOCKS);
  const upperPath = new Int32Array(CONTEXT_BLOCKS);
  const lines = createLineFinder();
  const lowRows = new Int32Array(CONTEXT_BLOCKS);
  const profile = new Float64Array(2 * PROFILE_ORDERS + 1);
  const rangeOf = rangeOfCandidate();

  function make(
    out: Float32Array,
    blocks: readonly Block[],
    blockCount: number,
    windowAt: number,
    scores: Float64Array,
    rows: Int32Array,
  ): number {
    for (let b = 0; b < blockCount; b += 1) lowRows[b] = rows[b]! + combGrid.size;
    let at = 0;
    const combEvidence = tracker.track(path, scores, rows, blockCount, 0, combGrid.size);
    at = pathFeatures(out, at, path, scores, rows, blockCount, windowAt, combEvidence);
    at = standingFeatures(out, at, blocks, blockCount, path);
    at = rangeFeatures(out, at, tracker.total, rangeOf, Math.sqrt(blockCount));

    let evidence = tracker.track(octavePath, scores, rows, blockCount, OCTAVE_FROM, OCTAVE_TO);
    at = pathFeatures(out, at, octavePath, scores, rows, blockCount, windowAt, evidence);
    fillProfile(profile, blocks, blockCount, octavePath);
    for (let k = 1; k <= PROFILE_ORDERS; k += 1) out[at++] = profile[2 * k]!;
    for (let k = 1; k <= BETWEEN_ORDERS; k += 1) out[at++] = profile[2 * k - 1]!;
    out[at++] = meanBetween(profile, BETWEEN_ORDERS + 1, PROFILE_ORDERS);
    at = lineShapeFeatures(out, at, blocks, blockCount, octavePath);

    evidence = tracker.track(lowPath, scores, lowRows, blockCount, OCTAVE_FROM, OCTAVE_TO);
    at = pathFeatures(out, at, lowPath, scores, lowRows, blockCount, windowAt, evidence);
    fillProfile(profile, blocks, blockCount, lowPath);
    for (let k = 1; k <= LOW_PROFILE_ORDERS; k += 1) out[at++] = profile[2 * k]!;
    for (let k = 1; k <= LOW_PROFILE_ORDERS; k += 1) out[at++] = profile[2 * k - 1]!;

    evidence = tracker.track(upperPath, scores, lowRows, blockCount, OCTAVE_TO, UPPER_TO);
    at = pathFeatures(out, at, upperPath, scores, lowRows, blockCount, windowAt, evidence);
    fillProfile(profile, blocks, blockCount, upperPath);
    for (let k = 1; k <= UPPER_PROFILE_ORDERS; k += 1) out[at++] = profile[2 * k]!;
    for (let k = 1; k <= UPPER_PROFILE_ORDERS; k += 1) out[at++] = profile[2 * k - 1]!;
    lines.make(out, at, blocks, blockCount, windowAt);
    return combEvidence / Math.sqrt(blockCount);
  }

  return {
    score(scores, offset, block) {
      combScorer.score(scores, offset, block.white);
      block.standing = standingOf(block.white);
      countPeaks(block.peaks, block.white, BLOCK_PEAK_DB);
    },
    make,
    path,
  };
}

function rangeOfCandidate(): Int8Array {
  return Int8Array.from(combGrid.f0Hz, (f0) => {
    let range = 0;
    while (range < RANGE_COUNT - 1 && f0 >= F0_RANGES_HZ[range + 1]!) range += 1;
    return range;
  });
}

/**
 * The six `PATH_FEATURES`: evidence of the path (variance as one block's), mean score in the window, weakest
 * block, log2 of f0 re 100 Hz, mean drift in grid steps a block, and unsteadiness about it.
 */
function pathFeatures(
  out: Float32Array,
  at: number,
  path: Int32Array,
  scores: Float64Array,
  rows: Int32Array,
  blockCount: number,
  windowAt: number,
  evidence: number,
): number {
  const windowEnd = Math.min(blockCount, windowAt + BLOCKS_PER_WINDOW);
  let inWindow = 0;
  let weakest = Infinity;
  for (let b = 0; b < blockCount; b += 1) {
    const score = scores[rows[b]! + path[b]!]!;
    if (b >= windowAt && b < windowEnd) inWindow += score / (windowEnd - windowAt);
    weakest = Math.min(weakest, score);
  }
  const drift = blockCount > 1 ? (path[blockCount - 1]! - path[0]!) / (blockCount - 1) : 0;
  let wobble = 0;
  for (let b = 1; b < blockCount; b += 1) wobble += Math.abs(path[b]! - path[b - 1]! - drift);
  out[at] = evidence / Math.sqrt(blockCount);
  out[at + 1] = inWindow;
  out[at + 2] = weakest;
  out[at + 3] = Math.log2(combGrid.f0Hz[path[windowAt]!]! / 100);
  out[at + 4] = Math.max(-5, Math.min(5, drift));
  out[at + 5] = Math.log1p(wobble / Math.max(1, blockCount - 1));
  return at + PATH_FEATURES.length;
}

const STANDS_OUT_DB = 3;
const LOWEST_BIN = 15;

/** How much stands out of the spectrum at all, and the share of it that the comb explains. */
function standingFeatures(
  out: Float32Array,
  at: number,
  blocks: readonly Block[],
  blockCount: number,
  path: Int32Array,
): number {
  let standing = 0;
  let explained = 0;
  for (let b = 0; b < blockCount; b += 1) {
    const { white } = blocks[b]!;
    const f0Bins = combGrid.f0Hz[path[b]!]! / BIN_HZ;
    const orders = combGrid.orders[path[b]!]!;
    for (let k = 1; k <= orders; k += 1) {
      const bin = Math.round(k * f0Bins);
      for (let j = bin - 2; j <= bin + 2; j += 1) explained += Math.max(0, white[j]! - STANDS_OUT_DB);
    }
    standing += blocks[b]!.standing;
  }
  out[at] = explained / (standing + 10);
  out[at + 1] = Math.log1p(standing / blockCount);
  return at + 2;
}

function standingOf(white: Float64Array): number {
  let standing = 0;
  for (let j = LOWEST_BIN; j < COMB_BINS; j += 1) {
    const over = white[j]! - STANDS_OUT_DB;
    if (over > 0) standing += over;
  }
  return standing;
}

/** profile[h]: mean whitened level at h/2 times f0 along the path, dB; 0 beyond the comb band. */
function fillProfile(
  profile: Float64Array,
  blocks: readonly Block[],
  blockCount: number,
  path: Int32Array,
): void {
  profile.fill(0);
  for (let b = 0; b < blockCount; b += 1) {
    const { white } = blocks[b]!;
    const halfBins = (0.5 * combGrid.f0Hz[path[b]!]!) / BIN_HZ;
    for (let h = 1; h < profile.length; h += 1) {
      const bin = Math.round(h * halfBins);
      if (bin >= COMB_BINS) break;
      profile[h]! += white[bin]! / blockCount;
    }
  }
}

function meanBetween(profile: Float64Array, fromOrder: number, toOrder: number): number {
  let sum = 0;
  for (let k = fromOrder; k <= toOrder; k += 1) sum += profile[2 * k - 1]!;
  return sum / (toOrder - fromOrder + 1);
}

const SHAPE_SPLIT = 6;
const SHAPE_ORDERS = 14;
const FLANK_BINS = 3;

/** Are the lines narrow (level over their flanks), and do they last (1 less their variation), low and high orders. */
function lineShapeFeatures(
  out: Float32Array,
  at: number,
  blocks: readonly Block[],
  blockCount: number,
  path: Int32Array,
): number {
  for (let half = 0; half < 2; half += 1) {
    const from = half === 0 ? 1 : SHAPE_SPLIT + 1;
    const to = half === 0 ? SHAPE_SPLIT : SHAPE_ORDERS;
    let sharp = 0;
    let sum = 0;
    let sumSquares = 0;
    for (let b = 0; b < blockCount; b += 1) {
      const { white } = blocks[b]!;
      const f0Bins = combGrid.f0Hz[path[b]!]! / BIN_HZ;
      let level = 0;
      for (let k = from; k <= to; k += 1) {
        const bin = Math.min(COMB_BINS - 1 - FLANK_BINS, Math.round(k * f0Bins));
        level += white[bin]!;
        sharp += white[bin]! - 0.5 * (white[bin - FLANK_BINS]! + white[bin + FLANK_BINS]!);
      }
      level /= to - from + 1;
      sum += level;
      sumSquares += level * level;
    }
    const mean = sum / blockCount;
    out[at + half] = sharp / (blockCount * (to - from + 1));
    out[at + 2 + half] = Math.sqrt(Math.max(0, sumSquares / blockCount - mean * mean));
  }
  return at + 4;
}

function rangeFeatures(
  out: Float32Array,
  at: number,
  total: Float64Array,
  rangeOf: Int8Array,
  root: number,
): number {
  for (let r = 0; r < RANGE_COUNT; r += 1) out[at + r] = -Infinity;
  for (let i = 0; i < total.length; i += 1) {
    const r = at + rangeOf[i]!;
    if (total[i]! > out[r]!) out[r] = total[i]!;
  }
  for (let r = 0; r < RANGE_COUNT; r += 1) out[at + r]! /= root;
  return at + RANGE_COUNT;
}
