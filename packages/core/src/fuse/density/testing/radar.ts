import type { DetectionEvent, SensorEvent } from '../../../base/event/index.ts';
import { createFrame } from '../../../base/frame.ts';
import type { Random } from '../../../base/random.ts';
import { createRegister, enrol } from '../../sensors/register.ts';
import type { Report, Sensor } from '../../sensors/sensor.ts';

const origin = { latDeg: 49.5, lonDeg: 31, heightM: 0 };
export const frame = createFrame(origin);

/** At the origin, of 40 m and 0.01 rad. */
export function radar(): Sensor {
  const header = { kind: 'log', version: 1, region: 'x', origin, standing: 'test', startMs: 0 } as const;
  const event: SensorEvent = {
    seq: 1, kind: 'sensor', timeMs: 0, sensorId: 'r', state: 'up',
    sensor: {
      type: 'radar', wave: 'light', latDeg: 49.5, lonDeg: 31, heightM: 0, periodMs: 1000, coverage: { maxRangeM: 60_000 },
      pd: { max: 0.9 }, clutter: { perReport: 10 }, sigma: { rangeM: 40, bearingRad: 0.01 },
    },
  }; // prettier-ignore
  const sensor = enrol(createRegister(), frame, header, event);
  if (sensor === undefined) throw new Error('expected the radar to be enrolled');
  return sensor;
}

/** A report of plots about a place, some of them with places close about it and some far. */
export function reportAt(
  sensor: Sensor,
  sensedMs: number,
  count: number,
  near: [number, number],
  random: Random,
): Report {
  const spread = random.uniform() < 0.5 ? 1500 : 20_000;
  const detections = Array.from({ length: count }, (_, k): DetectionEvent => {
    const [east, north] = near.map((place) => place + spread * random.gaussian());
    const measurement = {
      type: 'rangeBearing',
      rangeM: Math.hypot(east, north),
      bearingRad: Math.atan2(east, north),
    } as const;
    return { seq: k + 2, kind: 'detection', timeMs: sensedMs, sensorId: 'r', sensedMs, measurement };
  });
  return { sensor, sensedMs, detections, isContinuation: false };
}
