import type { Frame } from '../../base/frame.ts';
import { upAtHeight } from '../../base/frame.ts';
import { pdAt, pdAtRange, type SensorModel } from '../../base/sensor-model/index.ts';
import { heightFrom, saysHeight, updateHeight } from '../measure/height.ts';
import { createHypothesis, distance2, factor, project } from '../measure/hypothesis.ts';
import { createSight, linearize, sightOf } from '../measure/linearize.ts';
import { createRows, maxRows, rowsOf, type Shape } from '../measure/rows.ts';
import { firstNotBelow, maxDetections, type Values } from '../measure/values.ts';
import { isOpen, learnHeight, lowestM, openPd, pdOverHeights, visibleFromM } from '../measure/visible.ts';
import type { Report } from '../sensors/sensor.ts';
import type { Density, Weights } from './density.ts';
import {
  createGaussianBank,
  placeSlot,
  predictSlot,
  slotMean,
  slotMomentsAfter,
  takeSlot,
  type GaussianBank,
} from './gaussian-bank.ts';
import { createCluster, deal, settle, startCluster } from './gaussian-cluster.ts';
import { createKept, entryOf, keepMode, keepSlot, recallMode } from './gaussian-kept.ts';
import { isAnyNear, placeLines, polarLines, type Lines } from './gaussian-glance.ts';
import { createUpdater } from './gaussian-update.ts';
import { gateOf } from './gate.ts';
import { modeCount, modeTurn } from './modes.ts';

/**
 * A mode is not asked, and takes the blame of a miss, where it is less likely than this and a likelier one is nearer to a
 * detection than `nearD2`; in flight that is steady no more all are. Modes here are redrawn within seconds. Those of mixtures
 * are entered rarely (`mixture-motion`) and begin lighter than that: they must be asked.
 */
const usualLeastMode = 0.01;
const nearD2 = 4;
const leastSteady = 0.7;

/** Height taken for what is aloft at one nobody measured, m, and how far its square is off, halved: slant range errs by that over range. */
const usualHeightM = 500;
const unsureHeight2 = 4e5;

function isRange(shape: Shape): boolean {
  return shape === 'range-bearing' || shape === 'range-bearing-rate';
}

export interface Gaussians extends Density {
  readonly bank: GaussianBank;
  /**
   * Whether no detection of a report can be in a gate of a slot (`gaussian-glance`): then `out` says so, `learnVisible` can be
   * asked, and the slot need not be predicted. false where it is not that easily seen.
   */
  passOver(slot: number, report: Report, out: Weights): boolean;
  /** Starts a slot at a place; -1 where the bank is full. */
  place(timeMs: number, east: number, north: number, ee: number, en: number, nn: number): number;
  /** Instead of `update` of each: tracks that contend for detections, one `offer` each between `gather` and `settle`. */
  gather(): void;
  offer(
    slot: number,
    report: Report,
    existence: number,
    missWeight: number,
    detection: Int32Array,
    weight: Float64Array,
    from: number,
    to: number,
  ): void;
  settle(): void;
  /** Whether, at every height still possible, nothing hides it from the sensor: a miss is the sensor's own. */
  isOpen(slot: number, model: SensorModel): boolean;
  /** Writes roughly where a slot's target is at a time to east[i], north[i]. */
  where(slot: number, atMs: number, i: number, east: Float64Array, north: Float64Array): void;
}

/**
 * `values` holds the report's detections as numbers: whoever calls `weigh` and `update` reads them in first. `leastMode`: modes
 * no likelier than this are not asked where another fits; 0 asks all that there are.
 */
