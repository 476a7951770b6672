import type { DetectionEvent } from '../base/event/index.ts';
import { createCandidates, type Alone, type Candidate } from './associate/candidates.ts';
import { createLoudestOf, seenSounds } from './associate/loudest-of.ts';
import { tentative } from './bank/tracks.ts';
import { classFit } from './classify/classify.ts';
import type { Density } from './density/density.ts';
import { heardFactor, kindFit, pdTypical, updateHeard } from './density/mixture-heard.ts';
import { flightMotion } from './density/mixture-motion.ts';
import { learnPitch, pitchFit } from './density/mixture-pitch.ts';
import type { Mixture } from './density/mixture-state.ts';
import type { Mixtures } from './density/mixtures.ts';
import { kindLikelihood, sourceKinds } from './density/source-kinds.ts';
import { saidBy, speakAgainst } from './evidence/evidence.ts';
import { sourceOfSensor } from './evidence/sources.ts';
import { startRivalry } from './exist/rivals.ts';
import { handOver } from './hand-over.ts';
import { createClaims, type HeardHooks } from './initiate/claims.ts';
import { newPerReport, type Claim } from './initiate/heard.ts';
import { aliveOf, clearDeaf, suspectDeaf } from './learn/hearing-health.ts';
import { leastClutter } from './learn/report-rates.ts';
import { excessOf, learnExcess } from './learn/source-level.ts';
import { clutterLevelDensity, createHeardSensor, type HeardSensor } from './measure/heard-sensor.ts';
import { createSaid, sayClaim, saySilence } from './measure/loudest.ts';
import { copyHearing, createHearing, densityWithout } from './measure/presence.ts';
import type { Report, Sensor } from './sensors/sensor.ts';
import type { State } from './state.ts';

/** A claim that is as likely of a source not yet known as this, or less, starts nothing. */
const leastNovelty = 2e-4;
/** A track less likely than this to be heard where a claim may be new is not asked whether the claim is its own. */
const leastHost = 0.01;
/**
 * Silences of one sensor within this span are fused as one: a drone flies 150 m meanwhile, far less than a microphone
 * reaches.
 */
const pooledMs = 3000;

/**
 * What is heard, or not, into all tracks. A microphone makes at most one detection a report, of the loudest source that
 * there is; so the hypotheses are few and are enumerated: who is the loudest that exists, and was it heard. Tracks behind
 * a louder one are masked: neither the detection nor the silence is theirs.
 */
