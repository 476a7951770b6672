import type { Command } from '../base/event/index.ts';

export type Zone = Extract<Command, { type: 'zone' }>;

/** The outside of each of a zone's polygons, as stated: closed, longitude first. */
export function zoneRings({ geometry, polygon }: Zone): number[][][] {
  if (geometry === undefined) return polygon === undefined ? [] : [polygon];
  if (geometry.type === 'Polygon') return [geometry.coordinates[0]];
  return geometry.coordinates.map((rings) => rings[0]);
}

/** As GeoJSON; undefined where the zone states none. */
export function zoneGeometry({ geometry, polygon }: Zone): Zone['geometry'] {
  if (geometry !== undefined) return geometry;
  return polygon === undefined ? undefined : { type: 'Polygon', coordinates: [polygon] };
}

/** The middle of a ring's bounding box. */
export function middleOf(ring: readonly number[][]): { latDeg: number; lonDeg: number } {
  const lons = ring.map(([lon]) => lon);
  const lats = ring.map(([, lat]) => lat);
  return {
    latDeg: (least(lats) - least(lats.map((lat) => -lat))) / 2,
    lonDeg: (least(lons) - least(lons.map((lon) => -lon))) / 2,
  };
}

function least(values: readonly number[]): number {
  return values.reduce((a, b) => Math.min(a, b), Infinity);
}
