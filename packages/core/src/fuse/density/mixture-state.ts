import { highestM, lowestM } from '../measure/visible.ts';

/**
 * What a heard track may be: a sum of Gaussians over (east, north, eastMps, northMps, excessDb), region ENU, m, m/s, dB.
 * Families are the separate places and kinds that it may be at; each has one component for each mode of flight
 * (straight, turning left, turning right), as an interacting multiple model has. Flat arrays; component 3 f + mode.
 */

export const modeCount = 3;
export const stateSize = 5;
export const covarianceSize = 25;
/** Places on the way that are remembered, `anchorMs` apart, so that sound still under way is traced back round a bend. */
export const anchorCount = 14;
export const anchorMs = 2000;
export const bendSize = 2 * anchorCount;

export interface Mixture {
  /** Families in use; arrays may be longer. */
  families: number;
  /** Component weights; they sum to 1. A weight of 0 is an absent component, whose numbers mean nothing. */
  weight: Float64Array;
  mean: Float64Array;
  covariance: Float64Array;
  /** East, north at each anchor: where the component was then, less where straight flight backwards would put it. */
  bend: Float64Array;
  /** What kind of source each family stands for: an index of `sourceKinds`. */
  kind: Uint8Array;
  /** Time of anchor k, ms; ring with the newest at `newestAnchor`. */
  readonly anchorAtMs: Float64Array;
  newestAnchor: number;
  /** Server time of the state. */
  atMs: number;
  /** When modes were last mixed and families last reduced. */
  mixedMs: number;
  /** Above the ellipsoid, assumed where nothing informs it (`heightVariance` Infinity). */
  heightM: number;
  heightVariance: number;
  /** When it was last measured, ms; and, where nothing measures it, its low and high end (`measure/visible`). */
  heightMs: number;
  readonly heightEnds: Float64Array;
  /** A circle that holds it, and the most it may be louder than typical: for a quick look who can hear it. */
  centreE: number;
  centreN: number;
  radiusM: number;
  mostExcessDb: number;
  /** Its engine's pitch at rest, Hz, with its variance (Infinity: not known) and when it was last heard. */
  pitchHz: number;
  pitchVariance: number;
  pitchMs: number;
  /** What it was told of a drone's level, dB, with precision (0: nothing), when: `learn/night-level`. */
  toldDb: number;
  toldPrecision: number;
  toldMs: number;
  /** Of its mean velocity. */
  speedMps: number;
  /** Claims credited to it of late, and the sum of their squared misses (`mixture-fit`). */
  fitClaims: number;
  fitMiss2: number;
}

export function createMixture(capacity: number, atMs: number, heightM: number): Mixture {
  return {
    families: 0,
    weight: new Float64Array(capacity * modeCount),
    mean: new Float64Array(capacity * modeCount * stateSize),
    covariance: new Float64Array(capacity * modeCount * covarianceSize),
    bend: new Float64Array(capacity * modeCount * bendSize),
    kind: new Uint8Array(capacity),
    anchorAtMs: new Float64Array(anchorCount).fill(atMs),
    newestAnchor: 0,
    atMs,
    mixedMs: atMs,
    heightM,
    heightVariance: Infinity,
    heightMs: atMs,
    heightEnds: Float64Array.of(lowestM, highestM),
    centreE: 0,
    centreN: 0,
    radiusM: Infinity,
    mostExcessDb: 0,
    pitchHz: 0,
    pitchVariance: Infinity,
    pitchMs: atMs,
    toldDb: 0,
    toldPrecision: 0,
    toldMs: atMs,
    speedMps: 0,
    fitClaims: 0,
    fitMiss2: 0,
  };
}

export function copyMixture(mixture: Mixture): Mixture {
  return {
    ...mixture,
    weight: mixture.weight.slice(),
    mean: mixture.mean.slice(),
    covariance: mixture.covariance.slice(),
    bend: mixture.bend.slice(),
    kind: mixture.kind.slice(),
    anchorAtMs: mixture.anchorAtMs.slice(),
    heightEnds: mixture.heightEnds.slice(),
  };
}

/** A straight-flying family with diagonal covariance (variances), added with this weight. Grows the arrays by half. */
export function addFamily(
  mixture: Mixture,
  weight: number,
  mean: ArrayLike<number>,
  variances: ArrayLike<number>,
  kind: number,
): number {
  const family = mixture.families;
  if (family >= mixture.kind.length) resize(mixture, Math.ceil(family * 1.5) + 1);
  mixture.families++;
  const first = family * modeCount;
  mixture.weight.fill(0, first, first + modeCount);
  mixture.weight[first] = weight;
  mixture.bend.fill(0, first * bendSize, (first + modeCount) * bendSize);
  mixture.covariance.fill(0, first * covarianceSize, (first + 1) * covarianceSize);
  for (let i = 0; i < stateSize; i++) {
    mixture.mean[first * stateSize + i] = mean[i];
    mixture.covariance[first * covarianceSize + i * (stateSize + 1)] = variances[i];
  }
  mixture.kind[family] = kind;
  return family;
}

