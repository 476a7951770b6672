import type { SensorModel } from '../../base/sensor-model/index.ts';
import type { Sight } from '../measure/linearize.ts';
import { firstNotBelow, type Values } from '../measure/values.ts';
import { mayTurn, type GaussianBank } from './gaussian-bank.ts';
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
const slack = 1.2;
/** Across the line of sight an angle is an arc only where the rectangle is small beside the distance: else look closely. */
const mostArc2 = 0.3 * 0.3;

/** A line through the plane, and noise along it. */
export interface Lines {
  alongE: number;
  alongN: number;
  acrossE: number;
  acrossN: number;
  /** Where the slot's mean is, as the detections' first and second values say it. */
  first: number;
  second: number;
  /** Metres across in a unit of the second value: 1, or the distance where that is an angle. */
  acrossM: number;
  /** Slope of the first value by the half square height where the place stays; covariance, m², for that is uncertain. */
  slant: number;
  unsureAlong: number;
  unsureBoth: number;
  unsureAcross: number;
  /** From the slot's own time to the report's, s. */
  dtS: number;
}

const mu = new Float64Array(firstTurn);
const alongOff = new Float64Array(firstTurn);
const acrossOff = new Float64Array(firstTurn);
const alongVar = new Float64Array(firstTurn);
const acrossVar = new Float64Array(firstTurn);
const bothVar = new Float64Array(firstTurn);

/** The lines of a range and a bearing from where the sensor sees the mean. */
export function polarLines(out: Lines, sight: Sight, model: SensorModel): void {
  const r = model.local;
  const se = sight.east / sight.groundM;
  const sn = sight.north / sight.groundM;
  out.alongE = se * r[0] + sn * r[3];
  out.alongN = se * r[1] + sn * r[4];
  out.acrossE = sn * r[0] - se * r[3];
  out.acrossN = sn * r[1] - se * r[4];
  out.first = sight.rangeM;
  out.second = Math.atan2(sight.east, sight.north);
  out.acrossM = sight.groundM;
}

/** The lines of a position in the region's plane; `mean`: the slot's mean at its own time. */
export function placeLines(out: Lines, mean: Float64Array): void {
  out.alongE = out.acrossN = 1;
  out.alongN = out.acrossE = 0;
  out.first = mean[0] + out.dtS * mean[2];
  out.second = mean[1] + out.dtS * mean[3];
  out.acrossM = 1;
}

/** What the height's uncertainty adds. */
function addSwayLines(out: Lines, { lift }: GaussianBank, slot: number): void {
  const s = liftSize * slot + sway;
  const variance = lift[liftSize * slot + wide];
  out.unsureAlong = out.unsureBoth = out.unsureAcross = 0;
  if (variance === 0) return;
  const east = lift[s] + out.dtS * lift[s + 2];
  const north = lift[s + 1] + out.dtS * lift[s + 3];
  const along = out.slant + out.alongE * east + out.alongN * north;
  const across = out.acrossE * east + out.acrossN * north;
  out.unsureAlong = variance * along * along;
  out.unsureBoth = variance * along * across;
  out.unsureAcross = variance * across * across;
}

/** `mean`: the slot's mean at its own time. */
export function isAnyNear(
  bank: GaussianBank,
  slot: number,
  mean: Float64Array,
  values: Values,
  lines: Lines,
): boolean {
  // What may be turning is always looked at closely.
  if (mayTurn(bank, slot)) return true;
  if (isNearSurely(bank, slot, mean, values, lines)) return true;
  addSwayLines(lines, bank, slot);
  project(bank, slot, mean, lines);
  const { dtS } = lines;
  const isAngle = lines.acrossM !== 1;
  const noise = values.mostVariance[0] + lines.unsureAlong;
  const noiseAcross = values.mostVariance[1] * lines.acrossM * lines.acrossM + lines.unsureAcross;
  const { level } = stepOver(dtS);
  for (let k = 0; k < firstTurn; k++) {
    const mass = mixInto(level, k);
    const drift = (modeQ[k] * dtS * dtS * dtS) / 3;
    ellipse.gate = slack * gateOf(mass);
    ellipse.along += drift + noise;
    ellipse.both += lines.unsureBoth;
    ellipse.across += drift + noiseAcross;
    ellipse.first += lines.first;
    ellipse.second = lines.second + ellipse.second / lines.acrossM;
    if (isAngle && ellipse.gate * ellipse.across > mostArc2 * lines.acrossM * lines.acrossM) return true;
    if (isAnyWithin(values, lines)) return true;
  }
  return false;
}

