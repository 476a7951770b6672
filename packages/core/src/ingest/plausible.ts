import type { DetectionEvent } from '../base/event/index.ts';
import { enuFromGeodetic, type Frame } from '../base/frame.ts';
import { wrapAngle } from '../base/geometry.ts';
import { toLocal, type SensorModel } from '../base/sensor-model/index.ts';

export interface Implausible {
  code: 'time' | 'coverage' | 'level';
  expected: string;
  found: string;
}

/**
 * Clocks may be off by seconds, and devices keep an hour of what a cut link held back; beyond this a stamp is simply wrong.
 * What comes after the tracker's horizon is in the log for looking back, and is not fused.
 */
const earliestMs = -3_900_000;
const latestMs = 60_000;
/** Errors beyond this many sigmas do not happen. */
const sigmas = 6;
/** Coverage is stated for a typical target; a louder or larger one is detected somewhat beyond. */
const coverageSlack = 1.25;
/** dB by which a target may be louder than typical. */
const louderDb = 30;
const highestHz = 20_000;

const relative = new Float64Array(3);

/** What this sensor cannot have sensed, by its own description. undefined where it can. */
export function implausibleIn(
  frame: Frame,
  model: SensorModel,
  detection: DetectionEvent,
  nowMs: number,
): Implausible | undefined {
  const { measurement, sensedMs } = detection;
  const offMs = sensedMs - nowMs;
  if (offMs < earliestMs || offMs > latestMs) return wrongTime(offMs);
  const sigma = { ...model.sigma, ...detection.sigma };
  switch (measurement.type) {
    case 'presence':
      return loudness(model, sigma.levelDb, measurement.levelDb, measurement.frequencyHz);
    case 'bearing':
      return (
        sector(model, sigma.bearingRad, measurement.bearingRad) ??
        loudness(model, sigma.levelDb, measurement.levelDb)
      );
    case 'rangeBearing':
      return (
        reach(model, sigma.rangeM, measurement.rangeM) ??
        sector(model, sigma.bearingRad, measurement.bearingRad)
      );
    case 'position': {
      const { latDeg, lonDeg, heightM = model.heightM } = measurement;
      enuFromGeodetic(frame, relative, latDeg, lonDeg, heightM);
      toLocal(model, relative, relative[0] - model.east, relative[1] - model.north, relative[2] - model.up);
      const [east, north, up] = relative;
      return reach(model, sigma.positionM, Math.sqrt(east * east + north * north + up * up));
    }
  }
}

function wrongTime(offMs: number): Implausible {
  const side = offMs < 0 ? 'before' : 'after';
  return {
    code: 'time',
    expected: `sensedMs from ${-earliestMs / 1000} s before to ${latestMs / 1000} s after the server's clock`,
    found: `${Math.round(Math.abs(offMs) / 1000)} s ${side} it`,
  };
}

function reach(model: SensorModel, sigmaM = 0, rangeM: number): Implausible | undefined {
  const farthestM = model.maxRangeM * coverageSlack + sigmas * sigmaM;
  if (rangeM <= farthestM) return undefined;
  return {
    code: 'coverage',
    expected: `a range of at most ${Math.round(farthestM)} m`,
    found: `${Math.round(rangeM)} m`,
  };
}

function sector(model: SensorModel, sigmaRad = 0, bearingRad: number): Implausible | undefined {
  if (model.halfWidthRad >= Math.PI || model.outlier > 0) return undefined;
  const offRad = Math.abs(wrapAngle(bearingRad - model.centreRad));
  const widestRad = model.halfWidthRad + sigmas * sigmaRad;
  if (offRad <= widestRad) return undefined;
  return {
    code: 'coverage',
    expected: `a bearing within ${widestRad.toFixed(3)} rad of ${model.centreRad.toFixed(3)}`,
    found: bearingRad.toFixed(3),
  };
}

function loudness(
  model: SensorModel,
  sigmaDb = 0,
  levelDb?: number,
  frequencyHz?: number,
): Implausible | undefined {
  const loudestDb = (model.sourceDb ?? 130) + louderDb + sigmas * sigmaDb;
  if (levelDb !== undefined && levelDb > loudestDb)
    return {
      code: 'level',
      expected: `a level of at most ${Math.round(loudestDb)} dB`,
      found: `${levelDb} dB`,
    };
  if (frequencyHz !== undefined && frequencyHz > highestHz)
    return {
      code: 'level',
      expected: `a fundamental of at most ${highestHz} Hz`,
      found: `${frequencyHz} Hz`,
    };
  return undefined;
}
