import type { SensorModel } from '../../base/sensor-model/index.ts';

/**
 * What a listening sensor hears, as a function of the level that arrives: the probability of detection, and the range of
 * the typical source that would arrive that loud. A louder target is heard as one nearer by, absorption included (the
 * closed form of `base/sensor-model` `pdAtRange` leaves absorption out, which matters from about 2 km on).
 *
 * Source: level at r is L0 - 20 log10 r - a r (spherical spreading and linear absorption, ISO 9613-1 at one frequency).
 */
export interface HeardSensor {
  readonly model: SensorModel;
  /** Decibels lost from 1 m, to metres: entry k is the range at which k / `lossSteps` dB are lost. */
  readonly rangeOfLoss: Float64Array;
  /** Beyond this slant range nothing typical is heard: where Pd falls below a thousandth of its maximum. */
  readonly reachM: number;
  /** dB lost on the way from there. */
  readonly reachLossDb: number;
  readonly levelSigmaDb: number;
}

const lossSteps = 8;
const maxLossDb = 160;
const db = 20 / Math.LN10;
const tables = new Map<number, Float64Array>();

/** Assumed where a sensor reports levels and states no sigma. */
const defaultLevelSigmaDb = 4;

export function createHeardSensor(model: SensorModel): HeardSensor {
  const reachM = reachOf(model);
  return {
    model,
    rangeOfLoss: lossTable(model.absorptionDbPerM),
    reachM,
    reachLossDb: lossAtRange(model.absorptionDbPerM, Math.min(reachM, 50_000)),
    levelSigmaDb: model.sigma.levelDb ?? defaultLevelSigmaDb,
  };
}

function reachOf(model: SensorModel): number {
  const fading = model.halfRangeM * (1 + 7 * model.slope);
  return Math.min(model.maxRangeM, fading);
}

function lossTable(absorptionDbPerM: number): Float64Array {
  const known = tables.get(absorptionDbPerM);
  if (known !== undefined) return known;
  const table = new Float64Array(maxLossDb * lossSteps + 2);
  for (let k = 0; k < table.length; k++) table[k] = rangeAtLoss(k / lossSteps, absorptionDbPerM);
  tables.set(absorptionDbPerM, table);
  return table;
}

/** Newton on 20 log10 r + a r = loss, which is increasing and concave in r: from the left it converges without overshoot. */
function rangeAtLoss(lossDb: number, absorptionDbPerM: number): number {
  let r = Math.exp(lossDb / db);
  if (absorptionDbPerM === 0) return r;
  r = Math.min(r, Math.max(1, lossDb / absorptionDbPerM));
  for (let round = 0; round < 60; round++) {
    const excess = db * Math.log(r) + absorptionDbPerM * r - lossDb;
    const next = Math.max(r / 4, r - excess / (db / r + absorptionDbPerM));
    if (Math.abs(next - r) < 1e-9 * r) return next;
    r = next;
  }
  return r;
}

/** Level lost over a slant range, dB; below 1 m nothing. */
export function lossAtRange(absorptionDbPerM: number, rangeM: number): number {
  const r = rangeM < 1 ? 1 : rangeM;
  return db * Math.log(r) + absorptionDbPerM * r;
}

/** Range over which this much is lost, m: linear in the table, within 1e-4 of exact from 10 m on. */
export function rangeAtLossDb(sensor: HeardSensor, lossDb: number): number {
  const table = sensor.rangeOfLoss;
  const at = lossDb <= 0 ? 0 : lossDb * lossSteps;
  const k = at >= table.length - 1 ? table.length - 2 : Math.floor(at);
  return table[k] + (at - k) * (table[k + 1] - table[k]);
}

/** Probability of detection of a source heard as a typical one at this range. */
export function pdHeardAs(model: SensorModel, heardAsM: number): number {
  if (model.halfRangeM === Infinity) return heardAsM > model.maxRangeM ? 0 : model.pdMax;
  return model.pdMax / (1 + Math.exp((heardAsM - model.halfRangeM) / (model.slope * model.halfRangeM)));
}

/**
 * Density per dB of a false detection's level: as of typical sources spread evenly over the disc that it hears, not
 * nearer than a tenth of the reach. Never below a hundredth per dB times the share that lies outside that.
 */
export function clutterLevelDensity(sensor: HeardSensor, levelDb: number): number {
  const { model } = sensor;
  if (model.sourceDb === undefined) return 1;
  const reach = Math.min(model.maxRangeM, 1.2 * model.halfRangeM, 20_000);
  const r = Math.min(reach, Math.max(reach / 10, rangeAtLossDb(sensor, model.sourceDb - levelDb)));
  const perDb = (2 * r) / (reach * reach * (db / r + model.absorptionDbPerM));
  return 0.95 * perDb + 0.05 / 40;
}
