import {
  anchorCount,
  anchorMs,
  bendSize,
  covarianceSize,
  modeCount,
  resize,
  stateSize,
  type Mixture,
} from './mixture-state.ts';

/**
 * How a heard track moves on: an interacting multiple model (Blom and Bar-Shalom 1988) of straight flight and of turns at
 * the standard rate of 3 degrees a second, to which aircraft, autopilots and waypoint followers keep near. Acceleration
 * noise covers wind and other rates. Sound that arrives now was made up to 25 s ago, so each component remembers by how
 * much its way bends away from a straight line back (`bend`).
 */
export interface Motion {
  /** Turn rate of the modes left and right, rad/s. */
  readonly turnRadPerS: number;
  /** Spectral density of acceleration, m²/s³, straight and turning. */
  readonly straightNoise: number;
  readonly turnNoise: number;
  /** Mean seconds from the end of one turn to the next, and that a turn lasts. */
  readonly straightS: number;
  readonly turnS: number;
  /** Random walk of a source's level, dB²/s: throttle, aspect, wind. */
  readonly excessNoise: number;
}

export const flightMotion: Motion = {
  turnRadPerS: Math.PI / 60,
  straightNoise: 0.05,
  turnNoise: 0.5,
  straightS: 120,
  turnS: 16,
  excessNoise: 0.002,
};

/** Modes are mixed and families reduced this often, not at each report. */
export const mixEveryMs = 1000;

/** Moves every component to a time not before its own; mixes modes when it is due. Going back is left undone. */
export function predictMixture(mixture: Mixture, motion: Motion, toMs: number): void {
  const dtS = (toMs - mixture.atMs) / 1000;
  if (!(dtS > 0)) return;
  setTurn(motion, dtS);
  const count = mixture.families * modeCount;
  for (let k = 0; k < count; k++) {
    if (mixture.weight[k] === 0) continue;
    const mode = k % modeCount;
    if (mode !== 0) bendOn(mixture, k, mode, toMs);
    moveMean(mixture.mean, k * stateSize, mode, dtS);
    moveCovariance(mixture.covariance, k * covarianceSize, mode, dtS, motion);
  }
  mixture.atMs = toMs;
  const newest = mixture.anchorAtMs[mixture.newestAnchor];
  if (toMs - newest >= anchorMs) pushAnchor(mixture, toMs);
  if (toMs - mixture.mixedMs >= mixEveryMs) {
    mixModes(mixture, motion, (toMs - mixture.mixedMs) / 1000);
    mixture.mixedMs = toMs;
  }
}

/** sin(wt)/w, (1 - cos(wt))/w, cos(wt), sin(wt) of a left turn, as `base/motion` has them. */
const turn = new Float64Array(4);

function setTurn(motion: Motion, dtS: number): void {
  const angle = motion.turnRadPerS * dtS;
  turn[0] = Math.sin(angle) / motion.turnRadPerS;
  turn[1] = (1 - Math.cos(angle)) / motion.turnRadPerS;
  turn[2] = Math.cos(angle);
  turn[3] = Math.sin(angle);
}

function moveMean(mean: Float64Array, m: number, mode: number, dtS: number): void {
  const vE = mean[m + 2];
  const vN = mean[m + 3];
  if (mode === 0) {
    mean[m] += dtS * vE;
    mean[m + 1] += dtS * vN;
    return;
  }
  const side = mode === 1 ? 1 : -1;
  const across = side * turn[1];
  const sine = side * turn[3];
  mean[m] += turn[0] * vE - across * vN;
  mean[m + 1] += across * vE + turn[0] * vN;
  mean[m + 2] = turn[2] * vE - sine * vN;
  mean[m + 3] = sine * vE + turn[2] * vN;
}

