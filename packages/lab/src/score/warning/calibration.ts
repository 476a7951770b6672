import { grouped } from '../grouped.ts';
import { enuFromGeodetic } from '@kentongan/core/base/frame';
import { quantiles, rounded, share } from '../statistics.ts';
import { flyingAt, secondsOf, type Visit, type World } from './world.ts';

/** What of an arrival matters to a judge. */
export interface ScoredArrival {
  timeMs: number;
  trackId?: string;
  zoneId: string;
  probability?: number;
  etaMs: number;
  etaP10Ms?: number;
  etaP90Ms?: number;
}

/** A track's target is the truth within this of it. */
const sameM = 3000;
/** One forecast per track, zone and this long. */
const everyS = 10;
const foreseenS = 1800;
/** A visit that began this long ago or less is still to be foretold. */
const graceS = 30;
/** An arrival window is judged from this probability on. */
const statedLeast = 0.3;

interface Forecast {
  arrival: ScoredArrival;
  /** Of its track, as far as a truth is near it. */
  targetId: string | undefined;
}

/**
 * Judges arrivals: does what is stated at 0.7 come in 7 of 10 cases, within the stated window? Which target a track is
 * about is settled as the tracks pass by; only the arrivals are kept.
 */
export class ArrivalJudge {
  readonly #world: World;
  readonly #last = new Map<string, { timeMs: number; latDeg: number; lonDeg: number }>();
  readonly #targetOf = new Map<string, string | undefined>();
  readonly #forecasts: Forecast[] = [];
  /** Arrivals of the latest time, until every track of that time has passed. */
  #waiting: ScoredArrival[] = [];
  #anyTrack = false;

  constructor(world: World) {
    this.#world = world;
  }

  addTrack(track: { timeMs: number; trackId: string; latDeg: number; lonDeg: number }): void {
    this.#settle(track.timeMs);
    this.#anyTrack = true;
    this.#last.set(track.trackId, track);
  }

