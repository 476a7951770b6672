import type { Truth } from '@kentongan/core/base/event';
import { geodeticFromEnu } from '@kentongan/core/base/frame';
import { roundTo } from '../sensor/network.ts';
import type { Site } from '../sensor/site.ts';
import type { Place } from './place/place.ts';
import { stateAt, stateSize } from './path.ts';
import type { Target } from './target.ts';

const rowS = 2;
/** A target's last row waits this long, for sound that was still under way. */
const settleS = 60;
const heardWithinMs = 60_000;
/** What makes a target knowable (raids' definition): two microphones twice each or one array ten times in 240 s, or a radar three times in 20 s. */
const soundWithinMs = 240_000;
const radarWithinMs = 20_000;

interface Account {
  target: Target;
  nextRow: number;
  done: boolean;
  /** Admission times by sensor, the oldest dropped beyond `soundWithinMs`. */
  heard: Map<string, number[]>;
  firstHeardMs: number | undefined;
  knowableMs: number | undefined;
}

/** Keeps account of who heard what, and writes truth: a row every 2 s for each target, the last with how it ended. */
export class Ledger {
  readonly #accounts: Map<string, Account>;
  readonly #typeOf: Map<string, Site['sensor']['type']>;
  readonly #place: Place;
  readonly #startMs: number;
  readonly #endS: number;

  constructor(
    targets: readonly Target[],
    sites: readonly Site[],
    place: Place,
    startMs: number,
    endS: number,
  ) {
    this.#accounts = new Map(
      targets
        .filter((target) => target.class !== undefined)
        .map((target) => [target.targetId, accountOf(target)]),
    );
    this.#typeOf = new Map(sites.map(({ sensorId, sensor }) => [sensorId, sensor.type]));
    this.#place = place;
    this.#startMs = startMs;
    this.#endS = endS;
  }

  /** A detection of a target was admitted. */
  heard(targetId: string, sensorId: string, timeMs: number): void {
    const account = this.#accounts.get(targetId);
    if (account === undefined) return;
    account.firstHeardMs ??= timeMs;
    const times = account.heard.get(sensorId) ?? [];
    account.heard.set(sensorId, times);
    times.push(timeMs);
    while (times[0] < timeMs - soundWithinMs) times.shift();
    if (account.knowableMs === undefined && this.#isKnowable(account, sensorId, timeMs))
      account.knowableMs = timeMs;
  }

  #isKnowable({ heard }: Account, sensorId: string, timeMs: number): boolean {
    const times = heard.get(sensorId) ?? [];
    switch (this.#typeOf.get(sensorId)) {
      case 'cooperative':
        return true;
      case 'radar':
        return times.filter((at) => at >= timeMs - radarWithinMs).length >= 3;
      case 'bearing':
        return times.length >= 10;
      case 'acoustic': {
        const twice = [...heard].filter(
          ([id, at]) =>
            this.#typeOf.get(id) === 'acoustic' &&
            at.filter((ms) => ms >= timeMs - soundWithinMs).length >= 2,
        );
        return twice.length >= 2;
      }
      default:
        return false;
    }
  }

  /** Rows that are due by a time, s since the start. */
  *rows(untilS: number): Generator<Truth> {
    for (const account of this.#accounts.values()) {
      if (account.done) continue;
      const { bornS, endS } = account.target.path;
      for (; ; account.nextRow++) {
        const atS = bornS + account.nextRow * rowS;
        if (atS >= endS || atS > untilS) break;
        yield this.#row(account, atS);
      }
      if (untilS >= Math.min(endS + settleS, this.#endS)) {
        account.done = true;
        if (endS <= untilS) yield this.#lastRow(account);
      }
    }
  }

  #row({ target, heard }: Account, atS: number): Truth {
    const state = new Float64Array(stateSize);
    stateAt(target.path, state, atS);
    const [latDeg, lonDeg] = geodeticFromEnu(
      this.#place.frame,
      new Float64Array(3),
      state[0],
      state[1],
      state[2],
    );
    const timeMs = Math.round(this.#startMs + 1000 * atS);
    let sensors = 0;
    for (const times of heard.values())
      if (times.some((at) => at <= timeMs && at > timeMs - heardWithinMs)) sensors++;
    return {
      timeMs,
      targetId: target.targetId,
      latDeg: roundTo(latDeg, 6),
      lonDeg: roundTo(lonDeg, 6),
      heightM: roundTo(state[6], 0),
      eastMps: roundTo(state[3], 1),
      northMps: roundTo(state[4], 1),
      sensors,
      class: target.class ?? '',
    };
  }

  #lastRow(account: Account): Truth {
    const { target, firstHeardMs, knowableMs } = account;
    return {
      ...this.#row(account, target.path.endS),
      end: target.end,
      ...(firstHeardMs === undefined ? {} : { firstHeardMs }),
      ...(knowableMs === undefined ? {} : { knowableMs }),
      ...(target.zoneId === undefined ? {} : { zoneId: target.zoneId }),
    };
  }
}

function accountOf(target: Target): Account {
  return {
    target,
    nextRow: 0,
    done: false,
    heard: new Map(),
    firstHeardMs: undefined,
    knowableMs: undefined,
  };
}
