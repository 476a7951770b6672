import type { SensorModel } from '../../base/sensor-model/index.ts';
import { firstNotBelow, type Values } from '../measure/values.ts';
import type { Report } from '../sensors/sensor.ts';
import type { Weights } from './density.ts';
import type { GaussianBank } from './gaussian-bank.ts';
import {
  factorAt,
  foundSize,
  gainAt,
  keepSlot,
  modeSize,
  normAt,
  rowOf,
  type Kept,
} from './gaussian-kept.ts';
import type { Look } from './gaussian-look.ts';
import { veerSize } from './gaussian-veer.ts';
import { slantSlope } from './gaussian-vertical.ts';
import { gateOf } from './gate.ts';
import { half, halfVariance, held, liftSize, reckonedM, sway } from './lift-state.ts';
import { modeCount } from './modes.ts';

/**
 * Plots: range and bearing by light, or a place, all of one accuracy, of a slot at their own time. That is most of what radars
 * say, and it is of position alone: the Jacobian has no part by velocity, so that what `measure/linearize` and
 * `measure/hypothesis` do for any measurement is here one piece a mode, its numbers in registers, without a row or a column
 * that is known to be 0 (a sixth of the time of a look with 300 targets). The formulas and their order are theirs.
 */
export interface Plots {
  /** Whether a report that a glance was taken at is of plots, and the slot one that they can be weighed for here. */
  isOf(slot: number, report: Report): boolean;
  /**
   * Fills `out` and an entry of what is kept for a slot that `look` is aimed at, with `out.pd` set; false, and nothing is said
   * in `out`, where the height's uncertainty matters beside the plots' own: then it is to be weighed as any measurement.
   */
  weigh(slot: number, report: Report, out: Weights): boolean;
}

/** Where the height's uncertainty adds less than this share to a measurement's own variance it is left out of a look. */
export const leastUnsure = 0.1;
const tau = 2 * Math.PI;