  addArrival(arrival: ScoredArrival): void {
    this.#settle(arrival.timeMs);
    if (this.#world.zones.has(arrival.zoneId)) this.#waiting.push(arrival);
  }

  #settle(timeMs: number): void {
    const first = this.#waiting[0];
    if (first === undefined || first.timeMs >= timeMs) return;
    for (const arrival of this.#waiting)
      this.#forecasts.push({ arrival, targetId: this.#targetIdOf(arrival) });
    this.#waiting = [];
  }

  #targetIdOf({ trackId, timeMs }: ScoredArrival): string | undefined {
    const last = this.#last.get(trackId ?? '');
    if (last === undefined) return undefined;
    const key = `${trackId}\n${Math.floor(timeMs / (1000 * everyS))}`;
    if (!this.#targetOf.has(key)) this.#targetOf.set(key, nearestTarget(this.#world, last));
    return this.#targetOf.get(key);
  }

  /** null where there were no arrivals. */
  result() {
    this.#settle(Infinity);
    if (this.#forecasts.length === 0) return null;
    const tally = new Tally(this.#world, this.#anyTrack);
    for (const forecast of this.#forecasts) tally.add(forecast);
    return tally.result();
  }
}

const enu = new Float64Array(3);

function nearestTarget(
  world: World,
  track: { timeMs: number; latDeg: number; lonDeg: number },
): string | undefined {
  enuFromGeodetic(world.frame, enu, track.latDeg, track.lonDeg, 0);
  let least = sameM;
  let nearest: string | undefined;
  for (const target of world.targets) {
    const flying = flyingAt(world, target, secondsOf(world, track.timeMs));
    if (flying === undefined) continue;
    const away = Math.hypot(flying.east - enu[0], flying.north - enu[1]);
    if (away < least) [least, nearest] = [away, target.targetId];
  }
  return nearest;
}

interface Told {
  atS: number;
  etaS: number;
  inS: number;
  probability: number;
}

class Tally {
  readonly #world: World;
  readonly #byTrack: boolean;
  readonly #visits: ReadonlyMap<string, readonly Visit[]>;
  readonly #seen = new Set<string>();
  readonly #bins = Array.from({ length: 10 }, () => ({ n: 0, stated: 0, came: 0 }));
  readonly #told = new Map<string, Told[]>();
  readonly #widths: number[] = [];
  #brier = 0;
  #inside = 0;
  #early = 0;
  #late = 0;

  constructor(world: World, byTrack: boolean) {
    this.#world = world;
    this.#byTrack = byTrack;
    this.#visits = grouped(world.visits, ({ zone, target }) => `${zone.zoneId}\n${target.targetId}`);
  }

  add({ arrival, targetId }: Forecast): void {
    const world = this.#world;
    const atS = secondsOf(world, arrival.timeMs);
    const etaS = secondsOf(world, arrival.etaMs);
    const visits = this.#visitsFor(arrival, targetId, etaS);
    // It is there already: nothing left to foretell.
    if (visits.some(({ inS, outS }) => inS < atS - graceS && outS >= atS - graceS)) return;
    const came = visits.find(({ inS }) => inS >= atS - graceS && inS <= atS + foreseenS)?.inS;
    const probability = arrival.probability ?? 1;
    if (came !== undefined) this.#tell(arrival.zoneId, targetId, { atS, etaS, inS: came, probability });
    const key = `${arrival.trackId}\n${arrival.zoneId}\n${Math.floor(atS / everyS)}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    const bin = this.#bins[Math.min(9, Math.floor(10 * probability))];
    bin.n++;
    bin.stated += probability;
    const hit = came === undefined ? 0 : 1;
    bin.came += hit;
    this.#brier += (probability - hit) * (probability - hit);
    if (came !== undefined && probability >= statedLeast) this.#judgeWindow(arrival, came);
  }

  #visitsFor({ zoneId }: ScoredArrival, targetId: string | undefined, etaS: number): readonly Visit[] {
    if (this.#byTrack) return this.#visits.get(`${zoneId}\n${targetId}`) ?? [];
    return (this.#world.visitsOf.get(zoneId) ?? []).filter(({ inS }) => Math.abs(inS - etaS) < 600);
  }

  #toldKey(zoneId: string, targetId: string | undefined, inS: number): string {
    return `${zoneId}\n${this.#byTrack ? targetId : Math.round(inS)}`;
  }

  #tell(zoneId: string, targetId: string | undefined, told: Told): void {
    const key = this.#toldKey(zoneId, targetId, told.inS);
    const list = this.#told.get(key);
    if (list === undefined) this.#told.set(key, [told]);
    else list.push(told);
  }

  #judgeWindow({ etaP10Ms, etaP90Ms }: ScoredArrival, inS: number): void {
    if (etaP10Ms === undefined || etaP90Ms === undefined) return;
    const fromS = secondsOf(this.#world, etaP10Ms);
    const toS = secondsOf(this.#world, etaP90Ms);
    if (inS < fromS) this.#early++;
    if (inS > toS) this.#late++;
    if (inS >= fromS && inS <= toS) this.#inside++;
    this.#widths.push(toS - fromS);
  }

  result() {
    const n = this.#bins.reduce((sum, bin) => sum + bin.n, 0);
    const off = this.#bins.reduce((sum, bin) => sum + Math.abs(bin.stated - bin.came), 0);
    const windows = this.#widths.length;
    return {
      n,
      matched: this.#byTrack ? 'track' : 'zone only (no track events)',
      ece: n === 0 ? null : rounded(off / n, 4),
      brier: n === 0 ? null : rounded(this.#brier / n, 4),
      bins: this.#bins
        .filter((bin) => bin.n > 0)
        .map((bin) => ({
          n: bin.n,
          stated: rounded(bin.stated / bin.n, 3),
          came: rounded(bin.came / bin.n, 3),
        })),
      window: {
        n: windows,
        inside: share(this.#inside, windows),
        early: share(this.#early, windows),
        late: share(this.#late, windows),
        widthS: quantiles(this.#widths, [0.5, 0.9]),
      },
      etaAt3min: this.#etaAt(180),
      etaAt6min: this.#etaAt(360),
    };
  }

  /** Error of the last forecast in the 30 s before a lead. */
  #etaAt(leadS: number) {
    const errors: number[] = [];
    let visits = 0;
    for (const { zone, target, inS } of this.#world.visits) {
      const dueS = inS - leadS;
      if (dueS < 0 || secondsOf(this.#world, target.timeMs[0]) > dueS) continue;
      visits++;
      const told = this.#told.get(this.#toldKey(zone.zoneId, target.targetId, inS)) ?? [];
      const recent = told.filter(
        (one) => one.atS >= dueS - 30 && one.atS <= dueS && Math.abs(one.inS - inS) < 1,
      );
      if (recent.length > 0) errors.push(recent.reduce(laterOf).etaS - inS);
    }
    const sizes = errors.map(Math.abs);
    return {
      visits,
      predicted: errors.length,
      predictedShare: share(errors.length, visits),
      medianAbsErrorS: quantiles(sizes, [0.5]).p50,
      p90AbsErrorS: quantiles(sizes, [0.9]).p90,
      medianErrorS: quantiles(errors, [0.5]).p50,
    };
  }
}

/** The later told; of one time the one that says the later arrival. */
function laterOf(best: Told, one: Told): Told {
  if (one.atS !== best.atS) return one.atS > best.atS ? one : best;
  return one.etaS > best.etaS ? one : best;
}
