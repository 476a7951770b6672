import type { Sensor } from './sensor.ts';

/**
 * A sensor's clock against the server's, from how late its reports are admitted. A clock that is behind looks like a slow
 * line, and slow lines are common: that is left alone. One that is ahead is admitted sooner after, or even before, it says it
 * sensed, and no line is faster than others for long: so what its lateness lacks to the network's usual lateness is taken
 * for its clock. Wrong by at most the usual lateness (a quarter of a second, 12 m of flight) where a line is truly faster.
 */
export interface Lateness {
  /** Median over all sensors, ms. */
  usualMs: number;
  count: number;
}

export function createLateness(): Lateness {
  return { usualMs: 0, count: 0 };
}

const coarseStepMs = 200;
const fineStepMs = 5;
/** Reports after which half of what is seen is believed. */
const halfBelief = 5;

/** Step of a running median (Robbins and Monro 1951), falling with the number of steps made. */
function stepMs(count: number): number {
  return Math.max(fineStepMs, coarseStepMs / (1 + count));
}

function towards(medianMs: number, valueMs: number, count: number): number {
  if (count === 0) return valueMs;
  const off = valueMs - medianMs;
  const step = stepMs(count);
  return medianMs + Math.max(-step, Math.min(step, off));
}

/** Learns from one report of a sensor, `lateMs` after it was sensed by its own clock; sets its `clockOffsetMs`. */
export function learnClock(lateness: Lateness, sensor: Sensor, lateMs: number): void {
  lateness.usualMs = towards(lateness.usualMs, lateMs, lateness.count);
  lateness.count++;
  sensor.lateMs = towards(sensor.lateMs, lateMs, sensor.reports);
  sensor.reports++;
  if (sensor.model.delayMaxMs > 0) return;
  const ahead = Math.max(0, lateness.usualMs - sensor.lateMs);
  sensor.clockOffsetMs = (ahead * sensor.reports) / (sensor.reports + halfBelief);
}
