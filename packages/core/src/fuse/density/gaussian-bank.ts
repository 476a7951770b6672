import { moveStraight, spreadStraight } from '../../base/motion/index.ts';
import { grown } from '../bank/grown.ts';
import { highestM, lowestM } from '../measure/visible.ts';
import { birthSpeedMps, modeCount, modeQ, modeShare, redrawPerS } from './modes.ts';

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
  /** When the height was last measured, ms. */
  heightMs: Float64Array;
  /** Where nothing measures the height: its low and high end (`measure/visible`). */
  heights: Float64Array;
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
    heightMs: new Float64Array(0),
    heights: new Float64Array(0),
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
  bank.heightMs = grown(bank.heightMs, size);
  bank.heights = grown(bank.heights, size * 2);
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

const mean = new Float64Array(4);
const covariance = new Float64Array(10);

/** Moves a slot forward: mode jumps with mixing, then each mode's flight. */
export function predictSlot(bank: GaussianBank, slot: number, toMs: number): void {
  const dtS = (toMs - bank.timeMs[slot]) / 1000;
  if (!(dtS > 0)) return;
  bank.timeMs[slot] = toMs;
  mixModes(bank, slot, 1 - Math.exp(-redrawPerS * dtS));
  const { x, p } = bank;
  for (let mode = 0; mode < modeCount; mode++) {
    const k = slot * modeCount + mode;
    moveStraight(x, 4 * k, dtS);
    spreadStraight(p, 10 * k, dtS, modeQ[mode]);
  }
}

/** Power spectral density of acceleration over modes, m²/s³, after `dtS` seconds of jumps. */
export function meanQ(bank: GaussianBank, slot: number, dtS: number): number {
  const jump = 1 - Math.exp(-redrawPerS * dtS);
  let q = 0;
  for (let mode = 0; mode < modeCount; mode++) {
    q += modeQ[mode] * ((1 - jump) * bank.mu[slot * modeCount + mode] + jump * modeShare[mode]);
  }
  return q;
}

/** The IMM's mixing step for the jump process of `modes.ts`: each mode keeps its own share and takes in `jump` of all. */
function mixModes(bank: GaussianBank, slot: number, jump: number): void {
  slotMoments(bank, slot, mean, covariance);
  const { mu, x, p } = bank;
  for (let mode = 0; mode < modeCount; mode++) {
    const k = slot * modeCount + mode;
    const own = (1 - jump) * mu[k];
    const drawn = jump * modeShare[mode];
    mu[k] = own + drawn;
    const wOwn = own / (own + drawn);
    blend(x, 4 * k, p, 10 * k, wOwn, mean, covariance);
  }
}

/** (x, p) becomes the moments of w (x, p) + (1 - w) (mean, covariance). */
function blend(
  x: Float64Array,
  at: number,
  p: Float64Array,
  pAt: number,
  w: number,
  otherMean: Float64Array,
  otherCovariance: Float64Array,
): void {
  const v = 1 - w;
  const d0 = x[at] - otherMean[0];
  const d1 = x[at + 1] - otherMean[1];
  const d2 = x[at + 2] - otherMean[2];
  const d3 = x[at + 3] - otherMean[3];
  const c = otherCovariance;
  const wv = w * v;
  p[pAt] = w * p[pAt] + v * c[0] + wv * d0 * d0;
  p[pAt + 1] = w * p[pAt + 1] + v * c[1] + wv * d0 * d1;
  p[pAt + 2] = w * p[pAt + 2] + v * c[2] + wv * d0 * d2;
  p[pAt + 3] = w * p[pAt + 3] + v * c[3] + wv * d0 * d3;
  p[pAt + 4] = w * p[pAt + 4] + v * c[4] + wv * d1 * d1;
  p[pAt + 5] = w * p[pAt + 5] + v * c[5] + wv * d1 * d2;
  p[pAt + 6] = w * p[pAt + 6] + v * c[6] + wv * d1 * d3;
  p[pAt + 7] = w * p[pAt + 7] + v * c[7] + wv * d2 * d2;
  p[pAt + 8] = w * p[pAt + 8] + v * c[8] + wv * d2 * d3;
  p[pAt + 9] = w * p[pAt + 9] + v * c[9] + wv * d3 * d3;
  x[at] -= v * d0;
  x[at + 1] -= v * d1;
  x[at + 2] -= v * d2;
  x[at + 3] -= v * d3;
}

/** Mean over modes, at the slot's own time. */
export function slotMean(bank: GaussianBank, slot: number, out: Float64Array): void {
  const { mu, x } = bank;
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
  bank: GaussianBank,
  slot: number,
  outMean: Float64Array,
  outCovariance: Float64Array,
): void {
  const { mu, x, p } = bank;
  slotMean(bank, slot, outMean);
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
