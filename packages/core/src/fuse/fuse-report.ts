import type { DetectionEvent } from '../base/event/index.ts';
import type { Frame } from '../base/frame.ts';
import { contendForOne, createClusters, findClusters, leastMarginal } from './associate/clusters.ts';
import { addEdge, addTrack, createEdges, startEdges } from './associate/edges.ts';
import { exact } from './associate/exact.ts';
import { createMirrors } from './associate/mirrors.ts';
import { propagate } from './associate/propagate.ts';
import { grown } from './bank/grown.ts';
import { createNearby, follow } from './bank/nearby.ts';
import { isGone, sweep } from './bank/sweep.ts';
import { addCause, tentative } from './bank/tracks.ts';
import { addClassEvidence, addIdentityEvidence } from './classify/classify.ts';
import type { Density, Weights } from './density/density.ts';
import { clusterHypotheses, clusterTracks } from './density/gaussian-cluster.ts';
import type { Gaussians } from './density/gaussian.ts';
import type { Mixtures } from './density/mixtures.ts';
import { speakFor } from './evidence/evidence.ts';
import { sourceOf } from './evidence/sources.ts';
import { existenceAfter, existenceAfterMiss, survive } from './exist/exist.ts';
import { endRivalryOf, rivalryOf } from './exist/rivals.ts';
import { missUnheard } from './exist/unheard.ts';
import { askWhetherTwo } from './exist/split.ts';
import { createHeardFuser, isHeardReport } from './fuse-heard.ts';
import { judgeColdStart } from './initiate/cold-start.ts';
import { look, type Footprints } from './initiate/look.ts';
import { birthDensity, clutterDensity } from './initiate/point.ts';
import { createStarter } from './initiate/start.ts';
import { learnRates } from './learn/report-rates.ts';
import { shapeOf } from './measure/rows.ts';
import { maxDetections, readValues, type Values } from './measure/values.ts';
import type { Report } from './sensors/sensor.ts';
import type { State } from './state.ts';

/** Weight from which a fact counts among a track's causes. */
const causeWeight = 0.05;
/** How far a track may be from a sensor beyond its reach and still be weighed, m: what moves and what is uncertain. */
const marginM = 3000;
/** The cold start is judged anew this often, ms: not by each of a hundred reports a second. */
const scaleEveryMs = 200;
/** What is gone is taken out this often between ticks, ms. */
const sweepEveryMs = 1000;
/** A track that is less likely than this tells nothing of how often a sensor detects. */
const sureExistence = 0.95;

export interface Fuser {
  fuse(report: Report): void;
  /** Before the reports of a tick: tracks have moved, come or gone since the last. */
  begin(): void;
  /** Gives a track's slots back; the caller takes it out of `active`. */
  drop(i: number): void;
  /** Asks of heard tracks that may stand for two sources whether they do. */
  askWhetherTwo(atMs: number): void;
}

