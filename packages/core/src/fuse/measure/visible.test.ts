import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SensorEvent } from '../../base/event/index.ts';
import { createFrame } from '../../base/frame.ts';
import { covers, createSensorModel, type SensorModel } from '../../base/sensor-model/index.ts';
import { highestM, learnHeight, lowestM, pdOverHeights, visibleFromM } from './visible.ts';

const frame = createFrame({ latDeg: 49.5, lonDeg: 31, heightM: 0 });

function radar(coverage: NonNullable<SensorEvent['sensor']['coverage']>): SensorModel {
  return createSensorModel(frame, {
    seq: 1, kind: 'sensor', timeMs: 0, sensorId: 'r', state: 'up',
    sensor: { type: 'radar', wave: 'light', latDeg: 49.5, lonDeg: 31, heightM: 30, pd: { max: 0.9 }, coverage },
  }); // prettier-ignore
}

test('the least visible height is where the sensor model begins to see', () => {
  for (const model of [radar({ minElevationRad: 0.0046 }), radar({ horizon: true })]) {
    for (const groundM of [15_000, 30_000, 50_000]) {
      const from = visibleFromM(model, groundM);
      if (from === -Infinity) continue;
      const upAt = (heightM: number): number => heightM - 30 - (groundM * groundM) / (2 * 6_371_000);
      assert.equal(covers(model, 0, groundM, upAt(from - 2), from - 2), false);
      assert.equal(covers(model, 0, groundM, upAt(from + 2), from + 2), true);
    }
  }
});

test('Pd over heights is a numerical average over log-uniform heights', () => {
  const model = radar({ minElevationRad: 0.0046 });
  let sum = 0;
  for (let k = 0; k < 2000; k++) {
    const heightM = lowestM * Math.exp(((k + 0.5) / 2000) * Math.log(highestM / lowestM));
    if (covers(model, 0, 30_000, heightM - 30 - (30_000 * 30_000) / (2 * 6_371_000), heightM))
      sum += 0.9 / 2000;
  }
  assert.ok(Math.abs(pdOverHeights(model, 0, 30_000, 30_000, lowestM, highestM) - sum) < 0.002);
});

test('a detection shows that it was high enough; misses make it lower', () => {
  const heights = Float64Array.of(lowestM, highestM);
  learnHeight(heights, 0, 400, 1, 0.9);
  assert.equal(heights[0], 400);
  learnHeight(heights, 0, 2000, 0, 0.9);
  assert.ok(heights[1] < 4000 && heights[1] >= 800);
  const before = heights.slice();
  learnHeight(heights, 0, 300, 0, 0.9);
  assert.deepEqual(heights, before);
});
