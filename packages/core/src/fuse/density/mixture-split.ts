import type { HeardSensor } from '../measure/heard-sensor.ts';
import { covarianceBack } from '../measure/presence.ts';
import {
  copyFamily,
  covarianceSize,
  familyWeight,
  heaviestMode,
  modeCount,
  resize,
  stateSize,
  type Mixture,
} from './mixture-state.ts';
import { emitted, traceBack } from './mixture-trace.ts';
import { propeller } from './source-kinds.ts';

/**
 * A drone that passes close to a microphone: its level tells how far away it is and nothing of the side it is on, and one
 * Gaussian wider than the way to the microphone can hold neither both sides nor one of them. Such a family is split into three
 * along its longest axis, as often as it takes, so that each part has a side of its own, and what is heard next decides
 * (DeMars, Bishop, Jah 2013). The parts together have the moments of the whole; those that come to say the same are made one
 * again (`mixture-reduce`).
 */
const parts = [
  { share: 0.5495507502, away: 0 },
  { share: 0.2252246249, away: 1.0575154615 },
  { share: 0.2252246249, away: -1.0575154615 },
];
/** Variance of each part along the axis, of the whole's: 1 less the spread of their means. */
const partVariance = 1 - 2 * 0.2252246249 * 1.0575154615 * 1.0575154615;

/** One sigma is more than this share of the way to the microphone, and more than this, m: it is too wide. */
const widthOfRange = 0.4;
const leastWidthM = 40;
/**
 * Only drones, for what is faster is past the microphone at once; and only where it is known how loud they are, to this, dB:
 * else a level tells little of how far away one is (measured: `docs/tracker-hearing.md`).
 */
const knownDb = 1;
/** Lighter families are left as they are; and so are mixtures of so many, which are of any place still. */
const leastShare = 0.04;
const mostBefore = 12;
const mostAfter = 24;
const mostRounds = 4;

/** Splits what is too wide, where it was when it made the sound that the sensor hears at `heardMs`. */
export function splitNear(mixture: Mixture, sensor: HeardSensor, heardMs: number): void {
  if (mixture.families > mostBefore) return;
  for (let round = 0; round < mostRounds; round++) {
    const before = mixture.families;
    for (let family = 0; family < before && mixture.families + 2 <= mostAfter; family++) {
      if (mixture.kind[family] !== propeller || familyWeight(mixture, family) < leastShare) continue;
      const k = heaviestMode(mixture, family);
      if (traceBack(mixture, k, sensor, heardMs) && isTooWide(mixture, k)) splitFamily(mixture, family);
    }
    if (mixture.families === before) return;
  }
}

/** The longest axis of the component asked last, where it was: a row over (east, north, eastMps, northMps). */
const axis = new Float64Array(4);

/** Whether component k, just traced back, is wider than what it hears allows. */
function isTooWide({ covariance }: Mixture, k: number): boolean {
  const { east, north, delayS } = emitted;
  const c = k * covarianceSize;
  if (covariance[c + 24] > knownDb * knownDb) return false;
  const ee = covarianceBack(covariance, c, 0, 0, delayS);
  const en = covarianceBack(covariance, c, 0, 1, delayS);
  const nn = covarianceBack(covariance, c, 1, 1, delayS);
  const half = (ee - nn) / 2;
  const root = Math.sqrt(half * half + en * en);
  const longest = (ee + nn) / 2 + root;
  const allowed = widthOfRange * widthOfRange * (east * east + north * north);
  if (longest < leastWidthM * leastWidthM || longest < allowed) return false;
  // The eigenvector of the larger eigenvalue, by the better conditioned of its two forms.
  const u = half > 0 ? half + root : en;
  const v = half > 0 ? en : root - half;
  const length = Math.sqrt(u * u + v * v);
  axis[0] = length > 0 ? u / length : 1;
  axis[1] = length > 0 ? v / length : 0;
  axis[2] = -delayS * axis[0];
  axis[3] = -delayS * axis[1];
  return true;
}

function splitFamily(mixture: Mixture, family: number): void {
  const first = mixture.families;
  if (mixture.kind.length < first + 2) resize(mixture, first + 6);
  mixture.families += 2;
  for (let part = parts.length - 1; part >= 0; part--) {
    const to = part === 0 ? family : first + part - 1;
    copyFamily(mixture, to, family);
    for (let k = to * modeCount; k < (to + 1) * modeCount; k++) {
      if (mixture.weight[k] > 0) becomePart(mixture, k, part);
    }
  }
}

const away = new Float64Array(stateSize);

/** The whole state follows along the axis by regression. */
function becomePart({ weight, mean, covariance }: Mixture, k: number, part: number): void {
  const c = k * covarianceSize;
  weight[k] *= parts[part].share;
  let width2 = 0;
  for (let i = 0; i < stateSize; i++) {
    away[i] = 0;
    for (let j = 0; j < 4; j++) away[i] += covariance[c + i * stateSize + j] * axis[j];
    if (i < 4) width2 += axis[i] * away[i];
  }
  const width = Math.sqrt(width2);
  if (!(width > 0)) return;
  for (let i = 0; i < stateSize; i++) away[i] /= width;
  for (let i = 0; i < stateSize; i++) {
    mean[k * stateSize + i] += parts[part].away * away[i];
    for (let j = 0; j < stateSize; j++)
      covariance[c + i * stateSize + j] -= (1 - partVariance) * away[i] * away[j];
  }
}