export function createGaussians(
  frame: Frame,
  values: Values,
  capacity: number,
  leastMode = usualLeastMode,
): Gaussians {
  let bank = createGaussianBank(capacity);
  const rows = createRows();
  const sight = createSight();
  const hypothesis = createHypothesis();
  const mean = new Float64Array(4);
  const lines: Lines = {
    alongE: 0, alongN: 0, acrossE: 0, acrossN: 0, first: 0, second: 0, acrossM: 1, unsure2: 0, dtS: 0,
  }; // prettier-ignore

  function isMoot(slot: number, k: number, nearestD2: number): boolean {
    const { mu } = bank;
    if (mu[k] > leastMode) return false;
    return mu[k] === 0 || (nearestD2 < nearD2 && mu[slot * modeCount] > leastSteady);
  }

  /** It was seen by a sensor with a mask or a horizon, so that it flies, at a height that nobody measured. */
  function isAloft(slot: number): boolean {
    return bank.height[2 * slot + 1] === Infinity && bank.heights[2 * slot] > lowestM;
  }

  /** Height to reckon with: the estimated one, a usual one for what is aloft, else the surface. */
  function reckonedHeightM(slot: number): number {
    if (bank.height[2 * slot + 1] !== Infinity) return bank.height[2 * slot];
    return isAloft(slot) ? usualHeightM : 0;
  }

  /** Sets what `sightOf` reckons with: how high, and how much older a report is than the slot, s (below 0: the slot was not predicted). */
  function aim(slot: number, report: Report): void {
    const at = 4 * slot * modeCount;
    sight.targetUp = upAtHeight(frame, bank.x[at], bank.x[at + 1], reckonedHeightM(slot));
    sight.lagS = (bank.timeMs[slot] - report.sensedMs) / 1000;
    sight.turnRadPerS = 0;
  }

  /** Linearises and projects a mode of the slot aimed at; false where nothing of it can have arrived. */
  function look(slot: number, k: number, model: SensorModel): boolean {
    sight.turnRadPerS = modeTurn[k - slot * modeCount];
    if (!sightOf(sight, model, bank.x, 4 * k)) return false;
    linearize(rows, values.shape, sight, model, bank.x, 4 * k, bank.p, 10 * k);
    if (isRange(values.shape) && isAloft(slot)) {
      const slantM = unsureHeight2 / sight.rangeM;
      rows.extraVariance[0] += slantM * slantM;
    }
    project(hypothesis, rows, bank.p, 10 * k);
    return true;
  }

  /** The slot whose Pd the last glance left in its `out`, to be weighed next; -1: none. */
  let glanced = -1;

  function passOver(slot: number, report: Report, out: Weights): boolean {
    if (!(report.sensedMs >= bank.timeMs[slot])) return false;
    const { shape } = values;
    const isPlace = shape === 'position' || shape === 'position-velocity';
    if (!isPlace && !isRange(shape) && values.count > 0) return false;
    glanced = -1;
    aim(slot, report);
    readPd(slot, report, out);
    out.count = 0;
    if (out.pd <= 0 || values.count === 0) return true;
    lines.dtS = -sight.lagS;
    lines.unsure2 = isAloft(slot) ? (unsureHeight2 / sight.rangeM) * (unsureHeight2 / sight.rangeM) : 0;
    if (isPlace) placeLines(lines, mean);
    else polarLines(lines, sight, report.sensor.model);
    if (!isAnyNear(bank, slot, mean, values, lines)) return true;
    glanced = slot;
    return false;
  }

  /** Pd of the slot aimed at into `out`; `mean` and `sight` are then of its mean. */
  function readPd(slot: number, report: Report, out: Weights): void {
    const { model, pdFactor } = report.sensor;
    slotMean(bank, slot, mean);
    out.pd = 0;
    if (!sightOf(sight, model, mean, 0)) return;
    if (bank.height[2 * slot + 1] !== Infinity) {
      out.pd = pdFactor * pdAt(model, sight.east, sight.north, sight.up, bank.height[2 * slot]);
    } else if (isOpen(model)) {
      out.pd = pdFactor * openPd(model, sight.rangeM);
    } else {
      const { heights } = bank;
      const low = heights[2 * slot];
      const high = heights[2 * slot + 1];
      out.pd = pdFactor * pdOverHeights(model, sight.east, sight.north, sight.rangeM, low, high);
    }
  }

  /** Likelihood of each detection in each mode, modeCount a detection; all zero between calls. */
  const perMode = new Float64Array(modeCount * maxDetections);
  /** Detections that are in some mode's gate, in no order that matters. */
  const gated = new Int32Array(maxDetections);
  const isGated = new Uint8Array(maxDetections);
  /** Of the slot being asked: detections gated; least squared distance of any detection in any mode so far. */
  const asked = { gated: 0, nearestD2: Infinity };

  /** What weighing worked out of slots that a glance was taken at, for their update by the same report. */
  const kept = createKept();
  let keptReport: Report | undefined;

  /** A new entry; -1 where what is seen of the slot is not of the kind that is kept. */
  function keptEntry(slot: number, report: Report): number {
    if (report !== keptReport) {
      kept.count = 0;
      keptReport = report;
    }
    if (!values.isUniform || rowsOf(values.shape) !== 2) return -1;
    return keepSlot(kept, slot, bank.size, reckonedHeightM(slot));
  }

  /** Fills `perMode` and `gated`, and the entry of `kept` where that is not -1. */
  function weighModes(slot: number, report: Report, entry: number): void {
    asked.gated = 0;
    asked.nearestD2 = Infinity;
    for (let mode = 0; mode < modeCount; mode++) {
      const k = slot * modeCount + mode;
      if (isMoot(slot, k, asked.nearestD2)) continue;
      if (!look(slot, k, report.sensor.model)) continue;
      if (!factor(hypothesis, rows, values.variance, 0)) continue;
      if (entry >= 0) keepMode(kept, entry, mode, rows, hypothesis);
      if (rows.isAngle[0] === 1 || !values.isUniform) weighAll(slot, mode);
      else weighWindow(slot, mode);
    }
  }

  /** All detections: where the first value is an angle, or variances differ. */
  function weighAll(slot: number, mode: number): void {
    const gate = gateOf(bank.mu[slot * modeCount + mode]);
    for (let j = 0; j < values.count; j++) {
      if (!values.isUniform && !factor(hypothesis, rows, values.variance, j * maxRows)) continue;
      const d2 = distance2(hypothesis, rows, values.z, j * maxRows);
      if (d2 < gate) keepLikelihood(mode, j, d2);
    }
  }

  /** Detections whose first value lies within the gate's reach, and whose second does; the squared distance of two values inline. */
  function weighWindow(slot: number, mode: number): void {
    const { key, second, order, variance, z, count } = values;
    const { lower, spread } = hypothesis;
    const gate = gateOf(bank.mu[slot * modeCount + mode]);
    const reach = Math.sqrt(gate) * lower[0];
    const reachSecond = Math.sqrt(gate * (spread[maxRows + 1] + variance[1] + rows.extraVariance[1]));
    const first = rows.predicted[0];
    const predicted = rows.predicted[1];
    const firstRoot = lower[0];
    const cross = lower[maxRows];
    const secondRoot = lower[maxRows + 1];
    const most = first + reach;
    // Bearings may be written from 0 or from -pi: off by a turn is not off.
    const turn = rows.isAngle[1] === 1 ? 2 * Math.PI : Infinity;
    const nearTurn = turn - reachSecond;
    const isPair = rows.count === 2;
    for (let at = firstNotBelow(values, first - reach); at < count && key[at] <= most; at++) {
      let off = second[at] - predicted;
      const gap = Math.abs(off);
      if (gap > reachSecond && gap < nearTurn) continue;
      if (gap > turn / 2) off -= off > 0 ? turn : -turn;
      const j = order[at];
      let d2 = 0;
      if (isPair) {
        const a = (key[at] - first) / firstRoot;
        const b = (off - cross * a) / secondRoot;
        d2 = a * a + b * b;
      } else d2 = distance2(hypothesis, rows, z, j * maxRows);
      if (d2 < gate) keepLikelihood(mode, j, d2);
    }
  }

  function keepLikelihood(mode: number, j: number, d2: number): void {
    if (d2 < asked.nearestD2) asked.nearestD2 = d2;
    perMode[j * modeCount + mode] = Math.exp(-0.5 * d2 - hypothesis.logNorm);
    if (isGated[j] === 1) return;
    isGated[j] = 1;
    gated[asked.gated++] = j;
  }

  function clearModes(): void {
    for (let g = 0; g < asked.gated; g++) {
      const j = gated[g];
      isGated[j] = 0;
      for (let mode = 0; mode < modeCount; mode++) perMode[j * modeCount + mode] = 0;
    }
  }

  function weigh(slot: number, report: Report, out: Weights): void {
    aim(slot, report);
    out.count = 0;
    // A glance found it already: prediction leaves the mean where the glance saw it.
    const isGlanced = slot === glanced;
    if (!isGlanced) readPd(slot, report, out);
    glanced = -1;
    if (out.pd <= 0 || values.count === 0) return;
    weighModes(slot, report, isGlanced ? keptEntry(slot, report) : -1);
    const outlier = outlierOf(report);
    const flat = outlier / (2 * Math.PI);
    const keep = 1 - outlier;
    const count = flat > 0 ? values.count : asked.gated;
    for (let g = 0; g < count; g++) {
      const j = flat > 0 ? g : gated[g];
      let likelihood = 0;
      for (let mode = 0; mode < modeCount; mode++) {
        likelihood += bank.mu[slot * modeCount + mode] * perMode[j * modeCount + mode];
      }
      out.detection[g] = j;
      out.likelihood[g] = out.pd * (keep * likelihood + flat);
    }
    out.count = count;
    clearModes();
  }

  const updater = createUpdater(values);

  function update(
    slot: number,
    report: Report,
    missWeight: number,
    detection: Int32Array,
    weight: Float64Array,
    from: number,
    to: number,
  ): void {
    if (from === to) return;
    askModes(slot, report, detection, weight, from, to);
    updater.finish(bank, slot, missWeight);
  }

  function askModes(
    slot: number,
    report: Report,
    detection: Int32Array,
    weight: Float64Array,
    from: number,
    to: number,
  ): void {
    aim(slot, report);
    const { model } = report.sensor;
    const entry = report === keptReport ? entryOf(kept, slot, reckonedHeightM(slot)) : -1;
    updater.start(outlierOf(report), detection, weight, from, to);
    asked.nearestD2 = Infinity;
    for (let mode = 0; mode < modeCount; mode++) {
      const k = slot * modeCount + mode;
      if (isMoot(slot, k, asked.nearestD2)) continue;
      const isKept = recallMode(kept, entry, mode, rows, hypothesis);
      if (!isKept && !look(slot, k, model)) continue;
      asked.nearestD2 = Math.min(asked.nearestD2, updater.ask(mode, bank.mu[k], rows, hypothesis, isKept));
    }
  }

  const cluster = createCluster();

  function outlierOf(report: Report): number {
    return values.shape === 'bearing' ? report.sensor.model.outlier : 0;
  }

  return {
    get bank() {
      return bank;
    },
    place(timeMs, east, north, ee, en, nn) {
      const slot = takeSlot(bank);
      if (slot >= 0) placeSlot(bank, slot, timeMs, east, north, ee, en, nn);
      return slot;
    },
    where(slot, atMs, i, east, north) {
      const at = 4 * slot * modeCount;
      const dtS = (atMs - bank.timeMs[slot]) / 1000;
      east[i] = bank.x[at] + dtS * bank.x[at + 2];
      north[i] = bank.x[at + 1] + dtS * bank.x[at + 3];
    },
    isOpen(slot, model) {
      if (model.seesBelowHorizon && model.minElevationRad <= -Math.PI / 2) return true;
      const isKnown = bank.height[2 * slot + 1] !== Infinity;
      const lowM = isKnown
        ? bank.height[2 * slot] - 2 * Math.sqrt(bank.height[2 * slot + 1])
        : bank.heights[2 * slot];
      slotMean(bank, slot, mean);
      const [de, dn] = [mean[0] - model.east, mean[1] - model.north];
      return visibleFromM(model, Math.sqrt(de * de + dn * dn)) < lowM;
    },
    learnHeightFrom(slot, report, detection) {
      if (!saysHeight(detection)) return;
      const { model } = report.sensor;
      aim(slot, report);
      slotMean(bank, slot, mean);
      if (!sightOf(sight, model, mean, 0)) return;
      const measured = heightFrom(detection, model, sight.groundM);
      if (measured === undefined) return;
      updateHeight(bank.height, 2 * slot, measured, (report.sensedMs - bank.heightMs[slot]) / 1000);
      bank.heightMs[slot] = report.sensedMs;
    },
    learnVisible(slot, report, seen) {
      if (bank.height[2 * slot + 1] !== Infinity) return;
      const { model } = report.sensor;
      if (model.seesBelowHorizon && model.minElevationRad <= -Math.PI / 2) return;
      aim(slot, report);
      slotMean(bank, slot, mean);
      if (!sightOf(sight, model, mean, 0)) return;
      const from = visibleFromM(model, sight.groundM);
      learnHeight(bank.heights, 2 * slot, from, seen, pdAtRange(model, sight.rangeM));
    },
    gather: () => startCluster(cluster),
    offer(slot, report, existence, missWeight, detection, weight, from, to) {
      askModes(slot, report, detection, weight, from, to);
      updater.offer(bank, slot, missWeight, existence, cluster);
    },
    settle() {
      deal(cluster);
      settle(cluster, bank);
    },
    predict: (slot, toMs) => predictSlot(bank, slot, toMs),
    passOver,
    weigh,
    update,
    moments(slot, atMs, outMean, outCovariance) {
      const dtS = Math.max(0, (atMs - bank.timeMs[slot]) / 1000);
      slotMomentsAfter(bank, slot, dtS, outMean, outCovariance);
    },
    // Its radars' rates are learned instead.
    misfit: () => 1,
    height(slot, out) {
      out[0] = bank.height[2 * slot];
      out[1] = Math.sqrt(bank.height[2 * slot + 1]);
      return out[1] !== Infinity;
    },
    heightEnds(slot, out) {
      out[0] = bank.heights[2 * slot];
      out[1] = bank.heights[2 * slot + 1];
    },
    free: (slot) => void bank.free.push(slot),
    save: () => bank,
    load(state) {
      bank = state as GaussianBank;
    },
  };
}
