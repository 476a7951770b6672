import type { CommandEvent } from './event/index.ts';
import { enuFromGeodetic, type Frame } from './frame.ts';
import { createArea, type Area } from './geometry.ts';

export type ZoneCommand = Extract<CommandEvent['command'], { type: 'zone' }>;

/** How near is "arrived" where a zone does not say, m. */
export const usualRadiusM = 2000;

/** Where a zone lies, in the region's ENU plane; undefined where the command has no outline. */
export function areaFromZone(frame: Frame, command: ZoneCommand): Area | undefined {
  const polygons = polygonsOf(command);
  if (polygons.length === 0) return undefined;
  return createArea(polygons.map((rings) => rings.map((ring) => enuRing(frame, ring))));
}

function polygonsOf({ geometry, polygon }: ZoneCommand): number[][][][] {
  if (geometry?.type === 'MultiPolygon') return geometry.coordinates;
  if (geometry?.type === 'Polygon') return [geometry.coordinates];
  return polygon === undefined ? [] : [[polygon]];
}

const enu = new Float64Array(3);

function enuRing(frame: Frame, ring: readonly number[][]): Float64Array {
  const flat = new Float64Array(2 * ring.length);
  for (let i = 0; i < ring.length; i++) {
    enuFromGeodetic(frame, enu, ring[i][1], ring[i][0], 0);
    flat[2 * i] = enu[0];
    flat[2 * i + 1] = enu[1];
  }
  return flat;
}
