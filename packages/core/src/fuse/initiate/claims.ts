import type { DetectionEvent } from '../../base/event/index.ts';
import type { Mixtures } from '../density/mixtures.ts';
import { sourceKinds } from '../density/source-kinds.ts';
import { aliveOf } from '../learn/hearing-health.ts';
import { levelPrior } from '../learn/night-level.ts';
import { clutterLevelDensity, type HeardSensor } from '../measure/heard-sensor.ts';
import { createHearing } from '../measure/presence.ts';
import type { Report, Sensor } from '../sensors/sensor.ts';
import type { State } from '../state.ts';
import { begin, type Claim, type StoredClaim } from './heard.ts';

/** Unexplained claims kept; the oldest make room. */
const claimCapacity = 512;
/** Claims further apart in time than this are not of one source just found, ms. */
const companionMs = 6000;
/** A hypothesis less likely than this is not started, nor worked out where it could not come to more than that. */
const leastExistence = 5e-4;
const leastBeside = 0.05;
const leastPromise = 0.005;
/** A sensor's claims start at most one hypothesis in this time, ms. */
const retryMs = 3000;
/** The companions must be explained this much better by one source than without it. */
const leastAgreement = 2;

export interface HeardHooks {
  /** A detection counts for track i with this weight; very little is nothing. */
  support(report: Report, i: number, detection: DetectionEvent, weight: number): void;
  /** Takes a slot of kind 1 as a new track; returns its place or -1 where the bank is full. */
  start(atMs: number, slot: number, existence: number, hits: number): number;
}

export interface Claims {
  /**
   * `novelty`: density of such a claim of a source not yet known; `isGuessed`: a hypothesis already explains it. Returns the
   * track that it begins, or -1.
   */
  consider(
    report: Report,
    detection: DetectionEvent,
    first: Claim,
    novelty: number,
    isGuessed: boolean,
    hasHost: boolean,
  ): number;
}

const neutral = new Float64Array(sourceKinds.length).fill(1);

/** What no track explains, kept for a while: two or more claims near in place and time may begin a track. */
export function createClaims(
  state: State,
  mixtures: Mixtures,
  earOf: (sensor: Sensor) => HeardSensor,
  hooks: HeardHooks,
): Claims {
  /** Remembers what a source not yet known would explain; starts a hypothesis when others near by say the like. */
  function consider(
    report: Report,
    detection: DetectionEvent,
    first: Claim,
    novelty: number,
    isGuessed: boolean,
    hasHost: boolean,
  ): number {
    const { heard } = state;
    const { explained } = first;
    const companions = companionsOf(first);
    const { sensor: _ear, ...stored } = first;
    heard.claims.push(stored);
    if (heard.claims.length > claimCapacity) heard.claims.shift();
    if (isGuessed || !isPromising(novelty / explained, companions)) return -1;
    const { sensorIndex, heardMs } = first;
    if (heardMs - (heard.triedMs.get(sensorIndex) ?? -Infinity) < retryMs) return -1;
    heard.triedMs.set(sensorIndex, heardMs);
    const newOdds = novelty / explained;
    const least = {
      agreement: leastAgreement,
      ratio: oddsOf(hasHost ? leastBeside : leastExistence) / newOdds,
    };
    const begun = begin(first, companions, () => silentAround(first), levelPrior(heard.night, 0), least);
    if (begun === undefined) return -1;
    const odds = newOdds * begun.ratio;
    const existence = Math.min(0.95, odds / (1 + odds));
    const slot = mixtures.add(begun.mixture);
    if (slot < 0) {
      state.counts.birthsRefused++;
      return -1;
    }
    const i = hooks.start(heardMs, slot, existence, 1 + companions.length * existence);
    if (i < 0) mixtures.free(slot);
    else hooks.support(report, i, detection, 1);
    return i;
  }

  /** A quick look whether a hypothesis could come out of it: each companion counts as if it fitted well. */
  function isPromising(odds: number, companions: readonly Claim[]): boolean {
    let most = odds;
    for (const { explained, sensor, levelDb } of companions) {
      const fit = 0.5 * (Number.isNaN(levelDb) ? 1 : clutterLevelDensity(sensor, levelDb));
      most *= Math.min(100, Math.max(1, fit / explained));
    }
    return companions.length > 0 && most > leastPromise;
  }

  /** Unexplained claims near in place and time, each sensor's latest. */
  function companionsOf(first: Claim): Claim[] {
    const { heard } = state;
    const latest = new Map<number, StoredClaim>();
    while (heard.claims.length > 0 && heard.claims[0].heardMs < first.heardMs - 30_000) heard.claims.shift();
    for (const stored of heard.claims) {
      if (Math.abs(stored.heardMs - first.heardMs) > companionMs) continue;
      const sensor = state.register.sensors[stored.sensorIndex];
      const de = sensor.model.east - first.sensor.model.east;
      const dn = sensor.model.north - first.sensor.model.north;
      const apart = nearM(first.sensor) + nearM(earOf(sensor));
      if (de * de + dn * dn < apart * apart) latest.set(stored.sensorIndex, stored);
    }
    return [...latest.values()].map((stored) => ({
      ...stored,
      sensor: earOf(state.register.sensors[stored.sensorIndex]),
    }));
  }

  function nearM(ear: HeardSensor): number {
    return ear.model.halfRangeM === Infinity
      ? Math.min(6000, ear.model.maxRangeM)
      : 1.3 * ear.model.halfRangeM;
  }

  /** Sensors around that are up and heard nothing of late. */
  function silentAround(claim: Claim): Claim[] {
    const { heard, register } = state;
    const silent: Claim[] = [];
    for (const sensor of register.sensors) {
      if (
        !sensor.model.silenceInforms ||
        sensor.model.type !== 'acoustic' ||
        sensor.index === claim.sensorIndex
      )
        continue;
      const de = sensor.model.east - claim.sensor.model.east;
      const dn = sensor.model.north - claim.sensor.model.north;
      const ear = earOf(sensor);
      const apart = nearM(claim.sensor) + nearM(ear);
      if (de * de + dn * dn > apart * apart) continue;
      if (claim.heardMs - (heard.lastHeardMs[sensor.index] ?? -Infinity) < companionMs) continue;
      const deafened = createHearing();
      deafened.alive = 0.8 * aliveOf(heard.health, sensor.index, 0);
      silent.push({
        ...claim,
        sensor: ear,
        sensorIndex: sensor.index,
        kindFactor: neutral,
        hearing: deafened,
      });
    }
    return silent;
  }

  return { consider };
}

function oddsOf(probability: number): number {
  return probability / (1 - probability);
}
