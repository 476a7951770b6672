import type { DetectionEvent } from '../../base/event/index.ts';
import type { SensorModel } from '../../base/sensor-model/index.ts';
import { assumedSigma } from './values.ts';

/** Least sigma of a height that a position states, m: geoid, antenna and rounding. */
const leastSigmaM = 30;
const earthM = 6_371_000;

/** Height above the ellipsoid, m, and its variance, m². */
export interface MeasuredHeight {
  heightM: number;
  variance: number;
}

/** Whether a detection says anything of the height. */
export function saysHeight({ measurement: m }: DetectionEvent): boolean {
  if (m.type === 'position') return m.heightM !== undefined;
  return m.type !== 'presence' && m.elevationRad !== undefined;
}

/**
 * What a detection says of the height: a position's own, or from an elevation at a range along the ground `groundM`. From the
 * sensor's horizon the earth falls away by g²/2R: within 1 m below 100 km. undefined where it says nothing.
 */
export function heightFrom(
  detection: DetectionEvent,
  model: SensorModel,
  groundM: number,
): MeasuredHeight | undefined {
  const { measurement: m, sigma } = detection;
  if (m.type === 'position') {
    if (m.heightM === undefined) return undefined;
    const sigmaM = Math.max(leastSigmaM, sigma?.positionM ?? model.sigma.positionM ?? assumedSigma.positionM);
    return { heightM: m.heightM, variance: sigmaM * sigmaM };
  }
  if (m.type === 'presence' || m.elevationRad === undefined) return undefined;
  const cosine = Math.max(0.05, Math.cos(m.elevationRad));
  const sigmaRad = sigma?.elevationRad ?? model.sigma.elevationRad ?? assumedSigma.elevationRad;
  const sigmaM = (groundM * sigmaRad) / (cosine * cosine) + leastSigmaM;
  const heightM = model.heightM + groundM * Math.tan(m.elevationRad) + (groundM * groundM) / (2 * earthM);
  return { heightM, variance: sigmaM * sigmaM };
}

/** Growth of a height's variance with time, m²/s: climbs and dives of some 10 m/s for some seconds. */
const drift = 150;
/** A height further off than this, in squared sigmas, begins anew: it climbed, or the old one was wrong. */
const resetD2 = 25;
/** Two heights nearer than this to each other agree, in squared sigmas. */
const agreeD2 = 9;

/** Scalar Kalman update of (mean, variance) at height[at…]; variance Infinity: nothing known yet. */
export function updateHeight(
  height: Float64Array,
  at: number,
  measured: MeasuredHeight,
  elapsedS: number,
): void {
  const variance = height[at + 1] + drift * Math.max(0, elapsedS);
  const off = measured.heightM - height[at];
  if (variance === Infinity || (off * off) / (variance + measured.variance) > resetD2) {
    height[at] = measured.heightM;
    height[at + 1] = measured.variance;
    return;
  }
  const gain = variance / (variance + measured.variance);
  height[at] += gain * off;
  height[at + 1] = (1 - gain) * variance;
}

/** Power spectral density of vertical acceleration, m²/s³: now and then a drone starts to dive at some 40 m/s within seconds. */
const climbQ = 12;
/** Sigma of the vertical speed of what was just measured for the first time, m/s: most fly level. */
const firstClimbMps = 10;
/** A vertical speed is believed to last so long once nothing measures the height, s. */
const lastingS = 15;

/** Height's mean and variance, its vertical speed, their covariance and the speed's variance. */
export interface Climb {
  heightM: number;
  variance: number;
  upMps: number;
  covariance: number;
  upVariance: number;
  /** A height that was measured last and was too far off to be its, and its variance; Infinity: none was. */
  oddM: number;
  oddVariance: number;
}

/** The height so much later, straight on with white-noise acceleration (Bar-Shalom, Li, Kirubarajan 2001, 6.2.2). */
export function climbOn(climb: Climb, elapsedS: number): void {
  const t = Math.min(lastingS, Math.max(0, elapsedS));
  climb.heightM += t * climb.upMps;
  climb.variance += t * (2 * climb.covariance + t * (climb.upVariance + (climbQ * t) / 3));
  climb.covariance += t * (climb.upVariance + (climbQ * t) / 2);
  climb.upVariance += climbQ * t;
  climb.variance += drift * Math.max(0, elapsedS - t);
}

/**
 * Takes in a measured height after so much time. One that is too far off may be another's, or false, and is not believed before
 * a second one agrees with it: then the height begins anew there.
 */
export function measureClimb(climb: Climb, measured: MeasuredHeight, elapsedS: number): void {
  if (climb.variance !== Infinity) climbOn(climb, elapsedS);
  const off = measured.heightM - climb.heightM;
  const total = climb.variance + measured.variance;
  if (climb.variance === Infinity) {
    beginClimb(climb, measured);
    return;
  }
  if ((off * off) / total > resetD2) {
    const apart = measured.heightM - climb.oddM;
    if (climb.oddVariance < Infinity && apart * apart < agreeD2 * (climb.oddVariance + measured.variance))
      beginClimb(climb, measured);
    else {
      climb.oddM = measured.heightM;
      climb.oddVariance = measured.variance;
    }
    return;
  }
  climb.oddVariance = Infinity;
  const gain = climb.variance / total;
  const upGain = climb.covariance / total;
  climb.heightM += gain * off;
  climb.upMps += upGain * off;
  climb.upVariance -= upGain * climb.covariance;
  climb.covariance *= 1 - gain;
  climb.variance *= 1 - gain;
}

function beginClimb(climb: Climb, { heightM, variance }: MeasuredHeight): void {
  climb.heightM = heightM;
  climb.variance = variance;
  climb.upMps = climb.covariance = climb.oddM = 0;
  climb.upVariance = firstClimbMps * firstClimbMps;
  climb.oddVariance = Infinity;
}