/** The ellipse of what passes into a mode, in straight flight and metres off the mean; returns the mode's probability. */
function mixInto(jumps: Float64Array, to: number): number {
  let mass = 0;
  let alongMean = 0;
  let acrossMean = 0;
  let along = 0;
  let both = 0;
  let across = 0;
  for (let from = 0; from < firstTurn; from++) {
    const w = mu[from] * jumps[from * modeCount + to];
    mass += w;
    alongMean += w * alongOff[from];
    acrossMean += w * acrossOff[from];
    along += w * (alongVar[from] + alongOff[from] * alongOff[from]);
    both += w * (bothVar[from] + alongOff[from] * acrossOff[from]);
    across += w * (acrossVar[from] + acrossOff[from] * acrossOff[from]);
  }
  alongMean /= mass;
  acrossMean /= mass;
  ellipse.first = alongMean;
  ellipse.second = acrossMean;
  ellipse.along = along / mass - alongMean * alongMean;
  ellipse.both = both / mass - alongMean * acrossMean;
  ellipse.across = across / mass - acrossMean * acrossMean;
  return mass;
}

/**
 * Whether a detection is within the least gate of the first mode by the noise of measuring alone, whatever the slot's own
 * covariance: so it is for most targets that are detected, and their covariances need not be looked at.
 */
function isNearSurely(
  bank: GaussianBank,
  slot: number,
  mean: Float64Array,
  values: Values,
  lines: Lines,
): boolean {
  const { x } = bank;
  const d = lines.dtS;
  const k = slot * modeCount;
  const { jumps } = stepOver(d);
  const kept = bank.mu[k] * jumps[0];
  const w = kept / (kept + (1 - bank.mu[k]) * jumps[modeCount]);
  const east = w * (x[4 * k] - mean[0] + d * (x[4 * k + 2] - mean[2]));
  const north = w * (x[4 * k + 1] - mean[1] + d * (x[4 * k + 3] - mean[3]));
  ellipse.gate = leastGateD2;
  ellipse.along = values.mostVariance[0];
  ellipse.both = 0;
  ellipse.across = values.mostVariance[1] * lines.acrossM * lines.acrossM;
  ellipse.first = lines.first + lines.alongE * east + lines.alongN * north;
  ellipse.second = lines.second + (lines.acrossE * east + lines.acrossN * north) / lines.acrossM;
  return isAnyWithin(values, lines);
}

/** A mode's gate: centre in the detections' values, covariance along and across, m². */
const ellipse = { gate: 0, along: 0, both: 0, across: 0, first: 0, second: 0 };

/** Each mode's mean and variance along the lines after `dtS`, before mixing and its own noise; from the slot's mean. */
function project(bank: GaussianBank, slot: number, mean: Float64Array, lines: Lines): void {
  const { x, p } = bank;
  const d = lines.dtS;
  const { alongE, alongN, acrossE, acrossN } = lines;
  for (let mode = 0; mode < firstTurn; mode++) {
    const k = slot * modeCount + mode;
    const offE = x[4 * k + 2] - mean[2];
    const offN = x[4 * k + 3] - mean[3];
    const east = x[4 * k] - mean[0] + d * offE;
    const north = x[4 * k + 1] - mean[1] + d * offN;
    const q = 10 * k;
    const ee = p[q] + d * (2 * p[q + 2] + d * p[q + 7]);
    const en = p[q + 1] + d * (p[q + 3] + p[q + 5] + d * p[q + 8]);
    const nn = p[q + 4] + d * (2 * p[q + 6] + d * p[q + 9]);
    mu[mode] = bank.mu[k];
    alongOff[mode] = alongE * east + alongN * north;
    acrossOff[mode] = acrossE * east + acrossN * north;
    alongVar[mode] = alongE * (alongE * ee + 2 * alongN * en) + alongN * alongN * nn;
    acrossVar[mode] = acrossE * (acrossE * ee + 2 * acrossN * en) + acrossN * acrossN * nn;
    bothVar[mode] =
      alongE * acrossE * ee + (alongE * acrossN + alongN * acrossE) * en + alongN * acrossN * nn;
  }
}

function isAnyWithin(values: Values, { acrossM }: Lines): boolean {
  const { key, second: seconds, count } = values;
  const { gate, along, both, across, first, second } = ellipse;
  const reach = Math.sqrt(gate * along);
  const reachAcross = Math.sqrt(gate * across) / acrossM;
  const limit = gate * (along * across - both * both);
  // Bearings may be written from 0 or from -pi: off by a turn is not off.
  const turn = acrossM === 1 ? Infinity : 2 * Math.PI;
  const nearTurn = turn - reachAcross;
  const most = first + reach;
  for (let at = firstNotBelow(values, first - reach); at < count && key[at] <= most; at++) {
    let off = seconds[at] - second;
    const gap = Math.abs(off);
    if (gap > reachAcross && gap < nearTurn) continue;
    if (gap > turn / 2) off -= off > 0 ? turn : -turn;
    const a = key[at] - first;
    const c = off * acrossM;
    if (a * a * across - 2 * a * c * both + c * c * along <= limit) return true;
  }
  return false;
}
