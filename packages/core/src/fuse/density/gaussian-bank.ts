import { moveStraight, moveTurned, spreadStraight, spreadTurned } from '../../base/motion/index.ts';
import { grown } from '../bank/grown.ts';
import { highestM, lowestM } from '../measure/visible.ts';
import { stepOver } from './jumps.ts';
import { climbSize, liftSize, sway, usualLowShare } from './lift-state.ts';
import { mixModes, type Modes } from './gaussian-mix.ts';
import { forgetVeer, moveVeer, veerSize } from './gaussian-veer.ts';
import { birthSpeedMps, firstTurn, modeCount, modeQ, modeShare, modeTurn, weave } from './modes.ts';

/**
 * Gaussian mixtures over modes for all slots, structure of arrays. Per slot: time; per mode: probability, mean (4), packed
 * covariance (10), order east, north, eastMps, northMps. Grows by doubling up to `capacity`; beyond, `place` refuses.
 */
export interface GaussianBank {
  readonly capacity: number;
  /** Slots allocated so far. */
  size: number;
  timeMs: Float64Array;
  mu: Float64Array;
  x: Float64Array;
  p: Float64Array;
  /** Height above the ellipsoid: mean, variance; variance Infinity where nothing informs it. */
  height: Float64Array;
  /** Where the height is measured, `climbSize` numbers a slot: vertical speed, its covariance with the height, its variance; what was odd. */
  climb: Float64Array;
  /** When the height was last measured, ms. */
  heightMs: Float64Array;
  /** Where nothing measures the height: its low and high end (`measure/visible`). */
  heights: Float64Array;
  /** What slant ranges tell of the height, `liftSize` numbers a slot (`lift-state`). */
  lift: Float64Array;
  /** What looks tell lately of a turn that was not noticed yet, `veerSize` numbers a slot (`gaussian-veer`). */
  veer: Float64Array;
  /** Until when what they told has faded, ms. */
  toldMs: Float64Array;
  /** How likely a target flies low, as the tracks have it. */
  lowShare: number;
  free: number[];
  used: number;
}

export function createGaussianBank(capacity: number): GaussianBank {
  const bank: GaussianBank = {
    capacity,
    size: 0,
    timeMs: new Float64Array(0),
    mu: new Float64Array(0),
    x: new Float64Array(0),
    p: new Float64Array(0),
    height: new Float64Array(0),
    climb: new Float64Array(0),
    heightMs: new Float64Array(0),
    heights: new Float64Array(0),
    lift: new Float64Array(0),
    veer: new Float64Array(0),
    toldMs: new Float64Array(0),
    lowShare: usualLowShare,
    free: [],
    used: 0,
  };
  resize(bank, Math.min(capacity, 256));
  return bank;
}

function resize(bank: GaussianBank, size: number): void {
  bank.timeMs = grown(bank.timeMs, size);
  bank.mu = grown(bank.mu, size * modeCount);
  bank.x = grown(bank.x, size * modeCount * 4);
  bank.p = grown(bank.p, size * modeCount * 10);
  bank.height = grown(bank.height, size * 2);
  bank.climb = grown(bank.climb, size * climbSize);
  bank.heightMs = grown(bank.heightMs, size);
  bank.heights = grown(bank.heights, size * 2);
  bank.lift = grown(bank.lift, size * liftSize);
  bank.veer = grown(bank.veer, size * veerSize);
  bank.toldMs = grown(bank.toldMs, size);
  bank.size = size;
}

/** A free slot, or -1 where all `capacity` are taken. */
export function takeSlot(bank: GaussianBank): number {
  const reused = bank.free.pop();
  if (reused !== undefined) return reused;
  if (bank.used === bank.capacity) return -1;
  if (bank.used === bank.size) resize(bank, Math.min(bank.capacity, bank.size * 2));
  return bank.used++;
}

