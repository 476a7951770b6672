import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFrame } from '../../base/frame.ts';
import { createRandom } from '../../base/random.ts';
import { createLateness, learnClock } from './clock.ts';
import { createRegister, enrol } from './register.ts';
import type { Sensor } from './sensor.ts';

const origin = { latDeg: 0, lonDeg: 0, heightM: 0 };

function sensors(count: number): Sensor[] {
  const register = createRegister();
  const header = { kind: 'log', version: 1, region: 'x', origin, standing: 'test', startMs: 0 } as const;
  for (let i = 0; i < count; i++) {
    enrol(register, createFrame(origin), header, {
      seq: i + 1, kind: 'sensor', timeMs: 0, sensorId: `s${i}`, state: 'up',
      sensor: { type: 'acoustic', wave: 'sound', latDeg: 0, lonDeg: 0, periodMs: 1000 },
    }); // prettier-ignore
  }
  return register.sensors;
}

test('a clock five seconds ahead is found to a fifth of a second; right ones are left alone', () => {
  const all = sensors(20);
  const lateness = createLateness();
  const random = createRandom(3);
  for (let round = 0; round < 200; round++) {
    for (const sensor of all) {
      const ahead = sensor.index === 7 ? 5000 : 0;
      learnClock(lateness, sensor, random.exponential(250) - ahead);
    }
  }
  assert.ok(Math.abs(all[7].clockOffsetMs - 5000) < 200, String(all[7].clockOffsetMs));
  for (const sensor of all) if (sensor.index !== 7) assert.ok(sensor.clockOffsetMs < 100);
});

test('a slow line is not taken for a clock', () => {
  const all = sensors(3);
  const lateness = createLateness();
  for (let round = 0; round < 100; round++) {
    for (const sensor of all) learnClock(lateness, sensor, sensor.index === 1 ? 4000 : 200);
  }
  assert.equal(all[1].clockOffsetMs, 0);
});
