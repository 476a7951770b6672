import type { SensorModel } from '../../base/sensor-model/index.ts';

/**
 * How often a radar or an array detects what is there, and what is not, against what it states: Gamma and Beta counts about
 * the stated values (Gelman et al., Bayesian Data Analysis, 2.4 and 2.6), slowly forgotten. A false detection counts by how
 * likely no target caused it; detections and misses count of targets that are there almost surely.
 */
export interface Rates {
  /** What the sensor stated when these began. */
  readonly statedClutter: number;
  readonly statedPd: number;
  reports: number;
  falses: number;
  /** Detections that were due by the stated Pd, and those that came. */
  due: number;
  seen: number;
}

/** A sensor, as far as these rates are of it. */
interface Rated {
  readonly model: SensorModel;
  rates: Rates;
  clutterPerReport: number;
  pdFactor: number;
}

/** Reports, and detections due, that weigh as much as the statement. */
const statedReports = 20;
const statedDue = 40;
/** Mean memory, reports. */
const memoryReports = 600;
const keep = 1 - 1 / memoryReports;
/** A statement is believed not to be further off than these. */
const leastFactor = 0.05;
const mostFactor = 20;
const mostPd = 0.99;
/** False detections a report, at least: no sensor is without any. */
export const leastClutter = 1e-3;

export function createRates(model: SensorModel): Rates {
  const { clutterPerReport: statedClutter, pdMax: statedPd } = model;
  return { statedClutter, statedPd, reports: 0, falses: 0, due: 0, seen: 0 };
}

/** What one report showed; sets the sensor's `clutterPerReport` and `pdFactor`. */
export function learnRates(sensor: Rated, falses: number, due: number, seen: number): void {
  const { model } = sensor;
  if (sensor.rates.statedClutter !== model.clutterPerReport || sensor.rates.statedPd !== model.pdMax) {
    sensor.rates = createRates(model);
  }
  const { rates } = sensor;
  rates.reports = keep * rates.reports + 1;
  rates.falses = keep * rates.falses + falses;
  rates.due = keep * rates.due + due;
  rates.seen = keep * rates.seen + seen;
  const stated = Math.max(leastClutter, model.clutterPerReport);
  const clutter = (statedReports * stated + rates.falses) / (statedReports + rates.reports);
  sensor.clutterPerReport = bounded(clutter / stated) * stated;
  const factor = (statedDue + rates.seen) / (statedDue + rates.due);
  sensor.pdFactor = Math.min(bounded(factor), Math.max(1, mostPd / model.pdMax));
}

function bounded(factor: number): number {
  return Math.min(mostFactor, Math.max(leastFactor, factor));
}