/** Room for so many families, keeping those in use. */
export function resize(mixture: Mixture, capacity: number): void {
  const keep = Math.min(capacity, mixture.families) * modeCount;
  mixture.weight = resized(mixture.weight, capacity * modeCount, keep);
  mixture.mean = resized(mixture.mean, capacity * modeCount * stateSize, keep * stateSize);
  mixture.covariance = resized(
    mixture.covariance,
    capacity * modeCount * covarianceSize,
    keep * covarianceSize,
  );
  mixture.bend = resized(mixture.bend, capacity * modeCount * bendSize, keep * bendSize);
  const kind = new Uint8Array(capacity);
  kind.set(mixture.kind.subarray(0, Math.min(capacity, mixture.families)));
  mixture.kind = kind;
}

function resized(old: Float64Array, length: number, keep: number): Float64Array<ArrayBuffer> {
  const array = new Float64Array(length);
  array.set(old.subarray(0, keep));
  return array;
}

/** Copies family `from` over family `to`. */
export function copyFamily(mixture: Mixture, to: number, from: number): void {
  if (to === from) return;
  const source = from * modeCount;
  const target = to * modeCount;
  mixture.weight.copyWithin(target, source, source + modeCount);
  mixture.mean.copyWithin(target * stateSize, source * stateSize, (source + modeCount) * stateSize);
  mixture.covariance.copyWithin(
    target * covarianceSize,
    source * covarianceSize,
    (source + modeCount) * covarianceSize,
  );
  mixture.bend.copyWithin(target * bendSize, source * bendSize, (source + modeCount) * bendSize);
  mixture.kind[to] = mixture.kind[from];
}

export function familyWeight(mixture: Mixture, family: number): number {
  const first = family * modeCount;
  return mixture.weight[first] + mixture.weight[first + 1] + mixture.weight[first + 2];
}

/** The component of a family that weighs most. */
export function heaviestMode(mixture: Mixture, family: number): number {
  let best = family * modeCount;
  for (let k = best + 1; k < (family + 1) * modeCount; k++) {
    if (mixture.weight[k] > mixture.weight[best]) best = k;
  }
  return best;
}

/** Makes the weights sum to 1; false, and nothing changed, where they sum to nothing. */
export function normalise(mixture: Mixture): boolean {
  const count = mixture.families * modeCount;
  let sum = 0;
  for (let k = 0; k < count; k++) sum += mixture.weight[k];
  if (!(sum > 0)) return false;
  const scale = 1 / sum;
  for (let k = 0; k < count; k++) mixture.weight[k] *= scale;
  return true;
}

/**
 * Mean (5) and full covariance (25) of components first … end - 1, spread of the means included; weights need not sum
 * to 1. false where they sum to nothing.
 */
export function momentsOf(
  mixture: Mixture,
  first: number,
  end: number,
  mean: Float64Array,
  covariance: Float64Array,
): boolean {
  mean.fill(0, 0, stateSize);
  covariance.fill(0, 0, covarianceSize);
  let sum = 0;
  for (let k = first; k < end; k++) {
    const w = mixture.weight[k];
    if (w === 0) continue;
    sum += w;
    for (let i = 0; i < stateSize; i++) mean[i] += w * mixture.mean[k * stateSize + i];
  }
  if (!(sum > 0)) return false;
  for (let i = 0; i < stateSize; i++) mean[i] /= sum;
  for (let k = first; k < end; k++) {
    const w = mixture.weight[k] / sum;
    if (w === 0) continue;
    for (let i = 0; i < stateSize; i++) {
      const di = mixture.mean[k * stateSize + i] - mean[i];
      for (let j = 0; j < stateSize; j++) {
        const dj = mixture.mean[k * stateSize + j] - mean[j];
        covariance[i * stateSize + j] +=
          w * (mixture.covariance[k * covarianceSize + i * stateSize + j] + di * dj);
      }
    }
  }
  return true;
}

/** Works out the circle that holds all components, two sigmas wide, and the most they may be louder than typical. */
export function surround(mixture: Mixture): void {
  const { weight, mean, covariance } = mixture;
  const count = mixture.families * modeCount;
  let [sum, east, north, vE, vN] = [0, 0, 0, 0, 0];
  for (let k = 0; k < count; k++) {
    sum += weight[k];
    east += weight[k] * mean[k * stateSize];
    north += weight[k] * mean[k * stateSize + 1];
    vE += weight[k] * mean[k * stateSize + 2];
    vN += weight[k] * mean[k * stateSize + 3];
  }
  mixture.centreE = east / sum;
  mixture.centreN = north / sum;
  mixture.speedMps = Math.sqrt(vE * vE + vN * vN) / sum;
  let [radius, most] = [0, -Infinity];
  for (let k = 0; k < count; k++) {
    if (weight[k] < 1e-3) continue;
    const de = mean[k * stateSize] - mixture.centreE;
    const dn = mean[k * stateSize + 1] - mixture.centreN;
    const c = k * covarianceSize;
    radius = Math.max(
      radius,
      Math.sqrt(de * de + dn * dn) + 2 * Math.sqrt(Math.max(covariance[c], covariance[c + 6])),
    );
    most = Math.max(most, mean[k * stateSize + 4] + Math.sqrt(covariance[c + 24]));
  }
  mixture.radiusM = radius;
  mixture.mostExcessDb = most;
}
