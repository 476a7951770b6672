import type { DetectionEvent } from '@kentongan/core/base/event';
import { tau, wrapBearing } from '@kentongan/core/base/geometry';
import type { Random } from '@kentongan/core/base/random';
import { waveMpsOf } from '@kentongan/core/base/retard';
import { levelAtRange, pdAtRange, toLocal } from '@kentongan/core/base/sensor-model';
import { emittedS, stateAt, stateSize } from '../scenario/path.ts';
import type { Target } from '../scenario/target.ts';
import { admittedMs, type Tell } from './draft.ts';
import { roundTo } from './network.ts';
import { isCutOff, noiseDbAt, type Site } from './site.ts';
import { likelihoodOfNoise, likelihoodOfSound } from './timbre.ts';

/** One target's sound as it reaches a sensor. */
export interface Arrived {
  target: Target;
  levelDb: number;
  /** From where a target of typical loudness would be as loud: what Pd falls with. */
  heardAsM: number;
  bearingRad: number;
  /** How fast it went away when it emitted. */
  rangeRateMps: number;
}

const state = new Float64Array(stateSize);
const local = new Float64Array(3);

/**
 * What of a target reaches a sensor at a time, s since the start; undefined when nothing does. Sound spreads in a sphere
 * and is absorbed; wind, ground and terrain are left out.
 */
export function arriving(site: Site, target: Target, heardS: number): Arrived | undefined {
  const { model } = site;
  const emitted = emittedS(target.path, model.east, model.north, model.up, heardS, model.waveMps);
  if (Number.isNaN(emitted)) return undefined;
  stateAt(target.path, state, emitted);
  const de = state[0] - model.east;
  const dn = state[1] - model.north;
  const du = state[2] - model.up;
  const range = Math.max(1, Math.sqrt(de * de + dn * dn + du * du));
  toLocal(model, local, de, dn, du);
  const levelDb = target.voice.sourceDb - (20 / Math.LN10) * Math.log(range) - model.absorptionDbPerM * range;
  return {
    target,
    levelDb,
    heardAsM: rangeOfLevel(site, levelDb - noiseDbAt(site, heardS)),
    bearingRad: wrapBearing(Math.atan2(local[0], local[1])),
    rangeRateMps: (de * state[3] + dn * state[4] + du * state[5]) / range,
  };
}

/** The range at which a typical source has a level: the inverse of `levelAtRange`, to 0.1 m. */
export function rangeOfLevel(site: Site, levelDb: number): number {
  let range = Math.exp(((typicalDb(site) - levelDb) * Math.LN10) / 20);
  for (let round = 0; round < 50; round++) {
    const slope = -20 / (Math.LN10 * range) - site.model.absorptionDbPerM;
    const next = Math.max(range / 4, range - (typicalLevel(site, range) - levelDb) / slope);
    if (Math.abs(next - range) < 0.1) return next;
    range = next;
  }
  return range;
}

/** A spotter states no level: people hear what sensors hear. */
function typicalDb(site: Site): number {
  return site.model.sourceDb ?? 110;
}

function typicalLevel(site: Site, rangeM: number): number {
  return site.model.sourceDb === undefined
    ? typicalDb(site) - (20 / Math.LN10) * Math.log(rangeM) - site.model.absorptionDbPerM * rangeM
    : levelAtRange(site.model, Math.max(1, rangeM));
}

/** Probability that a sensor detects what reaches it; 0 beyond its stated coverage for a typical target. */
export function pdOf(site: Site, { heardAsM }: Arrived): number {
  return heardAsM > site.model.maxRangeM ? 0 : pdAtRange(site.model, heardAsM);
}

/** Everything a microphone or an array reports in a block of time. `candidates`: targets that may reach it then. */
export function hear(
  site: Site,
  candidates: readonly Target[],
  random: Random,
  startMs: number,
  fromS: number,
  toS: number,
  tell: Tell,
): void {
  const periodS = (site.model.periodMs ?? 1000) / 1000;
  const phaseS = site.model.phaseMs / 1000;
  const first = Math.ceil((fromS - phaseS) / periodS);
  for (let k = first; phaseS + k * periodS < toS; k++) {
    const atS = phaseS + k * periodS;
    const heard = candidates
      .map((target) => arriving(site, target, atS))
      .filter((arrived) => arrived !== undefined && random.uniform() < pdOf(site, arrived)) as Arrived[];
    if (isCutOff(site, atS)) continue;
    const report = new Report(site, random, startMs + 1000 * atS, tell);
    if (site.model.single) report.loudest(heard);
    else report.each(heard);
  }
}

