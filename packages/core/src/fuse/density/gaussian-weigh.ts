import { pdAt, type SensorModel } from '../../base/sensor-model/index.ts';
import { distance2, factor } from '../measure/hypothesis.ts';
import { sightOf } from '../measure/linearize.ts';
import { maxRows } from '../measure/rows.ts';
import { firstNotBelow, maxDetections, type Values } from '../measure/values.ts';
import { isOpen, openPd, pdOverHeights } from '../measure/visible.ts';
import type { Report } from '../sensors/sensor.ts';
import type { Weights } from './density.ts';
import { slotMean, type GaussianBank } from './gaussian-bank.ts';
import { createGlance } from './gaussian-glance.ts';
import { leastHigh } from './gaussian-lift.ts';
import { isRange, type Look } from './gaussian-look.ts';
import { leastUnsure, type Plots } from './gaussian-plots.ts';
import { gateOf } from './gate.ts';
import { half, halfVariance, held, high, highHalf, highVariance, liftSize } from './lift-state.ts';
import { modeCount } from './modes.ts';

/** What a report could mean for a slot: whether it can have been seen, and how likely it caused each detection. */
export interface Weigher {
  /** See `Gaussians`. */
  passOver(slot: number, report: Report, out: Weights): boolean;
  weigh(slot: number, report: Report, out: Weights): void;
}

/** Above this share of steady flight the other modes are not asked twice. */
export const mostlySteady = 0.5;

export function outlierOf(values: Values, report: Report): number {
  return values.shape === 'bearing' ? report.sensor.model.outlier : 0;
}

export function createWeigher(values: Values, bank: GaussianBank, look: Look, plots: Plots): Weigher {
  const { rows, sight, hypothesis, slopes, nearestD2 } = look;
  const mean = new Float64Array(4);
  const glance = createGlance(values, bank, look);

  /** The slot whose Pd the last glance left in its `out`, to be weighed next; -1: none. */
  let glanced = -1;

  function passOver(slot: number, report: Report, out: Weights): boolean {
    if (!(report.sensedMs >= bank.timeMs[slot])) return false;
    const { shape } = values;
    const isPlace = shape === 'position' || shape === 'position-velocity';
    if (!isPlace && !isRange(shape) && values.count > 0) return false;
    glanced = -1;
    look.aim(slot, report);
    readPd(slot, report, out);
    out.count = 0;
    if (out.pd <= 0 || values.count === 0) return true;
    if (!glance.isAnyNear(slot, mean, report.sensor.model, isPlace)) return true;
    glanced = slot;
    return false;
  }

  /** Pd of the slot aimed at into `out`; `mean` and `sight` are then of its mean. */
  function readPd(slot: number, report: Report, out: Weights): void {
    const { model, pdFactor } = report.sensor;
    slotMean(bank, slot, mean);
    out.pd = 0;
    if (!sightOf(sight, model, mean, 0)) return;
    if (isOpen(model)) {
      out.pd = pdFactor * openPd(model, sight.rangeM);
    } else if (bank.height[2 * slot + 1] !== Infinity) {
      out.pd = pdFactor * pdAt(model, sight.east, sight.north, sight.up, bank.height[2 * slot]);
    } else {
      const lowM = bank.heights[2 * slot];
      const highM = bank.heights[2 * slot + 1];
      out.pd = pdFactor * pdOverHeights(model, sight.east, sight.north, sight.rangeM, lowM, highM);
    }
  }

  /** Likelihood of each detection in each mode, modeCount a detection; all zero between calls. */
  const perMode = new Float64Array(modeCount * maxDetections);
  /** Detections that are in some mode's gate, in no order that matters. */
  const gated = new Int32Array(maxDetections);
  const isGated = new Uint8Array(maxDetections);
  /** Of the slot being asked: detections gated; share that is weighed. */
  const asked = { gated: 0, share: 1 };
  const least = new Float64Array(1);

  /** Fills `perMode` and `gated`. */
  function weighModes(slot: number, model: SensorModel): void {
    asked.gated = 0;
    nearestD2[0] = Infinity;
    let isFirst = true;
    let isWide = false;
    for (let mode = 0; mode < modeCount; mode++) {
      const k = slot * modeCount + mode;
      if (look.isMoot(slot, k)) continue;
      if (!look.at(slot, k, model)) continue;
      if (isFirst) isWide = isUnsure(slot);
      isFirst = false;
      if (isWide) {
        weighUnsure(slot, mode);
        continue;
      }
      if (!factor(hypothesis, rows, values.variance, 0)) continue;
      weighMode(slot, mode);
    }
  }

  /** Fills `slopes` for the mode just looked at; whether the height's uncertainty matters beside the measurement's own. */
  function isUnsure(slot: number): boolean {
    const at = liftSize * slot;
    if (bank.lift[at + held] === 1) return false;
    look.slope(slot);
    const variance = bank.lift[at + halfVariance];
    for (let r = 0; r < rows.count; r++) {
      if (variance * slopes[r] * slopes[r] > leastUnsure * values.variance[r]) return true;
    }
    return false;
  }

  /** Of the mode just looked at, what the measurement would be at a half `by` more, of this variance. */
  function lookAt(by: number, variance: number): void {
    for (let r = 0; r < rows.count; r++) {
      rows.predicted[r] += by * slopes[r];
      for (let c = 0; c <= r; c++) hypothesis.spread[maxRows * r + c] += variance * slopes[r] * slopes[c];
    }
  }

  /** Weighs a mode of a slot whose height is uncertain: once as if it flew low, once as if high. */
  function weighUnsure(slot: number, mode: number): void {
    const { lift, mu } = bank;
    const at = liftSize * slot;
    const likely = lift[at + high];
    const reckoned = lift[at + half];
    if (likely < 1 - leastHigh) {
      lookAt(-reckoned, 0);
      asked.share = 1 - likely;
      if (factor(hypothesis, rows, values.variance, 0)) weighMode(slot, mode);
      lookAt(reckoned, 0);
    }
    // The likeliest mode does for all: the height's uncertainty outweighs how they differ.
    const first = mu[slot * modeCount];
    if (likely > leastHigh && !(first > mostlySteady && mode > 0)) {
      lookAt(lift[at + highHalf] - reckoned, lift[at + highVariance]);
      asked.share = first > mostlySteady ? likely / first : likely;
      const nearest = nearestD2[0];
      if (factor(hypothesis, rows, values.variance, 0)) weighMode(slot, mode);
      // What only fits if it flies high leaves no mode unasked.
      if (likely < 1 - leastHigh) nearestD2[0] = nearest;
    }
    asked.share = 1;
  }

  function weighMode(slot: number, mode: number): void {
    if (rows.isAngle[0] === 1 || !values.isUniform) weighAll(slot, mode);
    else weighWindow(slot, mode);
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
    least[0] = first - reach;
    for (let at = firstNotBelow(values, least, 0); at < count && key[at] <= most; at++) {
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
    if (d2 < nearestD2[0]) nearestD2[0] = d2;
    perMode[j * modeCount + mode] += asked.share * Math.exp(-0.5 * d2 - hypothesis.logNorm);
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
    look.aim(slot, report);
    out.count = 0;
    // A glance found it already: prediction leaves the mean where the glance saw it.
    const isGlanced = slot === glanced;
    if (!isGlanced) readPd(slot, report, out);
    glanced = -1;
    if (out.pd <= 0 || values.count === 0) return;
    if (isGlanced && plots.isOf(slot, report) && plots.weigh(slot, report, out)) return;
    weighModes(slot, report.sensor.model);
    const outlier = outlierOf(values, report);
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

  return { passOver, weigh };
}
