import { tau } from '@kentongan/core/base/geometry';
import type { Random } from '@kentongan/core/base/random';
import type { Preset } from './preset.ts';
import { cutPath, fly, type Airframe, type Leg } from './fly.ts';
import { entryAt, type Place } from './place/place.ts';
import { drawVoice, type Target, type TargetEnd, type VoiceKind } from './target.ts';
import type { PlannedZone } from './zone.ts';

/** What every part of an exercise draws from: the same label gives the same stream, whatever else is drawn. */
export type Chance = (label: string) => Random;

export interface Night {
  place: Place;
  zones: readonly PlannedZone[];
  durationS: number;
  shiftDb: Record<VoiceKind, number>;
  chance: Chance;
}

interface Point {
  east: number;
  north: number;
}

const feintShare = 1 / 3;
const lostShare = 0.12;
/** Feints turn away this far before the town they fly at, m. */
const feintTurnM = [4000, 9000] as const;

/** All that comes to do harm, and the reconnaissance drones that look first. */
export function planAttack(night: Night, preset: Preset): Target[] {
  return [
    ...planOneWay(night, preset.oneWay),
    ...Array.from({ length: preset.loitering }, (_, i) => planLoitering(night, i)),
    ...Array.from({ length: preset.recon }, (_, i) => planRecon(night, i)),
    ...Array.from({ length: preset.cruise }, (_, i) => planCruise(night, i)),
  ];
}

/** Drones that fly together: one way, each with its own end. */
interface Group {
  size: number;
  airframe: Airframe;
  heightM: number;
  zone: PlannedZone;
  entry: Point;
  via: Point[];
  fromS: number;
}

/** About half fly in groups of two to five, a few hundred metres and seconds apart. */
function planOneWay(night: Night, count: number): Target[] {
  const targets: Target[] = [];
  for (let number = 0; targets.length < count; number++) {
    const random = night.chance(`one-way group ${number}`);
    const group = number === 0 ? planVanguard(random, night) : planGroup(random, night);
    for (let member = 0; member < group.size && targets.length < count; member++)
      targets.push(planMember(night, group, member, targets.length));
  }
  return targets;
}

function planGroup(random: Random, night: Night): Group {
  const zone = pickZone(random, night.zones);
  const airframe = drawAirframe(random);
  const { entry, via, lengthM } = drawRoute(random, night, zone, 0.7 * night.durationS * airframe.speedMps);
  // All have time to arrive.
  const lastS = night.durationS - 120 - lengthM / airframe.speedMps;
  return {
    size: random.uniform() < 0.3 ? 2 + random.below(4) : 1,
    airframe,
    heightM: 60 + 1440 * random.uniform() * random.uniform(),
    zone,
    entry,
    via,
    fromS: 30 + Math.max(0, lastS - 30) * random.uniform(),
  };
}

/** The first group comes early and by the shortest way, so that an exercise has something to show soon. */
function planVanguard(random: Random, night: Night): Group {
  const zones = Array.from({ length: 6 }, () => pickZone(random, night.zones));
  const entries = Array.from({ length: 12 }, () => entryAt(night.place, random.uniform()));
  const ways = zones.flatMap((zone) => entries.map((entry) => ({ zone, entry })));
  const { zone, entry } = ways.reduce((best, way) =>
    distanceM(way.zone, way.entry) < distanceM(best.zone, best.entry) ? way : best,
  );
  return {
    size: 3,
    airframe: drawAirframe(random),
    heightM: random.between(150, 500),
    zone,
    entry,
    via: [besideLine(entry, zone, 0.5, random.between(-4000, 4000))],
    fromS: 30,
  };
}

function drawAirframe(random: Random): Airframe {
  return { speedMps: random.between(45, 55), turnRadPerS: 0.05, climbMps: 3, wanderRad: 0.03 };
}

