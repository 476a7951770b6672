import type { SensorModel } from '../../base/sensor-model/index.ts';
import { firstNotBelow, type Values } from '../measure/values.ts';
import { mayTurn, type GaussianBank } from './gaussian-bank.ts';
import type { Look } from './gaussian-look.ts';
import { gateOf, leastGateD2 } from './gate.ts';
import { stepOver } from './jumps.ts';
import { liftSize, sway, wide } from './lift-state.ts';
import { firstTurn, modeCount, modeQ } from './modes.ts';

/**
 * Whether any detection of a report can be in a gate of a slot, without moving the slot: most hypotheses began with a false
 * detection and see none near them for as long as they live. Prediction and the mixing of modes are linear, so each mode's
 * mean and variance along two lines (range and across it, or east and north) follow from the slot as it stands; a gate's
 * ellipse lies within the rectangle that they span. What second-order terms add is covered by `slack`.
 */
export interface Glance {
  /**
   * Of a slot whose mean at its own time, `mean`, is what `look.sight` sees, lagS before the report: whether a detection may be
   * near it. `isPlace`: the report's values are places, else ranges and bearings.
   */
  isAnyNear(slot: number, mean: Float64Array, model: SensorModel, isPlace: boolean): boolean;
}

const slack = 1.2;
/** Across the line of sight an angle is an arc only where the rectangle is small beside the distance: else look closely. */
const mostArc2 = 0.3 * 0.3;

/** Numbers of the lines: unit vectors along and across, east and north each. */
const alongE = 0;
const alongN = 1;
const acrossE = 2;
const acrossN = 3;
/** Where the slot's mean is, as the detections' first and second values say it. */
const firstMean = 4;
const secondMean = 5;
/** Metres across in a unit of the second value: 1, or the distance where that is an angle. */
const acrossM = 6;
/** Variance of the noise along and across, and both, m²: of measuring, and of the height. */
const alongNoise = 7;
const acrossNoise = 8;
const bothNoise = 9;

