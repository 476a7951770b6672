import type { DetectionEvent } from '../base/event/index.ts';
import { emissionDelayS } from '../base/retard.ts';
import type { Density } from './density/density.ts';
import { updateHeard, weighHeard, type HeardWeights } from './density/mixture-heard.ts';
import { flightMotion } from './density/mixture-motion.ts';
import type { Mixtures } from './density/mixtures.ts';
import { kindLikelihood, sourceKinds } from './density/source-kinds.ts';
import { existenceAfterMiss, survive } from './exist/exist.ts';
import { begin, mixtureFromMoments, newOdds, type Claim } from './initiate/heard.ts';
import {
  aliveOf,
  clearDeaf,
  createHearingHealth,
  suspectDeaf,
  type HearingHealth,
} from './learn/hearing-health.ts';
import {
  clutterLevelDensity,
  createHeardSensor,
  lossAtRange,
  pdHeardAs,
  rangeAtLossDb,
  type HeardSensor,
} from './measure/heard-sensor.ts';
import type { Hearing } from './measure/presence.ts';
import type { Report, Sensor } from './sensors/sensor.ts';
import type { State } from './tracker.ts';

/**
 * What is heard, or not, into all tracks. A microphone makes at most one detection a report, of the loudest source that
 * there is; so the hypotheses are few and are enumerated: who is the loudest that exists, and was it heard. Tracks behind
 * a louder one are masked: neither the detection nor the silence is theirs.
 */
export interface HeardState {
  health: HearingHealth;
  /** Claims that no track explained, oldest first. */
  claims: StoredClaim[];
  /** By sensor index: when it last made a detection. */
  lastHeardMs: Float64Array;
  /** By track: louder than typical, dB, and its variance; of tracks that are not mixtures. Reset by `bornMs`. */
  excess: Map<number, { bornMs: number; meanDb: number; variance: number }>;
}

interface StoredClaim {
  sensorIndex: number;
  heardMs: number;
  levelDb: number;
  kindFactor: Float64Array;
  seq: number;
}

export function createHeardState(): HeardState {
  return { health: createHearingHealth(), claims: [], lastHeardMs: new Float64Array(0), excess: new Map() };
}

/** Unexplained claims kept; the oldest make room. */
const claimCapacity = 512;
/** Claims further apart in time than this are not of one source just found, ms. */
const companionMs = 6000;
/** A claim that a track explains this much better than a false detection, if it exists, starts nothing. */
const explainedRatio = 3;
const causeWeight = 0.05;

export interface HeardFuser {
  fuse(report: Report): void;
}

export interface HeardHooks {
  /** A detection counts for track i with this weight. */
  support(report: Report, i: number, detection: DetectionEvent, weight: number): void;
  /** Takes a slot of kind 1 as a new track; returns its number or -1 where the bank is full. */
  start(report: Report, slot: number, existence: number, hits: number): number;
}

interface Candidate {
  track: number;
  pd: number;
  likelihood: number;
  levelDb: number;
}

/** Whether a report is of the kind that is fused here. */
export function isHeardReport(report: Report): boolean {
  const { model } = report.sensor;
  if (report.detections.length > 0) return report.detections[0].measurement.type === 'presence';
  return model.type === 'acoustic' || (model.type === 'bearing' && model.waveMps !== Infinity);
}

