import type { GaussianBank } from './gaussian-bank.ts';
import { modeCount } from './modes.ts';

/**
 * Tracks that contend for the same detections, updated together. Each track and detection (or none) is one hypothesis: a
 * density and its marginal probability. A set of targets has no labels, so hypotheses may be dealt out to tracks anew, as long
 * as every track keeps its probability of existence: that leaves the intensity of the set as it is, and the dealing is sought
 * whose tracks, brought to their moments, lose least (Williams, "An efficient, variational approximation of the best fitting
 * multi-Bernoulli filter", IEEE Trans. Signal Processing 63, 2015, arXiv 1403.5022). Plain moments of each track's own
 * hypotheses make tracks drift together; the likeliest permutation alone makes them too sure. Here spread that no dealing
 * removes stays in the covariance.
 *
 * Capacity 24 tracks and 384 hypotheses; the caller updates larger clusters track by track.
 */
export const clusterTracks = 24;
export const clusterHypotheses = 384;

/** Hypotheses below this stay where they are. */
const leastMass = 0.003;
/** Rounds end when less than this was dealt anew. */
const leastMoved = 0.01;
const mostRounds = 4;

export interface Cluster {
  tracks: number;
  count: number;
  /** By track: slot in the bank. */
  readonly slot: Int32Array;
  /** By hypothesis and mode: probability, mean (4), packed covariance (10). */
  readonly weight: Float64Array;
  readonly x: Float64Array;
  readonly p: Float64Array;
  /** By hypothesis, over modes: probability, mean, covariance. */
  readonly mass: Float64Array;
  readonly mean: Float64Array;
  readonly covariance: Float64Array;
  /** By track and hypothesis: how much of it the track holds. */
  readonly held: Float64Array;
}

export function createCluster(): Cluster {
  const modes = clusterHypotheses * modeCount;
  return {
    tracks: 0,
    count: 0,
    slot: new Int32Array(clusterTracks),
    weight: new Float64Array(modes),
    x: new Float64Array(4 * modes),
    p: new Float64Array(10 * modes),
    mass: new Float64Array(clusterHypotheses),
    mean: new Float64Array(4 * clusterHypotheses),
    covariance: new Float64Array(10 * clusterHypotheses),
    held: new Float64Array(clusterTracks * clusterHypotheses),
  };
}

export function startCluster(cluster: Cluster): void {
  cluster.tracks = 0;
  cluster.count = 0;
}

/** A track's slot; the hypotheses closed next are its. */
export function openTrack(cluster: Cluster, slot: number): void {
  cluster.slot[cluster.tracks++] = slot;
}

/** Closes the hypothesis whose modes were written at `cluster.count`: its moments, held by the track opened last. */
export function closeHypothesis(cluster: Cluster): void {
  const { weight, x, p, mass, mean, covariance, held, tracks } = cluster;
  const h = cluster.count++;
  for (let t = 0; t < clusterTracks; t++) held[t * clusterHypotheses + h] = 0;
  let sum = 0;
  for (let mode = 0; mode < modeCount; mode++) sum += weight[h * modeCount + mode];
  mass[h] = sum;
  held[(tracks - 1) * clusterHypotheses + h] = sum;
  for (let a = 0; a < 4; a++) mean[4 * h + a] = 0;
  for (let q = 0; q < 10; q++) covariance[10 * h + q] = 0;
  if (!(sum > 0)) return;
  for (let k = h * modeCount; k < (h + 1) * modeCount; k++) {
    for (let a = 0; a < 4; a++) mean[4 * h + a] += (weight[k] / sum) * x[4 * k + a];
  }
  for (let k = h * modeCount; k < (h + 1) * modeCount; k++) {
    addSpread(covariance, 10 * h, weight[k] / sum, p, 10 * k, x, 4 * k, mean, 4 * h);
  }
}