/** F P F' + Q on the full 5x5 at p[c…]. */
function moveCovariance(p: Float64Array, c: number, mode: number, dtS: number, motion: Motion): void {
  const along = mode === 0 ? dtS : turn[0];
  const side = mode === 0 ? 0 : mode === 1 ? 1 : -1;
  const across = side * turn[1];
  const cosine = mode === 0 ? 1 : turn[2];
  const sine = side * turn[3];
  for (let j = 0; j < stateSize; j++) {
    const vE = p[c + 10 + j];
    const vN = p[c + 15 + j];
    p[c + j] += along * vE - across * vN;
    p[c + 5 + j] += across * vE + along * vN;
    p[c + 10 + j] = cosine * vE - sine * vN;
    p[c + 15 + j] = sine * vE + cosine * vN;
  }
  for (let i = 0; i < covarianceSize; i += stateSize) {
    const vE = p[c + i + 2];
    const vN = p[c + i + 3];
    p[c + i] += along * vE - across * vN;
    p[c + i + 1] += across * vE + along * vN;
    p[c + i + 2] = cosine * vE - sine * vN;
    p[c + i + 3] = sine * vE + cosine * vN;
  }
  const q1 = (mode === 0 ? motion.straightNoise : motion.turnNoise) * dtS;
  const q2 = (q1 * dtS) / 2;
  const q3 = (q1 * dtS * dtS) / 3;
  p[c] += q3;
  p[c + 6] += q3;
  p[c + 2] += q2;
  p[c + 10] += q2;
  p[c + 8] += q2;
  p[c + 16] += q2;
  p[c + 12] += q1;
  p[c + 18] += q1;
  p[c + 24] += motion.excessNoise * dtS;
}

/** What a turn over the coming step adds to the bends; called before the mean moves. */
function bendOn(mixture: Mixture, k: number, mode: number, toMs: number): void {
  const { mean, bend, anchorAtMs } = mixture;
  const m = k * stateSize;
  const side = mode === 1 ? 1 : -1;
  const across = side * turn[1];
  const sine = side * turn[3];
  const vE = mean[m + 2];
  const vN = mean[m + 3];
  const movedE = turn[0] * vE - across * vN;
  const movedN = across * vE + turn[0] * vN;
  const wE = turn[2] * vE - sine * vN;
  const wN = sine * vE + turn[2] * vN;
  for (let a = 0; a < anchorCount; a++) {
    const before = (mixture.atMs - anchorAtMs[a]) / 1000;
    const after = (toMs - anchorAtMs[a]) / 1000;
    bend[k * bendSize + 2 * a] += wE * after - vE * before - movedE;
    bend[k * bendSize + 2 * a + 1] += wN * after - vN * before - movedN;
  }
}

function pushAnchor(mixture: Mixture, atMs: number): void {
  const a = (mixture.newestAnchor + 1) % anchorCount;
  mixture.newestAnchor = a;
  mixture.anchorAtMs[a] = atMs;
  const count = mixture.families * modeCount;
  for (let k = 0; k < count; k++) {
    mixture.bend[k * bendSize + 2 * a] = 0;
    mixture.bend[k * bendSize + 2 * a + 1] = 0;
  }
}

/** Metres by which the way bends `delayS` ago, linear between anchors: out[0] east, out[1] north. */
export function bendAt(out: Float64Array, mixture: Mixture, k: number, delayS: number): void {
  const { anchorAtMs, bend, newestAnchor } = mixture;
  const atMs = mixture.atMs - delayS * 1000;
  let laterMs = mixture.atMs;
  let laterE = 0;
  let laterN = 0;
  for (let step = 0; step < anchorCount; step++) {
    const a = (newestAnchor - step + anchorCount) % anchorCount;
    const at = k * bendSize + 2 * a;
    if (anchorAtMs[a] <= atMs) {
      const share = laterMs > anchorAtMs[a] ? (laterMs - atMs) / (laterMs - anchorAtMs[a]) : 1;
      out[0] = laterE + share * (bend[at] - laterE);
      out[1] = laterN + share * (bend[at + 1] - laterN);
      return;
    }
    laterMs = anchorAtMs[a];
    laterE = bend[at];
    laterN = bend[at + 1];
  }
  out[0] = laterE;
  out[1] = laterN;
}

