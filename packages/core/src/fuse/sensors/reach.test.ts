import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SensorEvent } from '../../base/event/index.ts';
import { createFrame } from '../../base/frame.ts';
import { createSensorModel, pdAtRange, type SensorModel } from '../../base/sensor-model/index.ts';
import { withoutWall } from './reach.ts';

const origin = { latDeg: 49.5, lonDeg: 31, heightM: 0 };

function arrayWith(sensor: Partial<SensorEvent['sensor']>): SensorModel {
  return createSensorModel(createFrame(origin), {
    kind: 'sensor', seq: 1, timeMs: 0, sensorId: 'a1', state: 'up',
    sensor: {
      type: 'bearing', wave: 'sound', latDeg: 49.5, lonDeg: 31, heightM: 0, periodMs: 1000,
      coverage: { maxRangeM: 6000 }, pd: { max: 0.8 }, ...sensor,
    },
  }); // prettier-ignore
}

test('an array that hears detects most at the reach it states, nearly all near by, and few far beyond', () => {
  const model = withoutWall(arrayWith({}));
  assert.ok(pdAtRange(model, 2000) > 0.79);
  assert.ok(pdAtRange(model, 6000) > 0.8 * 0.8);
  assert.equal(pdAtRange(model, 7200), 0.4);
  assert.ok(pdAtRange(model, model.maxRangeM) < 0.8 * 0.035);
});

test('where sources spread by 1.9 dB, spherically, the share heard at a range is the logistic within 0.05', () => {
  const model = withoutWall(arrayWith({}));
  for (let rangeM = 2000; rangeM <= 10_000; rangeM += 500) {
    const heard = shareLouderThan(20 * Math.log10(rangeM / 7200), 1.9);
    assert.ok(Math.abs(pdAtRange(model, rangeM) / 0.8 - heard) < 0.05, `${rangeM} ${heard}`);
  }
});

/** Share of a normal distribution of a standard deviation above a level, by Simpson's rule. */
function shareLouderThan(levelDb: number, sigmaDb: number): number {
  const steps = 2000;
  const to = 10 * sigmaDb;
  let sum = 0;
  for (let k = 0; k <= steps; k++) {
    const x = levelDb + ((to - levelDb) * k) / steps;
    const weight = k === 0 || k === steps ? 1 : k % 2 === 0 ? 2 : 4;
    sum += weight * Math.exp((-0.5 * x * x) / (sigmaDb * sigmaDb));
  }
  return (sum * (to - levelDb)) / steps / 3 / sigmaDb / Math.sqrt(2 * Math.PI);
}

test('what sees keeps its wall, and so does what states how its detections fall', () => {
  for (const model of [
    arrayWith({ wave: 'light' }),
    arrayWith({ pd: { max: 0.8, halfRangeM: 4000, slope: 0.2 } }),
    arrayWith({ type: 'acoustic' }),
  ]) {
    assert.equal(withoutWall(model), model);
  }
});
