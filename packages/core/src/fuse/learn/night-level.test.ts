import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom, type Random } from '../../base/random.ts';
import { addFamily, createMixture } from '../density/mixture-state.ts';
import { createNightLevel, levelPrior, tell, type NightLevel } from './night-level.ts';

/** A night of `count` drones with their shift and spread, each heard to `sigmaDb`. */
function nightOf(
  seed: number,
  count: number,
  shiftDb: number,
  spreadDb: number,
  sigmaDb: number,
): NightLevel {
  const random = createRandom(seed);
  const night = createNightLevel();
  for (let k = 1; k <= count; k++) {
    const meanDb = shiftDb + spreadDb * random.gaussian() + sigmaDb * random.gaussian();
    night.said.set(k, { meanDb, variance: sigmaDb * sigmaDb, atMs: 0 });
  }
  return night;
}

test('before anything is heard a drone is as loud as the prior says', () => {
  const { meanDb, variance } = levelPrior(createNightLevel(), 0);
  assert.equal(meanDb, 0);
  assert.ok(Math.abs(Math.sqrt(variance) - 2.5) < 0.15);
});

function judge(spreadOf: (random: Random) => number): { square: number; stated: number } {
  let [square, stated] = [0, 0];
  for (let seed = 1; seed <= 600; seed++) {
    const random = createRandom(1000 + seed);
    const shiftDb = 2 * random.gaussian();
    const spreadDb = spreadOf(random);
    const { meanDb, variance } = levelPrior(nightOf(seed, 8, shiftDb, spreadDb, 0.5), 0);
    const off = shiftDb + spreadDb * random.gaussian() - meanDb;
    square += (off * off) / 600;
    stated += variance / 600;
  }
  return { square, stated };
}

test('over nights as the prior has them, the level of the next drone is as sure as stated', () => {
  const spreads = [0.3, 0.6, 0.6, 1, 1, 1, 1, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 2.2, 2.2, 2.2, 2.2, 3.2];
  const { square, stated } = judge((random) => spreads[Math.floor(18 * random.uniform())]);
  assert.ok(square / stated > 0.75 && square / stated < 1.2, `${square}, stated ${stated}`);
});

test('where all drones are alike the next one is known to a decibel; where they differ much it is not', () => {
  const alike = judge(() => 0);
  assert.ok(alike.square < alike.stated && alike.stated < 1, `${alike.square}, stated ${alike.stated}`);
  const unlike = judge(() => 3.2);
  assert.ok(
    unlike.stated > 6 && unlike.square / unlike.stated < 1.6,
    `${unlike.square}, stated ${unlike.stated}`,
  );
});

test("a track's own word does not come back to it", () => {
  const night = nightOf(3, 5, 1, 1, 0.5);
  const before = levelPrior(night, 2);
  night.said.set(2, { meanDb: 20, variance: 0.1, atMs: 0 });
  assert.deepEqual(levelPrior(night, 2), before);
  assert.ok(levelPrior(night, 3).meanDb > before.meanDb);
});

test('telling a track the level replaces what it was told before, place included', () => {
  const mixture = createMixture(1, 0, 0);
  addFamily(mixture, 1, [1000, 0, 0, 0, 0.5], [10_000, 1, 1, 1, 2], 0);
  mixture.covariance[4] = mixture.covariance[20] = 60;
  mixture.toldDb = 0;
  mixture.toldPrecision = 1 / 6;
  tell(mixture, { meanDb: 2, variance: 1 }, 0);
  // 1 / 2 - 1 / 6 + 1 and 0.5 / 2 + 2 by hand.
  const precision = 1 / 2 - 1 / 6 + 1;
  assert.ok(Math.abs(mixture.covariance[24] - 1 / precision) < 1e-12);
  assert.ok(Math.abs(mixture.mean[4] - (0.5 / 2 + 2) / precision) < 1e-12);
  assert.ok(Math.abs(mixture.mean[0] - (1000 + 30 * (mixture.mean[4] - 0.5))) < 1e-9);
  assert.ok(Math.abs(mixture.weight[0] - 1) < 1e-12);
  tell(mixture, { meanDb: 0, variance: 6 }, 0);
  assert.ok(Math.abs(mixture.mean[4] - 0.5) < 1e-9 && Math.abs(mixture.covariance[24] - 2) < 1e-9);
  assert.ok(Math.abs(mixture.covariance[0] - 10_000) < 1e-6);
});
