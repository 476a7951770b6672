import { createRandom } from '@kentongan/core/base/random';
import { createField, type Field, type FieldSensor, type FieldTarget } from './tracking-fields.ts';

export const trackingKinds = [
  'crossing',
  'orbiting',
  'abreast',
  'swarm',
  'bearings',
  'saturation',
  'heights',
] as const;
export type TrackingKind = (typeof trackingKinds)[number];

/** A field of one kind; `scale` multiplies targets and sensors over a larger area (saturation only). Places differ by seed. */
export function createTrackingField(kind: TrackingKind, seed: number, scale = 1): Field {
  const random = createRandom(seed).fork(kind);
  const latDeg = random.between(-60, 60);
  const lonDeg = random.between(-180, 180);
  const isSlow = kind === 'saturation';
  return createField({
    seed,
    seconds: isSlow ? 60 : 120,
    tickMs: isSlow ? 10_000 : 1000,
    latDeg,
    lonDeg,
    sensors: kind === 'heights' ? heightSensors(random) : sensorsOf(kind, scale),
    targets: targetsOf(kind, scale, random),
  });
}

type Chance = ReturnType<typeof createRandom>;

function sensorsOf(kind: TrackingKind, scale: number): FieldSensor[] {
  if (kind === 'bearings') {
    return grid(6, 7000).map(([east, north], i) => ({
      east, north, periodMs: 1000, phaseMs: 27 * i, reachM: 8000, pd: 0.8, clutter: 0,
      rangeM: 0, bearingRad: 0.0524, outlier: 0.05,
    })); // prettier-ignore
  }
  if (kind === 'saturation') {
    const side = Math.round(Math.sqrt(20 * scale));
    return grid(side, 45_000).map(([east, north], i) => ({
      east, north, periodMs: 10_000, phaseMs: Math.round((10_000 * i) / (side * side)), reachM: 60_000, pd: 0.85,
      clutter: 100, rangeM: 50, bearingRad: 0.007, outlier: 0,
    })); // prettier-ignore
  }
  const hard = kind === 'abreast';
  const count = kind === 'swarm' ? 3 : 2;
  return Array.from({ length: count }, (_, i) => ({
    east: -9000 + (18_000 * i) / (count - 1), north: -6000, periodMs: 1000, phaseMs: Math.floor((1000 * i) / count),
    reachM: 30_000, pd: hard ? 0.6 : 0.85, clutter: hard ? 60 : 15, rangeM: 25, bearingRad: 0.009, outlier: 0,
  })); // prettier-ignore
}

function grid(side: number, stepM: number): [number, number][] {
  const places: [number, number][] = [];
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      places.push([(column - (side - 1) / 2) * stepM, (row - (side - 1) / 2) * stepM]);
    }
  }
  return places;
}

function targetsOf(kind: TrackingKind, scale: number, random: Chance): FieldTarget[] {
  if (kind === 'saturation') {
    const half = 90_000 * Math.sqrt(scale);
    return Array.from({ length: 1000 * scale }, () => one(random, half, 0.05, 0));
  }
  if (kind === 'bearings') return Array.from({ length: 5 }, () => one(random, 14_000, 0.1, 0));
  if (kind === 'crossing') return Array.from({ length: 10 }, () => one(random, 12_000, 0.05, 0));
  if (kind === 'heights') return Array.from({ length: 8 }, (_, i) => high(random, i % 4 === 0));
  if (kind === 'orbiting') {
    // Circles of 400 to 1,900 m, a turn of 52 to 210 s.
    return Array.from({ length: 10 }, () => {
      const turnRad = random.between(0.03, 0.12);
      return { ...one(random, 9000, 0.05, turnRad), turnS: Infinity };
    });
  }
  const groups = kind === 'swarm' ? 4 : 5;
  const members = kind === 'swarm' ? 6 : 2;
  return Array.from({ length: groups }, () => group(random, members, kind === 'swarm' ? 100 : 120)).flat();
}

/** Two or three radars that measure slant ranges and bearings; in half of the fields one measures elevations too. */
function heightSensors(random: Chance): FieldSensor[] {
  const count = random.uniform() < 0.5 ? 2 : 3;
  const elevated = random.uniform() < 0.5 ? 0 : -1;
  return Array.from({ length: count }, (_, i) => ({
    east: -10_000 + (20_000 * i) / (count - 1), north: random.between(-11_000, -7000), periodMs: 1000,
    phaseMs: Math.floor((1000 * i) / count), reachM: 35_000, pd: 0.85, clutter: 15, rangeM: 25, bearingRad: 0.009,
    outlier: 0, ...(i === elevated ? { elevationRad: 0.015 } : {}),
  })); // prettier-ignore
}

/** At 100 to 3,000 m; one that dives begins to in the last minute, at 20 to 45 degrees. */
function high(random: Chance, isDiving: boolean): FieldTarget {
  const target = { ...one(random, 12_000, 0.05, 0), heightM: random.between(100, 3000) };
  if (!isDiving) return target;
  const degree = Math.PI / 180;
  const angleRad = random.between(20 * degree, 45 * degree);
  return { ...target, dive: { atS: random.between(60, 100), angleRad, speedMps: random.between(60, 85) } };
}

function one(random: Chance, half: number, q: number, turnRad: number): FieldTarget {
  const course = random.between(0, 2 * Math.PI);
  const speed = random.between(40, 58);
  return {
    east: random.between(-half, half), north: random.between(-half, half),
    eastMps: speed * Math.sin(course), northMps: speed * Math.cos(course), q, turnRad, turnS: 10,
  }; // prettier-ignore
}

/** Targets that fly abreast on one course. */
function group(random: Chance, members: number, apartM: number): FieldTarget[] {
  const lead = one(random, 11_000, 0.02, 0);
  const speed = Math.hypot(lead.eastMps, lead.northMps);
  return Array.from({ length: members }, (_, k) => ({
    ...lead,
    east: lead.east + (k * apartM * lead.northMps) / speed + random.between(-20, 20),
    north: lead.north - (k * apartM * lead.eastMps) / speed + random.between(-20, 20),
  }));
}