/** out += w (p + (x - mean)(x - mean)'), packed. */
function addSpread(
  out: Float64Array,
  at: number,
  w: number,
  p: Float64Array,
  pAt: number,
  x: Float64Array,
  xAt: number,
  mean: Float64Array,
  meanAt: number,
): void {
  let q = 0;
  for (let a = 0; a < 4; a++) {
    const da = x[xAt + a] - mean[meanAt + a];
    for (let b = a; b < 4; b++) {
      out[at + q] += w * (p[pAt + q] + da * (x[xAt + b] - mean[meanAt + b]));
      q++;
    }
  }
}

/** By track: mean, packed inverse of the covariance, logarithm of its determinant. */
const trackMean = new Float64Array(4 * clusterTracks);
const inverse = new Float64Array(10 * clusterTracks);
const logDet = new Float64Array(clusterTracks);
const isDealt = new Uint8Array(clusterTracks);

/** Deals the hypotheses out anew until little changes. */
export function deal(cluster: Cluster): void {
  for (let t = 0; t < cluster.tracks; t++) isDealt[t] = describe(cluster, t) ? 1 : 0;
  for (let round = 0; round < mostRounds; round++) {
    let moved = 0;
    for (let a = 0; a < cluster.tracks; a++) {
      for (let b = a + 1; b < cluster.tracks; b++) {
        if (isDealt[a] === 0 || isDealt[b] === 0) continue;
        const between = exchange(cluster, a, b);
        if (between < 1e-6) continue;
        moved += between;
        isDealt[a] = describe(cluster, a) ? 1 : 0;
        isDealt[b] = describe(cluster, b) ? 1 : 0;
      }
    }
    if (moved < leastMoved) break;
  }
}

const moments = new Float64Array(10);

/** Moments of what track t holds; false where its covariance is not positive definite. */
function describe(cluster: Cluster, t: number): boolean {
  const { held, mean, covariance, count } = cluster;
  const from = t * clusterHypotheses;
  let sum = 0;
  for (let h = 0; h < count; h++) sum += held[from + h];
  if (!(sum > 0)) return false;
  for (let a = 0; a < 4; a++) trackMean[4 * t + a] = 0;
  moments.fill(0);
  for (let h = 0; h < count; h++) {
    const w = held[from + h] / sum;
    if (w === 0) continue;
    for (let a = 0; a < 4; a++) trackMean[4 * t + a] += w * mean[4 * h + a];
  }
  for (let h = 0; h < count; h++) {
    const w = held[from + h] / sum;
    if (w === 0) continue;
    addSpread(moments, 0, w, covariance, 10 * h, mean, 4 * h, trackMean, 4 * t);
  }
  return invert(t);
}

const lower = new Float64Array(16);
const lowerInverse = new Float64Array(16);

/** inverse[t] and logDet[t] of `moments`. */
function invert(t: number): boolean {
  let log = 0;
  for (let a = 0; a < 4; a++) {
    for (let b = 0; b <= a; b++) {
      let sum = moments[b * 4 - (b * (b + 1)) / 2 + a];
      for (let k = 0; k < b; k++) sum -= lower[4 * a + k] * lower[4 * b + k];
      if (a > b) {
        lower[4 * a + b] = sum / lower[5 * b];
        continue;
      }
      if (!(sum > 0)) return false;
      lower[5 * a] = Math.sqrt(sum);
      log += Math.log(sum);
    }
  }
  logDet[t] = log;
  for (let b = 0; b < 4; b++) {
    lowerInverse[5 * b] = 1 / lower[5 * b];
    for (let a = b + 1; a < 4; a++) {
      let sum = 0;
      for (let k = b; k < a; k++) sum -= lower[4 * a + k] * lowerInverse[4 * k + b];
      lowerInverse[4 * a + b] = sum / lower[5 * a];
    }
  }
  let q = 10 * t;
  for (let a = 0; a < 4; a++) {
    for (let b = a; b < 4; b++) {
      let sum = 0;
      for (let k = b; k < 4; k++) sum += lowerInverse[4 * k + a] * lowerInverse[4 * k + b];
      inverse[q++] = sum;
    }
  }
  return true;
}

