import { objectsOf, type Lines } from '../lines.ts';
import type { WarningWorldInput } from './world.ts';

type Districts = NonNullable<WarningWorldInput['districts']>;

/**
 * Reads a file of zones and districts: lines of `{"type":"district","districtId","polygon"}`, and lines that name a zone
 * and the district it lies in, `{"zoneId","districtId"}`. Other lines are passed by.
 */
export async function readDistricts(lines: Lines): Promise<Districts> {
  const polygons = new Map<string, Districts[number]['polygon']>();
  const zoneIds = new Map<string, string[]>();
  for await (const { type, districtId, polygon, zoneId } of objectsOf(lines, () => {})) {
    if (typeof districtId !== 'string') continue;
    if (type === 'district' && Array.isArray(polygon))
      polygons.set(districtId, polygon as [number, number][]);
    if (typeof zoneId === 'string') zoneIds.set(districtId, [...(zoneIds.get(districtId) ?? []), zoneId]);
  }
  return [...polygons].map(([districtId, polygon]) => ({
    polygon,
    zoneIds: zoneIds.get(districtId) ?? [],
  }));
}

/** The same, written: an exercise's districts as lines. */
export function districtLines(
  districts: readonly {
    districtId: string;
    polygon: unknown;
    population: number;
    zoneIds: readonly string[];
  }[],
): string[] {
  return districts.flatMap(({ districtId, polygon, population, zoneIds }) => [
    JSON.stringify({ type: 'district', districtId, polygon, population }),
    ...zoneIds.map((zoneId) => JSON.stringify({ type: 'zone', zoneId, districtId })),
  ]);
}
