import type { Feature, Geometry } from './operators.ts';

/** Which features are asked for, as OGC API Features has it (17-069r4, 7.15). */
export interface Selection {
  /** West, south, east, north in degrees; west beyond east: across the antimeridian. */
  bbox?: readonly [number, number, number, number];
  /** ms since 1970 UTC, both ends included; Infinity where it is open. */
  time?: { fromMs: number; toMs: number };
}

/** A feature without a time is of any time; one without a place is in no box. */
export function isSelected(feature: Feature, { bbox, time }: Selection): boolean {
  return (
    (bbox === undefined || touches(feature.geometry, bbox)) && (time === undefined || isWithin(feature, time))
  );
}

function touches(
  geometry: Geometry | null,
  [west, south, east, north]: readonly [number, number, number, number],
): boolean {
  if (geometry === null) return false;
  const [w, s, e, n] = boundsOf(geometry);
  if (s > north || n < south) return false;
  return west <= east ? w <= east && e >= west : w <= east || e >= west;
}

function boundsOf(geometry: Geometry): [number, number, number, number] {
  const bounds: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [lon, lat] of positionsOf(geometry)) {
    bounds[0] = Math.min(bounds[0], lon);
    bounds[1] = Math.min(bounds[1], lat);
    bounds[2] = Math.max(bounds[2], lon);
    bounds[3] = Math.max(bounds[3], lat);
  }
  return bounds;
}

function positionsOf(geometry: Geometry): readonly number[][] {
  if (geometry.type === 'Point') return [geometry.coordinates];
  return geometry.type === 'Polygon' ? geometry.coordinates.flat() : geometry.coordinates.flat(2);
}

function isWithin({ properties }: Feature, { fromMs, toMs }: { fromMs: number; toMs: number }): boolean {
  const { timeMs, expiresMs = timeMs } = properties;
  if (typeof timeMs !== 'number' || typeof expiresMs !== 'number') return true;
  return timeMs <= toMs && expiresMs >= fromMs;
}
