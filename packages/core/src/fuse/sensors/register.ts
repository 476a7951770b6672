import type { Header, SensorEvent } from '../../base/event/index.ts';
import type { Frame } from '../../base/frame.ts';
import { createSensorModel, type SensorModel } from '../../base/sensor-model/index.ts';
import { createRates } from '../learn/report-rates.ts';
import { withoutWall } from './reach.ts';
import type { Sensor } from './sensor.ts';

/** Most sensors known at once; more are refused and counted. */
export const sensorCapacity = 131_072;

export interface Register {
  readonly sensors: Sensor[];
  readonly indexOf: Map<string, number>;
  /** The event that last described each sensor, for `save`. */
  readonly events: SensorEvent[];
}

export function createRegister(): Register {
  return { sensors: [], indexOf: new Map(), events: [] };
}

/** Enrols or changes a sensor; undefined where the register is full. */
export function enrol(
  register: Register,
  frame: Frame,
  header: Header,
  event: SensorEvent,
): Sensor | undefined {
  const model = withoutWall(createSensorModel(frame, event));
  const known = register.indexOf.get(event.sensorId);
  if (known === undefined) {
    if (register.sensors.length >= sensorCapacity) return undefined;
    const sensor: Sensor = {
      index: register.sensors.length,
      model,
      clockOffsetMs: 0,
      lateMs: 0,
      reports: 0,
      lastReport: lastBefore(model, header.startMs, event.timeMs),
      lastSensedMs: Number.NaN,
      rates: createRates(model),
      clutterPerReport: model.clutterPerReport,
      pdFactor: 1,
    };
    register.indexOf.set(event.sensorId, sensor.index);
    register.sensors.push(sensor);
    register.events.push(event);
    return sensor;
  }
  const sensor = register.sensors[known];
  const wasUp = sensor.model.silenceInforms;
  sensor.model = model;
  register.events[known] = event;
  // While it was not up its silence meant nothing: begin to count where it comes back.
  if (!wasUp) sensor.lastReport = lastBefore(model, header.startMs, event.timeMs);
  return sensor;
}

/** Number of its last report before a time: what it did not say until then means nothing. NaN without a period. */
function lastBefore(model: SensorModel, startMs: number, timeMs: number): number {
  if (model.periodMs === undefined) return Number.NaN;
  return Math.ceil((timeMs - startMs - model.phaseMs) / model.periodMs) - 1;
}
