import type { SensorDescription } from '@kentongan/core/base/event';
import { geodeticFromEnu } from '@kentongan/core/base/frame';
import type { Random } from '@kentongan/core/base/random';
import { createSensorModel } from '@kentongan/core/base/sensor-model';
import type { Chance } from '../scenario/attack.ts';
import { farthestOf, type Place } from '../scenario/place/place.ts';
import type { Preset } from '../scenario/preset.ts';
import type { Site } from './site.ts';

interface Spot {
  east: number;
  north: number;
}

/** What sensors take a typical target to be: a one-way drone of 110 dB at 1 m. */
export const typicalSourceDb = 110;
export const absorptionDbPerM = 0.002;

const wrongClockShare = 0.015;
const deadShare = 0.05;
const earHeightM = 2;

/** All sensors of an exercise, in the order of their enrolment. */
export function planNetwork(place: Place, preset: Preset, durationS: number, chance: Chance): Site[] {
  const spots = landSpots(place, chance('places of ears'), preset.microphones + preset.arrays);
  const sites = [
    ...spots
      .slice(0, preset.microphones)
      .map((spot, i) => siteAt(place, chance(`site m${i + 1}`), `m${i + 1}`, spot, microphone)),
    ...spots
      .slice(preset.microphones)
      .map((spot, i) => siteAt(place, chance(`site b${i + 1}`), `b${i + 1}`, spot, array)),
    ...Array.from({ length: preset.spotters }, (_, i) => {
      const random = chance(`site s${i + 1}`);
      return siteAt(place, random, `s${i + 1}`, nearTown(place, random), spotter);
    }),
    ...radarSpots(place, preset.radars).map((spot, i) =>
      siteAt(place, chance(`site r${i + 1}`), `r${i + 1}`, spot, radar),
    ),
    siteAt(place, chance('site c1'), 'c1', { east: -2000, north: 1000 }, receiver),
  ];
  breakSome(sites, place, preset, durationS, chance);
  return sites;
}

/** Spread over the land, denser where people live. */
function landSpots(place: Place, random: Random, count: number): Spot[] {
  const spots: Spot[] = [];
  const anywhere = (): Spot => {
    for (;;) {
      const east = random.between(-1, 1) * 0.97 * place.halfEastM;
      const north = random.between(-1, 1) * 0.97 * place.halfNorthM;
      if (place.isLand(east, north)) return { east, north };
    }
  };
  while (spots.length < count)
    spots.push(random.uniform() < 0.3 ? nearTown(place, random) : farthestOf(spots, 6, anywhere));
  return spots;
}

function nearTown(place: Place, random: Random): Spot {
  for (;;) {
    const town = place.towns[random.below(place.towns.length)];
    const east = town.east + 5000 * random.gaussian();
    const north = town.north + 5000 * random.gaussian();
    if (place.isLand(east, north)) return { east, north };
  }
}

/** The first at the largest town, the others spread from west to east; on land. */
function radarSpots(place: Place, count: number): Spot[] {
  const [largest] = place.towns;
  return Array.from({ length: count }, (_, i) => {
    const across = (i / count - 0.5) * 1.6 * place.halfEastM;
    const spot =
      i === 0
        ? { east: largest.east, north: largest.north }
        : { east: across, north: -0.35 * place.halfNorthM };
    while (!place.isLand(spot.east, spot.north)) spot.north += 2000;
    return spot;
  });
}

type Kind = (random: Random) => { owner: string; heightM: number; sensor: SensorDescription };
type At = { latDeg: number; lonDeg: number };
const nowhere: At = { latDeg: 0, lonDeg: 0 };

function siteAt(place: Place, random: Random, sensorId: string, { east, north }: Spot, kind: Kind): Site {
  const { owner, heightM, sensor } = kind(random);
  const [latDeg, lonDeg] = geodeticFromEnu(place.frame, new Float64Array(3), east, north, 0);
  const placed = { ...sensor, latDeg: roundTo(latDeg, 6), lonDeg: roundTo(lonDeg, 6), heightM };
  const model = createSensorModel(place.frame, {
    seq: 1,
    kind: 'sensor',
    timeMs: 0,
    sensorId,
    state: 'up',
    owner,
    sensor: placed,
  });
  const clockSigmaMs = sensor.type === 'radar' || sensor.type === 'cooperative' ? 50 : 300;
  return {
    sensorId,
    owner,
    name: `${wordFor[sensor.type]} ${sensorId}, ${nearestTown(place, { east, north })}`,
    sensor: placed,
    model,
    state: 'up',
    isDeaf: false,
    lie: undefined,
    clockMs: Math.round(
      clockSigmaMs > 100 && random.uniform() < wrongClockShare
        ? random.between(4000, 6000) * (random.uniform() < 0.5 ? -1 : 1)
        : clockSigmaMs * random.gaussian(),
    ),
    outages: [],
    noise: {
      amplitudeDb: random.between(0, 1.5),
      periodS: random.between(900, 3600),
      phaseRad: random.between(0, 2 * Math.PI),
    },
  };
}

const wordFor: Record<SensorDescription['type'], string> = {
  acoustic: 'Microphone',
  bearing: 'Microphone array',
  spotter: 'Spotter',
  radar: 'Radar',
  cooperative: 'ADS-B receiver',
  system: 'System',
};

function nearestTown(place: Place, { east, north }: Spot): string {
  const away = (town: Spot) => Math.hypot(town.east - east, town.north - north);
  return place.towns.reduce((best, town) => (away(town) < away(best) ? town : best)).name.en;
}

