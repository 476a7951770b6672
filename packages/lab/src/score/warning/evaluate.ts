import { grouped } from '../grouped.ts';
import { quantiles, rounded, share, type Quantiles } from '../statistics.ts';
import type { TruePath } from '../targets.ts';
import {
  overlapS,
  timelinesOf,
  unionOf,
  warningLevel,
  watchLevel,
  type ScoredAlert,
  type Span,
  type Stretch,
  type Timelines,
} from './timeline.ts';
import {
  canReach,
  flyingAt,
  hostileClasses,
  secondsOf,
  type ScoredZone,
  type Visit,
  type World,
} from './world.ts';

/** A warning without a visit within this time before or after is needless. */
const nearS = 600;
/** How far ahead a warning may look, s. */
export const reachS = 300;
const radian = Math.PI / 180;

/** A false warning: no visit of its zone anywhere near it. */
interface FalseWarning {
  zone: ScoredZone;
  fromS: number;
  toS: number;
}

export interface Recall {
  n: number;
  popWeighted: { warned: number | null; ge60s: number | null; ge180s: number | null };
  unweighted: { warned: number | null; ge60s: number | null; ge180s: number | null };
  leadS: Quantiles;
  neverWarned: number;
}

/** Judges a set of alerts; every number is defined in docs/exercises.md. */
export function evaluate(world: World, alerts: readonly ScoredAlert[]) {
  const lines = timelinesOf(world, alerts);
  const warned = new Warned(lines);
  const wrong = falseWarnings(world, lines);
  return {
    ...recalls(world, warned),
    excess: excessOf(world, lines, wrong),
    ends: endsOf(world, lines, warned),
    stability: stabilityOf(world, lines, warned),
    corrections: correctionsOf(world, lines, wrong),
    reaction: reactionOf(world, warned),
  };
}

export type Evaluation = ReturnType<typeof evaluate>;

/** When each zone was at `warning`. */
class Warned {
  readonly #ofZone: ReadonlyMap<string, Stretch[]>;

  constructor({ ofZone }: Timelines) {
    this.#ofZone = new Map(
      [...ofZone].map(([zoneId, line]) => [zoneId, line.filter(({ level }) => level === warningLevel)]),
    );
  }

  of(zoneId: string): readonly Stretch[] {
    return this.#ofZone.get(zoneId) ?? [];
  }

  /** Since when, of the warning that holds at a time. */
  since(zoneId: string, atS: number): number | undefined {
    return this.of(zoneId).find(({ fromS, toS }) => fromS <= atS + 1e-6 && toS > atS - 1e-6)?.fromS;
  }

  /** Lead at an arrival; negative when the warning came during the visit; undefined when it never came. */
  lead(zoneId: string, inS: number, outS: number): number | undefined {
    const since = this.since(zoneId, inS);
    if (since !== undefined) return inS - since;
    const late = this.of(zoneId).find(({ fromS }) => fromS > inS && fromS <= outS + 60);
    return late === undefined ? undefined : inS - late.fromS;
  }

  get zones(): number {
    return [...this.#ofZone.values()].filter((line) => line.length > 0).length;
  }
}

interface Item {
  zone: ScoredZone;
  inS: number;
  outS: number;
}

function recallOf(warned: Warned, items: readonly Item[]): Recall {
  const leads = items.map(({ zone, inS, outS }) => ({
    people: zone.population,
    leadS: warned.lead(zone.zoneId, inS, outS),
  }));
  const people = items.reduce((sum, { zone }) => sum + zone.population, 0);
  const within = (s: number) => leads.filter(({ leadS }) => leadS !== undefined && leadS >= s);
  const weighted = (s: number) =>
    share(
      within(s).reduce((sum, lead) => sum + lead.people, 0),
      people,
    );
  const counted = (s: number) => share(within(s).length, items.length);
  return {
    n: items.length,
    popWeighted: { warned: weighted(0), ge60s: weighted(60), ge180s: weighted(180) },
    unweighted: { warned: counted(0), ge60s: counted(60), ge180s: counted(180) },
    leadS: quantiles(leads.map(({ leadS }) => leadS).filter((leadS) => leadS !== undefined)),
    neverWarned: leads.filter(({ leadS }) => leadS === undefined).length,
  };
}

function recalls(world: World, warned: Warned) {
  const { episodes, visits } = world;
  const missed = episodes
    .map((episode) => ({
      episode,
      leadS: warned.lead(episode.zone.zoneId, episode.inS, episode.outS),
    }))
    .filter(({ leadS }) => leadS === undefined || leadS < 0)
    .slice(0, 60)
    .map(({ episode: { zone, inS, first } }) => ({
      zone: zone.zoneId,
      population: zone.population,
      atS: Math.round(inS),
      cls: first.class,
    }));
  const present = hostileClasses.filter((name) => world.hostile.some((target) => target.class === name));
  return {
    episodes: { ...recallOf(warned, episodes), missed },
    arrivals: recallOf(warned, visits),
    perClass: Object.fromEntries(
      present.map((name) => [
        name,
        recallOf(
          warned,
          visits.filter((visit) => visit.target.class === name),
        ),
      ]),
    ),
  };
}

