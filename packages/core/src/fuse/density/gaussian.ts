import type { Frame } from '../../base/frame.ts';
import { upAtHeight } from '../../base/frame.ts';
import { pdAt } from '../../base/sensor-model/index.ts';
import { createHypothesis, distance2, factor, project, solveGain } from '../measure/hypothesis.ts';
import { createSight, linearize, sightOf } from '../measure/linearize.ts';
import { createRows, innovation, maxRows } from '../measure/rows.ts';
import { firstNotBelow, maxDetections, type Values } from '../measure/values.ts';
import type { Report } from '../sensors/sensor.ts';
import type { Density, Weights } from './density.ts';
import {
  copySlot,
  createGaussianBank,
  placeSlot,
  predictSlot,
  slotMean,
  slotMoments,
  takeSlot,
  type GaussianBank,
} from './gaussian-bank.ts';
import { modeCount } from './modes.ts';

/** Squared Mahalanobis gate: chi-square of up to 4 degrees of freedom leaves out below 2e-4. */
export const gateD2 = 22;
const gateSigmas = Math.sqrt(gateD2);
/** A mode less likely than this is not asked: it cannot explain what the others do not. */
const leastMode = 1e-6;

export interface Gaussians extends Density {
  readonly bank: GaussianBank;
  /** Starts a slot at a place; -1 where the bank is full. */
  place(timeMs: number, east: number, north: number, ee: number, en: number, nn: number): number;
}

