import { cholesky, choleskySolve } from '../../base/matrix.ts';
import {
  addFamily,
  bendSize,
  copyFamily,
  covarianceSize,
  familyWeight,
  modeCount,
  momentsOf,
  normalise,
  resize,
  stateSize,
  type Mixture,
} from './mixture-state.ts';

/**
 * Keeps a mixture small: families that hardly weigh are left out, families that say the same are made one (by moment
 * match, mode by mode), as Salmond (1990) and Runnalls (2007) do.
 */

const leastShare = 2e-4;
/** Two families are one when the Mahalanobis distance² of position and velocity, by the wider of them, is below this. */
const sameD2 = 1.2;
/** … and their levels differ by less than this many of their sigmas. */
const sameLevelD2 = 4;
/** Of two kinds that say the same of place, speed and level, the heavier one stands for both. */
const otherKindLevelD2 = 0.5;

const mean = new Float64Array(stateSize);
const covariance = new Float64Array(covarianceSize);
const lower = new Float64Array(16);
const square = new Float64Array(16);
const difference = new Float64Array(4);

/** Prunes, merges, keeps at most `most` families, and gives memory back once few are left. */
export function reduceMixture(mixture: Mixture, most: number): void {
  dropBroken(mixture);
  normalise(mixture);
  dropLight(mixture);
  sortByWeight(mixture);
  let keep = 0;
  while (keep < mixture.families && keep < most && familyWeight(mixture, keep) >= leastShare) keep++;
  mixture.families = Math.max(1, keep);
  if (mixture.families > 1) mergeFamilies(mixture);
  normalise(mixture);
  if (mixture.kind.length > 24 && mixture.families <= 6) resize(mixture, 8);
}

/** Takes components out that are no longer Gaussians: not a number, or with a variance that is not positive. */
function dropBroken({ families, weight, mean, covariance }: Mixture): void {
  for (let k = 0; k < families * modeCount; k++) {
    let isSound = Number.isFinite(weight[k]);
    for (let i = 0; i < stateSize && isSound; i++) {
      isSound =
        Number.isFinite(mean[k * stateSize + i]) && covariance[k * covarianceSize + (stateSize + 1) * i] > 0;
    }
    if (!isSound) weight[k] = 0;
  }
}

/** Takes families out that hardly weigh, before anything is sorted or compared; the first stays in any case. */
function dropLight(mixture: Mixture): void {
  let keep = 0;
  for (let family = 0; family < mixture.families; family++) {
    if (familyWeight(mixture, family) < leastShare) continue;
    copyFamily(mixture, keep, family);
    keep++;
  }
  if (keep > 0) mixture.families = keep;
}

/** Heaviest first; equal weights keep their order. Each family is moved at most once, along the permutation's cycles. */
function sortByWeight(mixture: Mixture): void {
  const { families } = mixture;
  const weights = Float64Array.from({ length: families }, (_, family) => familyWeight(mixture, family));
  const from = Array.from({ length: families }, (_, family) => family);
  from.sort((a, b) => weights[b] - weights[a] || a - b);
  if (mixture.kind.length === families) resize(mixture, families + 1);
  for (let start = 0; start < families; start++) {
    if (from[start] === start) continue;
    copyFamily(mixture, families, start);
    let to = start;
    while (from[to] !== start) {
      const next = from[to];
      copyFamily(mixture, to, next);
      from[to] = to;
      to = next;
    }
    copyFamily(mixture, to, families);
    from[to] = to;
  }
}

/** Moments of all families of the mixture at hand, worked out once: they are compared pair by pair. */
let familyMean = new Float64Array(64 * stateSize);
let familyCovariance = new Float64Array(64 * covarianceSize);

