import type { TrackEvent } from '@kentongan/core/base/event';
import { enuFromGeodetic, geodeticFromEnu, type Frame } from '@kentongan/core/base/frame';

/** Shapes round a track on the map, as rings of [lonDeg, latDeg]. */
export type LonLat = [number, number];

const ellipsePoints = 40;
/** Half of all honest tracks lie outside 1 sigma: 2.15 holds 90 % in two dimensions. */
const ninetyPercent = 2.146;
/** 10 % of targets stray further to one side. */
const eightyPercent = 1.2816;
/** Unforeseen turns: the spread of a straight corridor, m²/s³. */
const driftQ = 2;
const corridorS = 600;

const scratch = new Float64Array(3);

/** The track in the region's plane: east, north, their velocities and packed 4x4 covariance in that order. */
interface Plane {
  east: number;
  north: number;
  eastMps: number;
  northMps: number;
  /** ee en nn and, for velocity, EE EN NN. */
  position: [number, number, number];
  velocity: [number, number, number];
}

export function planeOf(frame: Frame, track: TrackEvent): Plane {
  enuFromGeodetic(frame, scratch, track.latDeg, track.lonDeg, track.heightM ?? 0);
  const order = track.order ?? ['east', 'north', 'eastMps', 'northMps'];
  const at = (row: string, column: string): number => packedAt(track.covariance, order, row, column);
  return {
    east: scratch[0],
    north: scratch[1],
    eastMps: track.eastMps,
    northMps: track.northMps,
    position: [at('east', 'east'), at('east', 'north'), at('north', 'north')],
    velocity: [at('eastMps', 'eastMps'), at('eastMps', 'northMps'), at('northMps', 'northMps')],
  };
}

function packedAt(
  covariance: readonly number[],
  order: readonly string[],
  row: string,
  column: string,
): number {
  const a = order.indexOf(row);
  const b = order.indexOf(column);
  if (a < 0 || b < 0) return 0;
  const [low, high] = a < b ? [a, b] : [b, a];
  return covariance[low * order.length - (low * (low - 1)) / 2 + (high - low)] ?? 0;
}

/** Semi-axes in m of the 90 % ellipse, largest first, and the direction of the largest (rad, anticlockwise from east). */
export function ellipseOf([ee, en, nn]: readonly [number, number, number]): {
  majorM: number;
  minorM: number;
  angleRad: number;
} {
  const mean = (ee + nn) / 2;
  const spread = Math.hypot((ee - nn) / 2, en);
  return {
    majorM: ninetyPercent * Math.sqrt(Math.max(0, mean + spread)),
    minorM: ninetyPercent * Math.sqrt(Math.max(0, mean - spread)),
    angleRad: Math.atan2(2 * en, ee - nn) / 2,
  };
}

/** Where the track is with 90 % probability. */
export function uncertaintyRing(frame: Frame, plane: Plane): LonLat[] {
  const { majorM, minorM, angleRad } = ellipseOf(plane.position);
  const ring: LonLat[] = [];
  for (let i = 0; i <= ellipsePoints; i++) {
    const turn = (2 * Math.PI * (i % ellipsePoints)) / ellipsePoints;
    const a = majorM * Math.cos(turn);
    const b = minorM * Math.sin(turn);
    const east = plane.east + a * Math.cos(angleRad) - b * Math.sin(angleRad);
    const north = plane.north + a * Math.sin(angleRad) + b * Math.cos(angleRad);
    ring.push(lonLat(frame, east, north));
  }
  return ring;
}

/** Where it will be in a minute. */
export function headingTick(frame: Frame, plane: Plane): LonLat[] {
  const ahead = (s: number): LonLat =>
    lonLat(frame, plane.east + plane.eastMps * s, plane.north + plane.northMps * s);
  return [ahead(0), ahead(60)];
}

/** Where it goes in ten minutes if it goes straight: a band that widens with what is not known. */
export function corridorRing(frame: Frame, plane: Plane): LonLat[] {
  const speed = Math.hypot(plane.eastMps, plane.northMps);
  if (speed < 5) return [];
  const [alongE, alongN] = [plane.eastMps / speed, plane.northMps / speed];
  const left: LonLat[] = [];
  const right: LonLat[] = [];
  for (let s = 0; s <= corridorS; s += 60) {
    const half = eightyPercent * Math.sqrt(acrossVariance(plane, alongE, alongN, s));
    const east = plane.east + plane.eastMps * s;
    const north = plane.north + plane.northMps * s;
    left.push(lonLat(frame, east - alongN * half, north + alongE * half));
    right.push(lonLat(frame, east + alongN * half, north - alongE * half));
  }
  return [...left, ...right.toReversed(), left[0]];
}

function acrossVariance(plane: Plane, alongE: number, alongN: number, s: number): number {
  const across = ([ee, en, nn]: readonly [number, number, number]): number =>
    ee * alongN * alongN - 2 * en * alongE * alongN + nn * alongE * alongE;
  return across(plane.position) + s * s * across(plane.velocity) + (driftQ * s * s * s) / 3;
}

function lonLat(frame: Frame, east: number, north: number): LonLat {
  geodeticFromEnu(frame, scratch, east, north, -(east * east + north * north) / (2 * 6_371_000));
  return [scratch[1], scratch[0]];
}
