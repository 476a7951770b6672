import { grouped } from '../grouped.ts';
import type { CommandEvent, Header } from '@kentongan/core/base/event';
import { createFrame, enuFromGeodetic, type Frame } from '@kentongan/core/base/frame';
import { createArea, distanceToAreaM, isInRing, type Area } from '@kentongan/core/base/geometry';
import { rowAt, type TruePath } from '../targets.ts';

/**
 * What truly came to which zone, and when: the other half of judging warnings. Times are seconds since the log's start.
 * Definitions: a visit is a hostile target within 2 km of a zone, breaks below 5 minutes do not end it; an episode is
 * visits of one zone at most 10 minutes apart.
 */
export const arrivesM = 2000;
const episodeGapS = 600;
const visitGapS = 300;
export const hostileClasses: readonly string[] = ['one-way', 'cruise', 'loitering'];

export interface ScoredZone {
  zoneId: string;
  population: number;
  area: Area;
  /** Mean of its corners, and how far the farthest corner lies from that. */
  east: number;
  north: number;
  radiusM: number;
  /** The middle and points at most 700 m apart along its edge: east, north pairs. */
  probes: Float64Array;
}

export interface Visit {
  zone: ScoredZone;
  target: TruePath;
  inS: number;
  outS: number;
}

export interface Episode {
  zone: ScoredZone;
  inS: number;
  outS: number;
  first: TruePath;
}

/** A larger area, as today's sirens use it. */
export interface ScoredDistrict {
  area: Area;
  east: number;
  north: number;
  radiusM: number;
  zoneIds: readonly string[];
}

/** Where a made-up drone flies, straight from its first point to its second (lon, lat). */
export interface GhostPath {
  fromS: number;
  toS: number;
  path: readonly (readonly [lonDeg: number, latDeg: number])[];
}

export interface WarningWorldInput {
  header: Header;
  ticksMs: readonly number[];
  zones: readonly (CommandEvent['command'] & { type: 'zone' })[];
  truth: ReadonlyMap<string, TruePath>;
  districts?: readonly {
    polygon: readonly (readonly [number, number])[];
    zoneIds: readonly string[];
  }[];
  ghostPaths?: readonly GhostPath[];
}

export interface World {
  frame: Frame;
  header: Header;
  durationS: number;
  zones: ReadonlyMap<string, ScoredZone>;
  population: number;
  targets: readonly TruePath[];
  hostile: readonly TruePath[];
  visits: readonly Visit[];
  visitsOf: ReadonlyMap<string, readonly Visit[]>;
  episodes: readonly Episode[];
  districts: readonly ScoredDistrict[];
  ghostsAt(atS: number): Flying[];
}

/** A position and velocity in the plane. */
export interface Flying {
  east: number;
  north: number;
  eastMps: number;
  northMps: number;
}

export function createWorld(input: WarningWorldInput): World {
  const { header, ticksMs, truth } = input;
  const frame = createFrame({ ...header.origin, heightM: 0 });
  const zones = new Map(input.zones.map((command) => [command.zoneId, zoneFrom(frame, command)]));
  const targets = [...truth.values()];
  const hostile = targets.filter((target) => hostileClasses.includes(target.class));
  const visits = visitsIn([...zones.values()], hostile, header.startMs);
  const visitsOf = grouped(visits, (visit) => visit.zone.zoneId);
  return {
    frame,
    header,
    durationS: ((ticksMs.at(-1) ?? header.startMs) - header.startMs) / 1000,
    zones,
    population: [...zones.values()].reduce((sum, zone) => sum + zone.population, 0),
    targets,
    hostile,
    visits,
    visitsOf,
    episodes: [...visitsOf.values()].flatMap(episodesOf),
    districts: (input.districts ?? []).map(({ polygon, zoneIds }) => ({
      ...shapeOf(frame, polygon),
      zoneIds,
    })),
    ghostsAt: ghostReader(frame, input.ghostPaths ?? []),
  };
}