function mergeFamilies(mixture: Mixture): void {
  if (familyMean.length < mixture.families * stateSize) {
    familyMean = new Float64Array(2 * mixture.families * stateSize);
    familyCovariance = new Float64Array(2 * mixture.families * covarianceSize);
  }
  for (let family = 0; family < mixture.families; family++) noteMoments(mixture, family);
  for (let into = 0; into < mixture.families; into++) {
    for (let other = mixture.families - 1; other > into; other--) {
      const levelD2 = mixture.kind[other] === mixture.kind[into] ? sameLevelD2 : otherKindLevelD2;
      if (!isSame(into, other, levelD2)) continue;
      mergeInto(mixture, into, other);
      const last = mixture.families - 1;
      copyFamily(mixture, other, last);
      familyMean.copyWithin(other * stateSize, last * stateSize, (last + 1) * stateSize);
      familyCovariance.copyWithin(other * covarianceSize, last * covarianceSize, (last + 1) * covarianceSize);
      mixture.families--;
      noteMoments(mixture, into);
    }
  }
}

function noteMoments(mixture: Mixture, family: number): void {
  momentsOf(mixture, family * modeCount, (family + 1) * modeCount, mean, covariance);
  familyMean.set(mean, family * stateSize);
  familyCovariance.set(covariance, family * covarianceSize);
}

/** Whether two families say the same of place, velocity and level. */
function isSame(into: number, other: number, levelD2: number): boolean {
  const ma = into * stateSize;
  const mb = other * stateSize;
  const pa = into * covarianceSize;
  const pb = other * covarianceSize;
  const p = familyCovariance;
  const wider = p[pa] + p[pa + 6] >= p[pb] + p[pb + 6] ? pa : pb;
  for (let i = 0; i < 4; i++) {
    difference[i] = familyMean[mb + i] - familyMean[ma + i];
    // No axis alone may already be further apart than all of them together.
    if (difference[i] * difference[i] > sameD2 * p[wider + (stateSize + 1) * i]) return false;
  }
  const ds = familyMean[mb + 4] - familyMean[ma + 4];
  if (ds * ds > levelD2 * Math.max(p[pa + 24], p[pb + 24])) return false;
  for (let i = 0; i < 4; i++) {
    for (let j = 0; j < 4; j++) square[4 * i + j] = p[wider + stateSize * i + j];
  }
  if (!cholesky(lower, square, 4)) return false;
  const [a, b, c, d] = difference;
  choleskySolve(difference, lower, 4);
  return a * difference[0] + b * difference[1] + c * difference[2] + d * difference[3] < sameD2;
}

function mergeInto(mixture: Mixture, into: number, other: number): void {
  for (let mode = 0; mode < modeCount; mode++) {
    mergeComponent(mixture, into * modeCount + mode, other * modeCount + mode);
  }
}

function mergeComponent(mixture: Mixture, into: number, other: number): void {
  const { weight, mean, covariance, bend } = mixture;
  if (weight[other] === 0) return;
  const sum = weight[into] + weight[other];
  const share = weight[other] / sum;
  weight[into] = sum;
  for (let i = 0; i < bendSize; i++) {
    bend[into * bendSize + i] += share * (bend[other * bendSize + i] - bend[into * bendSize + i]);
  }
  if (share === 1) {
    mean.copyWithin(into * stateSize, other * stateSize, (other + 1) * stateSize);
    covariance.copyWithin(into * covarianceSize, other * covarianceSize, (other + 1) * covarianceSize);
    return;
  }
  for (let i = 0; i < stateSize; i++)
    difference5[i] = mean[other * stateSize + i] - mean[into * stateSize + i];
  for (let i = 0; i < stateSize; i++) {
    for (let j = 0; j < stateSize; j++) {
      const at = i * stateSize + j;
      const p = covariance[into * covarianceSize + at];
      covariance[into * covarianceSize + at] =
        p +
        share * (covariance[other * covarianceSize + at] - p) +
        share * (1 - share) * difference5[i] * difference5[j];
    }
  }
  for (let i = 0; i < stateSize; i++) mean[into * stateSize + i] += share * difference5[i];
}

const difference5 = new Float64Array(stateSize);

/** What each second too fast for its kind leaves of a component's weight. */
const tooFastLeaves = 0.3;

