import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HeardSensor } from '../measure/heard-sensor.ts';
import { createHearing } from '../measure/presence.ts';
import { microphone } from '../measure/testing/microphone.ts';
import { updateHeard } from './mixture-heard.ts';
import { flightMotion } from './mixture-motion.ts';
import { splitNear } from './mixture-split.ts';
import { addFamily, createMixture, modeCount, momentsOf, type Mixture } from './mixture-state.ts';
import { sourceKinds } from './source-kinds.ts';

const near = microphone();
const far: HeardSensor = { ...near, model: { ...near.model, east: 900, north: -2600 } };
const neutral = new Float64Array(sourceKinds.length).fill(1);

function oneAt(east: number, north: number, sigmaE: number, sigmaN: number): Mixture {
  const mixture = createMixture(4, 0, 0);
  const variances = [sigmaE * sigmaE, sigmaN * sigmaN, 25, 25, 0.04];
  addFamily(mixture, 1, [east, north, 40, -30, 0], variances, 0);
  // A course that goes with the place.
  mixture.covariance[2] = mixture.covariance[10] = 2 * sigmaE;
  return mixture;
}

function momentsNow(mixture: Mixture): number[] {
  const [mean, covariance] = [new Float64Array(5), new Float64Array(25)];
  momentsOf(mixture, 0, mixture.families * modeCount, mean, covariance);
  return [...mean, ...covariance];
}

test('close to a microphone a family becomes several, with the moments of the whole', () => {
  const mixture = oneAt(120, 160, 300, 180);
  const before = momentsNow(mixture);
  splitNear(mixture, near, 0);
  assert.ok(mixture.families >= 5, `${mixture.families} families`);
  momentsNow(mixture).forEach((value, i) => {
    assert.ok(Math.abs(value - before[i]) < 1e-6 * (1 + Math.abs(before[i])), `${i}: ${value}, ${before[i]}`);
  });
});

test('further away than it is wide, or known to a few metres, it stays one', () => {
  const away = oneAt(800, 160, 300, 180);
  splitNear(away, near, 0);
  const narrow = oneAt(10, 5, 30, 20);
  splitNear(narrow, near, 0);
  assert.deepEqual([away.families, narrow.families], [1, 1]);
});

test('what passed a microphone is on the side that others hear it on, as wide as an exact count over places has it', () => {
  const levels = [57.5, 58.5, 59.5, 56.5];
  const farLevels = [42, 41, 43, 41.5, 42.5, 42];
  const mixture = oneAt(60, 90, 320, 300);
  for (const levelDb of levels) hear(mixture, near, levelDb);
  for (const levelDb of farLevels) hear(mixture, far, levelDb);
  const exact = countPlaces([60, 90], [320, 300], levels, farLevels);
  const found = momentsNow(mixture);
  const sigma = Math.sqrt(exact.varianceE + exact.varianceN);
  const off = Math.hypot(found[0] - exact.east, found[1] - exact.north);
  const ratio = (found[5] + found[11]) / (sigma * sigma);
  assert.ok(off < 0.15 * sigma, `${off} m off, sigma ${sigma}`);
  assert.ok(Math.abs(ratio - 1) < 0.1, `variance ${ratio} of the exact one`);
});

function hear(mixture: Mixture, sensor: HeardSensor, levelDb: number): void {
  updateHeard(mixture, sensor, 0, 0, 1, levelDb, 3, neutral, createHearing(), flightMotion);
}

/** Prior times the levels' likelihoods on a fine grid, the source 0.2 dB about typical. */
function countPlaces(
  mean: readonly number[],
  sigmas: readonly number[],
  nearLevels: readonly number[],
  farLevels: readonly number[],
): { east: number; north: number; varianceE: number; varianceN: number } {
  const sums = [0, 0, 0, 0, 0];
  const heard = [
    ...nearLevels.map((levelDb) => ({ levelDb, east: 0, north: 0 })),
    ...farLevels.map((levelDb) => ({ levelDb, east: far.model.east, north: far.model.north })),
  ];
  for (let e = -1700; e <= 1800; e += 20) {
    for (let n = -1600; n <= 1700; n += 20) {
      let log = -0.5 * (((e - mean[0]) / sigmas[0]) ** 2 + ((n - mean[1]) / sigmas[1]) ** 2);
      for (const { levelDb, east, north } of heard) {
        const range = Math.max(1, Math.hypot(e - east, n - north));
        const z = (levelDb - 110 + 20 * Math.log10(range)) / 3;
        log += Math.log(0.95 / (1 + Math.exp((range - 4000) / 600))) - 0.5 * z * z;
      }
      [1, e, n, e * e, n * n].forEach((value, i) => (sums[i] += Math.exp(log) * value));
    }
  }
  const [east, north, ee, nn] = sums.slice(1).map((sum) => sum / sums[0]);
  return { east, north, varianceE: ee - east * east, varianceN: nn - north * north };
}