/** Where a target is at a time, s since the start, with the index of the row before; undefined when not flying. */
export function flyingAt(
  world: World,
  target: TruePath,
  atS: number,
): (Flying & { row: number }) | undefined {
  return flyingAtMs(target, world.header.startMs + 1000 * atS);
}

function flyingAtMs(target: TruePath, atMs: number): (Flying & { row: number }) | undefined {
  const before = rowAt(target, atMs);
  if (before < 0) return undefined;
  const { timeMs, groundEast, groundNorth } = target;
  const after = Math.min(before + 1, timeMs.length - 1);
  const row = Math.max(0, after - 1);
  const spanMs = timeMs[after] - timeMs[row];
  const t = spanMs === 0 ? 0 : (atMs - timeMs[row]) / spanMs;
  return {
    east: groundEast[row] + t * (groundEast[after] - groundEast[row]),
    north: groundNorth[row] + t * (groundNorth[after] - groundNorth[row]),
    eastMps: target.eastMps[row],
    northMps: target.northMps[row],
    row,
  };
}

export function secondsOf(world: World, timeMs: number): number {
  return (timeMs - world.header.startMs) / 1000;
}

function zoneFrom(frame: Frame, command: WarningWorldInput['zones'][number]): ScoredZone {
  const polygon = command.polygon ?? outsideOf(command.geometry);
  const shape = shapeOf(frame, polygon);
  return {
    zoneId: command.zoneId,
    population: command.population ?? 0,
    ...shape,
    probes: probesOf(shape.area.polygons[0][0], shape.east, shape.north),
  };
}

type Geometry = WarningWorldInput['zones'][number]['geometry'];

/** Of several polygons the first: zones of the scored files are one ring each. */
function outsideOf(geometry: Geometry): readonly number[][] {
  if (geometry === undefined) return [];
  return geometry.type === 'Polygon' ? geometry.coordinates[0] : geometry.coordinates[0][0];
}

function shapeOf(frame: Frame, polygon: readonly (readonly number[])[]) {
  const enu = new Float64Array(3);
  const corners = polygon.map(([lonDeg, latDeg]) => {
    enuFromGeodetic(frame, enu, latDeg, lonDeg, 0);
    return { east: enu[0], north: enu[1] };
  });
  const last = corners.at(-1);
  if (corners.length > 1 && last?.east === corners[0].east && last.north === corners[0].north) corners.pop();
  const east = corners.reduce((sum, corner) => sum + corner.east, 0) / corners.length;
  const north = corners.reduce((sum, corner) => sum + corner.north, 0) / corners.length;
  const radiusM = Math.max(...corners.map((corner) => Math.hypot(corner.east - east, corner.north - north)));
  const ring = Float64Array.from(corners.flatMap((corner) => [corner.east, corner.north]));
  return { area: createArea([[ring]]), east, north, radiusM };
}

function probesOf(ring: Float64Array, east: number, north: number): Float64Array {
  const probes = [east, north];
  for (let i = 0; i < ring.length; i += 2) {
    const j = (i + 2) % ring.length;
    const de = ring[j] - ring[i];
    const dn = ring[j + 1] - ring[i + 1];
    const count = Math.max(1, Math.trunc(Math.hypot(de, dn) / 700));
    for (let k = 0; k < count; k++) probes.push(ring[i] + (de * k) / count, ring[i + 1] + (dn * k) / count);
  }
  return Float64Array.from(probes);
}

