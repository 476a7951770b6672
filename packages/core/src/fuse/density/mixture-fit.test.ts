import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '../../base/random.ts';
import { lossAtRange } from '../measure/heard-sensor.ts';
import { createHearing } from '../measure/presence.ts';
import { microphone } from '../measure/testing/microphone.ts';
import { learnFit, misfit } from './mixture-fit.ts';
import { updateHeard } from './mixture-heard.ts';
import { flightMotion } from './mixture-motion.ts';
import { addFamily, createMixture, surround, type Mixture } from './mixture-state.ts';
import { sourceKinds } from './source-kinds.ts';

const sigmaDb = 3;
const atM = 900;

/** Hears `count` claims of a drone that is known to hover at 900 m, each this much louder than expected, on average. */
function hear(count: number, biasDb: number): Mixture {
  const random = createRandom(7);
  const sensor = microphone();
  const mixture = createMixture(1, 0, 100);
  addFamily(mixture, 1, [atM, 0, 0, 0, 0], [1, 1, 1e-4, 1e-4, 1e-4], 0);
  surround(mixture);
  const kinds = new Float64Array(sourceKinds.length).fill(1);
  const expectedDb = 110 - lossAtRange(0, Math.hypot(atM, 100));
  for (let k = 0; k < count; k++) {
    const levelDb = expectedDb + biasDb + sigmaDb * random.gaussian();
    updateHeard(mixture, sensor, 0, 1e-6, 1, levelDb, sigmaDb, kinds, createHearing(), flightMotion);
  }
  return mixture;
}

test('a mixture whose claims fit is shown as it is', () => {
  assert.ok(misfit(hear(200, 0)) < 1.3);
});

test('claims two sigmas off make it as much larger as their squares say', () => {
  const factor = misfit(hear(200, 2 * sigmaDb));
  const expected = (5 + 20 * 5) / 25;
  assert.ok(Math.abs(factor / expected - 1) < 0.3, `${factor}, expected about ${expected}`);
});

test('silence, and claims of others, say nothing about its fit', () => {
  const mixture = createMixture(1, 0, 100);
  learnFit(mixture, 16, 0);
  assert.equal(misfit(mixture), 1);
});

test('claims that fit better than by chance make it no smaller, and one claim far off is bounded', () => {
  const mixture = createMixture(1, 0, 100);
  for (let k = 0; k < 50; k++) learnFit(mixture, 0, 1);
  assert.equal(misfit(mixture), 1);
  const other = createMixture(1, 0, 100);
  learnFit(other, 1e6, 1);
  assert.equal(misfit(other), (5 + 25) / 6);
});
