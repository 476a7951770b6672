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

/** Most detections of one report that are fused; what is beyond is left out. */
export const maxDetections = 1024;

/** A report's detections as numbers: `maxRows` values and variances each, bearings in rad, positions in region ENU. */
export interface Values {
  shape: Shape;
  count: number;
  readonly z: Float64Array;
  readonly variance: Float64Array;
  /** All have the variances of the first, so that one gain serves all. */
  isUniform: boolean;
  /** Largest variance of the first and of the second value. */
  readonly mostVariance: Float64Array;
  /** Detections by rising first value, and those values: to find the ones inside a window. */
  readonly order: Int32Array;
  readonly key: Float64Array;
  /** Their second values, in the same order. */
  readonly second: Float64Array;
  /** Where in that order each bucket of `key` ends: as many buckets as detections, evenly over their span. */
  readonly bucketEnd: Int32Array;
  /** Least of `key`, and buckets in a unit of it. */
  leastKey: number;
  bucketsPerUnit: number;
}

export function createValues(): Values {
  return {
    shape: 'none',
    count: 0,
    z: new Float64Array(maxDetections * maxRows),
    variance: new Float64Array(maxDetections * maxRows),
    isUniform: true,
    mostVariance: new Float64Array(2),
    order: new Int32Array(maxDetections),
    key: new Float64Array(maxDetections),
    second: new Float64Array(maxDetections),
    bucketEnd: new Int32Array(maxDetections + 1),
    leastKey: 0,
    bucketsPerUnit: 0,
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
  out.mostVariance.fill(0);
  for (let j = 0; j < detections.length; j++) {
    readOne(out, frame, sensor, detections[j], j * maxRows);
    for (let i = 0; i < maxRows; i++) {
      if (out.variance[j * maxRows + i] !== out.variance[i]) out.isUniform = false;
    }
    for (let i = 0; i < 2; i++) {
      out.mostVariance[i] = Math.max(out.mostVariance[i], out.variance[j * maxRows + i]);
    }
  }
  sortByFirst(out);
}

const bucketOf = new Int32Array(maxDetections);

/** Into buckets, then an insertion sort, which has little left to do; equals stay in order. */
function sortByFirst(out: Values): void {
  const { order, key, second, z, count, bucketEnd } = out;
  let least = Infinity;
  let most = -Infinity;
  for (let j = 0; j < count; j++) {
    least = Math.min(least, z[j * maxRows]);
    most = Math.max(most, z[j * maxRows]);
  }
  const perUnit = most > least ? (count - 1) / (most - least) : 0;
  out.leastKey = least;
  out.bucketsPerUnit = perUnit;
  bucketEnd.fill(0, 0, count + 1);
  for (let j = 0; j < count; j++) {
    bucketOf[j] = Math.floor((z[j * maxRows] - least) * perUnit);
    bucketEnd[bucketOf[j] + 1]++;
  }
  for (let bucket = 0; bucket < count; bucket++) bucketEnd[bucket + 1] += bucketEnd[bucket];
  for (let j = 0; j < count; j++) order[bucketEnd[bucketOf[j]]++] = j;
  for (let at = 0; at < count; at++) {
    const j = order[at];
    const first = z[j * maxRows];
    let to = at;
    for (; to > 0 && key[to - 1] > first; to--) {
      key[to] = key[to - 1];
      order[to] = order[to - 1];
    }
    key[to] = first;
    order[to] = j;
  }
  for (let at = 0; at < count; at++) second[at] = z[order[at] * maxRows + 1];
}

/** Index into `order` of the first detection whose first value is not below at[i]: in an array, for the sake of the heap. */
export function firstNotBelow(values: Values, at: Float64Array, i: number): number {
  const { key, count, leastKey } = values;
  const least = at[i];
  if (!(least > leastKey)) return 0;
  const bucket = Math.floor((least - leastKey) * values.bucketsPerUnit);
  if (bucket >= count) return count;
  let from = bucket === 0 ? 0 : values.bucketEnd[bucket - 1];
  while (from < count && key[from] < least) from++;
  return from;
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