function neededSpans(world: World, zoneId: string): Span[] {
  const visits = world.visitsOf.get(zoneId) ?? [];
  return unionOf(visits.map(({ inS, outS }) => ({ fromS: inS - nearS, toS: outS + nearS })));
}

function falseWarnings(world: World, { ofZone }: Timelines): FalseWarning[] {
  return [...ofZone].flatMap(([zoneId, line]) => {
    const zone = zoneOf(world, zoneId);
    const needed = neededSpans(world, zoneId);
    return line
      .filter(
        ({ fromS, toS, level }) => level === warningLevel && overlapS(fromS - 1e-6, toS + 1e-6, needed) === 0,
      )
      .map(({ fromS, toS }) => ({ zone, fromS, toS }));
  });
}

function zoneOf(world: World, zoneId: string): ScoredZone {
  const zone = world.zones.get(zoneId);
  if (zone === undefined) throw new Error(`no zone ${zoneId} in this world`);
  return zone;
}

function excessOf(world: World, { ofZone }: Timelines, wrong: readonly FalseWarning[]) {
  let warnedMin = 0;
  let needlessMin = 0;
  let watchMin = 0;
  let warnings = 0;
  let people = 0;
  for (const [zoneId, line] of ofZone) {
    const { population } = zoneOf(world, zoneId);
    const needed = neededSpans(world, zoneId);
    for (const { fromS, toS, level } of line) {
      const spanS = toS - fromS;
      if (level === watchLevel) watchMin += (population * spanS) / 60;
      if (level !== warningLevel) continue;
      warnedMin += (population * spanS) / 60;
      needlessMin += (population * (spanS - overlapS(fromS, toS, needed))) / 60;
      warnings++;
      people += population;
    }
  }
  const phantoms = wrong.filter((one) => isPhantom(world, one)).length;
  const hours = world.durationS / 3600;
  return {
    warnedPersonMin: Math.round(warnedMin),
    needlessPersonMin: Math.round(needlessMin),
    needlessShare: share(needlessMin, warnedMin),
    needlessMinPerResident: rounded(needlessMin / Math.max(1, world.population), 2),
    watchPersonMin: Math.round(watchMin),
    warnings,
    falseWarnings: wrong.length,
    falseShare: share(wrong.length, warnings),
    falsePopulationShare: share(
      wrong.reduce((sum, { zone }) => sum + zone.population, 0),
      people,
    ),
    phantomWarnings: phantoms,
    phantomPerHour: rounded(phantoms / hours, 2),
    ghostWarnings: wrong.filter((one) => isGhost(world, one)).length,
  };
}

/** Nothing hostile was near, or could have come whatever it did. */
function isPhantom(world: World, { zone, fromS, toS }: FalseWarning): boolean {
  const times = [fromS - 60, fromS, (fromS + toS) / 2];
  return !world.hostile.some((target) =>
    times.some((atS) => {
      const flying = flyingAt(world, target, atS);
      if (flying === undefined) return false;
      const reachM = Math.max(20_000, Math.hypot(flying.eastMps, flying.northMps) * (reachS + 30));
      return Math.hypot(flying.east - zone.east, flying.north - zone.north) < reachM + zone.radiusM + 2000;
    }),
  );
}

/** A made-up drone explains it, and no true one does. */
function isGhost(world: World, { zone, fromS, toS }: FalseWarning): boolean {
  const times = [fromS, (fromS + toS) / 2];
  const faked = times.some((atS) =>
    world.ghostsAt(atS).some((ghost) => canReach(ghost, zone, reachS + 30, 30 * radian)),
  );
  if (!faked) return false;
  return !world.hostile.some((target) =>
    times.some((atS) => {
      const flying = flyingAt(world, target, atS);
      return flying !== undefined && canReach(flying, zone, reachS + 30, 45 * radian);
    }),
  );
}

function endsOf(world: World, { ofZone, marks }: Timelines, warned: Warned) {
  const early: number[] = [];
  let ended = 0;
  let downgrades = 0;
  let expired = 0;
  let again = 0;
  for (const [zoneId, line] of ofZone) {
    const visits = world.visitsOf.get(zoneId) ?? [];
    line.forEach(({ toS, level }, i) => {
      if (level !== warningLevel || toS >= world.durationS - 1e-6) return;
      ended++;
      const goesOn = line[i + 1]?.fromS === toS;
      const isEarly = visits.some(({ inS, outS }) => inS <= toS + 300 && outS > toS);
      if (isEarly && goesOn) downgrades++;
      if (isEarly && !goesOn) early.push(zoneOf(world, zoneId).population);
      const said = (marks.get(zoneId) ?? []).some(({ atS }) => Math.abs(atS - toS) < 1e-3);
      if (!goesOn && !said) expired++;
      if (line.slice(i + 1).some((later) => isWarnedAgain(later, toS))) again++;
    });
  }
  return {
    warningsEnded: ended,
    prematureAllClears: early.length,
    prematurePopulation: early.reduce((sum, people) => sum + people, 0),
    prematureDowngrades: downgrades,
    endedWithoutSaying: expired,
    allClearDelayS: quantiles(allClearDelays(world, warned)),
    reWarnedWithin5min: again,
  };
}

