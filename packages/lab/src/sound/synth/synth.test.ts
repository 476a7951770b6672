import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '@kentongan/core/base/random';
import { bandRms, rmsOf } from './chain.ts';
import { CONTROL_HZ } from './lines.ts';
import { straightPass } from './path.ts';
import { air, water } from './medium.ts';
import { composeScene, synthesise } from './scene.ts';
import { addShapedNoise, filterByCurve, GAIN_BIN_HZ } from './spectral.ts';

test('shaped noise has the power of its curve', () => {
  const out = new Float32Array(160000);
  addShapedNoise(out, createRandom(1), (gain) => gain.fill(1));
  assert.ok(Math.abs(rmsOf(out) - 1) < 0.01);
  const low = new Float32Array(160000);
  addShapedNoise(low, createRandom(2), (gain) => {
    for (let k = 0; k < gain.length; k += 1) gain[k] = k * GAIN_BIN_HZ < 4000 ? 1 : 0;
  });
  assert.ok(Math.abs(rmsOf(low) - Math.SQRT1_2) < 0.01);
});

test('a filter of one everywhere changes nothing', () => {
  const random = createRandom(3);
  const samples = Float32Array.from({ length: 5000 }, () => random.gaussian());
  const out = filterByCurve(samples, (gain) => gain.fill(1));
  samples.forEach((value, i) => assert.ok(Math.abs(value - out[i]!) < 1e-5, `sample ${i}`));
});

/** Emission time by bisection of t_emit + |position(t_emit)| / c = t: the independent way to the retarded distance. */
function retardedDistanceM(timeS: number, speedMps: number, closestM: number, closestAtS: number): number {
  const distance = (t: number): number => Math.hypot(speedMps * (t - closestAtS), closestM);
  let low = timeS - 200;
  let high = timeS;
  for (let i = 0; i < 80; i += 1) {
    const middle = (low + high) / 2;
    if (middle + distance(middle) / 343 < timeS) low = middle;
    else high = middle;
  }
  return distance(low);
}

test('a pass is heard from where it was, with the Doppler of its changing distance', () => {
  const path = straightPass(createRandom(4), 600, 60, 250, 100, 6);
  for (let i = 50; i < 550; i += 50) {
    const timeS = i / CONTROL_HZ;
    assert.ok(
      Math.abs(path.distanceM[i]! - retardedDistanceM(timeS, 60, 250, 6)) < 1e-6 * path.distanceM[i]!,
    );
    const step = 1e-3;
    const rate =
      (retardedDistanceM(timeS + step, 60, 250, 6) - retardedDistanceM(timeS - step, 60, 250, 6)) /
      (2 * step);
    // Frequency received over sent is d(sent time)/d(received time) = 1 - (dr/dt) / c.
    assert.ok(Math.abs(path.doppler[i]! - (1 - rate / 343)) < 1e-5, `step ${i}`);
  }
});

test('every class makes finite sound', () => {
  for (const medium of [air, water]) {
    for (const name of medium.classes) {
      const scene = composeScene(createRandom(1), { medium, class: name, recordedShare: 0, recordings: [] });
      assert.ok(scene.samples.every((value) => Number.isFinite(value)));
      assert.ok(rmsOf(scene.samples) > 1e-6, `${name} is silent`);
    }
  }
});

test('the same seed composes the same scene', () => {
  const make = () =>
    composeScene(createRandom(2), { medium: air, class: 'aircraft', recordedShare: 0, recordings: [] });
  assert.deepEqual(make().samples, make().samples);
});

test('the drone sounds where a petrol engine does', () => {
  const { samples, f0Hz } = synthesise(createRandom(5), air, 'one-way', 4);
  assert.ok(f0Hz!.every((hz) => hz > 55 && hz < 230));
  assert.ok(bandRms(samples) > 0.2 * rmsOf(samples));
});
