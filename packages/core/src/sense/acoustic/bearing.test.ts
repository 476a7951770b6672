import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '../../base/random.ts';
import { createBearingFinder } from './bearing.ts';

const RATE = 16000;
const square = Float64Array.from([0.5, 0.5, 0, -0.5, 0.5, 0, -0.5, -0.5, 0, 0.5, -0.5, 0]);

/** A plane wave of a comb from one direction, delayed exactly at each microphone, with noise of its own in each. */
function planeWave(
  positionsM: Float64Array,
  bearingRad: number,
  f0Hz: number,
  noise: number,
  seed: number,
  elevationRad = 0,
) {
  const random = createRandom(seed);
  const phases = Array.from({ length: 12 }, () => random.between(0, 2 * Math.PI));
  return Array.from({ length: positionsM.length / 3 }, (_, m) => {
    const along = positionsM[3 * m]! * Math.sin(bearingRad) + positionsM[3 * m + 1]! * Math.cos(bearingRad);
    const leadS = (along * Math.cos(elevationRad) + positionsM[3 * m + 2]! * Math.sin(elevationRad)) / 343;
    return Float32Array.from({ length: 1.5 * RATE }, (_, i) => {
      let value = noise * random.gaussian();
      phases.forEach((phase, k) => {
        value += Math.sin(2 * Math.PI * f0Hz * (k + 1) * (i / RATE + leadS) + phase) / (k + 1);
      });
      return value;
    });
  });
}

function angleBetween(a: number, b: number): number {
  return Math.abs(Math.atan2(Math.sin(a - b), Math.cos(a - b)));
}

test('an array finds the bearing of a comb all round, within a degree', () => {
  for (const bearingRad of [0.1, 2.9, 5.8]) {
    const finder = createBearingFinder({ positionsM: square, waveMps: 343 });
    finder.push(planeWave(square, bearingRad, 103, 0.5, 7));
    const found = finder.find(0, 103);
    assert.ok(found !== undefined);
    assert.ok(angleBetween(found.bearingRad, bearingRad) < 0.0175, `${found.bearingRad} for ${bearingRad}`);
  }
});

test('from the horizon to nearly overhead nothing falls between two looks of the search', () => {
  const random = createRandom(3);
  for (let trial = 0; trial < 24; trial += 1) {
    const bearingRad = random.between(0, 2 * Math.PI);
    const elevationRad = (1.3 * trial) / 24;
    const finder = createBearingFinder({ positionsM: square, waveMps: 343 });
    finder.push(planeWave(square, bearingRad, 97, 0.5, trial, elevationRad));
    const found = finder.find(0, 97)!;
    const off = angleBetween(found.bearingRad, bearingRad) * Math.cos(elevationRad);
    assert.ok(off < 0.02, `${found.bearingRad} for ${bearingRad}, ${elevationRad} up`);
    // On a level array cos(elevation) is what is measured, so near the horizon elevation hardly is.
    const level = Math.abs(Math.cos(found.elevationRad) - Math.cos(elevationRad));
    assert.ok(level < 0.02, `${found.elevationRad} for ${elevationRad}`);
  }
});

test('the mask listens to the comb and not to a louder talker elsewhere', () => {
  const drone = planeWave(square, 1, 100, 0.2, 1);
  const other = planeWave(square, 4, 137, 0, 2);
  const finder = createBearingFinder({ positionsM: square, waveMps: 343 });
  finder.push(drone.map((channel, c) => channel.map((value, i) => value + 2 * other[c]![i]!)));
  assert.ok(angleBetween(finder.find(0, 100)!.bearingRad, 1) < 0.09);
  assert.ok(angleBetween(finder.find(0, 137)!.bearingRad, 4) < 0.09);
});

test('stated sigma covers the error in noise', () => {
  let inside = 0;
  for (let seed = 0; seed < 5; seed += 1) {
    const finder = createBearingFinder({ positionsM: square, waveMps: 343 });
    finder.push(planeWave(square, 2, 95, 2, seed));
    const found = finder.find(0, 95)!;
    if (angleBetween(found.bearingRad, 2) < 3 * found.sigmaRad) inside += 1;
  }
  assert.ok(inside >= 4, `${inside} of 5 within three sigma`);
});

test('what is no longer or not yet kept has no bearing', () => {
  const finder = createBearingFinder({ positionsM: square, waveMps: 343 });
  finder.push(planeWave(square, 2, 95, 1, 3));
  assert.equal(finder.find(60000, 95), undefined);
  for (let i = 0; i < 4; i += 1) finder.push(planeWave(square, 2, 95, 1, i));
  assert.equal(finder.find(0, 95), undefined);
});

test('two microphones cannot tell a side and are refused', () => {
  assert.throws(() => createBearingFinder({ positionsM: new Float64Array(6), waveMps: 343 }), RangeError);
});
