import type { AnalysedWindow } from './analysis.ts';
import { CONTEXT_BLOCKS } from './context.ts';
import { combGrid } from './features.ts';
import { isPlainOctave } from './half-rate.ts';
import { createPitchDoubt, MOST_SIGMA_HZ } from './pitch-doubt.ts';
import { createBlockFitter, createWindowSmoother, LINE_DB } from './pitch-fit.ts';
import { createShaftTracker } from './shaft.ts';
import { BIN_HZ, BLOCKS_PER_WINDOW, LEVEL_FROM_BIN, LEVEL_TO_BIN, lineDb, powerOfDb } from './spectrum.ts';
import type { Block } from './spectrum.ts';

/** The comb's fundamental in a window, measured on its lines. */
export type Pitch = {
  /** NaN where no comb stands out of the noise, or nobody can tell its octave. */
  frequencyHz: number;
  sigmaHz: number;
  slopeHzPerS: number;
  /** Power of the lines over that of everything else, 60-2000 Hz, dB; -Infinity without lines. */
  snrDb: number;
  /** It is narrow, and its lines alone tell its octave, whatever makes them. */
  isPlain: boolean;
  /** The spacing that was measured, also where nobody should state it: NaN only where no lines stand out. */
  combHz: number;
};

export function createPitch(): Pitch {
  return { frequencyHz: NaN, sigmaHz: NaN, slopeHzPerS: NaN, snrDb: -Infinity, isPlain: false, combHz: NaN };
}

const MIN_LINES = 2;
const LEAST_EVIDENCE = 11;
/** The window's own, and a second on either side. */
const NEAR_BLOCKS = 3 * BLOCKS_PER_WINDOW;
const BLOCK_S = 0.5;
/** Mean of 10 log10 of an exponential variable lies this much under the log of its mean. */
const LOG_MEAN_BIAS_DB = 2.507;

/**
 * Block by block, peaks near k f0 and a line through k; the frequency is the mean over the window's own two blocks, since
 * engines wander; the slope is that of a straight line through three seconds.
 */
export type PitchMeter = {
  /** `isPistonDrone`: known to be one, so that only its shaft's rates are asked for. */
  measure(out: Pitch, window: AnalysedWindow, isPistonDrone?: boolean): void;
};

export function createPitchMeter(): PitchMeter {
  const fitBlock = createBlockFitter();
  const smoother = createWindowSmoother(NEAR_BLOCKS);
  const near = Array.from({ length: NEAR_BLOCKS }, () => ({ frequencyHz: 0, sigmaHz: 0, lines: 0 }));
  const time = createLine();
  const parity: Parity = { oddDb: 0, evenDb: 0, lines: 0 };
  const octave = createOctaveMemory();
  const shaft = createShaftTracker();
  const doubt = createPitchDoubt();
  /** The fundamental in each block, to within a step of the grid. */
  const f0Hz = new Float64Array(CONTEXT_BLOCKS);

  function followAnything({ blocks, blockCount, windowAt, path }: AnalysedWindow): void {
    const pathHz = combGrid.f0Hz[path[windowAt]!]!;
    const factor = octave.settle(octaveFactor(blocks, blockCount, path, parity), pathHz);
    for (let b = 0; b < blockCount; b += 1) f0Hz[b] = factor * combGrid.f0Hz[path[b]!]!;
  }

  function isDoubtful(pitch: Pitch, window: AnalysedWindow, count: number, own: number): boolean {
    const elsewhere = shaft.elsewhere(window, pitch.frequencyHz);
    return doubt.isDoubtful(pitch.frequencyHz, pitch.sigmaHz, elsewhere, near, count, own, window);
  }

  function measure(out: Pitch, window: AnalysedWindow, isPistonDrone = false): void {
    const { blocks, blockCount, windowAt } = window;
    const isSure = isPistonDrone ? shaft.track(f0Hz, window) : true;
    if (!isPistonDrone) followAnything(window);
    const from = Math.max(0, windowAt - BLOCKS_PER_WINDOW);
    const to = Math.min(blockCount, windowAt + 2 * BLOCKS_PER_WINDOW);
    const end = Math.min(blockCount, windowAt + BLOCKS_PER_WINDOW);
    time.clear();
    let lines = 0;
    let ownLines = 0;
    for (let b = from; b < to; b += 1) {
      const fitted = near[b - from]!;
      fitBlock(fitted, blocks[b]!, f0Hz[b]!);
      time.add(b * BLOCK_S, fitted.frequencyHz, 1 / (fitted.sigmaHz * fitted.sigmaHz));
      if (b >= windowAt && b < end) ownLines += fitted.lines;
      lines += fitted.lines;
    }
    smoother.smooth(out, near, to - from, windowAt - from);
    out.slopeHzPerS = time.slope();
    const standsOut = window.evidence >= LEAST_EVIDENCE && lines >= MIN_LINES * (to - from);
    out.snrDb = standsOut ? lineToNoiseDb(blocks, windowAt, end, f0Hz) : -Infinity;
    const isThere = standsOut && ownLines >= MIN_LINES;
    const isMeasured = isThere && isSure;
    out.combHz = isThere ? out.frequencyHz : NaN;
    out.isPlain = isMeasured && out.sigmaHz < MOST_SIGMA_HZ && isPlainOctave(window, f0Hz);
    if (isMeasured && !(isPistonDrone && isDoubtful(out, window, to - from, windowAt - from))) return;
    out.frequencyHz = NaN;
    out.sigmaHz = NaN;
    out.slopeHzPerS = NaN;
  }

  return { measure };
}