function microphone(random: Random) {
  const halfRangeM = Math.round(random.between(2200, 3800));
  return {
    owner: `o${random.below(400)}`,
    heightM: earHeightM,
    sensor: {
      type: 'acoustic' as const,
      wave: 'sound' as const,
      ...nowhere,
      periodMs: 1000,
      phaseMs: random.below(1000),
      coverage: { maxRangeM: Math.round(halfRangeM * random.between(1.9, 2.3)) },
      pd: {
        max: roundTo(random.between(0.82, 0.98), 2),
        halfRangeM,
        slope: roundTo(random.between(0.15, 0.25), 2),
      },
      clutter: { perReport: roundTo(random.between(0.003, 0.009), 4) },
      level: { sourceDb: typicalSourceDb, absorptionDbPerM },
      single: true,
      sigma: { levelDb: 4 },
    },
  };
}

function array(random: Random) {
  const halfRangeM = Math.round(random.between(2400, 4600));
  return {
    owner: `a${random.below(8)}`,
    heightM: earHeightM,
    sensor: {
      type: 'bearing' as const,
      wave: 'sound' as const,
      ...nowhere,
      periodMs: 1000,
      phaseMs: random.below(1000),
      coverage: { maxRangeM: Math.round(halfRangeM * random.between(1.9, 2.3)) },
      pd: {
        max: roundTo(random.between(0.82, 0.95), 2),
        halfRangeM,
        slope: roundTo(random.between(0.15, 0.25), 2),
      },
      clutter: { perReport: roundTo(random.between(0.003, 0.006), 4) },
      outlier: roundTo(random.between(0.03, 0.08), 2),
      level: { sourceDb: typicalSourceDb, absorptionDbPerM },
      sigma: { bearingRad: roundTo(random.between(0.05, 0.12), 3), levelDb: 4 },
    },
  };
}

function spotter(random: Random) {
  return {
    owner: `p${random.below(1000)}`,
    heightM: earHeightM,
    sensor: {
      type: 'spotter' as const,
      wave: 'sound' as const,
      ...nowhere,
      coverage: { maxRangeM: 5000 },
      pd: { max: 0.7, halfRangeM: Math.round(random.between(2000, 3000)), slope: 0.25 },
      outlier: 0.03,
      sigma: { bearingRad: 0.175 },
      delayMs: { min: 3000, max: 15_000 },
    },
  };
}

function radar(random: Random) {
  return {
    owner: 'radar',
    heightM: roundTo(random.between(20, 40), 1),
    sensor: {
      type: 'radar' as const,
      wave: 'light' as const,
      ...nowhere,
      periodMs: 4000,
      phaseMs: random.below(4000),
      coverage: { maxRangeM: 60_000, minElevationRad: roundTo(random.between(0.002, 0.006), 4) },
      pd: { max: 0.9, halfRangeM: 26_000, slope: 0.15 },
      clutter: { perReport: 5 },
      sigma: { rangeM: 40, bearingRad: 0.01, rangeRateMps: 1 },
    },
  };
}

function receiver() {
  return {
    owner: 'atc',
    heightM: 20,
    sensor: {
      type: 'cooperative' as const,
      wave: 'light' as const,
      ...nowhere,
      coverage: { maxRangeM: 250_000 },
      sigma: { positionM: 15 },
    },
  };
}

/** The dead, the cut off and the liars. */
function breakSome(sites: Site[], place: Place, preset: Preset, durationS: number, chance: Chance): void {
  const dead = chance('dead sensors');
  for (const site of sites) {
    if (site.sensor.type === 'radar' || site.sensor.type === 'cooperative') continue;
    if (dead.uniform() >= deadShare) continue;
    if (dead.uniform() < 0.5) site.state = 'down';
    else site.isDeaf = true;
  }
  for (let i = 0; i < preset.outages; i++) cutOff(sites, place, durationS, chance(`outage ${i}`));
  if (preset.liars > 0) makeLiars(sites, place, preset.liars, chance('liars'));
}

/** A circle of 25 km loses its network for ten minutes; that is noticed 40 to 70 s later. */
function cutOff(sites: Site[], place: Place, durationS: number, random: Random): void {
  const centre = nearTown(place, random);
  const fromS = Math.round(random.between(0.2, 0.7) * durationS);
  for (const site of sites) {
    if (site.sensor.type === 'radar' || site.sensor.type === 'cooperative') continue;
    if (Math.hypot(site.model.east - centre.east, site.model.north - centre.north) > 25_000) continue;
    site.outages.push({ fromS, toS: fromS + 600, staleS: fromS + Math.round(random.between(40, 70)) });
  }
}

/** Where the liars of an exercise live: the busiest town on the attackers' side. */
export function liarsCentre(place: Place): Spot {
  const east = place.towns.filter((town) => town.east > 0);
  return east.reduce(
    (best, town) => (town.population > best.population ? town : best),
    east[0] ?? place.towns[0],
  );
}

function makeLiars(sites: Site[], place: Place, share: number, random: Random): void {
  const centre = liarsCentre(place);
  for (const site of sites) {
    if (site.sensor.type !== 'acoustic') continue;
    if (Math.hypot(site.model.east - centre.east, site.model.north - centre.north) > 30_000) continue;
    if (random.uniform() < share) site.lie = random.uniform() < 0.8 ? 'fakes' : 'silence';
  }
}

export function roundTo(value: number, places: number): number {
  const scale = Number(`1e${places}`);
  return Math.round(value * scale) / scale;
}