/** `values` holds the report's detections as numbers: whoever calls `weigh` and `update` reads them in first. */
export function createGaussians(frame: Frame, values: Values, capacity: number): Gaussians {
  let bank = createGaussianBank(capacity);
  const ahead = createGaussianBank(1);
  const rows = createRows();
  const sight = createSight();
  const hypothesis = createHypothesis();
  const mean = new Float64Array(4);

  /** Height above the ellipsoid to reckon with: the estimate, or the surface where nothing informs it. */
  function upOf(slot: number): number {
    const k = slot * modeCount;
    const known = bank.height[2 * slot + 1] !== Infinity;
    return upAtHeight(frame, bank.x[4 * k], bank.x[4 * k + 1], known ? bank.height[2 * slot] : 0);
  }

  function lagOf(slot: number, report: Report): number {
    return Math.max(0, (bank.timeMs[slot] - report.sensedMs) / 1000);
  }

  function pdOf(slot: number, report: Report, up: number, lagS: number): number {
    slotMean(bank, slot, mean);
    if (!sightOf(sight, report.sensor.model, mean, 0, up, lagS)) return 0;
    const pd = pdAt(report.sensor.model, sight.east, sight.north, sight.up, bank.height[2 * slot]);
    return pd * report.sensor.pdFactor;
  }

  /** Likelihood of each detection in each mode, modeCount a detection; all zero between calls. */
  const perMode = new Float64Array(modeCount * maxDetections);
  /** Detections that are in some mode's gate, in no order that matters. */
  const gated = new Int32Array(maxDetections);
  const isGated = new Uint8Array(maxDetections);
  let gatedCount = 0;

  /** Fills `perMode` and `gated`. */
  function weighModes(slot: number, report: Report, up: number, lagS: number): void {
    gatedCount = 0;
    for (let mode = 0; mode < modeCount; mode++) {
      const k = slot * modeCount + mode;
      if (bank.mu[k] < leastMode) continue;
      if (!sightOf(sight, report.sensor.model, bank.x, 4 * k, up, lagS)) continue;
      linearize(rows, values.shape, sight, report.sensor.model, bank.x, 4 * k, bank.p, 10 * k);
      project(hypothesis, rows, bank.p, 10 * k);
      if (!factor(hypothesis, rows, values.variance, 0)) continue;
      weighWindow(mode);
    }
  }

  /** Detections whose first value lies within the gate's reach; all of them where it is an angle, or variances differ. */
  function weighWindow(mode: number): void {
    const { count, isUniform, key, order, variance, z } = values;
    const { lower, spread } = hypothesis;
    let from = 0;
    let most = Infinity;
    let reach2 = Infinity;
    if (rows.isAngle[0] === 0 && isUniform) {
      const reach = gateSigmas * lower[0];
      from = firstNotBelow(values, rows.predicted[0] - reach);
      most = rows.predicted[0] + reach;
      reach2 = gateD2 * (spread[maxRows + 1] + variance[1] + rows.extraVariance[1]);
    }
    for (let at = from; at < count && key[at] <= most; at++) {
      const j = order[at];
      const second = reach2 === Infinity ? 0 : innovation(rows, 1, z[j * maxRows + 1]);
      if (second * second > reach2) continue;
      if (!isUniform && !factor(hypothesis, rows, variance, j * maxRows)) continue;
      const d2 = distance2(hypothesis, rows, z, j * maxRows);
      if (d2 >= gateD2) continue;
      perMode[j * modeCount + mode] = Math.exp(-0.5 * d2 - hypothesis.logNorm);
      if (isGated[j] === 1) continue;
      isGated[j] = 1;
      gated[gatedCount++] = j;
    }
  }

  function clearModes(): void {
    for (let g = 0; g < gatedCount; g++) {
      const j = gated[g];
      isGated[j] = 0;
      for (let mode = 0; mode < modeCount; mode++) perMode[j * modeCount + mode] = 0;
    }
  }

  function weigh(slot: number, report: Report, out: Weights): void {
    const up = upOf(slot);
    const lagS = lagOf(slot, report);
    out.count = 0;
    out.pd = pdOf(slot, report, up, lagS);
    if (out.pd <= 0 || values.count === 0) return;
    weighModes(slot, report, up, lagS);
    const isBearing = values.shape === 'bearing';
    const flat = isBearing ? report.sensor.model.outlier / (2 * Math.PI) : 0;
    const keep = isBearing ? 1 - report.sensor.model.outlier : 1;
    const count = flat > 0 ? values.count : gatedCount;
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

  const sumX = new Float64Array(4);
  const sumP = new Float64Array(10);
  const newX = new Float64Array(4);

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
    const up = upOf(slot);
    const lagS = lagOf(slot, report);
    weighModes(slot, report, up, lagS);
    const isBearing = values.shape === 'bearing';
    const flat = isBearing ? report.sensor.model.outlier / (2 * Math.PI) : 0;
    const keep = isBearing ? 1 - report.sensor.model.outlier : 1;
    // Mean likelihood of each detection over modes, to share its weight among them.
    for (let i = from; i < to; i++) {
      let total = flat;
      for (let mode = 0; mode < modeCount; mode++) {
        total += keep * bank.mu[slot * modeCount + mode] * perMode[detection[i] * modeCount + mode];
      }
      totals[i - from] = total;
    }
    let muSum = 0;
    for (let mode = 0; mode < modeCount; mode++) {
      const k = slot * modeCount + mode;
      let none = missWeight;
      for (let i = from; i < to; i++)
        none += totals[i - from] > 0 ? (weight[i] * flat) / totals[i - from] : weight[i];
      let sum = none;
      for (let i = from; i < to; i++) {
        const own = keep * perMode[detection[i] * modeCount + mode];
        const share = totals[i - from] > 0 ? (weight[i] * own) / totals[i - from] : 0;
        shares[i - from] = share;
        sum += share;
      }
      if (sum > 1e-300) updateMode(k, report, up, lagS, detection, from, to, sum);
      bank.mu[k] *= sum;
      muSum += bank.mu[k];
    }
    for (let mode = 0; mode < modeCount; mode++) bank.mu[slot * modeCount + mode] /= muSum;
    clearModes();
  }

  const totals = new Float64Array(maxDetections);
  const shares = new Float64Array(maxDetections);

  /** One mode's mixture over hypotheses, brought to its two moments. */
  function updateMode(
    k: number,
    report: Report,
    up: number,
    lagS: number,
    detection: Int32Array,
    from: number,
    to: number,
    sum: number,
  ): void {
    const { x, p } = bank;
    if (!sightOf(sight, report.sensor.model, x, 4 * k, up, lagS)) return;
    linearize(rows, values.shape, sight, report.sensor.model, x, 4 * k, p, 10 * k);
    project(hypothesis, rows, p, 10 * k);
    sumX.fill(0);
    sumP.fill(0);
    let factored = false;
    for (let i = from; i < to; i++) {
      const w = shares[i - from] / sum;
      if (w < 1e-9) continue;
      const at = detection[i] * maxRows;
      if (!factored || !values.isUniform) {
        if (!factor(hypothesis, rows, values.variance, at)) continue;
        solveGain(hypothesis);
        factored = true;
      }
      distance2(hypothesis, rows, values.z, at);
      const { gain, y } = hypothesis;
      for (let s = 0; s < 4; s++) {
        let correction = 0;
        for (let r = 0; r < hypothesis.rows; r++) correction += gain[4 * r + s] * y[r];
        newX[s] = correction;
        sumX[s] += w * correction;
      }
      let q = 0;
      for (let a = 0; a < 4; a++) {
        for (let b = a; b < 4; b++) {
          let lost = 0;
          for (let r = 0; r < hypothesis.rows; r++) lost += gain[4 * r + a] * gain[4 * r + b];
          sumP[q++] += w * (newX[a] * newX[b] - lost);
        }
      }
    }
    let q = 10 * k;
    let s = 0;
    for (let a = 0; a < 4; a++) {
      for (let b = a; b < 4; b++) p[q++] += sumP[s++] - sumX[a] * sumX[b];
    }
    for (let a = 0; a < 4; a++) x[4 * k + a] += sumX[a];
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
    predict: (slot, toMs) => predictSlot(bank, slot, toMs),
    weigh,
    update,
    moments(slot, atMs, outMean, outCovariance) {
      copySlot(ahead, 0, bank, slot);
      predictSlot(ahead, 0, atMs);
      slotMoments(ahead, 0, outMean, outCovariance);
    },
    height(slot, out) {
      out[0] = bank.height[2 * slot];
      out[1] = Math.sqrt(bank.height[2 * slot + 1]);
      return out[1] !== Infinity;
    },
    free: (slot) => void bank.free.push(slot),
    save: () => bank,
    load(state) {
      bank = state as GaussianBank;
    },
  };
}
