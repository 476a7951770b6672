import type { DetectionEvent } from '../base/event/index.ts';
import { emissionDelayS } from '../base/retard.ts';
import { tentative } from './bank/tracks.ts';
import { classFit } from './classify/classify.ts';
import type { Density } from './density/density.ts';
import { levelOf, updateHeard, weighHeard, type HeardWeights } from './density/mixture-heard.ts';
import { flightMotion } from './density/mixture-motion.ts';
import { learnPitch, pitchFit } from './density/mixture-pitch.ts';
import type { Mixtures } from './density/mixtures.ts';
import { kindLikelihood, sourceKinds } from './density/source-kinds.ts';
import { existenceAfterMiss, survive } from './exist/exist.ts';
import { createClaims, type HeardHooks } from './initiate/claims.ts';
import { mixtureFromMoments, newPerReport, type Claim } from './initiate/heard.ts';
import { aliveOf, clearDeaf, suspectDeaf } from './learn/hearing-health.ts';
import { excessOf, learnExcess } from './learn/source-level.ts';
import {
  clutterLevelDensity,
  createHeardSensor,
  lossAtRange,
  pdHeardAs,
  rangeAtLossDb,
  type HeardSensor,
} from './measure/heard-sensor.ts';
import { copyHearing, createHearing, maskCapacity, quieterThan } from './measure/presence.ts';
import type { Report, Sensor } from './sensors/sensor.ts';
import type { State } from './state.ts';

/** No sensor is without false detections. */
const leastClutter = 1e-3;
/** A claim that is as likely of a source not yet known as this, or less, starts nothing. */
const leastNovelty = 2e-4;
/** Where a mixture may be within a circle wider than this, m, it is not known whom it masks. */
const knownM = 1500;
/** A source that masks less than this is left out of account. */
const leastMask = 0.02;
/** A radar's track that is placed worse than this, m, when it is heard, is handed over to the ears. */
const handOverM = 400;
/** Above the ellipsoid, where nothing informs it, m. */
const assumedHeightM = 200;
/**
 * Silences of one sensor within this span are fused as one: a drone flies 150 m meanwhile, far less than a microphone
 * reaches.
 */
const pooledMs = 3000;
const causeWeight = 0.05;
const rootTwoPi = Math.sqrt(2 * Math.PI);

/**
 * What is heard, or not, into all tracks. A microphone makes at most one detection a report, of the loudest source that
 * there is; so the hypotheses are few and are enumerated: who is the loudest that exists, and was it heard. Tracks behind
 * a louder one are masked: neither the detection nor the silence is theirs.
 */
export interface HeardFuser {
  fuse(report: Report): void;
}