function planMember(night: Night, group: Group, member: number, index: number): Target {
  const random = night.chance(`one-way ${index}`);
  const { airframe, heightM, zone, entry, via, fromS } = group;
  const isFirst = member === 0;
  const legs: Leg[] = [
    ...via.map((point) => ({
      kind: 'to' as const,
      ...aside(random, point, isFirst ? 0 : 500),
      heightM: heightM * random.between(0.9, 1.1),
    })),
    { kind: 'dive', east: zone.east, north: zone.north },
  ];
  const start = { ...aside(random, entry, isFirst ? 0 : 600), heightM };
  const bornS = fromS + 8 * member * random.uniform();
  const { path, finished } = flyPlan(night, random, airframe, start, legs, bornS);
  const isLost = random.uniform() < lostShare;
  const lostS = path.bornS + path.count * random.between(0.3, 0.9);
  return {
    ...blank(`one-way-${index}`, 'one-way'),
    path: isLost ? cutPath(path, lostS) : path,
    voice: drawVoice(random, 'one-way', night.shiftDb['one-way']),
    ...endOf(isLost && lostS < path.endS ? 'lost' : finished ? 'impact' : 'flying', zone),
  };
}

interface Route {
  entry: Point;
  via: Point[];
  lengthM: number;
}

/** Of a dozen tries the first that is not too long, or else the shortest. */
function drawRoute(random: Random, night: Night, zone: Point, mostM: number): Route {
  let shortest: Route | undefined;
  for (let tries = 0; tries < 12 && (shortest === undefined || shortest.lengthM > mostM); tries++) {
    const entry = entryAt(night.place, random.uniform());
    const via = routeTo(random, night, entry, zone);
    const route = { entry, via, lengthM: lengthOf([entry, ...via, zone]) };
    if (shortest === undefined || route.lengthM < shortest.lengthM) shortest = route;
  }
  if (shortest === undefined) throw new Error('no route was drawn');
  return shortest;
}

/** One to three waypoints off the straight line; a feint flies at another town first. */
function routeTo(random: Random, night: Night, entry: Point, zone: Point): Point[] {
  const count = 1 + random.below(3);
  const along: Point[] = [];
  for (let i = 1; i <= count; i++) {
    const t = (i / (count + 1)) * random.between(0.85, 1.1);
    const asideM = random.between(-18_000, 18_000);
    along.push(besideLine(entry, zone, t, asideM));
  }
  if (random.uniform() >= feintShare) return along;
  const decoys = night.zones.filter(
    (other) => distanceM(other, zone) > 12_000 && distanceM(other, entry) > 25_000,
  );
  if (decoys.length === 0) return along;
  const decoy = decoys[random.below(decoys.length)];
  const from = along[along.length - 1];
  const away = distanceM(from, decoy);
  const turnM = random.between(...feintTurnM);
  if (away < turnM + 6000) return along;
  return [...along, besideLine(from, decoy, 1 - turnM / away, 0)];
}

/** Electric and quiet: comes high, circles near a town, then dives. */
function planLoitering(night: Night, index: number): Target {
  const random = night.chance(`loitering ${index}`);
  const zone = pickZone(random, night.zones);
  const from = besideLine(zone, entryAt(night.place, random.uniform()), 0.15, 0);
  const heightM = random.between(250, 700);
  const centre = aside(random, zone, 1500);
  const legs: Leg[] = [
    { kind: 'to', ...centre, heightM },
    {
      kind: 'orbit',
      ...centre,
      heightM,
      radiusM: random.between(900, 1800),
      lastsS: random.between(500, 1100),
    },
    { kind: 'dive', east: zone.east, north: zone.north },
  ];
  const airframe = { speedMps: 28, turnRadPerS: 0.12, climbMps: 2, wanderRad: 0.03 };
  const fromS = random.between(100, night.durationS - 2000);
  const flown = flyPlan(night, random, airframe, { ...from, heightM }, legs, fromS);
  return {
    ...blank(`loitering-${index}`, 'loitering'),
    path: flown.path,
    voice: drawVoice(random, 'loitering', night.shiftDb.loitering),
    ...endOf(flown.finished ? 'impact' : 'flying', zone),
  };
}