function isWarnedAgain({ fromS, level }: Stretch, endedS: number): boolean {
  return level === warningLevel && fromS > endedS && fromS - endedS <= 300;
}

function allClearDelays(world: World, warned: Warned): number[] {
  return world.episodes.flatMap(({ zone: { zoneId }, outS }) => {
    if (warned.since(zoneId, outS) === undefined || outS >= world.durationS - 60) return [];
    const end = warned.of(zoneId).find(({ toS }) => toS > outS)?.toS ?? world.durationS;
    return [end - outS];
  });
}

function stabilityOf(world: World, { ofZone }: Timelines, warned: Warned) {
  let changes = 0;
  let warnings = 0;
  for (const line of ofZone.values()) {
    line.forEach(({ toS, level }, i) => {
      if (level === warningLevel) warnings++;
      const toQuiet = toS < world.durationS - 1e-6 && line[i + 1]?.fromS !== toS;
      changes += toQuiet ? 2 : 1;
    });
  }
  const hours = world.durationS / 3600;
  return {
    levelChanges: changes,
    changesPerZoneHour: rounded(changes / Math.max(1, world.zones.size) / hours, 3),
    warningsPerWarnedZone: rounded(warnings / Math.max(1, warned.zones), 2),
  };
}

function correctionsOf(world: World, { ofZone, marks }: Timelines, wrong: readonly FalseWarning[]) {
  const cancelledAt = (zoneId: string, atS: number) =>
    (marks.get(zoneId) ?? []).some((mark) => mark.kind === 'cancel' && Math.abs(mark.atS - atS) < 1e-3);
  const cancelled = wrong.filter(({ zone, toS }) => cancelledAt(zone.zoneId, toS)).length;
  let wrongCancels = 0;
  for (const [zoneId, line] of ofZone) {
    const visits = world.visitsOf.get(zoneId) ?? [];
    for (const { fromS, toS, level } of line) {
      if (level !== warningLevel || toS >= world.durationS - 1e-6 || !cancelledAt(zoneId, toS)) continue;
      if (visits.some(({ inS, outS }) => inS <= toS + 300 && outS >= fromS)) wrongCancels++;
    }
  }
  return {
    falseWarnings: wrong.length,
    cancelled,
    cancelledShare: share(cancelled, wrong.length),
    untilEndS: quantiles(
      wrong.filter(({ toS }) => toS < world.durationS - 1e-6).map(({ fromS, toS }) => toS - fromS),
    ),
    wrongCancels,
  };
}

function reactionOf(world: World, warned: Warned) {
  const afterHeard: number[] = [];
  const afterDue: number[] = [];
  let neverHeard = 0;
  const byTarget = grouped(world.visits, (visit) => visit.target);
  for (const target of world.hostile) {
    const visits = byTarget.get(target) ?? [];
    if (visits.length === 0) continue;
    if (target.firstHeardMs === undefined) neverHeard++;
    else afterHeard.push(...earliest(world, warned, target, visits));
  }
  for (const { zone, target, inS } of world.visits) {
    if (target.knowableMs === undefined) continue;
    const knowableS = secondsOf(world, target.knowableMs);
    if (knowableS >= inS) continue;
    const since = warned.since(zone.zoneId, inS);
    if (since !== undefined) afterDue.push(Math.max(0, since - Math.max(knowableS, inS - reachS)));
  }
  return {
    firstAlertAfterHeardS: quantiles(afterHeard),
    afterKnowableAndDueS: quantiles(afterDue),
    targetsNeverHeard: neverHeard,
  };
}

function earliest(world: World, warned: Warned, target: TruePath, visits: readonly Visit[]): number[] {
  const starts = visits
    .map(({ zone, inS }) => warned.since(zone.zoneId, inS))
    .filter((since) => since !== undefined);
  if (starts.length === 0 || target.firstHeardMs === undefined) return [];
  return [Math.max(0, Math.min(...starts) - secondsOf(world, target.firstHeardMs))];
}

export function briefOf({ episodes, excess, ends, stability }: Evaluation) {
  return {
    recall60: episodes.popWeighted.ge60s,
    recall180: episodes.popWeighted.ge180s,
    zoneRecall60: episodes.unweighted.ge60s,
    zoneRecall180: episodes.unweighted.ge180s,
    medianLeadS: episodes.leadS.p50,
    needlessPersonMin: excess.needlessPersonMin,
    needlessShare: excess.needlessShare,
    warnings: excess.warnings,
    falseWarnings: excess.falseWarnings,
    falseShare: excess.falseShare,
    phantomWarnings: excess.phantomWarnings,
    ghostWarnings: excess.ghostWarnings,
    prematureAllClears: ends.prematureAllClears,
    allClearDelayP50: ends.allClearDelayS.p50,
    changesPerZoneHour: stability.changesPerZoneHour,
  };
}