interface Candidate {
  track: number;
  /** Level at which it arrives, dB. */
  levelDb: number;
  /** How much it may hide quieter ones. */
  masks: number;
  pd: number;
  likelihood: number;
  /** How well the claim's pitch fits, against any pitch. */
  fit: number;
  /** Of a track that others keep: how well it is placed, m. */
  sigmaM: number;
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
  const hearing = createHearing();
  const weights: HeardWeights = { pd: 0, likelihood: 0 };
  const kindFactor = new Float64Array(sourceKinds.length);
  const neutral = new Float64Array(sourceKinds.length).fill(1);
  const candidates: Candidate[] = [];
  const mean = new Float64Array(4);
  const packed = new Float64Array(10);
  const height = new Float64Array(2);
  const claims = createClaims(state, mixtures, earOf, hooks);

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
    const detection = report.detections.at(0);
    if (detection === undefined) return waitOrFuseSilence(report, ear);
    const waiting = state.heard.silences.get(report.sensor.index) ?? 0;
    if (waiting > 0) fuseSilence(report, ear, waiting);
    state.heard.silences.set(report.sensor.index, 0);
    fuseHeard(report, ear, detection);
  }

  /** A microphone's silences are fused a few at a time: in so short a while nothing moves much of what it could hear. */
  function waitOrFuseSilence(report: Report, ear: HeardSensor): void {
    const { silences } = state.heard;
    const { index } = report.sensor;
    const count = (silences.get(index) ?? 0) + 1;
    const together = Math.max(1, Math.floor(pooledMs / (report.sensor.model.periodMs ?? pooledMs)));
    silences.set(index, count >= together ? 0 : count);
    if (count >= together) fuseSilence(report, ear, count);
  }

  function fuseSilence(report: Report, ear: HeardSensor, reports: number): void {
    const { tracks, heard } = state;
    const { index, pdFactor, clutterPerReport } = report.sensor;
    gather(report, ear, false);
    hearing.reports = reports;
    hearing.alive = aliveOf(heard.health, index) * pdFactor;
    let sure = 0;
    for (const candidate of candidates) {
      const i = candidate.track;
      const r = tracks.existence[i];
      maskFor(candidate);
      const mixture = mixtures.of(tracks.slot[i]);
      const missed = updateHeard(
        mixture,
        ear,
        report.sensedMs,
        1,
        0,
        Number.NaN,
        1,
        neutral,
        hearing,
        flightMotion,
      );
      if (r > 0.9) sure = Math.max(sure, (1 - missed) / Math.max(0.05, hearing.alive));
      tracks.existence[i] = existenceAfterMiss(r, 1 - missed);
    }
    hearing.reports = 1;
    suspectDeaf(heard.health, index, clutterPerReport, sure);
  }

  function reachOf(ear: HeardSensor, excessDb: number): number {
    const { model } = ear;
    if (model.sourceDb === undefined || excessDb === 0) return ear.reachM;
    return Math.min(30_000, rangeAtLossDb(ear, ear.reachLossDb + excessDb));
  }

  /** Candidates within reach, brought to the report's time. */
  function gather(report: Report, ear: HeardSensor, withSeen: boolean): void {
    const { tracks } = state;
    const { model } = ear;
    candidates.length = 0;
    for (const i of tracks.active) {
      if (tracks.kind[i] !== 1) {
        if (withSeen) gatherSeen(report, ear, i);
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
      const known = knownM / Math.max(knownM, mixture.radiusM);
      candidates.push({
        track: i,
        levelDb: levelOf(mixture, ear, report.sensedMs),
        masks: tracks.existence[i] * known * known,
        pd: 0,
        likelihood: 0,
        fit: 1,
        sigmaM: 0,
      });
    }
  }

  /** Sets `hearing` to what else there is for this candidate to be hidden by; undefined: for a source just found. */
  function maskFor(candidate: Candidate | undefined): void {
    hearing.maskCount = 0;
    for (const other of candidates) {
      if (other === candidate || other.masks < leastMask || hearing.maskCount === maskCapacity) continue;
      hearing.maskDb[hearing.maskCount] = other.levelDb;
      hearing.maskShare[hearing.maskCount] = 0;
      hearing.maskExistence[hearing.maskCount++] = other.masks;
    }
  }

  /** A track that other sensors keep: its place is known, its level is not. */
  function gatherSeen(report: Report, ear: HeardSensor, i: number): void {
    const { tracks } = state;
    if (tracks.existence[i] < 0.3) return;
    const { model } = ear;
    const excess = excessOf(state.heard.excess, state.tracks, i);
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
    const levelDb = (model.sourceDb ?? 110) + excess.meanDb - lossAtRange(model.absorptionDbPerM, range);
    const sigmaM = Math.sqrt(packed[0] + packed[4]);
    const masks = 0.5 * tracks.existence[i];
    candidates.push({ track: i, levelDb, masks, pd: 0, likelihood: 0, fit: 1, sigmaM });
  }

  /** A seen track's chances with five points of its level's Gaussian. */
  function weighSeen(candidate: Candidate, ear: HeardSensor, levelDb: number): void {
    const { model } = ear;
    const spread = Math.sqrt(excessOf(state.heard.excess, state.tracks, candidate.track).variance);
    const sourceDb = model.sourceDb ?? 110;
    for (let k = -2; k <= 2; k++) {
      const share = k === 0 ? 0.4 : k === 1 || k === -1 ? 0.24 : 0.06;
      const level = candidate.levelDb + k * spread;
      const here = share * hearing.alive * pdHeardAs(model, rangeAtLossDb(ear, sourceDb - level));
      const z = (levelDb - level) / ear.levelSigmaDb;
      candidate.pd += here;
      candidate.likelihood +=
        here * (Number.isNaN(levelDb) ? 1 : Math.exp(-0.5 * z * z) / (ear.levelSigmaDb * rootTwoPi));
    }
  }

  function fuseHeard(report: Report, ear: HeardSensor, detection: DetectionEvent): void {
    const { heard } = state;
    const { measurement } = detection;
    const { index, clutterPerReport } = report.sensor;
    const levelDb = measurement.type === 'presence' ? (measurement.levelDb ?? Number.NaN) : Number.NaN;
    clearDeaf(heard.health, index);
    noteHeard(report);
    hearing.alive = report.sensor.pdFactor;
    kindLikelihood(kindFactor, detection.classLikelihood);
    gather(report, ear, true);
    const perLevel = Number.isNaN(levelDb) ? 1 : clutterLevelDensity(ear, levelDb);
    const clutter = Math.max(leastClutter, clutterPerReport) * perLevel;
    const novelty = newPerReport(ear, report.sensedMs - startMs) * perLevel;
    const { best, sum, open } = weighAll(report, ear, detection, levelDb);
    const empty = (clutter + novelty) * open;
    const total = empty + sum;
    if (novelty > leastNovelty * total) {
      maskFor(undefined);
      const first: Claim = {
        sensor: ear,
        sensorIndex: index,
        hearing: copyHearing(hearing),
        heardMs: report.sensedMs,
        levelDb,
        kindFactor: kindFactor.slice(),
        explained: total,
      };
      claims.consider(report, detection, first, novelty, best > 0.2 * perLevel);
    }
    for (const candidate of candidates) {
      associate(report, ear, detection, levelDb, candidate, clutter + novelty, total);
    }
  }

  /**
   * Each candidate's chance to be the loudest and heard so; their sum, the best of what is not sure yet, and the chance
   * that none was heard.
   */
  function weighAll(
    report: Report,
    ear: HeardSensor,
    detection: DetectionEvent,
    levelDb: number,
  ): { best: number; sum: number; open: number } {
    const { tracks } = state;
    let [best, sum, heardAny] = [0, 0, 0];
    for (const candidate of candidates) {
      const { track } = candidate;
      maskFor(candidate);
      if (tracks.kind[track] === 1) {
        const mixture = mixtures.of(tracks.slot[track]);
        const { sensedMs } = report;
        weighHeard(
          weights,
          mixture,
          ear,
          sensedMs,
          levelDb,
          ear.levelSigmaDb,
          kindFactor,
          hearing,
          flightMotion,
        );
        candidate.pd = weights.pd;
        const { frequencyHz } = detection.measurement as { frequencyHz?: number };
        candidate.fit = frequencyHz === undefined ? 1 : pitchFit(mixture, ear, sensedMs, frequencyHz);
        candidate.likelihood = weights.likelihood * candidate.fit;
      } else {
        weighSeen(candidate, ear, levelDb);
        candidate.likelihood *= classFit(tracks, track, detection);
      }
      if (tracks.status[track] === tentative) best = Math.max(best, candidate.likelihood);
      sum += tracks.existence[track] * candidate.likelihood;
      heardAny += tracks.existence[track] * candidate.pd;
    }
    return { best, sum, open: Math.max(0.02, 1 - heardAny) };
  }

  /** One candidate takes its share: it was the loudest, or was missed and the claim is false, or is behind a louder one. */
  function associate(
    report: Report,
    ear: HeardSensor,
    detection: DetectionEvent,
    levelDb: number,
    candidate: Candidate,
    empty: number,
    total: number,
  ): void {
    const { tracks } = state;
    const { track, likelihood } = candidate;
    const r = tracks.existence[track];
    const mine = (r * likelihood) / total;
    if (tracks.kind[track] === 1) {
      const others = empty + shareOut(candidate);
      const mixture = mixtures.of(tracks.slot[track]);
      const { sensedMs } = report;
      const explained = updateHeard(
        mixture,
        ear,
        sensedMs,
        empty,
        candidate.fit,
        levelDb,
        ear.levelSigmaDb,
        kindFactor,
        hearing,
        flightMotion,
      );
      const { frequencyHz } = detection.measurement as { frequencyHz?: number };
      if (frequencyHz !== undefined && mine > 0.3) learnPitch(mixture, ear, sensedMs, frequencyHz, mine);
      tracks.existence[track] = Math.min(1 - 1e-9, (r * explained) / (r * explained + (1 - r) * others));
    } else if (mine > 0.5 && !Number.isNaN(levelDb)) {
      const excess = excessOf(state.heard.excess, tracks, track);
      learnExcess(excess, levelDb - candidate.levelDb, ear.levelSigmaDb);
      if (candidate.sigmaM > handOverM) handOver(track, report.sensedMs);
    }
    if (mine >= causeWeight) hooks.support(report, track, detection, mine);
    tracks.hits[track] += mine;
  }

  /** Sets `hearing` to the other candidates and what each explains; returns what they do without this one. */
  function shareOut(candidate: Candidate): number {
    const { tracks } = state;
    maskFor(candidate);
    let [at, sum] = [0, 0];
    for (const other of candidates) {
      const explains = tracks.existence[other.track] * other.likelihood;
      if (other === candidate) continue;
      const louder = 1 - quieterThan(other.levelDb, candidate.levelDb);
      const alone = explains / Math.max(0.05, 1 - candidate.masks * louder);
      sum += alone;
      if (other.masks < leastMask || at === maskCapacity) continue;
      hearing.maskShare[at++] = alone;
    }
    return sum;
  }

  /** A track that its radar has lost goes on by ear: from now on what is heard, and silence, move it. */
  function handOver(track: number, atMs: number): void {
    const { tracks } = state;
    const density = densities[tracks.kind[track]];
    density.moments(tracks.slot[track], atMs, mean, packed);
    const isHigh = density.height(tracks.slot[track], height);
    const heightM = isHigh ? height[0] : assumedHeightM;
    const variance = isHigh ? height[1] * height[1] : Infinity;
    const slot = mixtures.add(mixtureFromMoments(atMs, mean, packed, heightM, variance));
    if (slot < 0) return;
    density.free(tracks.slot[track]);
    tracks.kind[track] = 1;
    tracks.slot[track] = slot;
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

  return { fuse };
}
