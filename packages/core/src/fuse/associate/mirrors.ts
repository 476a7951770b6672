import { upAtHeight, type Frame } from '../../base/frame.ts';
import { pdAtRange } from '../../base/sensor-model/index.ts';
import { tentative, trackCapacity, type Tracks } from '../bank/tracks.ts';
import { slotMoments } from '../density/gaussian-bank.ts';
import { isRange } from '../density/gaussian-look.ts';
import {
  aimMirror,
  createMirror,
  lowerOf,
  mirrorState,
  moveToHeightOf,
  putSlot,
  shareHeight,
  shareModes,
  type SensorPlace,
} from '../density/gaussian-mirror.ts';
import { forgetVeer } from '../density/gaussian-veer.ts';
import type { Gaussians } from '../density/gaussian.ts';
import { liftSize, reckonedM } from '../density/lift-state.ts';
import { modeCount } from '../density/modes.ts';
import { createHypothesis, distance2, factor, project } from '../measure/hypothesis.ts';
import { createSight, linearize, sightOf } from '../measure/linearize.ts';
import { createRows, maxRows } from '../measure/rows.ts';
import { firstNotBelow, maxDetections, type Values } from '../measure/values.ts';
import type { Report, Sensor } from '../sensors/sensor.ts';
import type { Edges } from './edges.ts';

/**
 * Pairs of tracks that may have settled where ranges cross (`density/gaussian-mirror`). Detection by detection the one place
 * explains nearly as much as the other, so association never leaves it; over the reports of both sensors the joint likelihoods
 * do tell. Their ratio is summed for each pair that contends for a detection, and where the other place wins the pair is put
 * there (Wald's sequential test, 1945; with a floor, Page, "Continuous inspection schemes", Biometrika 41, 1954, for a pair may
 * settle wrongly at any time that it comes near).
 */
export interface MirrorPair {
  /** Tracks and their numbers. */
  a: number;
  b: number;
  numberA: number;
  numberB: number;
  /** Sensors, by index, whose ranges cross: the first that saw them contend, and the next that saw them; -1: none yet. */
  first: number;
  second: number;
  /** Natural logarithm of how much likelier the other place is. */
  log: number;
  /** Reports left out since it was last asked. */
  rested: number;
  contendedMs: number;
}

/** By tracks: a times the capacity for tracks, and b, a < b. */
export type MirrorPairs = Map<number, MirrorPair>;

export interface MirrorState {
  readonly tracks: Tracks;
  readonly mirrors: MirrorPairs;
  readonly register: { readonly sensors: Sensor[] };
}

export interface Mirrors {
  /** Two tracks contend for a detection of the report. */
  note(report: Report, i: number, k: number): void;
  /** Before the update: what the report tells of each pair; `candidateAt`: by track, its place among the edges' tracks. */
  weigh(report: Report, edges: Edges, candidateAt: Int32Array, nullDensity: Float64Array): void;
  /** After the update: puts pairs to the other place where that has won. */
  swap(): void;
}

/** Pairs beyond are refused: they are associated as before. */
const pairCapacity = 1024;
/** Farther apart than this, m, two tracks that contend are wide rather than mirrored. */
const nearM = 600;
/** Contended for nothing so long, ms: there is nothing left to confuse. */
const forgetMs = 30_000;
/** Log odds of the other place at first, at least, and when it is believed. */
const logFirst = -1;
const logFloor = -5;
const logAccept = 3;
/** At the least, only every so many reports are asked: no multiple of the number of sensors, so that all are. */
const restReports = 7;
/** A report counts for no more than this either way: one false detection at the other place must not decide. */
const mostOfReport = 1;
/** Bearings had drawn the two aside: their covariances were too small by so much. */
const widen = 4;
/** Squared distance between the two places, in the variances of the place, from which there are two. */
const leastApart2 = 0.5;
/** Detections beyond this squared distance are another's. */
const gateD2 = 36;

/** The two places of a pair: a, b, and what they become. */
const placeCount = 4;