/** Adds all families of another mixture of the same time, their weights times `share`; their ways back as this one's anchors have it. */
export function addMixture(mixture: Mixture, other: Mixture, share: number): void {
  const first = mixture.families * modeCount;
  const count = other.families * modeCount;
  resize(mixture, mixture.families + other.families + 1);
  mixture.families += other.families;
  mixture.mean.set(other.mean.subarray(0, count * stateSize), first * stateSize);
  mixture.covariance.set(other.covariance.subarray(0, count * covarianceSize), first * covarianceSize);
  mixture.kind.set(other.kind.subarray(0, other.families), first / modeCount);
  for (let k = 0; k < count; k++) {
    mixture.weight[first + k] = share * other.weight[k];
    for (let a = 0; a < anchorCount; a++) {
      bendAt(bendBack, other, k, (other.atMs - mixture.anchorAtMs[a]) / 1000);
      mixture.bend.set(bendBack, (first + k) * bendSize + 2 * a);
    }
  }
}

const bendBack = new Float64Array(2);

/** Components wider than this in velocity (m/s) are not asked whether they turn. */
const turnKnownMps = 20;
/** A component this light is absent. */
const leastWeight = 1e-7;

function mixModes(mixture: Mixture, motion: Motion, dtS: number): void {
  setTransition(motion, dtS);
  for (let family = 0; family < mixture.families; family++) {
    const c = family * modeCount * covarianceSize;
    const straight = mixture.weight[family * modeCount] > 0;
    const wide =
      straight && mixture.covariance[c + 12] + mixture.covariance[c + 18] > 2 * turnKnownMps * turnKnownMps;
    if (!wide) mixFamily(mixture, family);
  }
}

const transition = new Float64Array(9);
const mixedWeight = new Float64Array(modeCount);
const mixedMean = new Float64Array(modeCount * stateSize);
const mixedCovariance = new Float64Array(modeCount * covarianceSize);
const mixedBend = new Float64Array(modeCount * bendSize);

function setTransition(motion: Motion, dtS: number): void {
  const begin = (1 - Math.exp(-dtS / motion.straightS)) / 2;
  const end = 1 - Math.exp(-dtS / motion.turnS);
  transition.set([1 - 2 * begin, begin, begin, end, 1 - end, 0, end, 0, 1 - end]);
}

function mixFamily(mixture: Mixture, family: number): void {
  const first = family * modeCount;
  mixedWeight.fill(0);
  mixedMean.fill(0);
  mixedCovariance.fill(0);
  mixedBend.fill(0);
  for (let to = 0; to < modeCount; to++) mixInto(mixture, first, to);
  mixture.weight.set(mixedWeight, first);
  mixture.mean.set(mixedMean, first * stateSize);
  mixture.covariance.set(mixedCovariance, first * covarianceSize);
  mixture.bend.set(mixedBend, first * bendSize);
}

function mixInto(mixture: Mixture, first: number, to: number): void {
  const { weight, mean, covariance, bend } = mixture;
  let sum = 0;
  for (let from = 0; from < modeCount; from++)
    sum += weight[first + from] * transition[from * modeCount + to];
  if (sum < leastWeight) return;
  mixedWeight[to] = sum;
  for (let from = 0; from < modeCount; from++) {
    const share = (weight[first + from] * transition[from * modeCount + to]) / sum;
    if (share === 0) continue;
    const m = (first + from) * stateSize;
    for (let i = 0; i < stateSize; i++) mixedMean[to * stateSize + i] += share * mean[m + i];
    const b = (first + from) * bendSize;
    for (let i = 0; i < bendSize; i++) mixedBend[to * bendSize + i] += share * bend[b + i];
  }
  for (let from = 0; from < modeCount; from++) {
    const share = (weight[first + from] * transition[from * modeCount + to]) / sum;
    if (share === 0) continue;
    const m = (first + from) * stateSize;
    const c = (first + from) * covarianceSize;
    for (let i = 0; i < stateSize; i++) {
      const di = mean[m + i] - mixedMean[to * stateSize + i];
      for (let j = 0; j < stateSize; j++) {
        const dj = mean[m + j] - mixedMean[to * stateSize + j];
        mixedCovariance[to * covarianceSize + i * stateSize + j] +=
          share * (covariance[c + i * stateSize + j] + di * dj);
      }
    }
  }
}