export interface HeardFuser {
  fuse(report: Report): void;
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
  const said = createSaid();
  const kindFactor = new Float64Array(sourceKinds.length);
  const neutral = new Float64Array(sourceKinds.length).fill(1);
  const from = createCandidates(state, densities, mixtures);
  const { tracks: candidates, alones } = from;
  const loudest = createLoudestOf(state, mixtures, from, hearing, said);
  const { contest } = loudest;
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
    // How far an array hears is guessed (`sensors/reach.ts`): second after second on a few nodes, its silence would claim to know where.
    if (detection === undefined && report.sensor.model.type === 'bearing') return;
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
    from.gather(report, ear, false);
    hearing.reports = reports;
    const alive = aliveOf(heard.health, index, 0) * pdFactor;
    hearing.novelty = 0;
    const isContested = candidates.length + alones.length > 1;
    contest.count = 0;
    said.nothing = 1;
    if (isContested) {
      loudest.fill(report, ear);
      saySilence(said, ear, alive, reports);
    }
    const source = sourceOfSensor(state.sources, report.sensor);
    // Of the host, wherever it is believed to be: and before this silence counts among what it said.
    for (const one of alones) one.alive = aliveFor(report, source, one.rivalry.host);
    let sure = 0;
    for (const candidate of candidates) {
      const i = candidate.track;
      const r = tracks.existence[i];
      loudest.leaveTo(ear, candidate, 0, Number.NaN);
      hearing.alive = aliveFor(report, source, i);
      const mixture = mixtures.of(candidate.slot);
      updateHeard(mixture, ear, report.sensedMs, 1, 0, Number.NaN, 1, neutral, hearing, flightMotion);
      const { total } = heardFactor;
      if (r > 0.9) sure = Math.max(sure, (1 - total) / Math.max(0.05, hearing.alive));
      note(candidate, total, densityWithout(hearing, 1));
      const pd = pdTypical(mixture, ear, report.sensedMs, hearing.louder);
      speakAgainst(tracks, i, state.sources, source, pd, reports, report.sensedMs);
    }
    for (const one of alones) {
      loudest.leaveToAlone(ear, one, 0, Number.NaN);
      hearing.alive = one.alive;
      const mixture = mixtures.of(one.rivalry.alone);
      updateHeard(mixture, ear, report.sensedMs, 1, 0, Number.NaN, 1, neutral, hearing, flightMotion);
      concludeAlone(one, heardFactor.total);
    }
    hearing.reports = 1;
    suspectDeaf(heard.health, index, clutterPerReport, sure);
  }

  /** Probability that a microphone hears, given that the track is there and what the microphone, `source`, was silent about it. */
  function aliveFor({ sensor, sensedMs }: Report, source: number, track: number): number {
    const saidOfIt = saidBy(state.tracks, track, state.sources, source, sensedMs);
    return aliveOf(state.heard.health, sensor.index, saidOfIt) * sensor.pdFactor;
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
    from.gather(report, ear, true);
    const perLevel = Number.isNaN(levelDb) ? 1 : clutterLevelDensity(ear, levelDb);
    const clutter = Math.max(leastClutter, clutterPerReport) * perLevel;
    const novelty = newPerReport(ear, report.sensedMs - startMs) * perLevel;
    for (const candidate of candidates) candidate.fit = fitOf(report, ear, detection, candidate);
    loudest.fill(report, ear);
    sayClaim(said, ear, hearing.alive, levelDb, clutter);
    loudest.leave(ear, novelty, levelDb);
    const total = densityWithout(hearing, clutter);
    // One not known yet is heard where nobody known is louder.
    const isNew = hearing.novelty;
    const first = isNew > leastNovelty * total ? claimOf(report, ear, levelDb, clutter, total) : undefined;
    const host = first === undefined ? undefined : hostOf();
    let best = 0;
    for (const candidate of candidates) {
      loudest.leaveTo(ear, candidate, novelty, levelDb);
      const heardPart = associate(report, ear, detection, levelDb, candidate, clutter);
      if (state.tracks.status[candidate.track] === tentative) best = Math.max(best, heardPart);
    }
    for (const one of alones) {
      loudest.leaveToAlone(ear, one, novelty, levelDb);
      hearAlone(report, ear, detection, levelDb, clutter, one);
    }
    if (first !== undefined) consider(report, detection, first, isNew, host, best > 0.2 * perLevel);
  }

  function hearAlone(
    report: Report,
    ear: HeardSensor,
    detection: DetectionEvent,
    levelDb: number,
    clutter: number,
    one: Alone,
  ): void {
    const mixture = mixtures.of(one.rivalry.alone);
    const { sensedMs } = report;
    const pitch = pitchOf(mixture, ear, sensedMs, detection);
    const sigma = ear.levelSigmaDb;
    updateHeard(mixture, ear, sensedMs, clutter, pitch, levelDb, sigma, kindFactor, hearing, flightMotion);
    const { frequencyHz } = detection.measurement as { frequencyHz?: number };
    const mine = heardFactor.heard / heardFactor.total;
    if (frequencyHz !== undefined && mine > 0.3) learnPitch(mixture, ear, sensedMs, frequencyHz, mine);
    concludeAlone(one, heardFactor.total);
  }

  /** The claim may be of a source not yet known: one that its host, if any, must make room for. */
  function consider(
    report: Report,
    detection: DetectionEvent,
    first: Claim,
    isNew: number,
    host: Candidate | undefined,
    isGuessed: boolean,
  ): void {
    const isBusy = host?.rivalry !== undefined;
    const i = claims.consider(report, detection, first, isNew, isGuessed || isBusy, host !== undefined);
    if (i < 0 || host === undefined || isBusy) return;
    startRivalry(state, mixtures, host.track, i, report.sensedMs, false);
  }

  /** The heard track that is most likely heard here too. */
  function hostOf(): Candidate | undefined {
    let [host, most]: [Candidate | undefined, number] = [undefined, leastHost];
    for (const candidate of candidates) {
      const { row, track } = candidate;
      if (row < 0 || state.tracks.kind[track] !== 1) continue;
      const audible = contest.share[row] * (1 - contest.rows[row][0]);
      if (audible > most) [host, most] = [candidate, audible];
    }
    return host;
  }

  /** The claim as one of a source not yet known. */
  function claimOf(
    report: Report,
    ear: HeardSensor,
    levelDb: number,
    missed: number,
    explained: number,
  ): Claim {
    return {
      sensor: ear,
      sensorIndex: report.sensor.index,
      hearing: copyHearing(hearing),
      heardMs: report.sensedMs,
      levelDb,
      kindFactor: kindFactor.slice(),
      missed,
      explained,
    };
  }

  function fitOf(
    report: Report,
    ear: HeardSensor,
    detection: DetectionEvent,
    { track, slot }: Candidate,
  ): number {
    const { tracks } = state;
    if (tracks.kind[track] !== 1) return classFit(tracks, track, detection);
    const mixture = mixtures.of(slot);
    return pitchOf(mixture, ear, report.sensedMs, detection) * kindFit(mixture, kindFactor);
  }

  function pitchOf(mixture: Mixture, ear: HeardSensor, heardMs: number, detection: DetectionEvent): number {
    const { frequencyHz } = detection.measurement as { frequencyHz?: number };
    return frequencyHz === undefined ? 1 : pitchFit(mixture, ear, heardMs, frequencyHz);
  }

  /**
   * One candidate takes its share: it was the loudest, or was missed and the claim is false, or is behind a louder one.
   * Returns the density of the claim as its own, given that it exists.
   */
  function associate(
    report: Report,
    ear: HeardSensor,
    detection: DetectionEvent,
    levelDb: number,
    candidate: Candidate,
    clutter: number,
  ): number {
    const { tracks } = state;
    const { track, slot } = candidate;
    const without = densityWithout(hearing, clutter);
    if (tracks.kind[track] !== 1) return associateSeen(report, detection, levelDb, candidate, without);
    const mixture = mixtures.of(slot);
    const { sensedMs } = report;
    const { frequencyHz } = detection.measurement as { frequencyHz?: number };
    const pitch = pitchOf(mixture, ear, sensedMs, detection);
    updateHeard(
      mixture,
      ear,
      sensedMs,
      clutter,
      pitch,
      levelDb,
      ear.levelSigmaDb,
      kindFactor,
      hearing,
      flightMotion,
    );
    const { total, heard } = heardFactor;
    const r = tracks.existence[track];
    const mine = (r * heard) / (r * total + (1 - r) * without);
    if (frequencyHz !== undefined && mine > 0.3) learnPitch(mixture, ear, sensedMs, frequencyHz, mine);
    note(candidate, total, without);
    credit(report, track, detection, mine);
    return heard;
  }

  /** A track that others place learns how loud it is, and is handed over to the ears once its course is known. */
  function associateSeen(
    report: Report,
    detection: DetectionEvent,
    levelDb: number,
    candidate: Candidate,
    without: number,
  ): number {
    const { tracks } = state;
    const { track, row, fit } = candidate;
    if (row < 0) return 0;
    const { isAny, open } = hearing.louder;
    const levels = contest.rows[row];
    let heard = 0;
    for (let b = 0; b < said.heard.length; b++)
      heard += (levels[b + 1] - levels[b]) * (isAny ? open[b] : 1) * fit * said.heard[b];
    heard *= seenSounds * tracks.existence[track];
    const mine = heard / (heard + without);
    if (mine > 0.5 && !Number.isNaN(levelDb)) {
      learnExcess(
        excessOf(state.heard.excess, tracks, track),
        levelDb - candidate.levelDb,
        report.sensor.model.sigma.levelDb ?? 4,
      );
      if (candidate.isSettled) handOver(state, densities, mixtures, track, report.sensedMs);
    }
    credit(report, track, detection, mine);
    return heard;
  }

  function credit(report: Report, track: number, detection: DetectionEvent, mine: number): void {
    hooks.support(report, track, detection, mine);
    state.tracks.hits[track] += mine;
  }

  /** Bayes' rule for a candidate, at once or, of a rivalry, once the report's density is known in both ways to see it. */
  function note({ track, rivalry }: Candidate, withIt: number, without: number): void {
    const one = rivalry === undefined ? undefined : alones.find((other) => other.rivalry === rivalry);
    if (one === undefined) {
      believe(track, withIt, without);
      return;
    }
    if (one.rivalry.rival === track || Number.isNaN(one.densityBeside)) one.densityBeside = withIt;
  }

  function believe(track: number, withIt: number, without: number): void {
    const { existence } = state.tracks;
    const r = existence[track];
    const after = (r * withIt) / (r * withIt + (1 - r) * without);
    // Where neither way explains the report it tells nothing.
    if (after >= 0) existence[track] = Math.min(1 - 1e-9, after);
  }

  /** How likely it is, after a report, that there is a host at all, one source or two; and that there are two. */
  function concludeAlone(one: Alone, densityAlone: number): void {
    const { rivalry } = one;
    const without = densityWithout(hearing, said.nothing);
    const beside = Number.isNaN(one.densityBeside) ? without : one.densityBeside;
    const r = state.tracks.existence[rivalry.rival];
    believe(rivalry.host, r * beside + (1 - r) * densityAlone, without);
    believe(rivalry.rival, beside, densityAlone);
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
