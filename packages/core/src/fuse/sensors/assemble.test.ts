import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SensorEvent } from '../../base/event/index.ts';
import { createFrame } from '../../base/frame.ts';
import { createPending, reportsDue } from './assemble.ts';
import { createRegister, enrol } from './register.ts';

const origin = { latDeg: 0, lonDeg: 0, heightM: 0 };
const header = { kind: 'log', version: 1, region: 'x', origin, standing: 'test', startMs: 0 } as const;

function radar(timeMs: number, phaseMs: number): SensorEvent {
  return {
    seq: 1,
    kind: 'sensor',
    timeMs,
    sensorId: 'r',
    state: 'up',
    sensor: { type: 'radar', wave: 'light', latDeg: 0, lonDeg: 0, periodMs: 10_000, phaseMs },
  };
}

/** Times of the silent reports until 30 s of a sensor that is enrolled then. */
function silences(timeMs: number, phaseMs: number): number[] {
  const register = createRegister();
  enrol(register, createFrame(origin), header, radar(timeMs, phaseMs));
  return reportsDue(createPending(), register, header.startMs, 30_000).map((report) => report.sensedMs);
}

test('a sensor is silent at each of its report times, from its enrolment on and never before', () => {
  assert.deepEqual(silences(0, 0), [0, 10_000, 20_000, 30_000]);
  assert.deepEqual(silences(0, 6500), [6500, 16_500, 26_500]);
  assert.deepEqual(silences(7000, 6500), [16_500, 26_500]);
});
