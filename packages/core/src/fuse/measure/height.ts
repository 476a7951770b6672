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