function visitsIn(zones: readonly ScoredZone[], hostile: readonly TruePath[], startMs: number): Visit[] {
  const visits = hostile.flatMap((target) => zones.flatMap((zone) => visitsBy(zone, target, startMs)));
  return visits.sort(
    (a, b) =>
      a.inS - b.inS ||
      compareText(a.zone.zoneId, b.zone.zoneId) ||
      compareText(a.target.targetId, b.target.targetId),
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The moment of coming within 2 km is interpolated between rows, by distance. */
function visitsBy(zone: ScoredZone, target: TruePath, startMs: number): Visit[] {
  const { timeMs, groundEast, groundNorth } = target;
  const visits: Visit[] = [];
  const reachM = zone.radiusM + arrivesM;
  let open: Visit | undefined;
  for (let i = 0; i < timeMs.length; i++) {
    const de = groundEast[i] - zone.east;
    const dn = groundNorth[i] - zone.north;
    const atS = (timeMs[i] - startMs) / 1000;
    const isNear = de * de + dn * dn <= reachM * reachM;
    const distance = isNear ? distanceToAreaM(zone.area, groundEast[i], groundNorth[i]) : Infinity;
    if (distance <= arrivesM) {
      open ??= { zone, target, inS: entryS(zone, target, i, distance, startMs), outS: atS };
      open.outS = atS;
    } else if (open !== undefined && atS - open.outS >= visitGapS) {
      visits.push(open);
      open = undefined;
    }
  }
  return open === undefined ? visits : [...visits, open];
}

function entryS(zone: ScoredZone, target: TruePath, row: number, distance: number, startMs: number): number {
  const atS = (target.timeMs[row] - startMs) / 1000;
  if (row === 0) return atS;
  const before = distanceToAreaM(zone.area, target.groundEast[row - 1], target.groundNorth[row - 1]);
  if (before <= arrivesM) return atS;
  const beforeS = (target.timeMs[row - 1] - startMs) / 1000;
  return beforeS + ((atS - beforeS) * (before - arrivesM)) / (before - distance);
}

function episodesOf(visits: readonly Visit[]): Episode[] {
  const episodes: Episode[] = [];
  for (const { zone, target, inS, outS } of visits) {
    const last = episodes.at(-1);
    if (last !== undefined && inS - last.outS <= episodeGapS) last.outS = Math.max(last.outS, outS);
    else episodes.push({ zone, inS, outS, first: target });
  }
  return episodes;
}

function ghostReader(frame: Frame, paths: readonly GhostPath[]): (atS: number) => Flying[] {
  const flights = paths.map(({ fromS, toS, path: [from, to] }) => {
    const [east, north] = enuFromGeodetic(frame, new Float64Array(3), from[1], from[0], 0);
    const [toEast, toNorth] = enuFromGeodetic(frame, new Float64Array(3), to[1], to[0], 0);
    const spanS = toS - fromS;
    return {
      fromS,
      toS,
      east,
      north,
      eastMps: (toEast - east) / spanS,
      northMps: (toNorth - north) / spanS,
    };
  });
  return (atS) =>
    flights
      .filter(({ fromS, toS }) => atS >= fromS && atS <= toS)
      .map(({ fromS, east, north, eastMps, northMps }) => ({
        east: east + eastMps * (atS - fromS),
        north: north + northMps * (atS - fromS),
        eastMps,
        northMps,
      }));
}

/** Whether it can come within 2 km of a zone inside `reachS`, on a straight course within `halfRad` of the present one. */
export function canReach(flying: Flying, zone: ScoredZone, reachS: number, halfRad: number): boolean {
  const { east, north, eastMps, northMps } = flying;
  const reachM = Math.hypot(eastMps, northMps) * reachS;
  const away = Math.hypot(zone.east - east, zone.north - north);
  if (away > reachM + zone.radiusM + arrivesM) return false;
  if (away <= zone.radiusM + arrivesM && distanceToAreaM(zone.area, east, north) <= arrivesM) return true;
  const courseRad = Math.atan2(eastMps, northMps);
  const { probes } = zone;
  for (let i = 0; i < probes.length; i += 2) {
    const de = probes[i] - east;
    const dn = probes[i + 1] - north;
    const distance = Math.hypot(de, dn);
    if (distance - arrivesM > reachM) continue;
    if (distance <= arrivesM) return true;
    const off = Math.abs(turnBetween(Math.atan2(de, dn), courseRad));
    if (off <= halfRad + Math.asin(arrivesM / distance)) return true;
  }
  return false;
}

function turnBetween(a: number, b: number): number {
  const turned = a - b + Math.PI;
  return turned - 2 * Math.PI * Math.floor(turned / (2 * Math.PI)) - Math.PI;
}

export function isInDistrict(district: ScoredDistrict, east: number, north: number): boolean {
  return isInRing(district.area.polygons[0][0], east, north);
}