/** One report of one sensor: its detections share their sensed time. */
class Report {
  readonly #site: Site;
  readonly #random: Random;
  readonly #trueMs: number;
  readonly #tell: Tell;

  constructor(site: Site, random: Random, trueMs: number, tell: Tell) {
    this.#site = site;
    this.#random = random;
    this.#trueMs = trueMs;
    this.#tell = tell;
  }

  /** At most one detection: the level is the sum of all, pitch and class are the loudest's. */
  loudest(heard: readonly Arrived[]): void {
    if (heard.length === 0) {
      if (this.#random.uniform() < this.#site.model.clutterPerReport) this.#falsePresence();
      return;
    }
    const loudest = heard.reduce((best, arrived) => (arrived.levelDb > best.levelDb ? arrived : best));
    const power = heard.reduce((sum, { levelDb }) => sum + Math.exp((levelDb * Math.LN10) / 10), 0);
    const levelDb = (10 / Math.LN10) * Math.log(power) + this.#levelNoise();
    const marginDb = this.#marginDb(loudest.levelDb);
    const { f0Hz } = loudest.target.voice;
    const hasPitch = f0Hz !== undefined && this.#random.uniform() < (marginDb > 0 ? 0.85 : 0.5);
    const pitch = hasPitch ? { frequencyHz: roundTo(this.#dopplered(f0Hz, loudest.rangeRateMps), 1) } : {};
    this.#say({ type: 'presence', levelDb: roundTo(levelDb, 1), ...pitch }, loudest, marginDb);
  }

  /** An array hears each by itself. */
  each(heard: readonly Arrived[]): void {
    const { model } = this.#site;
    for (const arrived of heard) {
      const isOutlier = this.#random.uniform() < model.outlier;
      const noise = (model.sigma.bearingRad ?? 0.1) * this.#random.gaussian();
      const bearingRad = isOutlier ? this.#random.between(0, tau) : wrapBearing(arrived.bearingRad + noise);
      const levelDb = roundTo(arrived.levelDb + this.#levelNoise(), 1);
      const measurement = { type: 'bearing' as const, bearingRad: roundTo(bearingRad, 4), levelDb };
      this.#say(measurement, arrived, this.#marginDb(arrived.levelDb));
    }
    for (let left = this.#random.poisson(model.clutterPerReport); left > 0; left--) {
      const bearingRad = roundTo(this.#random.between(0, tau), 4);
      this.#sayFalse({ type: 'bearing', bearingRad, levelDb: this.#falseLevel() });
    }
  }

  #falsePresence(): void {
    const pitch =
      this.#random.uniform() < 0.4 ? { frequencyHz: roundTo(this.#random.between(40, 220), 1) } : {};
    this.#sayFalse({ type: 'presence', levelDb: this.#falseLevel(), ...pitch });
  }

  #falseLevel(): number {
    const { model } = this.#site;
    const range = model.maxRangeM * Math.sqrt(this.#random.between(0.01, 1));
    return roundTo(levelAtRange(model, range), 1);
  }

  #levelNoise(): number {
    return (this.#site.model.sigma.levelDb ?? 4) * this.#random.gaussian();
  }

  /** How far a level stands above that at the half range, where half of the typical is heard. */
  #marginDb(levelDb: number): number {
    return levelDb - levelAtRange(this.#site.model, this.#site.model.halfRangeM);
  }

  #dopplered(f0Hz: number, rangeRateMps: number): number {
    return f0Hz / (1 + rangeRateMps / waveMpsOf.sound) + this.#random.gaussian();
  }

  #say(measurement: DetectionEvent['measurement'], { target }: Arrived, marginDb: number): void {
    const { heardAs, character } = target.voice;
    const classLikelihood = likelihoodOfSound(this.#random, heardAs, character, marginDb);
    this.#admit(measurement, classLikelihood, target.targetId);
  }

  #sayFalse(measurement: DetectionEvent['measurement']): void {
    this.#admit(measurement, likelihoodOfNoise(this.#random), undefined);
  }

  #admit(
    measurement: DetectionEvent['measurement'],
    classLikelihood: Record<string, number>,
    targetId: string | undefined,
  ): void {
    const { sensorId, clockMs } = this.#site;
    const timeMs = admittedMs(this.#random, this.#trueMs);
    const sensedMs = Math.round(this.#trueMs + clockMs);
    const fact = { kind: 'detection' as const, timeMs, sensorId, sensedMs, measurement, classLikelihood };
    this.#tell({ fact, targetId });
  }
}
