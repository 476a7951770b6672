import { lossAtRange, pdHeardAs, rangeAtLossDb, type HeardSensor } from '../measure/heard-sensor.ts';
import { addLevel, atLevel, lowestDb, type LevelRow, type Louder } from '../measure/loudest.ts';
import {
  applyHeard,
  createHearing,
  createNodes,
  densityWithout,
  fillNodes,
  type Hearing,
} from '../measure/presence.ts';
import { learnFit } from './mixture-fit.ts';
import type { Motion } from './mixture-motion.ts';
import { splitNear } from './mixture-split.ts';
import { propeller, sourceKinds } from './source-kinds.ts';
import {
  covarianceSize,
  familyWeight,
  modeCount,
  normalise,
  stateSize,
  type Mixture,
} from './mixture-state.ts';
import { emitted, traceBack } from './mixture-trace.ts';

/** A whole mixture meets what a microphone heard, or that it heard nothing. */

const nodes = createNodes();
/** Components lighter than this share are carried along unweighed. */
const leastWeight = 1e-6;
/** … and not asked how loud they are for others. */
const leastLevelWeight = 0.01;

/** Whether even the nearest and loudest that component k could be is not heard. */
function isOutOfReach(mixture: Mixture, k: number, sensor: HeardSensor): boolean {
  const { covariance } = mixture;
  const c = k * covarianceSize;
  const sigma = Math.sqrt(Math.max(covariance[c], covariance[c + 6]));
  const loud = mixture.mean[k * stateSize + 4] + 2 * Math.sqrt(covariance[c + 24]);
  const reach =
    sensor.model.sourceDb === undefined ? sensor.reachM : rangeAtLossDb(sensor, sensor.reachLossDb + loud);
  const far = reach + 3 * sigma;
  return emitted.east * emitted.east + emitted.north * emitted.north > far * far;
}

function fill(
  mixture: Mixture,
  k: number,
  sensor: HeardSensor,
  heardMs: number,
  hearing: Hearing,
  motion: Motion,
): boolean {
  if (!traceBack(mixture, k, sensor, heardMs)) return false;
  if (isOutOfReach(mixture, k, sensor)) return false;
  const { delayS } = emitted;
  const q = k % modeCount === 0 ? motion.straightNoise : motion.turnNoise;
  fillNodes(
    nodes,
    sensor,
    mixture.mean,
    k * stateSize,
    mixture.covariance,
    k * covarianceSize,
    mixture.heightM,
    delayS,
    emitted.east,
    emitted.north,
    (q * Math.abs(delayS * delayS * delayS)) / 3,
    hearing,
  );
  return true;
}

function likeliest(mixture: Mixture): number {
  let best = 0;
  const count = mixture.families * modeCount;
  for (let k = 1; k < count; k++) if (mixture.weight[k] > mixture.weight[best]) best = k;
  return best;
}

/** How fast the mixture's likeliest place went away from a sensor when it made what is heard, and its variance. */
export interface SightLine {
  recedingMps: number;
  recedingVariance: number;
}

/** false where nothing of it can have arrived. */
export function sightFrom(out: SightLine, mixture: Mixture, sensor: HeardSensor, heardMs: number): boolean {
  const best = likeliest(mixture);
  if (!traceBack(mixture, best, sensor, heardMs)) return false;
  const up = mixture.heightM - sensor.model.heightM;
  const { east, north } = emitted;
  const slant = Math.sqrt(east * east + north * north + up * up);
  const [ue, un] = [east / slant, north / slant];
  const { mean, covariance } = mixture;
  const m = best * stateSize;
  const c = best * covarianceSize;
  out.recedingMps = ue * mean[m + 2] + un * mean[m + 3];
  // Not knowing where it is turns the line of sight: speed times the angle.
  const ground2 = Math.max(1, east * east + north * north);
  const across = Math.max(covariance[c], covariance[c + 6]) / ground2;
  const speed2 = mean[m + 2] * mean[m + 2] + mean[m + 3] * mean[m + 3];
  out.recedingVariance =
    ue * ue * covariance[c + 12] +
    2 * ue * un * covariance[c + 13] +
    un * un * covariance[c + 18] +
    Math.min(1, across) * speed2;
  return true;
}

/** A source may well be so much quieter than the others of its kind, dB. */
const quieterDb = 1.5;

/**
 * Probability that a quiet one of its kind (a drone: of the others tonight), where the mixture likeliest is, is heard, and
 * nobody else is louder. How loud the mixture itself seems does not count: silence would talk that down.
 */
