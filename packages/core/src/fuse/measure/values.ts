import type { DetectionEvent } from '../../base/event/index.ts';
import { enuFromGeodetic, localFromEnu, type Frame } from '../../base/frame.ts';
import type { Sensor } from '../sensors/sensor.ts';
import { maxRows, type Shape } from './rows.ts';

/** Sigmas assumed where neither detection nor sensor states one. */
export const assumedSigma = {
  rangeM: 100,
  bearingRad: 0.05,
  elevationRad: 0.05,
  rangeRateMps: 3,
  positionM: 100,
  speedMps: 2,
};

/** Most detections of one report that are fused; what is beyond is counted and left out. */
export const maxDetections = 1024;

/** A report's detections as numbers: `maxRows` values and variances each, bearings in rad, positions in region ENU. */
export interface Values {
  shape: Shape;
  count: number;
  readonly z: Float64Array;
  readonly variance: Float64Array;
  /** All have the variances of the first, so that one gain serves all. */
  isUniform: boolean;
}

export function createValues(): Values {
  return {
    shape: 'none',
    count: 0,
    z: new Float64Array(maxDetections * maxRows),
    variance: new Float64Array(maxDetections * maxRows),
    isUniform: true,
  };
}

export function readValues(
  out: Values,
  frame: Frame,
  sensor: Sensor,
  detections: readonly DetectionEvent[],
  shape: Shape,
): void {
  out.shape = shape;
  out.count = detections.length;
  out.isUniform = true;
  for (let j = 0; j < detections.length; j++) {
    readOne(out, frame, sensor, detections[j], j * maxRows);
    for (let i = 0; i < maxRows; i++) {
      if (out.variance[j * maxRows + i] !== out.variance[i]) out.isUniform = false;
    }
  }
}

function readOne(out: Values, frame: Frame, sensor: Sensor, detection: DetectionEvent, at: number): void {
  const { z, variance } = out;
  const { measurement: m } = detection;
  const said = detection.sigma;
  const stated = sensor.model.sigma;
  if (m.type === 'bearing') {
    const sigma = said?.bearingRad ?? stated.bearingRad ?? assumedSigma.bearingRad;
    z[at] = m.bearingRad;
    variance[at] = sigma * sigma;
  } else if (m.type === 'rangeBearing') {
    const range = said?.rangeM ?? stated.rangeM ?? assumedSigma.rangeM;
    const bearing = said?.bearingRad ?? stated.bearingRad ?? assumedSigma.bearingRad;
    const rate = said?.rangeRateMps ?? stated.rangeRateMps ?? assumedSigma.rangeRateMps;
    z[at] = m.rangeM;
    z[at + 1] = m.bearingRad;
    z[at + 2] = m.rangeRateMps ?? 0;
    variance[at] = range * range;
    variance[at + 1] = bearing * bearing;
    variance[at + 2] = rate * rate;
  } else if (m.type === 'position') {
    const sigma = said?.positionM ?? stated.positionM ?? assumedSigma.positionM;
    enuFromGeodetic(frame, place, m.latDeg, m.lonDeg, m.heightM ?? 0);
    z[at] = place[0];
    z[at + 1] = place[1];
    variance[at] = sigma * sigma;
    variance[at + 1] = sigma * sigma;
    if (out.shape === 'position-velocity') {
      const r = localFromEnu(frame, m.latDeg, m.lonDeg);
      const [e, n, u] = [m.eastMps ?? 0, m.northMps ?? 0, m.upMps ?? 0];
      z[at + 2] = r[0] * e + r[3] * n + r[6] * u;
      z[at + 3] = r[1] * e + r[4] * n + r[7] * u;
      variance[at + 2] = variance[at + 3] = assumedSigma.speedMps * assumedSigma.speedMps;
    }
  }
}

const place = new Float64Array(3);