export function createPlots(values: Values, bank: GaussianBank, look: Look, kept: Kept): Plots {
  const { sight, nearestD2 } = look;
  /** Of the mode looked at: predicted values (2), their gradients by place (2 by 2), extra variances (2), slope of the range by the half. */
  const seen = new Float64Array(9);

  function isOf(slot: number, { sensor, sensedMs }: Report): boolean {
    const { shape } = values;
    return (
      values.isUniform &&
      (shape === 'range-bearing' || shape === 'position') &&
      sensor.model.waveMps === Infinity &&
      bank.timeMs[slot] === sensedMs &&
      bank.lift[liftSize * slot + held] === 0
    );
  }

  /** Looks at mode k, of all slots', of `slot`. */
  function see(slot: number, k: number, model: SensorModel): void {
    if (values.shape === 'position') seePlace(k);
    else seePolar(slot, k, model);
  }

  function seePlace(k: number): void {
    seen[0] = bank.x[4 * k];
    seen[1] = bank.x[4 * k + 1];
    seen[2] = seen[5] = 1;
    seen[3] = seen[4] = seen[6] = seen[7] = seen[8] = 0;
  }

  function seePolar(slot: number, k: number, model: SensorModel): void {
    const { x, p, lift } = bank;
    const r = model.local;
    const de = x[4 * k] - model.east;
    const dn = x[4 * k + 1] - model.north;
    const du = sight.targetUp - model.up;
    const east = r[0] * de + r[1] * dn + r[2] * du;
    const north = r[3] * de + r[4] * dn + r[5] * du;
    const up = r[6] * de + r[7] * dn + r[8] * du;
    const ground2 = east * east + north * north;
    const g = Math.max(1, Math.sqrt(ground2));
    const rangeM = Math.max(1, Math.sqrt(ground2 + up * up));
    // Unit vectors at the sensor, along the ground to the target and clockwise across, in region axes.
    const se = east / g;
    const sn = north / g;
    const alongE = se * r[0] + sn * r[3];
    const alongN = se * r[1] + sn * r[4];
    const acrossE = sn * r[0] - se * r[3];
    const acrossN = sn * r[1] - se * r[4];
    const ee = p[10 * k];
    const en = p[10 * k + 1];
    const nn = p[10 * k + 4];
    // Second-order terms, as in `linearize`.
    const alongAlong = alongE * alongE * ee + 2 * alongE * alongN * en + alongN * alongN * nn;
    const acrossAcross = acrossE * acrossE * ee + 2 * acrossE * acrossN * en + acrossN * acrossN * nn;
    const both = alongE * acrossE * ee + (alongE * acrossN + alongN * acrossE) * en + alongN * acrossN * nn;
    const g2 = g * g;
    const slope = g / rangeM;
    const rise = up / rangeM;
    const bend = acrossAcross / rangeM;
    const liftBend = lift[liftSize * slot + halfVariance] / (rangeM * rangeM * rangeM);
    seen[0] = rangeM + bend / 2;
    seen[1] = Math.atan2(east, north) - both / g2;
    seen[2] = slope * alongE + rise * r[6];
    seen[3] = slope * alongN + rise * r[7];
    seen[4] = acrossE / g;
    seen[5] = acrossN / g;
    seen[6] = (bend * bend) / 2 + (liftBend * liftBend) / 2;
    seen[7] = (both * both + alongAlong * acrossAcross) / (g2 * g2);
    seen[8] = slantSlope(lift[liftSize * slot + reckonedM], up, rangeM);
  }

  const slopes = new Float64Array(2);
  const least = new Float64Array(1);

  /** Fills `slopes` of the mode looked at; whether the height's uncertainty matters beside the plots' own. */
  function isUnsure(slot: number): boolean {
    const { lift } = bank;
    const { variance } = values;
    const s = liftSize * slot + sway;
    slopes[0] = seen[2] * lift[s] + seen[3] * lift[s + 1] + seen[8];
    slopes[1] = seen[4] * lift[s] + seen[5] * lift[s + 1];
    const unsure = lift[liftSize * slot + halfVariance];
    return (
      unsure * slopes[0] * slopes[0] > leastUnsure * variance[0] ||
      unsure * slopes[1] * slopes[1] > leastUnsure * variance[1]
    );
  }

  /** Projects and factors mode k, just looked at, into kept.modes[at…]; false where that cannot be. */
  function factor(k: number, at: number): boolean {
    const { p } = bank;
    const { modes } = kept;
    const { variance } = values;
    const q = 10 * k;
    const a0 = seen[2];
    const b0 = seen[3];
    const a1 = seen[4];
    const b1 = seen[5];
    const e0 = p[q] * a0 + p[q + 1] * b0;
    const n0 = p[q + 1] * a0 + p[q + 4] * b0;
    const e1 = p[q] * a1 + p[q + 1] * b1;
    const n1 = p[q + 1] * a1 + p[q + 4] * b1;
    const first = a0 * e0 + b0 * n0 + (variance[0] + seen[6]);
    if (!(first > 0)) return false;
    const root = Math.sqrt(first);
    const cross = (a0 * e1 + b0 * n1) / root;
    const second = a1 * e1 + b1 * n1 + (variance[1] + seen[7]) - cross * cross;
    if (!(second > 0)) return false;
    const rootSecond = Math.sqrt(second);
    const scale = 1 / root;
    const scaleSecond = 1 / rootSecond;
    const g0 = e0 * scale;
    const g1 = n0 * scale;
    const g2 = (p[q + 2] * a0 + p[q + 5] * b0) * scale;
    const g3 = (p[q + 3] * a0 + p[q + 6] * b0) * scale;
    modes[at] = seen[0];
    modes[at + 1] = seen[1];
    modes[at + factorAt] = root;
    modes[at + factorAt + 1] = cross;
    modes[at + factorAt + 2] = rootSecond;
    modes[at + normAt] = 1 / (tau * root * rootSecond);
    modes[at + gainAt] = g0;
    modes[at + gainAt + 1] = g1;
    modes[at + gainAt + 2] = g2;
    modes[at + gainAt + 3] = g3;
    modes[at + gainAt + 4] = (e1 - cross * g0) * scaleSecond;
    modes[at + gainAt + 5] = (n1 - cross * g1) * scaleSecond;
    modes[at + gainAt + 6] = (p[q + 2] * a1 + p[q + 5] * b1 - cross * g2) * scaleSecond;
    modes[at + gainAt + 7] = (p[q + 3] * a1 + p[q + 6] * b1 - cross * g3) * scaleSecond;
    return true;
  }

  /** Keeps what each plot in the gate of a mode, k of all slots', is to it. */
  function find(entry: number, mode: number, k: number): void {
    const { key, second, order, count } = values;
    const { modes } = kept;
    const at = (entry * modeCount + mode) * modeSize;
    const gate = gateOf(bank.mu[k]);
    const first = modes[at];
    const predicted = modes[at + 1];
    const root = modes[at + factorAt];
    const cross = modes[at + factorAt + 1];
    const rootSecond = modes[at + factorAt + 2];
    const norm = modes[at + normAt];
    const rootGate = Math.sqrt(gate);
    const most = first + rootGate * root;
    const reachSecond = rootGate * Math.sqrt(cross * cross + rootSecond * rootSecond);
    // Bearings may be written from 0 or from -pi: off by a turn is not off.
    const turn = values.shape === 'position' ? Infinity : tau;
    const nearTurn = turn - reachSecond;
    least[0] = first - rootGate * root;
    for (let o = firstNotBelow(values, least, 0); o < count && key[o] <= most; o++) {
      let off = second[o] - predicted;
      const gap = Math.abs(off);
      if (gap > reachSecond && gap < nearTurn) continue;
      if (gap > turn / 2) off -= off > 0 ? turn : -turn;
      const a = (key[o] - first) / root;
      const b = (off - cross * a) / rootSecond;
      const d2 = a * a + b * b;
      if (!(d2 < gate)) continue;
      if (d2 < nearestD2[0]) nearestD2[0] = d2;
      const to = (rowOf(kept, entry, order[o]) * modeCount + mode) * foundSize;
      kept.found[to] = Math.exp(-0.5 * d2) * norm;
      kept.found[to + 1] = a;
      kept.found[to + 2] = b;
    }
  }

  /** Whitened slopes of the first mode of an entry, in kept.modes[at…]: `slopes`, and those by the rate of turn. */
  function keepSlopes(slot: number, entry: number, at: number): void {
    const v = veerSize * slot;
    keepWhitened(kept.slopes, entry, at, slopes[0], slopes[1]);
    const veerE = bank.veer[v];
    const veerN = bank.veer[v + 1];
    keepWhitened(kept.veers, entry, at, seen[2] * veerE + seen[3] * veerN, seen[4] * veerE + seen[5] * veerN);
  }

  function keepWhitened(out: Float64Array, entry: number, at: number, first: number, second: number): void {
    const { modes } = kept;
    const white = first / modes[at + factorAt];
    out[2 * entry] = white;
    out[2 * entry + 1] = (second - modes[at + factorAt + 1] * white) / modes[at + factorAt + 2];
  }

  function weigh(slot: number, report: Report, out: Weights): boolean {
    const { model } = report.sensor;
    const entry = keepSlot(kept, report, slot, bank.size, bank.lift[liftSize * slot + half]);
    nearestD2[0] = Infinity;
    let isFirst = true;
    for (let mode = 0; mode < modeCount; mode++) {
      const k = slot * modeCount + mode;
      if (look.isMoot(slot, k)) continue;
      see(slot, k, model);
      if (isFirst && isUnsure(slot)) return false;
      isFirst = false;
      const at = (entry * modeCount + mode) * modeSize;
      if (!factor(k, at)) continue;
      kept.isLooked[entry * modeCount + mode] = 1;
      if (mode === 0) keepSlopes(slot, entry, at);
      find(entry, mode, k);
    }
    sumUp(slot, entry, out);
    return true;
  }

  /** Likelihoods over modes into `out`. */
  function sumUp(slot: number, entry: number, out: Weights): void {
    const { mu } = bank;
    const { found, detection } = kept;
    out.count = 0;
    for (let row = kept.firstRow[entry]; row < kept.rows; row++) {
      let likelihood = 0;
      for (let mode = 0; mode < modeCount; mode++) {
        likelihood += mu[slot * modeCount + mode] * found[(row * modeCount + mode) * foundSize];
      }
      out.detection[out.count] = detection[row];
      out.likelihood[out.count++] = out.pd * likelihood;
    }
  }

  return { isOf, weigh };
}
