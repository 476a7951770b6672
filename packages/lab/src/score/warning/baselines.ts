import { quantiles, share } from '../statistics.ts';
import type { TruePath } from '../targets.ts';
import { reachS } from './evaluate.ts';
import type { ScoredAlert } from './timeline.ts';
import {
  canReach,
  flyingAt,
  isInDistrict,
  secondsOf,
  type Flying,
  type ScoredDistrict,
  type World,
} from './world.ts';

/**
 * Who would have warned whom, worked out from truth, to measure against:
 * - district: today's practice with perfect knowledge, a whole district while a hostile target is in it or within 20 km and heading into it;
 * - oracle: knows every hostile target's position and velocity now, and no turn to come;
 * - seen: the oracle, of what the sensors could have told: exact while heard in the last minute, else straight on for four.
 */
const fanRad = (25 * Math.PI) / 180;
const holdS = 60;
const stepS = 5;
const coastS = 240;
/** `seen` notices an end this much later. */
const noticeS = 30;
const districtReachM = 20_000;

export function districtAlerts(world: World): ScoredAlert[] {
  return alertsFrom(world, (atS) => {
    const zoneIds = new Set<string>();
    for (const target of world.hostile) {
      const flying = flyingAt(world, target, atS);
      if (flying === undefined) continue;
      for (const district of world.districts)
        if (entersDistrict(flying, district)) for (const id of district.zoneIds) zoneIds.add(id);
    }
    return [...zoneIds].filter((id) => world.zones.has(id));
  });
}

function entersDistrict(flying: Flying, district: ScoredDistrict): boolean {
  const { east, north, eastMps, northMps } = flying;
  if (Math.hypot(east - district.east, north - district.north) >= district.radiusM + districtReachM)
    return false;
  const scale = districtReachM / Math.max(1, Math.hypot(eastMps, northMps));
  return isInDistrict(district, east, north) || crosses(flying, scale, district.area.polygons[0][0]);
}

/** Whether the way straight ahead, velocity times `scale`, crosses a ring. */
function crosses({ east, north, eastMps, northMps }: Flying, scale: number, ring: Float64Array): boolean {
  const dx = eastMps * scale;
  const dy = northMps * scale;
  for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
    const ex = ring[j] - ring[i];
    const ey = ring[j + 1] - ring[i + 1];
    const cross = dx * ey - dy * ex;
    if (cross === 0) continue;
    const along = ((ring[i] - east) * ey - (ring[i + 1] - north) * ex) / cross;
    const edge = ((ring[i] - east) * dy - (ring[i + 1] - north) * dx) / cross;
    if (along >= 0 && along <= 1 && edge >= 0 && edge <= 1) return true;
  }
  return false;
}

export function oracleAlerts(world: World): ScoredAlert[] {
  return alertsFrom(world, (atS) =>
    reachable(
      world,
      world.hostile.map((target) => flyingAt(world, target, atS)).filter((flying) => flying !== undefined),
    ),
  );
}

export function seenAlerts(world: World): ScoredAlert[] {
  const last = new Map<string, Flying & { atS: number }>();
  return alertsFrom(world, (atS) => {
    const believed: Flying[] = [];
    for (const target of world.hostile) {
      if (target.knowableMs === undefined || atS < secondsOf(world, target.knowableMs)) continue;
      const flying = flyingAt(world, target, atS);
      if (flying !== undefined && target.sensors[flying.row] > 0)
        last.set(target.targetId, { ...flying, atS });
      const known = last.get(target.targetId);
      if (known === undefined || atS - known.atS > coastS) continue;
      if (flying === undefined && isNoticed(world, target, known.atS, atS)) continue;
      const sinceS = atS - known.atS;
      believed.push({
        ...known,
        east: known.east + known.eastMps * sinceS,
        north: known.north + known.northMps * sinceS,
      });
    }
    return reachable(world, believed);
  });
}

function isNoticed(world: World, target: TruePath, knownS: number, atS: number): boolean {
  const endS = secondsOf(world, target.timeMs[target.timeMs.length - 1]);
  return atS - Math.max(knownS, endS) >= noticeS;
}

function reachable(world: World, states: readonly Flying[]): string[] {
  return [...world.zones.values()]
    .filter((zone) => states.some((flying) => canReach(flying, zone, reachS, fanRad)))
    .map((zone) => zone.zoneId);
}

/** Warns while wanted, and for a minute after. */
function alertsFrom(world: World, wantedAt: (atS: number) => readonly string[]): ScoredAlert[] {
  const since = new Map<string, number>();
  const alerts: ScoredAlert[] = [];
  const say = (atS: number, zoneId: string, level: 'warning' | 'quiet') =>
    alerts.push({
      timeMs: world.header.startMs + Math.round(1000 * atS),
      zoneId,
      level,
      ...(level === 'quiet' ? { allClear: true } : {}),
    });
  for (let atS = 0; atS <= world.durationS; atS += stepS) {
    const wanted = new Set(wantedAt(atS));
    for (const zoneId of wanted) {
      if (!since.has(zoneId)) say(atS, zoneId, 'warning');
      since.set(zoneId, atS);
    }
    for (const [zoneId, lastS] of since) {
      if (wanted.has(zoneId) || atS - lastS < holdS) continue;
      say(atS, zoneId, 'quiet');
      since.delete(zoneId);
    }
  }
  return alerts;
}

/** What lead the sensors allow at all. */
export function possibleOf(world: World) {
  return {
    sinceFirstHeard: leadsSince(world, (target) => target.firstHeardMs),
    sinceKnowable: leadsSince(world, (target) => target.knowableMs),
    targetsNeverHeard: world.hostile
      .filter((target) => target.firstHeardMs === undefined)
      .map((target) => target.targetId),
    targetsNeverKnowable: world.hostile
      .filter((target) => target.knowableMs === undefined)
      .map((target) => target.targetId),
  };
}

function leadsSince(world: World, sinceMs: (target: TruePath) => number | undefined) {
  const leads = world.episodes.map(({ zone, inS }) => {
    const visits = world.visitsOf.get(zone.zoneId) ?? [];
    const since = visits
      .filter((visit) => Math.abs(visit.inS - inS) < 1e-6)
      .map((visit) => sinceMs(visit.target))
      .filter((ms) => ms !== undefined);
    const leadS = since.length === 0 ? undefined : inS - Math.min(...since.map((ms) => secondsOf(world, ms)));
    return { people: zone.population, leadS };
  });
  const people = leads.reduce((sum, lead) => sum + lead.people, 0);
  const within = (s: number) => leads.filter(({ leadS }) => leadS !== undefined && leadS >= s);
  const weighted = (s: number) =>
    share(
      within(s).reduce((sum, lead) => sum + lead.people, 0),
      people,
    );
  return {
    leadS: quantiles(leads.map(({ leadS }) => leadS).filter((leadS) => leadS !== undefined)),
    popWeightedGe60s: weighted(60),
    popWeightedGe180s: weighted(180),
    unweightedGe60s: share(within(60).length, leads.length),
    unweightedGe180s: share(within(180).length, leads.length),
  };
}