/** An octave that no longer fits is kept for this many windows: lines drown for a second, engines do not change gear. */
const OCTAVE_PATIENCE = 2;
const SAME_PITCH_RATIO = 1.08;

/** Keeps a comb in the octave of the window before, until several windows in a row say otherwise. */
function createOctaveMemory(): { settle(factor: number, pathHz: number): number } {
  let lastHz = 0;
  let against = 0;
  return {
    settle(factor, pathHz) {
      let settled = factor;
      for (const other of [0.5 * factor, 2 * factor]) {
        const ratio = (other * pathHz) / lastHz;
        if (ratio < SAME_PITCH_RATIO && ratio > 1 / SAME_PITCH_RATIO) settled = other;
      }
      against = settled === factor ? 0 : against + 1;
      if (against > OCTAVE_PATIENCE) {
        settled = factor;
        against = 0;
      }
      lastHz = settled * pathHz;
      return settled;
    },
  };
}

const LOWEST_HZ = 40;
const HIGHEST_HZ = 300;
/** Shaft rates of piston engines and propellers that fly: between these, lines between the lines are half orders. */
const SHAFT_LOW_HZ = 72;
const SHAFT_HIGH_HZ = 150;
/** Even lines that stand out this much show how high the odd ones between them are. */
const SEEN_DB = 5;
/** Odd lines of a full comb lie within this of its even ones; half orders lie further below. */
const FULL_COMB_DB = 3;
/** Under 58 Hz, where only engines on the ground turn, more is asked. */
const LOW_COMB_DB = 1;
const LOW_COMB_HZ = 58;
/** A line's level in a block of noise deviates by about 2 dB; their mean must be over four of its own deviations. */
const PRESENT_DB = 8;

/**
 * 0.5, 1 or 2: fundamental over what the path follows, which may be half or twice the shaft rate. Between a candidate and
 * its double the odd lines decide: how far they are under the even ones beside them.
 */
function octaveFactor(
  blocks: readonly Block[],
  blockCount: number,
  path: Int32Array,
  parity: Parity,
): number {
  const f0Hz = combGrid.f0Hz[path[blockCount >> 1]!]!;
  let factor = 0.5 * f0Hz >= LOWEST_HZ ? 0.5 : 1;
  for (; factor < 2 && 2 * factor * f0Hz <= HIGHEST_HZ; factor *= 2) {
    const hz = factor * f0Hz;
    compareParity(parity, blocks, blockCount, path, factor);
    if (isFundamental(hz, parity)) break;
  }
  return factor;
}

