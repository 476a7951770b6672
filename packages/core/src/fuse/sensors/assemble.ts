import type { DetectionEvent } from '../../base/event/index.ts';
import { reportNumber, reportTimeMs } from '../../base/sensor-model/index.ts';
import { createLateness, learnClock, type Lateness } from './clock.ts';
import type { Register } from './register.ts';
import type { Report, Sensor } from './sensor.ts';

/** Most detections that wait for a tick; beyond, what waits is fused at once. */
export const pendingCapacity = 65_536;

interface Group {
  /** Index in the register. */
  readonly sensor: number;
  readonly key: string | number;
  readonly sensedMs: number;
  /** When the first of it was admitted: nothing is sensed later than that. */
  readonly admittedMs: number;
  readonly detections: DetectionEvent[];
}

/** Detections since the last tick, by report; and how late facts come. */
export interface Pending {
  groups: Group[];
  count: number;
  /** By sensor index: position in `groups` of the one that grew last. */
  open: Map<number, number>;
  /** 95 % quantile of admission minus sensing, ms: silence is believed only after that. */
  lagMs: number;
  lateness: Lateness;
}

export function createPending(): Pending {
  return { groups: [], count: 0, open: new Map(), lagMs: 0, lateness: createLateness() };
}

export function addDetection(pending: Pending, sensor: Sensor, detection: DetectionEvent): void {
  const key = detection.scanId ?? detection.sensedMs;
  const open = pending.open.get(sensor.index);
  let group = open === undefined ? undefined : pending.groups[open];
  if (group === undefined || group.key !== key || !sameKind(group.detections[0], detection)) {
    group = {
      sensor: sensor.index,
      key,
      sensedMs: detection.sensedMs,
      admittedMs: detection.timeMs,
      detections: [],
    };
    pending.open.set(sensor.index, pending.groups.length);
    pending.groups.push(group);
    const lateMs = detection.timeMs - detection.sensedMs;
    learnLag(pending, lateMs);
    learnClock(pending.lateness, sensor, lateMs);
  }
  group.detections.push(detection);
  pending.count++;
}

function sameKind(a: DetectionEvent, b: DetectionEvent): boolean {
  return a.measurement.type === b.measurement.type;
}

const lagStepMs = 40;
/** A microphone's detector answers three seconds late, and then there is the network. */
const maxLagMs = 5000;

/** Quantile by stochastic approximation (Robbins and Monro 1951): up by 0.95 steps when later, down by 0.05 when not. */
function learnLag(pending: Pending, lateMs: number): void {
  const step = lateMs > pending.lagMs ? 0.95 * lagStepMs : -0.05 * lagStepMs;
  pending.lagMs = Math.min(maxLagMs, Math.max(0, pending.lagMs + step));
}

/** All reports due by a tick, heard and silent, in order of the time they speak of; empties `pending`. */
export function reportsDue(pending: Pending, register: Register, startMs: number, tickMs: number): Report[] {
  const reports: Report[] = [];
  for (const group of pending.groups) {
    const sensor = register.sensors[group.sensor];
    const number = reportNumber(sensor.model, startMs, group.sensedMs);
    const isContinuation = number <= sensor.lastReport || group.sensedMs === sensor.lastSensedMs;
    reports.push({
      sensor,
      sensedMs: Math.min(group.sensedMs - sensor.clockOffsetMs, group.admittedMs),
      detections: group.detections,
      isContinuation,
    });
    if (!isContinuation && sensor.model.silenceInforms) {
      addSilent(reports, sensor, startMs, number);
      sensor.lastReport = number;
    }
    sensor.lastSensedMs = group.sensedMs;
  }
  for (const sensor of register.sensors) {
    if (!sensor.model.silenceInforms) continue;
    const until = silentUntil(sensor, startMs, tickMs - pending.lagMs);
    if (until < sensor.lastReport + 1) continue;
    addSilent(reports, sensor, startMs, until + 1);
    sensor.lastReport = until;
  }
  pending.groups = [];
  pending.open.clear();
  pending.count = 0;
  return reports.sort(byTime);
}

function byTime(a: Report, b: Report): number {
  return a.sensedMs - b.sensedMs || a.sensor.index - b.sensor.index;
}

/** Most silent reports of one sensor that one tick makes up for: after a longer gap the last ones speak. */
const maxSilent = 16;

/** The sensor's silent reports after its last one and before number `before`. */
function addSilent(reports: Report[], sensor: Sensor, startMs: number, before: number): void {
  const from = Math.max(sensor.lastReport + 1, before - maxSilent);
  for (let k = from; k < before; k++) {
    const sensedMs = reportTimeMs(sensor.model, startMs, k) - sensor.clockOffsetMs;
    reports.push({ sensor, sensedMs, detections: [], isContinuation: false });
  }
}

/** Number of the sensor's last report at or before a server time. */
function silentUntil(sensor: Sensor, startMs: number, timeMs: number): number {
  const { model } = sensor;
  return Math.floor((timeMs + sensor.clockOffsetMs - startMs - model.phaseMs) / (model.periodMs ?? 1));
}