export function createHeardFuser(
  startMs: number,
  densities: readonly Density[],
  mixtures: Mixtures,
  state: State,
  hooks: HeardHooks,
): HeardFuser {
  const ears = new Map<number, HeardSensor>();
  const hearing: Hearing = { offsetDb: 0, alive: 1 };
  const weights: HeardWeights = { pd: 0, likelihood: 0, levelDb: 0 };
  const kindFactor = new Float64Array(sourceKinds.length);
  const neutral = new Float64Array(sourceKinds.length).fill(1);
  const candidates: Candidate[] = [];
  const mean = new Float64Array(4);
  const packed = new Float64Array(10);
  const height = new Float64Array(2);

  function earOf(sensor: Sensor): HeardSensor {
    const known = ears.get(sensor.index);
    if (known?.model === sensor.model) return known;
    const ear = createHeardSensor(sensor.model);
    ears.set(sensor.index, ear);
    return ear;
  }

  function fuse(report: Report): void {
    if (report.isContinuation) return;
    const ear = earOf(report.sensor);
    hearing.alive = aliveOf(state.heard.health, report.sensor.index) * report.sensor.pdFactor;
    const detection = report.detections.at(0);
    if (detection === undefined) fuseSilence(report, ear);
    else fuseHeard(report, ear, detection);
  }

  function fuseSilence(report: Report, ear: HeardSensor): void {
    const { tracks, heard } = state;
    gather(report, ear, Number.NaN, neutral, false);
    let sure = 0;
    let masked = 0;
    for (const candidate of candidates) {
      const i = candidate.track;
      const r = tracks.existence[i];
      if (r > 0.9) sure = Math.max(sure, candidate.pd / Math.max(0.05, hearing.alive));
      const seen = updateHeard(
        mixtures.of(tracks.slot[i]),
        ear,
        report.sensedMs,
        masked,
        1 - masked,
        0,
        Number.NaN,
        1,
        neutral,
        hearing,
        flightMotion,
      );
      tracks.existence[i] = existenceAfterMiss(r, 1 - seen);
      masked = 1 - (1 - masked) * (1 - r);
    }
    suspectDeaf(heard.health, report.sensor.index, report.sensor.clutterPerReport, sure);
  }

  function reachOf(ear: HeardSensor, excessDb: number): number {
    const { model } = ear;
    if (model.sourceDb === undefined || excessDb === 0) return ear.reachM;
    return Math.min(30_000, rangeAtLossDb(ear, lossAtRange(model.absorptionDbPerM, ear.reachM) + excessDb));
  }

  /** Candidates within reach, the loudest first. */
  function gather(
    report: Report,
    ear: HeardSensor,
    levelDb: number,
    factor: Float64Array,
    withSeen: boolean,
  ): void {
    const { tracks } = state;
    const { model } = ear;
    candidates.length = 0;
    for (const i of tracks.active) {
      if (tracks.kind[i] !== 1) {
        if (withSeen) gatherSeen(report, ear, i, levelDb);
        continue;
      }
      const slot = tracks.slot[i];
      const mixture = mixtures.of(slot);
      const de = mixture.centreE - model.east;
      const dn = mixture.centreN - model.north;
      const reach = reachOf(ear, mixture.mostExcessDb) + mixture.radiusM + 1500;
      if (de * de + dn * dn > reach * reach) continue;
      const dtS = (report.sensedMs - tracks.atMs[i]) / 1000;
      tracks.existence[i] = survive(tracks.existence[i], dtS);
      if (dtS > 0) tracks.atMs[i] = report.sensedMs;
      mixtures.predict(slot, report.sensedMs);
      weighHeard(
        weights,
        mixture,
        ear,
        report.sensedMs,
        levelDb,
        ear.levelSigmaDb,
        factor,
        hearing,
        flightMotion,
      );
      if (weights.pd < 1e-4) continue;
      candidates.push({ track: i, pd: weights.pd, likelihood: weights.likelihood, levelDb: weights.levelDb });
    }
    if (candidates.length > 1) candidates.sort((a, b) => b.levelDb - a.levelDb || a.track - b.track);
  }

  /** A track that other sensors keep: its place is known, its level is met with five points of its own Gaussian. */
  function gatherSeen(report: Report, ear: HeardSensor, i: number, levelDb: number): void {
    const { tracks } = state;
    if (tracks.existence[i] < 0.3) return;
    const { model } = ear;
    const excess = excessOf(i);
    const spread = Math.sqrt(excess.variance);
    densities[tracks.kind[i]].moments(tracks.slot[i], report.sensedMs, mean, packed);
    const de = mean[0] - model.east;
    const dn = mean[1] - model.north;
    const reach = reachOf(ear, excess.meanDb + spread) + 3000;
    if (de * de + dn * dn > reach * reach) return;
    const hasHeight = densities[tracks.kind[i]].height(tracks.slot[i], height);
    const up = (hasHeight ? height[0] : model.heightM + 150) - model.heightM;
    let range = Math.sqrt(de * de + dn * dn + up * up);
    if (model.waveMps !== Infinity) {
      const delay = emissionDelayS(de, dn, up, mean[2], mean[3], 0, model.waveMps);
      if (!(delay >= 0)) return;
      range = Math.max(1, delay * model.waveMps);
    }
    const loss = lossAtRange(model.absorptionDbPerM, range);
    const level = (model.sourceDb ?? 110) + excess.meanDb - loss;
    let pd = 0;
    let likelihood = 0;
    for (let k = -2; k <= 2; k++) {
      const share = k === 0 ? 0.4 : k === 1 || k === -1 ? 0.24 : 0.06;
      const s = excess.meanDb + k * spread;
      const here = hearing.alive * pdHeardAs(model, rangeAtLossDb(ear, loss - s));
      const z = (levelDb - level - k * spread) / ear.levelSigmaDb;
      pd += share * here;
      likelihood +=
        share * here * (Number.isNaN(levelDb) ? 1 : Math.exp(-0.5 * z * z) / (ear.levelSigmaDb * 2.5066));
    }
    if (pd >= 1e-4) candidates.push({ track: i, pd, likelihood, levelDb: level });
  }

  function excessOf(i: number): { bornMs: number; meanDb: number; variance: number } {
    const { tracks, heard } = state;
    const known = heard.excess.get(i);
    if (known !== undefined && known.bornMs === tracks.bornMs[i]) return known;
    const fresh = { bornMs: tracks.bornMs[i], meanDb: 3, variance: 64 };
    heard.excess.set(i, fresh);
    return fresh;
  }

  function fuseHeard(report: Report, ear: HeardSensor, detection: DetectionEvent): void {
    const { heard } = state;
    const { measurement } = detection;
    const levelDb = measurement.type === 'presence' ? (measurement.levelDb ?? Number.NaN) : Number.NaN;
    clearDeaf(heard.health, report.sensor.index);
    hearing.alive = report.sensor.pdFactor;
    kindLikelihood(kindFactor, detection.classLikelihood);
    gather(report, ear, levelDb, kindFactor, true);
    const clutter =
      Math.max(1e-3, report.sensor.clutterPerReport) *
      (Number.isNaN(levelDb) ? 1 : clutterLevelDensity(ear, levelDb));
    const claim: Claim = {
      sensor: ear,
      sensorIndex: report.sensor.index,
      hearing: { ...hearing },
      heardMs: report.sensedMs,
      levelDb,
      kindFactor: kindFactor.slice(),
      seq: detection.seq,
      clutterPerReport: report.sensor.clutterPerReport,
    };
    const novelty = clutter * newOdds(claim, report.sensedMs - startMs);
    const unexplained = associate(report, ear, detection, levelDb, clutter, novelty);
    noteHeard(report);
    if (unexplained) startFrom(report, claim, detection);
  }

  /** Enumerates who is the loudest that exists; updates all. True where no track would explain the claim. */
  function associate(
    report: Report,
    ear: HeardSensor,
    detection: DetectionEvent,
    levelDb: number,
    clutter: number,
    novelty: number,
  ): boolean {
    const { tracks } = state;
    let open = 1;
    let total = 0;
    let best = 0;
    for (const { track, pd, likelihood } of candidates) {
      const r = tracks.existence[track];
      total += open * r * (likelihood + (1 - pd) * (clutter + novelty));
      open *= 1 - r;
      best = Math.max(best, likelihood);
    }
    const nobody = open * (clutter + novelty);
    total += nobody;
    let before = 1;
    let louder = 0;
    for (const { track, pd, likelihood } of candidates) {
      const r = tracks.existence[track];
      const mine = (before * r * likelihood) / total;
      const missed = (before * r * (1 - pd) * (clutter + novelty)) / total;
      const masked = (r * louder) / total;
      const exists = Math.min(1 - 1e-9, mine + missed + masked);
      if (tracks.kind[track] === 1) {
        updateHeard(
          mixtures.of(tracks.slot[track]),
          ear,
          report.sensedMs,
          masked / exists,
          pd < 1 ? missed / exists / (1 - pd) : 0,
          likelihood > 0 ? mine / exists / likelihood : 0,
          levelDb,
          ear.levelSigmaDb,
          kindFactor,
          hearing,
          flightMotion,
        );
      }
      louder += before * r * (likelihood + (1 - pd) * (clutter + novelty));
      before *= 1 - r;
      tracks.existence[track] = exists;
      if (mine >= causeWeight) hooks.support(report, track, detection, mine);
      tracks.hits[track] += mine;
    }
    return best < explainedRatio * clutter;
  }

  function noteHeard(report: Report): void {
    const { heard } = state;
    const { index } = report.sensor;
    if (index >= heard.lastHeardMs.length) {
      const larger = new Float64Array(Math.max(index + 1, heard.lastHeardMs.length * 2, 64)).fill(-Infinity);
      larger.set(heard.lastHeardMs);
      heard.lastHeardMs = larger;
    }
    heard.lastHeardMs[index] = report.sensedMs;
  }

  function claimOf(stored: StoredClaim): Claim {
    const sensor = state.register.sensors[stored.sensorIndex];
    return {
      ...stored,
      sensor: earOf(sensor),
      hearing: { offsetDb: 0, alive: 1 },
      clutterPerReport: sensor.clutterPerReport,
    };
  }

  function startFrom(report: Report, claim: Claim, detection: DetectionEvent): void {
    const { heard } = state;
    const companions = companionsOf(claim);
    const { sensor: _ear, hearing: _hearing, clutterPerReport: _clutter, ...stored } = claim;
    heard.claims.push(stored);
    if (heard.claims.length > claimCapacity) heard.claims.shift();
    if (companions.length === 0) return;
    const { mixture, ratio } = begin(claim, companions, silentAround(claim));
    const odds = newOdds(claim, report.sensedMs - startMs) * ratio;
    const existence = Math.min(0.95, odds / (1 + odds));
    if (!(existence > 1e-4)) return;
    const slot = mixtures.add(mixture);
    if (slot < 0) {
      state.counts.birthsRefused++;
      return;
    }
    const i = hooks.start(report, slot, existence, 1 + companions.length * existence);
    if (i < 0) mixtures.free(slot);
    else hooks.support(report, i, detection, 1);
  }

  /** Unexplained claims near in place and time, each sensor's latest. */
  function companionsOf(claim: Claim): Claim[] {
    const { heard } = state;
    const latest = new Map<number, StoredClaim>();
    while (heard.claims.length > 0 && heard.claims[0].heardMs < claim.heardMs - 30_000) heard.claims.shift();
    for (const stored of heard.claims) {
      if (Math.abs(stored.heardMs - claim.heardMs) > companionMs) continue;
      const { model } = state.register.sensors[stored.sensorIndex];
      const de = model.east - claim.sensor.model.east;
      const dn = model.north - claim.sensor.model.north;
      const apart = nearM(claim.sensor) + nearM(earOf(state.register.sensors[stored.sensorIndex]));
      if (de * de + dn * dn < apart * apart) latest.set(stored.sensorIndex, stored);
    }
    return [...latest.values()].map(claimOf);
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
      const alive = aliveOf(heard.health, sensor.index);
      silent.push({
        ...claim,
        sensor: ear,
        sensorIndex: sensor.index,
        kindFactor: neutral,
        hearing: { offsetDb: 0, alive },
        heardMs: claim.heardMs,
      });
    }
    return silent;
  }

  return { fuse };
}

/** What the tracker needs to hand a Gaussian track over to the mixtures. */
export { mixtureFromMoments };
