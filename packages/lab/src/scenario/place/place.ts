import { createFrame, enuFromGeodetic, type Frame, type Geodetic } from '@kentongan/core/base/frame';
import { isInRing } from '@kentongan/core/base/geometry';
import type { Random } from '@kentongan/core/base/random';
import odesa from './odesa.json' with { type: 'json' };

export interface Town {
  /** By language. */
  name: Record<string, string>;
  population: number;
  east: number;
  north: number;
}

/** Where an exercise happens, in its own ENU plane. */
export interface Place {
  region: string;
  frame: Frame;
  /** Half the width and height of the rectangle round the origin. */
  halfEastM: number;
  halfNorthM: number;
  towns: Town[];
  isLand(east: number, north: number): boolean;
  /** Along which attackers enter: a line from its first to its last point, outside of the towns. */
  entry: { east: number; north: number }[];
}

/** The coast from Odesa to Kherson: real towns and a real shore; attackers come over the sea and from the south-east. */
export function odesaCoast(): Place {
  const frame = createFrame(odesa.origin);
  const plane = (lonDeg: number, latDeg: number) =>
    enuFromGeodetic(frame, new Float64Array(3), latDeg, lonDeg, 0);
  const land = odesa.land.map((ring) =>
    Float64Array.from(ring.flatMap(([lonDeg, latDeg]) => [...plane(lonDeg, latDeg).subarray(0, 2)])),
  );
  const towns = odesa.towns.map(({ name, population, lonDeg, latDeg }) => {
    const [east, north] = plane(lonDeg, latDeg);
    return { name, population, east, north };
  });
  return {
    region: 'odesa-coast',
    frame,
    halfEastM: 102_000,
    halfNorthM: 82_000,
    towns,
    isLand: (east, north) => land.some((ring) => isInRing(ring, east, north)),
    entry: [
      { east: 101_000, north: 30_000 },
      { east: 101_000, north: -81_000 },
      { east: 10_000, north: -81_000 },
    ],
  };
}

/** An invented country anywhere: towns whose populations follow Zipf's rank law, all land; attackers come from the east. */
export function inventedPlace(random: Random, origin: Geodetic): Place {
  const frame = createFrame(origin);
  const halfEastM = 100_000;
  const halfNorthM = 80_000;
  const towns: Town[] = [];
  for (let rank = 1; towns.length < 90; rank++) {
    const population = Math.round((280_000 / rank) * random.between(0.8, 1.2));
    const spot = farthestOf(towns, 6, () => ({
      east: random.between(-0.9, 0.72) * halfEastM,
      north: random.between(-0.9, 0.9) * halfNorthM,
    }));
    towns.push({ name: { en: `Town ${rank}` }, population, ...spot });
  }
  return {
    region: 'invented',
    frame,
    halfEastM,
    halfNorthM,
    towns,
    isLand: () => true,
    entry: [
      { east: halfEastM - 1000, north: -0.85 * halfNorthM },
      { east: halfEastM - 1000, north: 0.85 * halfNorthM },
    ],
  };
}

interface Spot {
  east: number;
  north: number;
}

/** Best-candidate sampling (Mitchell 1991): of some tries, the one that lies farthest from what is there. */
export function farthestOf(there: readonly Spot[], tries: number, draw: () => Spot): Spot {
  let best = draw();
  let best2 = nearest2(there, best);
  for (let i = 1; i < tries; i++) {
    const tried = draw();
    const tried2 = nearest2(there, tried);
    if (tried2 > best2) [best, best2] = [tried, tried2];
  }
  return best;
}

function nearest2(there: readonly Spot[], { east, north }: Spot): number {
  let least = Infinity;
  for (const other of there) {
    const de = other.east - east;
    const dn = other.north - north;
    least = Math.min(least, de * de + dn * dn);
  }
  return least;
}

/** A point a share of the way along the entry line. */
export function entryAt(place: Place, share: number): Spot {
  const { entry } = place;
  const lengths = entry.slice(1).map((p, i) => Math.hypot(p.east - entry[i].east, p.north - entry[i].north));
  let left = share * lengths.reduce((sum, length) => sum + length, 0);
  let i = 0;
  while (i < lengths.length - 1 && left > lengths[i]) left -= lengths[i++];
  const t = left / lengths[i];
  return {
    east: entry[i].east + t * (entry[i + 1].east - entry[i].east),
    north: entry[i].north + t * (entry[i + 1].north - entry[i].north),
  };
}