/** Twice the cross entropy of hypothesis h against what track t is now, up to a constant. */
function cost(cluster: Cluster, t: number, h: number): number {
  const { mean, covariance } = cluster;
  let sum = logDet[t];
  let q = 0;
  for (let a = 0; a < 4; a++) {
    const da = mean[4 * h + a] - trackMean[4 * t + a];
    for (let b = a; b < 4; b++) {
      const square = covariance[10 * h + q] + da * (mean[4 * h + b] - trackMean[4 * t + b]);
      sum += (a === b ? 1 : 2) * inverse[10 * t + q] * square;
      q++;
    }
  }
  return sum;
}

const pooled: number[] = [];
const preference = new Float64Array(clusterHypotheses);

function byPreference(g: number, h: number): number {
  return preference[g] - preference[h] || g - h;
}

/**
 * Deals what tracks a and b hold between the two: with two sides the transport problem is solved by filling the first in the
 * order of preference. Returns how much changed hands.
 */
function exchange(cluster: Cluster, a: number, b: number): number {
  const { held, count } = cluster;
  const atA = a * clusterHypotheses;
  const atB = b * clusterHypotheses;
  pooled.length = 0;
  let room = 0;
  let isContended = false;
  for (let h = 0; h < count; h++) {
    if (held[atA + h] + held[atB + h] < leastMass) continue;
    pooled.push(h);
    room += held[atA + h];
    preference[h] = cost(cluster, a, h) - cost(cluster, b, h);
    if (held[atA + h] > leastMass ? preference[h] > 0 : preference[h] < 0) isContended = true;
  }
  if (!isContended) return 0;
  pooled.sort(byPreference);
  let moved = 0;
  for (const h of pooled) {
    const both = held[atA + h] + held[atB + h];
    const mine = Math.min(both, Math.max(0, room));
    room -= mine;
    moved += Math.abs(mine - held[atA + h]);
    held[atA + h] = mine;
    held[atB + h] = both - mine;
  }
  return moved;
}

/** Writes what the tracks hold back to the bank, mode by mode. */
export function settle(cluster: Cluster, bank: GaussianBank): void {
  for (let t = 0; t < cluster.tracks; t++) {
    let sum = 0;
    const first = cluster.slot[t] * modeCount;
    for (let mode = 0; mode < modeCount; mode++) sum += settleMode(cluster, bank, t, mode);
    for (let mode = 0; mode < modeCount; mode++) bank.mu[first + mode] /= sum;
  }
}

/** Writes one mode of track t, its probability not yet normalised. */
function settleMode(cluster: Cluster, bank: GaussianBank, t: number, mode: number): number {
  const { held, mass, weight, count } = cluster;
  const from = t * clusterHypotheses;
  const to = cluster.slot[t] * modeCount + mode;
  let sum = 0;
  for (let h = 0; h < count; h++) {
    if (held[from + h] > 0) sum += (held[from + h] / mass[h]) * weight[h * modeCount + mode];
  }
  bank.mu[to] = sum;
  if (!(sum > 1e-300)) return 0;
  const { x, p } = bank;
  for (let a = 0; a < 4; a++) x[4 * to + a] = 0;
  for (let q = 0; q < 10; q++) p[10 * to + q] = 0;
  for (let h = 0; h < count; h++) {
    if (held[from + h] === 0) continue;
    const k = h * modeCount + mode;
    const w = ((held[from + h] / mass[h]) * weight[k]) / sum;
    for (let a = 0; a < 4; a++) x[4 * to + a] += w * cluster.x[4 * k + a];
  }
  for (let h = 0; h < count; h++) {
    if (held[from + h] === 0) continue;
    const k = h * modeCount + mode;
    const w = ((held[from + h] / mass[h]) * weight[k]) / sum;
    if (w > 0) addSpread(p, 10 * to, w, cluster.p, 10 * k, cluster.x, 4 * k, x, 4 * to);
  }
  return sum;
}