/** Starts a slot at a place with position covariance (ee, en, nn), at rest on the mean, each mode with its own speeds. */
export function placeSlot(
  bank: GaussianBank,
  slot: number,
  timeMs: number,
  east: number,
  north: number,
  ee: number,
  en: number,
  nn: number,
): void {
  bank.timeMs[slot] = timeMs;
  bank.height[2 * slot] = 0;
  bank.height[2 * slot + 1] = Infinity;
  bank.heights[2 * slot] = lowestM;
  bank.heights[2 * slot + 1] = highestM;
  bank.toldMs[slot] = timeMs;
  forgetVeer(bank, slot);
  for (let i = liftSize * slot; i < liftSize * (slot + 1); i++) bank.lift[i] = 0;
  const { mu, x, p } = bank;
  for (let mode = 0; mode < modeCount; mode++) {
    const k = slot * modeCount + mode;
    mu[k] = modeShare[mode];
    x[4 * k] = east;
    x[4 * k + 1] = north;
    x[4 * k + 2] = x[4 * k + 3] = 0;
    for (let q = 10 * k; q < 10 * k + 10; q++) p[q] = 0;
    p[10 * k] = ee;
    p[10 * k + 1] = en;
    p[10 * k + 4] = nn;
    const speed2 = birthSpeedMps[mode] * birthSpeedMps[mode];
    p[10 * k + 7] = speed2;
    p[10 * k + 9] = speed2;
  }
}

/** Moves a slot forward: mode jumps with mixing, then each mode's flight. */
export function predictSlot(bank: GaussianBank, slot: number, toMs: number): void {
  const dtS = (toMs - bank.timeMs[slot]) / 1000;
  if (!(dtS > 0)) return;
  bank.timeMs[slot] = toMs;
  moveStraight(bank.lift, liftSize * slot + sway, dtS);
  moveVeer(bank, slot, dtS, stepOver(dtS).veerKept);
  predictModes(bank, slot, dtS);
}

/**
 * Turns are begun and gone on with where a target is seen to weave or turn at all; else their modes stand at 0 and cost nothing.
 * Most targets fly straight.
 */
export function mayTurn({ mu }: Modes, slot: number): boolean {
  const first = slot * modeCount;
  return mu[first + weave] > leastWeave || mu[first + firstTurn] + mu[first + firstTurn + 1] > leastTurn;
}

const leastWeave = 0.1;
const leastTurn = 1e-3;

function predictModes(modes: Modes, slot: number, dtS: number): void {
  const step = stepOver(dtS);
  const { x, p } = modes;
  const first = slot * modeCount;
  const isTurning = mayTurn(modes, slot);
  mixModes(modes, slot, isTurning ? step.jumps : step.level);
  for (let mode = 0; mode < firstTurn; mode++) {
    moveStraight(x, 4 * (first + mode), dtS);
    spreadStraight(p, 10 * (first + mode), dtS, modeQ[mode]);
  }
  if (!isTurning) return;
  for (let mode = firstTurn; mode < modeCount; mode++) {
    const turn = modeTurn[mode] > 0 ? step.left : step.right;
    moveTurned(x, 4 * (first + mode), turn);
    spreadTurned(p, 10 * (first + mode), turn, modeQ[mode]);
  }
}

/** A bank as the others are: what is compiled for those serves it. */
const alone = createGaussianBank(1);