/** One report into all tracks: predict, weigh, associate, update, initiate. */
export function createFuser(
  frame: Frame,
  values: Values,
  gaussians: Gaussians,
  mixtures: Mixtures,
  startMs: number,
  state: State,
): Fuser {
  const densities: readonly Density[] = [gaussians, mixtures];
  const starter = createStarter(frame, values, gaussians, state, support);
  const heard = createHeardFuser(startMs, densities, mixtures, state, { support, start: starter.startHeard });
  const edges = createEdges();
  const weights: Weights = {
    pd: 0,
    count: 0,
    detection: new Int32Array(maxDetections),
    likelihood: new Float64Array(maxDetections),
  };
  const mirrors = createMirrors(frame, values, gaussians, state);
  /** By track: its place among the candidates; -1: none. */
  let candidateAt = new Int32Array(0);
  /** Per candidate: track, Pd. */
  let candidate = new Int32Array(256);
  let candidatePd = new Float64Array(256);
  let missWeight = new Float64Array(256);
  const clusters = createClusters();
  const nearby = createNearby();
  /** Sensing time at which it was last swept since the tick began. */
  let sweptMs = Infinity;
  const nullDensity = new Float64Array(maxDetections);
  const birth = new Float64Array(maxDetections);
  /** Of this report: detections of sure tracks that were due by the stated Pd, and those that came. */
  let due = 0;
  let seen = 0;
  const footprints: Footprints = new WeakMap();

  function fuse(report: Report): void {
    if (isHeardReport(report)) {
      if (report.detections.length === 0) missUnheard(state.tracks, gaussians.bank, report);
      heard.fuse(report);
      return;
    }
    const detections =
      report.detections.length > maxDetections
        ? report.detections.slice(0, maxDetections)
        : report.detections;
    const shape = shapeOf(detections);
    if (detections.length > 0 && shape === 'none') return;
    readValues(values, frame, report.sensor, detections, shape);
    readNull(report);
    startEdges(edges, values.count);
    const { tracks, intensity } = state;
    due = seen = 0;
    if (sweptMs === Infinity) sweptMs = report.sensedMs;
    else if (report.sensedMs - sweptMs >= sweepEveryMs) {
      sweep(tracks, drop);
      nearby.count = 0;
      sweptMs = report.sensedMs;
    }
    follow(nearby, tracks);
    const { model } = report.sensor;
    const reach2 = (model.maxRangeM + marginM) * (model.maxRangeM + marginM);
    for (let k = 0; k < nearby.count; k++) {
      const de = nearby.east[k] - model.east;
      const dn = nearby.north[k] - model.north;
      if (!(de * de + dn * dn > reach2)) weighTrack(report, tracks.active[k]);
    }
    if (model.silenceInforms && !(report.sensedMs - intensity.scaledMs < scaleEveryMs)) {
      judgeColdStart(intensity, tracks, report.sensedMs);
    }
    propagate(edges);
    findClusters(clusters, edges, edges.marginal, leastMarginal);
    for (let c = 0; c < edges.trackCount; c++) if (clusters.size[c] > 1) exact(edges, clusters, c);
    weighMirrors(report);
    for (let c = 0; c < edges.trackCount; c++) weighUpdate(report, c);
    for (let c = 0; c < edges.trackCount; c++) {
      if (clusters.size[c] > 1) updateCluster(report, c);
      else if (clusters.size[c] === 1) updateTrack(report, c);
    }
    mirrors.swap();
    starter.startUnexplained(report, detections, { unexplained: edges.unexplained, birth, nullDensity });
    if (report.sensor.model.silenceInforms && !report.isContinuation) {
      learnRates(report.sensor, falsesOf(report), due, seen);
    }
    if (!report.isContinuation) look(intensity, footprints, report.sensor.model, report.sensedMs);
  }

  /** Pairs that contend may be where ranges cross: asks the report of those known. */
  function weighMirrors(report: Report): void {
    const { tracks } = state;
    for (let first = 0; first < edges.trackCount; first++) {
      if (clusters.size[first] < 2 || clusters.size[first] > clusterTracks) continue;
      for (let c = first; c >= 0; c = clusters.next[c]) {
        for (let d = clusters.next[c]; d >= 0; d = clusters.next[d])
          if (contendForOne(edges, c, d, leastMarginal)) mirrors.note(report, candidate[c], candidate[d]);
      }
    }
    if (state.mirrors.size === 0) return;
    if (candidateAt.length < tracks.size) candidateAt = new Int32Array(tracks.size);
    candidateAt.fill(-1);
    for (let c = 0; c < edges.trackCount; c++) candidateAt[candidate[c]] = c;
    mirrors.weigh(report, edges, candidateAt, nullDensity);
  }

  function readNull(report: Report): void {
    const clutter = clutterDensity(report.sensor, values);
    for (let j = 0; j < values.count; j++) {
      birth[j] = birthDensity(state.intensity, report, values, j);
      nullDensity[j] = clutter + birth[j];
    }
  }

  /** Expected number of the report's detections that no target caused. */
  function falsesOf(report: Report): number {
    const clutter = clutterDensity(report.sensor, values);
    let falses = 0;
    for (let j = 0; j < values.count; j++) falses += (edges.unexplained[j] * clutter) / nullDensity[j];
    return falses;
  }

  /** Whether a sensor's detection or miss of track i, which is there with probability r, tells of the sensor. */
  function isCounted(report: Report, i: number, r: number): boolean {
    const { tracks } = state;
    if (r < sureExistence || tracks.kind[i] !== 0 || tracks.status[i] === tentative) return false;
    return gaussians.isOpen(tracks.slot[i], report.sensor.model);
  }

  function weighTrack(report: Report, i: number): void {
    const { tracks } = state;
    const { model } = report.sensor;
    const slot = tracks.slot[i];
    if (tracks.kind[i] === 0) {
      if (isGone(tracks, i)) return;
    } else {
      const { centreE, centreN, radiusM } = mixtures.of(slot);
      const reach = model.maxRangeM + radiusM + marginM;
      const de = centreE - model.east;
      const dn = centreN - model.north;
      if (de * de + dn * dn > reach * reach) return;
    }
    const density = densities[tracks.kind[i]];
    if (tracks.kind[i] !== 0 || !gaussians.passOver(slot, report, weights)) {
      density.predict(slot, report.sensedMs);
      density.weigh(slot, report, weights);
    }
    if (!(weights.pd > 0)) return;
    const dtS = (report.sensedMs - tracks.atMs[i]) / 1000;
    tracks.existence[i] = survive(tracks.existence[i], dtS, (report.sensedMs - tracks.supportedMs[i]) / 1000);
    if (dtS > 0) tracks.atMs[i] = report.sensedMs;
    const r = tracks.existence[i];
    const pd = report.isContinuation || !model.isExhaustive ? 0 : weights.pd;
    if (isCounted(report, i, r)) due += (r * pd) / report.sensor.pdFactor;
    if (weights.count === 0) {
      tracks.existence[i] = existenceAfterMiss(r, pd);
      tracks.missed[i] += pd;
      if (pd > 0) density.learnVisible(slot, report, 0);
      return;
    }
    const c = edges.trackCount;
    if (c === candidate.length) growCandidates();
    candidate[c] = i;
    candidatePd[c] = pd;
    addTrack(edges);
    const missed = 1 - r * pd;
    for (let k = 0; k < weights.count; k++) {
      const j = weights.detection[k];
      if (!(weights.likelihood[k] >= 0)) continue;
      addEdge(edges, j, (r * weights.likelihood[k]) / (missed * nullDensity[j]));
    }
  }

  function growCandidates(): void {
    candidate = grown(candidate, 2 * candidate.length);
    candidatePd = grown(candidatePd, candidate.length);
    missWeight = new Float64Array(candidate.length);
  }

  /** Tracks that contend are dealt their hypotheses together. */
  function updateCluster(report: Report, first: number): void {
    const { tracks } = state;
    let hypotheses = 0;
    let isSeen = clusters.size[first] <= clusterTracks;
    for (let c = first; c >= 0; c = clusters.next[c]) {
      hypotheses += 1 + edges.first[c + 1] - edges.first[c];
      isSeen &&= tracks.kind[candidate[c]] === 0;
    }
    if (!isSeen || hypotheses > clusterHypotheses) {
      for (let c = first; c >= 0; c = clusters.next[c]) updateTrack(report, c);
      return;
    }
    gaussians.gather();
    for (let c = first; c >= 0; c = clusters.next[c]) {
      const i = candidate[c];
      const { detection, marginal, first: firstEdge } = edges;
      gaussians.offer(
        tracks.slot[i],
        report,
        tracks.existence[i],
        missWeight[c],
        detection,
        marginal,
        firstEdge[c],
        firstEdge[c + 1],
      );
    }
    gaussians.settle();
  }

  function updateTrack(report: Report, c: number): void {
    const { tracks } = state;
    const i = candidate[c];
    densities[tracks.kind[i]].update(
      tracks.slot[i],
      report,
      missWeight[c],
      edges.detection,
      edges.marginal,
      edges.first[c],
      edges.first[c + 1],
    );
    if (tracks.kind[i] === 1) updateOther(report, c);
  }

  /** A host that may be one with its rival is followed in both ways: the other takes the report in as well. */
  function updateOther(report: Report, c: number): void {
    const i = candidate[c];
    const rivalry = rivalryOf(state.heard.rivalries, i);
    if (rivalry?.host !== i) return;
    const other = state.tracks.slot[i] === rivalry.alone ? rivalry.beside : rivalry.alone;
    const { detection, marginal, first } = edges;
    mixtures.predict(other, report.sensedMs);
    mixtures.update(other, report, missWeight[c], detection, marginal, first[c], first[c + 1]);
  }

  /** What the association means for the existence and support of a candidate, and for the weights of its update. */
  function weighUpdate(report: Report, c: number): void {
    const { tracks } = state;
    const i = candidate[c];
    const none = edges.none[c];
    const before = tracks.existence[i];
    const after = existenceAfter(before, candidatePd[c], none);
    tracks.existence[i] = after;
    const from = edges.first[c];
    const to = edges.first[c + 1];
    let sum = 0;
    for (let k = from; k < to; k++) {
      const weight = edges.marginal[k];
      sum += weight;
      support(report, i, report.detections[edges.detection[k]], weight);
      edges.marginal[k] = weight / after;
    }
    tracks.hits[i] += sum;
    if (isCounted(report, i, before)) seen += sum;
    if (candidatePd[c] > 0 || sum >= 0.5) densities[tracks.kind[i]].learnVisible(tracks.slot[i], report, sum);
    tracks.missed[i] = sum >= 0.5 ? 0 : tracks.missed[i] + candidatePd[c];
    missWeight[c] = (none * existenceAfterMiss(before, candidatePd[c])) / after;
  }

  function support(report: Report, i: number, detection: DetectionEvent, weight: number): void {
    if (!(weight >= causeWeight)) return;
    const { tracks, sources } = state;
    addCause(tracks, i, detection.seq);
    const source = sourceOf(sources, report.sensor, detection);
    speakFor(tracks, i, sources, source, weight, report.sensedMs);
    if (weight >= 0.5) {
      tracks.supportedMs[i] = Math.max(tracks.supportedMs[i], report.sensedMs);
      tracks.missed[i] = 0;
      const { type } = detection.measurement;
      if (type === 'rangeBearing' || type === 'position') tracks.placedMs[i] = report.sensedMs;
    }
    if (weight >= 0.5) densities[tracks.kind[i]].learnHeightFrom(tracks.slot[i], report, detection);
    addClassEvidence(tracks, i, detection, weight);
    const { identity } = detection;
    if (identity === undefined || weight < 0.5) return;
    addIdentityEvidence(tracks, i, identity);
    const known = state.identities.get(i) ?? [];
    if (!known.some(({ scheme, id }) => scheme === identity.scheme && id === identity.id)) {
      state.identities.set(i, [...known, identity].slice(-4));
    }
  }

  function drop(i: number): void {
    const { tracks } = state;
    endRivalryOf(state, mixtures, i);
    densities[tracks.kind[i]].free(tracks.slot[i]);
    state.identities.delete(i);
    tracks.free.push(i);
  }

  return {
    fuse,
    begin() {
      nearby.count = 0;
      sweptMs = Infinity;
    },
    drop,
    askWhetherTwo: (atMs) => askWhetherTwo(state, mixtures, starter.startHeard, atMs),
  };
}