export function createMirrors(
  frame: Frame,
  values: Values,
  gaussians: Gaussians,
  state: MirrorState,
): Mirrors {
  const { bank } = gaussians;
  const mirror = createMirror();
  const rows = createRows();
  const sight = createSight();
  const hypothesis = createHypothesis();
  const mean = Array.from({ length: placeCount }, () => new Float64Array(4));
  const covariance = Array.from({ length: placeCount }, () => new Float64Array(10));
  const levelled = [new Float64Array(4), new Float64Array(4)];
  /** By detection: odds that the one, or the other, caused it; all zero between calls. */
  const odds = [new Float64Array(maxDetections), new Float64Array(maxDetections)];
  /** Detections with odds, in no order that matters. */
  const gated: number[] = [];
  const least = new Float64Array(1);

  /** Fills means and covariances of both places; false where there is no other place. */
  function findPlaces({ a, b, first, second }: MirrorPair): boolean {
    const { tracks, register } = state;
    slotMoments(bank, tracks.slot[a], mean[0], covariance[0]);
    slotMoments(bank, tracks.slot[b], mean[1], covariance[1]);
    level(tracks.slot[a], tracks.slot[b]);
    const one = register.sensors[first].model;
    const two = register.sensors[second].model;
    // Either may be kept: the pair is the same, but for which of the two is which. The shorter way is meant.
    const isKept = rangeApart(one) > rangeApart(two);
    const [atA, atB] = levelled;
    if (!aimMirror(mirror, atA, atB, isKept ? one : two, isKept ? two : one)) return false;
    mirrorState(mirror, atA, covariance[0], atB, covariance[1], mean[2], covariance[2]);
    mirrorState(mirror, atB, covariance[1], atA, covariance[0], mean[3], covariance[3]);
    return true;
  }

  /** Fills `levelled`: the means, were both as high as the lower is reckoned. Else one at a false height hides the other place. */
  function level(a: number, b: number): void {
    const low = lowerOf(bank, a, b);
    levelled[0].set(mean[0]);
    levelled[1].set(mean[1]);
    moveToHeightOf(bank, low, a, levelled[0]);
    moveToHeightOf(bank, low, b, levelled[1]);
  }

  /** How far apart the two are in range of a sensor, m. */
  function rangeApart({ east, north }: SensorPlace): number {
    const [atA, atB] = levelled;
    const e = (atA[0] + atB[0]) / 2 - east;
    const n = (atA[1] + atB[1]) / 2 - north;
    const dot = e * (atA[0] - atB[0]) + n * (atA[1] - atB[1]);
    return Math.abs(dot) / Math.sqrt(e * e + n * n);
  }

  function isApart(): boolean {
    const e = mean[2][0] - mean[0][0];
    const n = mean[2][1] - mean[0][1];
    const [pa, pb] = covariance;
    return e * e + n * n > (leastApart2 * (pa[0] + pa[4] + pb[0] + pb[4])) / 2;
  }

  /** Logarithm of the joint likelihood of the report, the pair being at places `at` and `at + 1`, against nothing there. */
  function likelihoodAt(
    at: number,
    { a, b }: MirrorPair,
    report: Report,
    edges: Edges,
    candidateAt: Int32Array,
    nullDensity: Float64Array,
  ): number {
    const { slot } = state.tracks;
    const low = lowerOf(bank, slot[a], slot[b]);
    ask(at, a, at < 2 || low < 0 ? slot[a] : low, odds[0], report, nullDensity);
    ask(at + 1, b, at < 2 || low < 0 ? slot[b] : low, odds[1], report, nullDensity);
    for (const j of gated) {
      // What others claim is not there for these.
      const others =
        1 - edges.unexplained[j] - claimOf(edges, candidateAt[a], j) - claimOf(edges, candidateAt[b], j);
      const free = 1 - Math.min(1, Math.max(0, others));
      odds[0][j] *= free;
      odds[1][j] *= free;
    }
    const log = Math.log(pairSum(odds[0], odds[1], gated));
    for (const j of gated) odds[0][j] = odds[1][j] = 0;
    gated.length = 0;
    return log;
  }

  /** Adds the odds that track i, being at a place and as high as a slot, caused each detection. */
  function ask(
    at: number,
    i: number,
    slot: number,
    out: Float64Array,
    report: Report,
    nullDensity: Float64Array,
  ): void {
    const { model, pdFactor } = report.sensor;
    const { tracks } = state;
    const heightM = bank.lift[liftSize * slot + reckonedM];
    sight.targetUp = upAtHeight(frame, mean[at][0], mean[at][1], heightM);
    sight.lagS = sight.turnRadPerS = 0;
    if (!sightOf(sight, model, mean[at], 0)) return;
    linearize(rows, values.shape, sight, model, mean[at], 0, covariance[at], 0);
    project(hypothesis, rows, covariance[at], 0);
    if (!factor(hypothesis, rows, values.variance, 0)) return;
    const pd = Math.min(0.99, tracks.existence[i] * pdFactor * pdAtRange(model, sight.rangeM));
    const reach = Math.sqrt(gateD2) * hypothesis.lower[0];
    least[0] = rows.predicted[0] - reach;
    const most = rows.predicted[0] + reach;
    for (let k = firstNotBelow(values, least, 0); k < values.count && values.key[k] <= most; k++) {
      const j = values.order[k];
      const d2 = distance2(hypothesis, rows, values.z, j * maxRows);
      if (!(d2 < gateD2)) continue;
      if (odds[0][j] === 0 && odds[1][j] === 0) gated.push(j);
      out[j] = (pd * Math.exp(-0.5 * d2 - hypothesis.logNorm)) / (nullDensity[j] * (1 - pd));
    }
  }

  /** Whether a slot can be brought to the report's time, and is in the sensor's reach. */
  function isWithin(slot: number, { sensor, sensedMs }: Report): boolean {
    const { east, north, maxRangeM } = sensor.model;
    const e = bank.x[4 * slot * modeCount] - east;
    const n = bank.x[4 * slot * modeCount + 1] - north;
    return bank.timeMs[slot] <= sensedMs && e * e + n * n <= maxRangeM * maxRangeM;
  }

  function note(report: Report, i: number, k: number): void {
    const { tracks, mirrors } = state;
    if (!isRange(values.shape)) return;
    if (tracks.kind[i] !== 0 || tracks.kind[k] !== 0) return;
    if (tracks.status[i] === tentative || tracks.status[k] === tentative) return;
    const a = Math.min(i, k);
    const b = Math.max(i, k);
    const known = mirrors.get(a * trackCapacity + b);
    if (known !== undefined && isOf(tracks, known)) {
      known.contendedMs = report.sensedMs;
      return;
    }
    const atA = 4 * tracks.slot[a] * modeCount;
    const atB = 4 * tracks.slot[b] * modeCount;
    const e = bank.x[atA] - bank.x[atB];
    const n = bank.x[atA + 1] - bank.x[atB + 1];
    if (e * e + n * n > nearM * nearM || mirrors.size >= pairCapacity) return;
    mirrors.set(a * trackCapacity + b, {
      a, b, numberA: tracks.number[a], numberB: tracks.number[b],
      first: report.sensor.index, second: -1, log: logFirst, rested: 0, contendedMs: report.sensedMs,
    }); // prettier-ignore
  }

  function weigh(report: Report, edges: Edges, candidateAt: Int32Array, nullDensity: Float64Array): void {
    const { mirrors, tracks } = state;
    if (!isRange(values.shape) || report.isContinuation) return;
    for (const [key, pair] of mirrors) {
      if (!isOf(tracks, pair) || report.sensedMs - pair.contendedMs > forgetMs) {
        mirrors.delete(key);
        continue;
      }
      if (pair.second < 0 && report.sensor.index === pair.first) continue;
      const a = tracks.slot[pair.a];
      const b = tracks.slot[pair.b];
      if (!isWithin(a, report) || !isWithin(b, report)) continue;
      if (pair.second < 0) pair.second = report.sensor.index;
      if (pair.log === logFloor && ++pair.rested < restReports) continue;
      pair.rested = 0;
      gaussians.predict(a, report.sensedMs);
      gaussians.predict(b, report.sensedMs);
      if (!findPlaces(pair)) continue;
      const here = likelihoodAt(0, pair, report, edges, candidateAt, nullDensity);
      const there = likelihoodAt(2, pair, report, edges, candidateAt, nullDensity);
      const told = Math.min(mostOfReport, Math.max(-mostOfReport, there - here));
      pair.log = Math.max(logFloor, pair.log + told);
    }
  }

  function swap(): void {
    const { mirrors, tracks } = state;
    for (const pair of mirrors.values()) {
      if (pair.log < logAccept) continue;
      const a = tracks.slot[pair.a];
      const b = tracks.slot[pair.b];
      if (bank.timeMs[a] !== bank.timeMs[b] || !findPlaces(pair) || !isApart()) continue;
      putSlot(bank, a, mean[2], covariance[2], widen);
      putSlot(bank, b, mean[3], covariance[3], widen);
      shareModes(bank, a, b);
      shareHeight(bank, a, b);
      forgetVeer(bank, a);
      forgetVeer(bank, b);
      pair.log = logFloor;
    }
  }

  return { note, weigh, swap };
}

/** Whether the pair's tracks are still those it was noted of, and seen alone. */
function isOf(tracks: Tracks, { a, b, numberA, numberB }: MirrorPair): boolean {
  if (tracks.number[a] !== numberA || tracks.number[b] !== numberB) return false;
  return tracks.kind[a] === 0 && tracks.kind[b] === 0;
}

/** What a candidate claims of detection j; -1: the track is none. */
function claimOf({ first, detection, marginal }: Edges, candidate: number, j: number): number {
  if (candidate < 0) return 0;
  for (let k = first[candidate]; k < first[candidate + 1]; k++) if (detection[k] === j) return marginal[k];
  return 0;
}

/**
 * Sum over all ways in which two targets may have caused one detection each or none, no detection twice: of the products of
 * their odds at `of` the detections.
 */
export function pairSum(a: Float64Array, b: Float64Array, of: readonly number[]): number {
  let sumA = 0;
  let sumB = 0;
  let both = 0;
  for (const j of of) {
    sumA += a[j];
    sumB += b[j];
    both += a[j] * b[j];
  }
  return 1 + sumA + sumB + Math.max(0, sumA * sumB - both);
}