/** Mean and packed covariance over modes `dtS` >= 0 seconds after the slot's own time; the slot stays as it is. */
export function slotMomentsAfter(
  bank: GaussianBank,
  slot: number,
  dtS: number,
  outMean: Float64Array,
  outCovariance: Float64Array,
): void {
  const first = slot * modeCount;
  let turning = 0;
  for (let k = first + firstTurn; k < first + modeCount; k++) turning += bank.mu[k];
  if (turning < leastTurning) {
    slotMoments(bank, slot, outMean, outCovariance);
    if (!(dtS > 0)) return;
    // Mixing leaves the moments over modes as they are: only the noise depends on how modes will share the time.
    moveStraight(outMean, 0, dtS);
    spreadStraight(outCovariance, 0, dtS, meanQ(bank, slot, dtS));
    return;
  }
  for (let mode = 0; mode < modeCount; mode++) alone.mu[mode] = bank.mu[first + mode];
  for (let i = 0; i < 4 * modeCount; i++) alone.x[i] = bank.x[4 * first + i];
  for (let i = 0; i < 10 * modeCount; i++) alone.p[i] = bank.p[10 * first + i];
  if (dtS > 0) predictModes(alone, 0, dtS);
  slotMoments(alone, 0, outMean, outCovariance);
}

/** Less likely to turn than this, a target is shown as if it flew straight to the time shown. */
const leastTurning = 0.01;

/** Power spectral density of acceleration over modes, m²/s³, after `dtS` seconds of jumps. */
function meanQ({ mu }: Modes, slot: number, dtS: number): number {
  const { jumps } = stepOver(dtS);
  let q = 0;
  for (let from = 0; from < modeCount; from++) {
    let after = 0;
    for (let to = 0; to < modeCount; to++) after += jumps[from * modeCount + to] * modeQ[to];
    q += mu[slot * modeCount + from] * after;
  }
  return q;
}

/** Mean over modes, at the slot's own time. */
export function slotMean({ mu, x }: Modes, slot: number, out: Float64Array): void {
  const first = slot * modeCount;
  let e = 0;
  let n = 0;
  let vE = 0;
  let vN = 0;
  for (let k = first; k < first + modeCount; k++) {
    const w = mu[k];
    e += w * x[4 * k];
    n += w * x[4 * k + 1];
    vE += w * x[4 * k + 2];
    vN += w * x[4 * k + 3];
  }
  out[0] = e;
  out[1] = n;
  out[2] = vE;
  out[3] = vN;
}

/** Mean and packed covariance over modes, at the slot's own time. */
export function slotMoments(
  modes: Modes,
  slot: number,
  outMean: Float64Array,
  outCovariance: Float64Array,
): void {
  const { mu, x, p } = modes;
  slotMean(modes, slot, outMean);
  const m0 = outMean[0];
  const m1 = outMean[1];
  const m2 = outMean[2];
  const m3 = outMean[3];
  let c0 = 0;
  let c1 = 0;
  let c2 = 0;
  let c3 = 0;
  let c4 = 0;
  let c5 = 0;
  let c6 = 0;
  let c7 = 0;
  let c8 = 0;
  let c9 = 0;
  for (let k = slot * modeCount; k < (slot + 1) * modeCount; k++) {
    const w = mu[k];
    if (w === 0) continue;
    const d0 = x[4 * k] - m0;
    const d1 = x[4 * k + 1] - m1;
    const d2 = x[4 * k + 2] - m2;
    const d3 = x[4 * k + 3] - m3;
    const q = 10 * k;
    c0 += w * (p[q] + d0 * d0);
    c1 += w * (p[q + 1] + d0 * d1);
    c2 += w * (p[q + 2] + d0 * d2);
    c3 += w * (p[q + 3] + d0 * d3);
    c4 += w * (p[q + 4] + d1 * d1);
    c5 += w * (p[q + 5] + d1 * d2);
    c6 += w * (p[q + 6] + d1 * d3);
    c7 += w * (p[q + 7] + d2 * d2);
    c8 += w * (p[q + 8] + d2 * d3);
    c9 += w * (p[q + 9] + d3 * d3);
  }
  outCovariance[0] = c0;
  outCovariance[1] = c1;
  outCovariance[2] = c2;
  outCovariance[3] = c3;
  outCovariance[4] = c4;
  outCovariance[5] = c5;
  outCovariance[6] = c6;
  outCovariance[7] = c7;
  outCovariance[8] = c8;
  outCovariance[9] = c9;
}