/** Comes, circles high over a town, goes home. */
function planRecon(night: Night, index: number): Target {
  const random = night.chance(`recon ${index}`);
  const zone = pickZone(random, night.zones);
  const entries = Array.from({ length: 6 }, () => entryAt(night.place, random.uniform()));
  const entry = entries.reduce((best, one) => (distanceM(one, zone) < distanceM(best, zone) ? one : best));
  const heightM = random.between(900, 1800);
  const centre = aside(random, zone, 3000);
  const legs: Leg[] = [
    { kind: 'to', ...centre, heightM },
    {
      kind: 'orbit',
      ...centre,
      heightM,
      radiusM: random.between(2500, 5000),
      lastsS: random.between(1200, 2400),
    },
    { kind: 'to', ...entry, heightM },
  ];
  const airframe = { speedMps: 32, turnRadPerS: 0.06, climbMps: 2, wanderRad: 0.03 };
  const fromS = random.between(0, night.durationS / 4);
  const flown = flyPlan(night, random, airframe, { ...entry, heightM }, legs, fromS);
  return {
    ...blank(`recon-${index}`, 'recon'),
    path: flown.path,
    voice: drawVoice(random, 'recon', night.shiftDb.recon),
    ...endOf(flown.finished ? 'left' : 'flying', undefined),
  };
}

function planCruise(night: Night, index: number): Target {
  const random = night.chance(`cruise ${index}`);
  const zone = pickZone(random, night.zones);
  const entry = entryAt(night.place, random.uniform());
  const heightM = random.between(50, 100);
  const legs: Leg[] = [
    { kind: 'to', ...besideLine(entry, zone, 0.55, random.between(-12_000, 12_000)), heightM },
    { kind: 'dive', east: zone.east, north: zone.north },
  ];
  const airframe = { speedMps: 230, turnRadPerS: 0.07, climbMps: 10, wanderRad: 0.01 };
  const fromS = random.between(0.25, 0.7) * night.durationS;
  const flown = flyPlan(night, random, airframe, { ...entry, heightM }, legs, fromS);
  return {
    ...blank(`cruise-${index}`, 'cruise'),
    path: flown.path,
    voice: drawVoice(random, 'cruise', night.shiftDb.cruise),
    ...endOf(flown.finished ? 'impact' : 'flying', zone),
  };
}

function flyPlan(
  night: Night,
  random: Random,
  airframe: Airframe,
  start: Point & { heightM: number },
  legs: readonly Leg[],
  fromS: number,
) {
  return fly(night.place.frame, random, airframe, start, legs, fromS, night.durationS);
}

function blank(targetId: string, class_: Target['class']) {
  return { targetId, class: class_, flies: true, transponder: undefined };
}

function endOf(
  end: TargetEnd,
  zone: PlannedZone | undefined,
): { end: TargetEnd; zoneId: string | undefined } {
  return { end, zoneId: end === 'impact' ? zone?.command.zoneId : undefined };
}

function pickZone(random: Random, zones: readonly PlannedZone[]): PlannedZone {
  const sum = zones.reduce((total, zone) => total + zone.weight, 0);
  let left = random.uniform() * sum;
  for (const zone of zones) {
    left -= zone.weight;
    if (left < 0) return zone;
  }
  return zones[zones.length - 1];
}

/** A point a share of the way from one to another, and this far to the right of the line. */
function besideLine(from: Point, to: Point, share: number, rightM: number): Point {
  const de = to.east - from.east;
  const dn = to.north - from.north;
  const length = Math.max(1, Math.hypot(de, dn));
  return {
    east: from.east + share * de + (rightM * dn) / length,
    north: from.north + share * dn - (rightM * de) / length,
  };
}

function aside(random: Random, point: Point, mostM: number): Point {
  const turn = random.between(0, tau);
  const away = mostM * Math.sqrt(random.uniform());
  return { east: point.east + away * Math.sin(turn), north: point.north + away * Math.cos(turn) };
}

function lengthOf(points: readonly Point[]): number {
  return points.slice(1).reduce((sum, point, i) => sum + distanceM(points[i], point), 0);
}

function distanceM(a: Point, b: Point): number {
  return Math.hypot(a.east - b.east, a.north - b.north);
}