/** Makes components rarer that fly faster than their kind can, by more than two sigmas. */
export function curbSpeed(mixture: Mixture, mostOf: (kind: number) => number): void {
  const count = mixture.families * modeCount;
  for (let k = 0; k < count; k++) {
    if (mixture.weight[k] === 0) continue;
    const vE = mixture.mean[k * stateSize + 2];
    const vN = mixture.mean[k * stateSize + 3];
    const c = k * covarianceSize;
    const sigma = Math.sqrt((mixture.covariance[c + 12] + mixture.covariance[c + 18]) / 2);
    const most = mostOf(mixture.kind[(k / modeCount) | 0]) + 2 * sigma;
    if (vE * vE + vN * vN > most * most) mixture.weight[k] *= tooFastLeaves;
  }
  normalise(mixture);
}

/** Velocities of unknown course become courses of known speed: wider than this, m/s, a family is split into `courses`. */
const courseless = 25;

/**
 * Replaces families whose velocity is still anything by `courses` at the speeds of their kind, once `most` leaves room.
 * `speedOf`: mean and sigma of the kind's speed, m/s.
 */
export function splitCourses(
  mixture: Mixture,
  speedOf: (kind: number, out: Float64Array) => void,
  courses: number,
  most: number,
): void {
  const before = mixture.families;
  for (let family = 0; family < before; family++) {
    const c = family * modeCount * covarianceSize;
    const wide =
      mixture.covariance[c + 12] > courseless * courseless &&
      mixture.covariance[c + 18] > courseless * courseless;
    if (!wide || mixture.families + courses > most) continue;
    speedOf(mixture.kind[family], speed);
    splitCourse(mixture, family, courses);
  }
}

const speed = new Float64Array(2);
const child = new Float64Array(stateSize);
const childVariance = new Float64Array(stateSize);

function splitCourse(mixture: Mixture, family: number, courses: number): void {
  const first = family * modeCount;
  const whole = mixture.weight[first];
  const m = first * stateSize;
  const old = mixture.covariance.slice(first * covarianceSize, (first + 1) * covarianceSize);
  const oldMean = mixture.mean.slice(m, m + stateSize);
  for (let k = 0; k < courses; k++) {
    const to = k === 0 ? family : addFamily(mixture, 0, child, childVariance, mixture.kind[family]);
    writeCourse(mixture, to, old, oldMean, (2 * Math.PI * (k + 0.5)) / courses, whole, courses);
  }
  normalise(mixture);
}

/** The family with a course: the prior over velocity N(0, σ²) is replaced by N(speed · course, narrower²) in its place. */
function writeCourse(
  mixture: Mixture,
  to: number,
  old: Float64Array,
  oldMean: Float64Array,
  course: number,
  whole: number,
  courses: number,
): void {
  const c = to * modeCount * covarianceSize;
  const m = to * modeCount * stateSize;
  const vE = speed[0] * Math.sin(course);
  const vN = speed[0] * Math.cos(course);
  // Sigma across the course: neighbours overlap at about one sigma.
  const across = (speed[0] * Math.PI) / courses;
  const varianceE = blend(speed[1], across, Math.sin(course));
  const varianceN = blend(speed[1], across, Math.cos(course));
  const gE = old[2] / old[12];
  const gN = old[8] / old[18];
  mixture.covariance.set(old, c);
  mixture.mean.set(oldMean, m);
  const dE = vE - oldMean[2];
  const dN = vN - oldMean[3];
  mixture.mean[m] += gE * dE;
  mixture.mean[m + 1] += gN * dN;
  mixture.mean[m + 2] = vE;
  mixture.mean[m + 3] = vN;
  const p = mixture.covariance;
  p.fill(0, c, c + covarianceSize);
  p[c] = old[0] - gE * old[2] + gE * gE * varianceE;
  p[c + 6] = old[6] - gN * old[8] + gN * gN * varianceN;
  p[c + 2] = p[c + 10] = gE * varianceE;
  p[c + 8] = p[c + 16] = gN * varianceN;
  p[c + 12] = varianceE;
  p[c + 18] = varianceN;
  p[c + 24] = old[24];
  const residual = (dE * dE) / old[12] + (dN * dN) / old[18];
  mixture.weight[to * modeCount] = (whole / courses) * Math.exp(-0.5 * residual);
}

function blend(along: number, across: number, share: number): number {
  return along * along * share * share + across * across * (1 - share * share);
}