export function createGlance(values: Values, bank: GaussianBank, look: Look): Glance {
  const { sight } = look;
  const lines = new Float64Array(10);
  /** By mode, after dtS, before mixing and its own noise: probability; mean and second moments along the lines, from the slot's mean. */
  const mu = new Float64Array(firstTurn);
  const alongOff = new Float64Array(firstTurn);
  const acrossOff = new Float64Array(firstTurn);
  const alongSquare = new Float64Array(firstTurn);
  const acrossSquare = new Float64Array(firstTurn);
  const bothSquare = new Float64Array(firstTurn);

  /** The lines of a range and a bearing from where the sensor sees the mean. */
  function setPolar(model: SensorModel): void {
    const r = model.local;
    const se = sight.east / sight.groundM;
    const sn = sight.north / sight.groundM;
    lines[alongE] = se * r[0] + sn * r[3];
    lines[alongN] = se * r[1] + sn * r[4];
    lines[acrossE] = sn * r[0] - se * r[3];
    lines[acrossN] = sn * r[1] - se * r[4];
    lines[firstMean] = sight.rangeM;
    lines[secondMean] = Math.atan2(sight.east, sight.north);
    lines[acrossM] = sight.groundM;
  }

  /** The lines of a position in the region's plane. */
  function setPlace(mean: Float64Array): void {
    lines[alongE] = lines[acrossN] = lines[acrossM] = 1;
    lines[alongN] = lines[acrossE] = 0;
    lines[firstMean] = mean[0] - sight.lagS * mean[2];
    lines[secondMean] = mean[1] - sight.lagS * mean[3];
  }

  function isAnyNear(slot: number, mean: Float64Array, model: SensorModel, isPlace: boolean): boolean {
    // What may be turning is always looked at closely.
    if (mayTurn(bank, slot)) return true;
    if (isPlace) setPlace(mean);
    else setPolar(model);
    lines[alongNoise] = values.mostVariance[0];
    lines[acrossNoise] = values.mostVariance[1] * lines[acrossM] * lines[acrossM];
    lines[bothNoise] = 0;
    if (isNearSurely(slot, mean)) return true;
    addHeight(slot, isPlace);
    project(slot, mean);
    const { level } = stepOver(-sight.lagS);
    const mostAcross = isPlace ? Infinity : mostArc2 * lines[acrossM] * lines[acrossM];
    for (let mode = 0; mode < firstTurn; mode++) {
      setEllipse(level, mode);
      if (ellipse[gate] * ellipse[across] > mostAcross) return true;
      if (isAnyWithin(values, ellipse)) return true;
    }
    return false;
  }

  /**
   * Whether a detection is within the least gate of the first mode by the noise of measuring alone, whatever the slot's own
   * covariance: so it is for most targets that are detected, and their covariances need not be looked at.
   */
  function isNearSurely(slot: number, mean: Float64Array): boolean {
    const { x } = bank;
    const d = -sight.lagS;
    const k = slot * modeCount;
    const { jumps } = stepOver(d);
    const kept = bank.mu[k] * jumps[0];
    const w = kept / (kept + (1 - bank.mu[k]) * jumps[modeCount]);
    const east = w * (x[4 * k] - mean[0] + d * (x[4 * k + 2] - mean[2]));
    const north = w * (x[4 * k + 1] - mean[1] + d * (x[4 * k + 3] - mean[3]));
    ellipse[gate] = leastGateD2;
    ellipse[along] = lines[alongNoise];
    ellipse[both] = 0;
    ellipse[across] = lines[acrossNoise];
    ellipse[first] = lines[firstMean] + lines[alongE] * east + lines[alongN] * north;
    ellipse[second] = lines[secondMean] + (lines[acrossE] * east + lines[acrossN] * north) / lines[acrossM];
    ellipse[perUnit] = lines[acrossM];
    return isAnyWithin(values, ellipse);
  }

  /** What the height's uncertainty adds. */
  function addHeight(slot: number, isPlace: boolean): void {
    const { lift } = bank;
    const variance = lift[liftSize * slot + wide];
    if (variance === 0) return;
    const s = liftSize * slot + sway;
    const east = lift[s] - sight.lagS * lift[s + 2];
    const north = lift[s + 1] - sight.lagS * lift[s + 3];
    // Where the place stays a range still grows with the height.
    const slant = isPlace ? 0 : look.slantOf(slot);
    const a = slant + lines[alongE] * east + lines[alongN] * north;
    const c = lines[acrossE] * east + lines[acrossN] * north;
    lines[alongNoise] += variance * a * a;
    lines[bothNoise] += variance * a * c;
    lines[acrossNoise] += variance * c * c;
  }

  /** Each mode along the lines. */
  function project(slot: number, mean: Float64Array): void {
    const { x, p } = bank;
    const d = -sight.lagS;
    const aE = lines[alongE];
    const aN = lines[alongN];
    const cE = lines[acrossE];
    const cN = lines[acrossN];
    for (let mode = 0; mode < firstTurn; mode++) {
      const k = slot * modeCount + mode;
      const east = x[4 * k] - mean[0] + d * (x[4 * k + 2] - mean[2]);
      const north = x[4 * k + 1] - mean[1] + d * (x[4 * k + 3] - mean[3]);
      const q = 10 * k;
      const ee = p[q] + d * (2 * p[q + 2] + d * p[q + 7]);
      const en = p[q + 1] + d * (p[q + 3] + p[q + 5] + d * p[q + 8]);
      const nn = p[q + 4] + d * (2 * p[q + 6] + d * p[q + 9]);
      const a = aE * east + aN * north;
      const c = cE * east + cN * north;
      mu[mode] = bank.mu[k];
      alongOff[mode] = a;
      acrossOff[mode] = c;
      alongSquare[mode] = aE * (aE * ee + 2 * aN * en) + aN * aN * nn + a * a;
      acrossSquare[mode] = cE * (cE * ee + 2 * cN * en) + cN * cN * nn + c * c;
      bothSquare[mode] = aE * cE * ee + (aE * cN + aN * cE) * en + aN * cN * nn + a * c;
    }
  }

  /** The ellipse of what passes into a mode, in straight flight, with the variance that its own noise adds. */
  function setEllipse(jumps: Float64Array, to: number): void {
    let mass = 0;
    let a = 0;
    let c = 0;
    let aa = 0;
    let ac = 0;
    let cc = 0;
    for (let from = 0; from < firstTurn; from++) {
      const w = mu[from] * jumps[from * modeCount + to];
      mass += w;
      a += w * alongOff[from];
      c += w * acrossOff[from];
      aa += w * alongSquare[from];
      ac += w * bothSquare[from];
      cc += w * acrossSquare[from];
    }
    const share = 1 / mass;
    const d = -sight.lagS;
    const drift = (modeQ[to] * d * d * d) / 3;
    a *= share;
    c *= share;
    ellipse[gate] = slack * gateOf(mass);
    ellipse[along] = aa * share - a * a + drift + lines[alongNoise];
    ellipse[both] = ac * share - a * c + lines[bothNoise];
    ellipse[across] = cc * share - c * c + drift + lines[acrossNoise];
    ellipse[first] = lines[firstMean] + a;
    ellipse[second] = lines[secondMean] + c / lines[acrossM];
  }

  return { isAnyNear };
}

/** A mode's gate: squared distance; covariance along and across, m²; centre in the detections' values; metres in a unit of the second. */
const gate = 0;
const along = 1;
const both = 2;
const across = 3;
const first = 4;
const second = 5;
const perUnit = 6;
/** Least first value within, set where it is asked for. */
const least = 7;
const ellipse = new Float64Array(8);

function isAnyWithin(values: Values, of: Float64Array): boolean {
  const { key, second: seconds, count } = values;
  const metres = of[perUnit];
  const squares = of[gate];
  const aa = of[along];
  const ac = of[both];
  const cc = of[across];
  const centre = of[first];
  const centreSecond = of[second];
  const reach = Math.sqrt(squares * aa);
  const reachSecond = Math.sqrt(squares * cc) / metres;
  const limit = squares * (aa * cc - ac * ac);
  // Bearings may be written from 0 or from -pi: off by a turn is not off.
  const turn = metres === 1 ? Infinity : 2 * Math.PI;
  const nearTurn = turn - reachSecond;
  const most = centre + reach;
  of[least] = centre - reach;
  for (let at = firstNotBelow(values, of, least); at < count && key[at] <= most; at++) {
    let off = seconds[at] - centreSecond;
    const gap = Math.abs(off);
    if (gap > reachSecond && gap < nearTurn) continue;
    if (gap > turn / 2) off -= off > 0 ? turn : -turn;
    const a = key[at] - centre;
    const c = off * metres;
    if (a * a * cc - 2 * a * c * ac + c * c * aa <= limit) return true;
  }
  return false;
}