export function pdTypical(mixture: Mixture, sensor: HeardSensor, heardMs: number, louder: Louder): number {
  const best = likeliest(mixture);
  if (!traceBack(mixture, best, sensor, heardMs)) return 0;
  const { model } = sensor;
  const { east, north } = emitted;
  const up = mixture.heightM - model.heightM;
  const rangeM = Math.sqrt(east * east + north * north + up * up);
  if (model.sourceDb === undefined) return pdHeardAs(model, rangeM);
  const kind = mixture.kind[Math.floor(best / modeCount)];
  const excessDb =
    kind === propeller && mixture.toldPrecision > 0 ? mixture.toldDb : sourceKinds[kind].excessDb;
  const lossDb = lossAtRange(model.absorptionDbPerM, rangeM) - excessDb + quieterDb;
  const open = louder.isAny ? atLevel(louder.open, louder.lowestDb, model.sourceDb - lossDb) : 1;
  return open * pdHeardAs(model, rangeAtLossDb(sensor, lossDb));
}

const alone = createHearing();

/** Adds the level at which the mixture arrives here to `row`, component by component, as normal. */
export function addLevels(
  row: LevelRow,
  mixture: Mixture,
  sensor: HeardSensor,
  heardMs: number,
  motion: Motion,
): void {
  const lowest = lowestDb(sensor);
  const count = mixture.families * modeCount;
  let left = 1;
  for (let k = 0; k < count; k++) {
    const w = mixture.weight[k];
    if (w < leastLevelWeight || !fill(mixture, k, sensor, heardMs, alone, motion)) continue;
    let [mean, square] = [0, 0];
    for (let n = 0; n < nodes.count; n++) {
      mean += nodes.weight[n] * nodes.level[n];
      square += nodes.weight[n] * nodes.level[n] * nodes.level[n];
    }
    const variance = Math.max(0, square - mean * mean) + nodes.restVariance;
    if (!(variance >= 0)) continue;
    addLevel(row, lowest, w, mean, Math.sqrt(variance));
    left -= w;
  }
  for (let b = 0; b < row.length; b++) row[b] += Math.max(0, left);
}

/** Mean of `factor` over the kinds that the mixture may be. */
export function kindFit(mixture: Mixture, factor: Float64Array): number {
  let sum = 0;
  for (let family = 0; family < mixture.families; family++)
    sum += familyWeight(mixture, family) * factor[mixture.kind[family]];
  return sum;
}

/** The level that a claim of the mixture has, were it heard: sums over the nodes of all components. */
const awaited = { weight: 0, levelDb: 0, levelDb2: 0 };

function addAwaited(w: number): void {
  const { weight, open, pd, level, restVariance } = nodes;
  for (let n = 0; n < nodes.count; n++) {
    const share = w * weight[n] * open[n] * pd[n];
    awaited.weight += share;
    awaited.levelDb += share * level[n];
    awaited.levelDb2 += share * (level[n] * level[n] + restVariance);
  }
}

/** Squared miss of a claim's level over its expected square; NaN without a level, or where it cannot be heard. */
function miss2(levelDb: number, sigmaDb: number): number {
  const mean = awaited.levelDb / awaited.weight;
  const variance = awaited.levelDb2 / awaited.weight - mean * mean;
  const off = levelDb - mean;
  return (off * off) / (Math.max(0, variance) + sigmaDb * sigmaDb);
}

/** What a report did to a mixture. */
export interface HeardFactor {
  /** Density of the report given that the source exists; and the part of it in which this source was heard. */
  total: number;
  heard: number;
}

export const heardFactor: HeardFactor = { total: 1, heard: 0 };

/**
 * Multiplies the mixture by `missed (1 - Pd) + heard Pd p(level) p(class)` where it is the loudest, by what others say where
 * it is not, and returns the mean of that factor; `heardFactor` has its parts. `heard` 0: silence.
 */
export function updateHeard(
  mixture: Mixture,
  sensor: HeardSensor,
  heardMs: number,
  missed: number,
  heard: number,
  levelDb: number,
  sigmaDb: number,
  kindFactor: Float64Array,
  hearing: Hearing,
  motion: Motion,
): number {
  if (heard > 0 && !Number.isNaN(levelDb)) splitNear(mixture, sensor, heardMs);
  const count = mixture.families * modeCount;
  const without = densityWithout(hearing, missed);
  let [total, heardPart] = [0, 0];
  awaited.weight = awaited.levelDb = awaited.levelDb2 = 0;
  for (let k = 0; k < count; k++) {
    const w = mixture.weight[k];
    if (w < leastWeight) continue;
    let factor = without;
    if (fill(mixture, k, sensor, heardMs, hearing, motion)) {
      if (heard > 0) addAwaited(w);
      factor = applyHeard(
        nodes,
        mixture.mean,
        k * stateSize,
        mixture.covariance,
        k * covarianceSize,
        missed,
        heard * kindFactor[mixture.kind[(k / modeCount) | 0]],
        levelDb,
        sigmaDb,
      );
      // A component that is no longer a Gaussian must not take the others with it.
      if (!(factor >= 0)) factor = 0;
      else heardPart += w * nodes.heardPart;
    }
    mixture.weight[k] = w * factor;
    total += w * factor;
  }
  normalise(mixture);
  heardFactor.total = total;
  heardFactor.heard = heardPart;
  const miss = miss2(levelDb, sigmaDb);
  if (miss >= 0 && total > 0) learnFit(mixture, miss, heardPart / total);
  return total;
}
