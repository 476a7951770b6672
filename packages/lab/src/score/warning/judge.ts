import { rounded } from '../statistics.ts';
import { districtAlerts, oracleAlerts, possibleOf, seenAlerts } from './baselines.ts';
import { ArrivalJudge, type ScoredArrival } from './calibration.ts';
import { briefOf, evaluate } from './evaluate.ts';
import type { ScoredAlert } from './timeline.ts';
import type { WarningWorldInput, World } from './world.ts';

export interface WarningScoreOptions {
  /** For the district baseline; without them it warns nobody. */
  districts?: WarningWorldInput['districts'];
  /** For ghost warnings. */
  ghostPaths?: WarningWorldInput['ghostPaths'];
  /** Leaves the baselines out, which take most of the time. */
  fast?: boolean;
}

export type WarningScore = ReturnType<WarningJudge['result']>;

/** Judges what was said to which zone when against what truly came. Takes conclusions in order; keeps alerts and arrivals only. */
export class WarningJudge {
  readonly #world: World;
  readonly #isFast: boolean;
  readonly #arrivals: ArrivalJudge;
  readonly #alerts: ScoredAlert[] = [];
  #refused = 0;

  constructor(world: World, options: WarningScoreOptions = {}) {
    this.#world = world;
    this.#isFast = options.fast ?? false;
    this.#arrivals = new ArrivalJudge(world);
  }

  /** false where a conclusion lacks what its kind must have; other kinds are passed by. */
  add(value: Record<string, unknown>): boolean {
    const isTaken = this.#take(value);
    if (!isTaken) this.#refused++;
    return isTaken;
  }

  #take(value: Record<string, unknown>): boolean {
    switch (value.kind) {
      case 'alert':
        if (!isAlert(value)) return false;
        this.#alerts.push(value);
        return true;
      case 'arrival':
        if (!isArrival(value)) return false;
        this.#arrivals.addArrival(value);
        return true;
      case 'track':
        if (!isPlaced(value)) return false;
        this.#arrivals.addTrack(value);
        return true;
      default:
        return true;
    }
  }

  result() {
    const world = this.#world;
    const score = evaluate(world, this.#alerts);
    const brief = briefOf(score);
    return {
      region: world.header.region,
      durationS: world.durationS,
      zones: world.zones.size,
      population: world.population,
      hostileTargets: world.hostile.length,
      arrivals: world.visits.length,
      alertsRead: this.#alerts.length,
      refusedLines: this.#refused,
      unknownZones: new Set(
        this.#alerts.filter(({ zoneId }) => !world.zones.has(zoneId)).map(({ zoneId }) => zoneId),
      ).size,
      score,
      brief,
      arrivalCalibration: this.#arrivals.result(),
      possible: possibleOf(world),
      ...(this.#isFast ? {} : comparedWith(world, brief)),
    };
  }
}

type Brief = ReturnType<typeof briefOf>;

function comparedWith(world: World, brief: Brief) {
  const baselines = {
    district: briefOf(evaluate(world, districtAlerts(world))),
    oracle: briefOf(evaluate(world, oracleAlerts(world))),
    seen: briefOf(evaluate(world, seenAlerts(world))),
  };
  const { district, oracle, seen } = baselines;
  return {
    baselines,
    relative: {
      recall60ToOracle: ratio(brief.recall60, oracle.recall60),
      recall60ToSeen: ratio(brief.recall60, seen.recall60),
      recall180ToOracle: ratio(brief.recall180, oracle.recall180),
      recall180ToSeen: ratio(brief.recall180, seen.recall180),
      needlessToDistrict: ratio(brief.needlessPersonMin, district.needlessPersonMin),
      needlessToOracle: ratio(brief.needlessPersonMin, oracle.needlessPersonMin),
      needlessToSeen: ratio(brief.needlessPersonMin, seen.needlessPersonMin),
    },
  };
}

function ratio(part: number | null, whole: number | null): number | null {
  return part === null || whole === null || whole === 0 ? null : rounded(part / whole, 4);
}

function isAlert(value: Record<string, unknown>): value is ScoredAlert & Record<string, unknown> {
  return typeof value.timeMs === 'number' && typeof value.zoneId === 'string';
}

function isArrival(value: Record<string, unknown>): value is ScoredArrival & Record<string, unknown> {
  return (
    typeof value.timeMs === 'number' && typeof value.etaMs === 'number' && typeof value.zoneId === 'string'
  );
}

function isPlaced(
  value: Record<string, unknown>,
): value is { timeMs: number; trackId: string; latDeg: number; lonDeg: number } & Record<string, unknown> {
  return (
    typeof value.timeMs === 'number' &&
    typeof value.trackId === 'string' &&
    typeof value.latDeg === 'number' &&
    typeof value.lonDeg === 'number'
  );
}