/** Is it this and not twice this? */
function isFundamental(hz: number, parity: Parity): boolean {
  const below = parity.evenDb - parity.oddDb;
  if (hz < LOW_COMB_HZ) return below < LOW_COMB_DB;
  if (hz < SHAFT_LOW_HZ) return below < FULL_COMB_DB;
  return hz > SHAFT_HIGH_HZ || parity.oddDb > PRESENT_DB / Math.sqrt(Math.max(1, parity.lines));
}

/** Mean level of odd lines and of the even ones beside them, dB over the local level; even ones must be seen. */
type Parity = { oddDb: number; evenDb: number; lines: number };

function compareParity(
  out: Parity,
  blocks: readonly Block[],
  blockCount: number,
  path: Int32Array,
  factor: number,
): void {
  let odd = 0;
  let even = 0;
  let lines = 0;
  for (let b = 0; b < blockCount; b += 1) {
    const f0Bins = (factor * combGrid.f0Hz[path[b]!]!) / BIN_HZ;
    for (let k = 1; (k + 1) * f0Bins < LEVEL_TO_BIN; k += 2) {
      if ((k - 1) * f0Bins < LEVEL_FROM_BIN && k > 1) continue;
      const upper = lineDb(blocks[b]!, (k + 1) * f0Bins);
      const lower = k === 1 ? upper : lineDb(blocks[b]!, (k - 1) * f0Bins);
      const beside = 0.5 * (upper + lower);
      if (beside < SEEN_DB || k * f0Bins < LEVEL_FROM_BIN) continue;
      odd += lineDb(blocks[b]!, k * f0Bins);
      even += beside;
      lines += 1;
    }
  }
  out.oddDb = lines > 0 ? odd / lines : 0;
  out.evenDb = lines > 0 ? even / lines : 0;
  out.lines = lines;
}

/** A weighted straight line through points in time. */
function createLine() {
  let w = 0;
  let wt = 0;
  let wtt = 0;
  let wy = 0;
  let wty = 0;
  let count = 0;
  return {
    clear(): void {
      w = wt = wtt = wy = wty = count = 0;
    },
    add(timeS: number, value: number, weight: number): void {
      w += weight;
      wt += weight * timeS;
      wtt += weight * timeS * timeS;
      wy += weight * value;
      wty += weight * timeS * value;
      count += 1;
    },
    slope(): number {
      const determinant = w * wtt - wt * wt;
      return count > 2 && determinant > 1e-9 * w * w ? (w * wty - wt * wy) / determinant : 0;
    },
  };
}

function lineToNoiseDb(blocks: readonly Block[], from: number, to: number, f0Hz: Float64Array): number {
  let lines = 0;
  let noise = 0;
  for (let b = from; b < to; b += 1) {
    const { logPower, localDb } = blocks[b]!;
    // A mean over 41 bins: every fourth tells enough.
    for (let j = LEVEL_FROM_BIN + 2; j <= LEVEL_TO_BIN; j += 4)
      noise += 4 * powerOfDb(localDb[j]! + LOG_MEAN_BIAS_DB);
    const f0Bins = f0Hz[b]! / BIN_HZ;
    for (let k = 1; k * f0Bins < LEVEL_TO_BIN; k += 1) {
      const bin = Math.round(k * f0Bins);
      if (bin < LEVEL_FROM_BIN) continue;
      for (let j = bin - 2; j <= bin + 2; j += 1) {
        if (logPower[j]! > localDb[j]! + LINE_DB)
          lines += powerOfDb(logPower[j]!) - powerOfDb(localDb[j]! + LOG_MEAN_BIAS_DB);
      }
    }
  }
  return lines > 0 ? 10 * Math.log10(lines / noise) : -Infinity;
}
