import { pdAtRange } from '../../base/sensor-model/index.ts';
import type { Report, Sensor } from '../sensors/sensor.ts';
import { birthSpeedMps } from '../density/modes.ts';
import { intensityAt, type Intensity } from './intensity.ts';

/**
 * Finds targets where unexplained bearings of two sensors cross. Each bearing waits `waitMs` for others; the place where two
 * cross is a hypothesis, weighed against both being false or of targets that no other sensor sees. What a hypothesis
 * explains no longer waits. Capacity 512 waiting bearings; when full the oldest gives way.
 */
const waitMs = 3000;
export const waitingCapacity = 512;
/** Bearings that cross at less than this (sine) fix no place. */
const leastSine = 0.12;
/** Two sensors nearer than this see from one place, m. */
const leastRangeM = 30;
/** Most places that one bearing proposes. */
const maxPlaces = 16;

/** A bearing that no track explains. Direction in region axes: east = sin, north = cos of `regionRad`. */
export interface Waiting {
  readonly sensor: number;
  readonly east: number;
  readonly north: number;
  readonly regionRad: number;
  readonly variance: number;
  readonly sensedMs: number;
  readonly seq: number;
  readonly nullDensity: number;
  /** Probability that nothing found so far explains it. */
  unexplained: number;
}

/** Where two bearings cross: region ENU, covariance, and how likely a target is there. */
export interface Crossing {
  east: number;
  north: number;
  ee: number;
  en: number;
  nn: number;
  existence: number;
  other: Waiting;
}

/** Density per radian of first detections of targets somewhere in a sensor's sector of the sky. */
export function bearingBirthDensity(intensity: Intensity, report: Report): number {
  const { model } = report.sensor;
  const reach = Math.min(model.maxRangeM, model.halfRangeM, 50_000);
  const undetected = intensityAt(intensity, model.east, model.north, report.sensedMs);
  return (undetected * model.pdMax * reach * reach) / 2;
}

export function waitingFrom(
  sensor: Sensor,
  bearingRad: number,
  variance: number,
  sensedMs: number,
  seq: number,
  nullDensity: number,
  unexplained: number,
): Waiting {
  const { model } = sensor;
  const r = model.local;
  const se = Math.sin(bearingRad);
  const sn = Math.cos(bearingRad);
  const regionRad = Math.atan2(se * r[0] + sn * r[3], se * r[1] + sn * r[4]);
  const { east, north } = model;
  return { sensor: sensor.index, east, north, regionRad, variance, sensedMs, seq, nullDensity, unexplained };
}

/** Places where the new bearing crosses waiting ones, likeliest first; lowers what is left unexplained of all of them. */
export function crossings(
  waiting: Waiting[],
  sensors: readonly Sensor[],
  intensity: Intensity,
  fresh: Waiting,
): Crossing[] {
  const found: Crossing[] = [];
  let total = fresh.nullDensity;
  for (const other of waiting) {
    if (other.sensor === fresh.sensor || fresh.sensedMs - other.sensedMs > waitMs) continue;
    const crossing = cross(sensors, intensity, fresh, other);
    if (crossing === undefined) continue;
    // Until it is normalised below: odds of this pair times the null density of the fresh one.
    total += crossing.existence;
    found.push(crossing);
  }
  found.sort((a, b) => b.existence - a.existence || a.other.seq - b.other.seq);
  found.length = Math.min(found.length, maxPlaces);
  const before = fresh.unexplained;
  for (const crossing of found) {
    crossing.existence *= before / total;
    crossing.other.unexplained *= 1 - crossing.existence;
    fresh.unexplained -= crossing.existence;
  }
  return found;
}

function cross(
  sensors: readonly Sensor[],
  intensity: Intensity,
  fresh: Waiting,
  other: Waiting,
): Crossing | undefined {
  const a = sensors[fresh.sensor].model;
  const b = sensors[other.sensor].model;
  const ae = Math.sin(fresh.regionRad);
  const an = Math.cos(fresh.regionRad);
  const be = Math.sin(other.regionRad);
  const bn = Math.cos(other.regionRad);
  const sine = ae * bn - an * be;
  if (Math.abs(sine) < leastSine) return undefined;
  const de = other.east - fresh.east;
  const dn = other.north - fresh.north;
  const ra = (de * bn - dn * be) / sine;
  const rb = (de * an - dn * ae) / sine;
  if (ra < leastRangeM || rb < leastRangeM || ra > a.maxRangeM || rb > b.maxRangeM) return undefined;
  const ageS = Math.max(0, fresh.sensedMs - other.sensedMs) / 1000;
  const moved = birthSpeedMps[0] * ageS;
  const va = ra * ra * fresh.variance;
  const vb = rb * rb * other.variance + moved * moved;
  const east = fresh.east + ra * ae;
  const north = fresh.north + ra * an;
  // Each line informs across itself: the inverse of the sum of both, with unit normals (an, -ae) and (bn, -be).
  const det = (sine * sine) / (va * vb);
  const iee = (an * an) / va + (bn * bn) / vb;
  const ien = -(ae * an) / va - (be * bn) / vb;
  const inn = (ae * ae) / va + (be * be) / vb;
  const pd = pdAtRange(a, ra) * pdAtRange(b, rb) * (1 - a.outlier) * (1 - b.outlier);
  const undetected = intensityAt(intensity, east, north, fresh.sensedMs);
  const both = (undetected * pd * ra * rb) / Math.abs(sine);
  const existence = (other.unexplained * both) / other.nullDensity;
  return { east, north, ee: inn / det, en: -ien / det, nn: iee / det, existence, other };
}

/** Keeps a bearing waiting; forgets those that waited long enough. */
export function wait(waiting: Waiting[], fresh: Waiting): void {
  let kept = 0;
  for (const entry of waiting) {
    if (fresh.sensedMs - entry.sensedMs <= waitMs) waiting[kept++] = entry;
  }
  waiting.length = kept;
  if (waiting.length >= waitingCapacity) waiting.shift();
  waiting.push(fresh);
}
