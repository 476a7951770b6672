import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DetectionEvent, Header, SensorEvent } from '../../base/event/index.ts';
import { createFrame } from '../../base/frame.ts';
import { createValues, readValues } from '../measure/values.ts';
import { createRegister, enrol } from '../sensors/register.ts';
import { createMixtures } from './mixtures.ts';
import { addFamily, createMixture } from './mixture-state.ts';
import { flightMotion } from './mixture-motion.ts';

const origin = { latDeg: 49.5, lonDeg: 31, heightM: 0 };
const header: Header = { kind: 'log', version: 1, region: 'x', origin, standing: 'test', startMs: 0 };
const frame = createFrame(origin);
const radar: SensorEvent = {
  seq: 1, kind: 'sensor', timeMs: 0, sensorId: 'r', state: 'up',
  sensor: {
    type: 'radar', wave: 'light', ...origin, periodMs: 1000, phaseMs: 0, pd: { max: 1 },
    sigma: { rangeM: 40, bearingRad: 0.012 },
  },
}; // prettier-ignore

/** Due east at 45 m/s for 40 s, then to the left by 3 degrees a second. */
function placeAt(s: number): [number, number] {
  const omega = flightMotion.turnRadPerS;
  const turned = Math.max(0, s - 40);
  const radius = 45 / omega;
  return [
    -2000 + 45 * Math.min(40, s) + radius * Math.sin(omega * turned),
    6000 + radius * (1 - Math.cos(omega * turned)),
  ];
}

test('a mixture that a radar sees follows a turn, however unlikely turning was when it began', () => {
  const register = createRegister();
  const sensor = enrol(register, frame, header, radar);
  assert.ok(sensor !== undefined);
  const values = createValues();
  const mixtures = createMixtures(frame, values);
  const mixture = createMixture(1, 0, 100);
  addFamily(mixture, 1, [...placeAt(0), 45, 0, 0], [900, 900, 25, 25, 1], 0);
  const slot = mixtures.add(mixture);
  const mean = new Float64Array(4);
  const covariance = new Float64Array(10);
  for (let s = 1; s <= 56; s++) {
    const [east, north] = placeAt(s);
    const detection: DetectionEvent = {
      seq: s, kind: 'detection', timeMs: 1000 * s, sensorId: 'r', sensedMs: 1000 * s,
      measurement: { type: 'rangeBearing', rangeM: Math.hypot(east, north), bearingRad: Math.atan2(east, north) },
    }; // prettier-ignore
    const report = { sensor, sensedMs: 1000 * s, detections: [detection], isContinuation: false };
    readValues(values, frame, sensor, report.detections, 'range-bearing');
    mixtures.predict(slot, report.sensedMs);
    mixtures.update(slot, report, 0, Int32Array.of(0), Float64Array.of(1), 0, 1);
  }
  mixtures.moments(slot, 56_000, mean, covariance);
  const [east, north] = placeAt(56);
  const sigmaM = Math.sqrt(covariance[0] + covariance[4]);
  assert.ok(Math.hypot(mean[0] - east, mean[1] - north) < 3 * sigmaM);
  const course = Math.atan2(mean[3], mean[2]);
  assert.ok(Math.abs(course - 16 * flightMotion.turnRadPerS) < 0.1, `turned by ${course} rad`);
});
