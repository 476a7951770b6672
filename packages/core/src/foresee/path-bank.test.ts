import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  createOrbitBank,
  createRouteBank,
  createStarts,
  horizonS,
  normalAt,
  type PathBank,
} from './path-bank.ts';

const habit = { legS: 900, turnScaleRad: 1, turnRateRadPerS: 0.045 };

function place(bank: PathBank, path: number, k: number): [number, number] {
  const i = 2 * (path * bank.points + k);
  return [bank.xy[i], bank.xy[i + 1]];
}

test('paths begin along the course at the speed given', () => {
  const bank = createRouteBank(1, 64, habit);
  let straight = 0;
  for (let path = 0; path < 64; path++) {
    const [x, y] = place(bank, path, 1);
    if (Math.abs(x - bank.timesS[1]) < 1e-9 && Math.abs(y) < 1e-9) straight++;
  }
  assert.ok(straight >= 62, String(straight));
});

test('as many paths are still straight after a while as exponential legs leave', () => {
  const bank = createRouteBank(1, 200, habit);
  for (const k of [20, 60, bank.points - 1]) {
    let straight = 0;
    for (let path = 0; path < 200; path++) if (Math.abs(place(bank, path, k)[1]) < 1e-9) straight++;
    assert.ok(Math.abs(straight / 200 - Math.exp(-bank.timesS[k] / 900)) < 0.03, `${k}: ${straight}`);
  }
});

test('no path flies farther than its speed allows', () => {
  const bank = createRouteBank(3, 50, habit);
  for (let path = 0; path < 50; path++) {
    for (let k = 1; k < bank.points; k++) {
      const [x, y] = place(bank, path, k);
      assert.ok(Math.hypot(x, y) <= bank.timesS[k] + 1e-6);
    }
  }
});

test('times rise to the horizon', () => {
  const { timesS, points } = createRouteBank(1, 1, habit);
  for (let k = 1; k < points; k++) assert.ok(timesS[k] > timesS[k - 1]);
  assert.equal(timesS[points - 1], horizonS - ((horizonS - 720) % 16));
});

test('a target that circles stays within its circle until it leaves', () => {
  const bank = createOrbitBank(2, 50, { untilS: 900, staysS: 1e9, turnRateRadPerS: 0.05 }, 1);
  for (let path = 0; path < 50; path++) {
    for (let k = 1; k < bank.points; k++) assert.ok(Math.hypot(...place(bank, path, k)) <= 2 / 0.05 + 1);
  }
});

test('the same seed draws the same bank', () => {
  assert.deepEqual(createRouteBank(5, 20, habit).xy, createRouteBank(5, 20, habit).xy);
});

test('starts are standard normal in each of four independent columns', () => {
  const starts = createStarts(192);
  for (let a = 0; a < 4; a++) {
    for (let b = a; b < 4; b++) {
      let mean = 0;
      let product = 0;
      for (let path = 0; path < 192; path++) {
        mean += starts[4 * path + a] / 192;
        product += (starts[4 * path + a] * starts[4 * path + b]) / 192;
      }
      assert.ok(Math.abs(mean) < 0.05, `mean of ${a}: ${mean}`);
      assert.ok(Math.abs(product - (a === b ? 1 : 0)) < 0.12, `${a} with ${b}: ${product}`);
    }
  }
});

test('normal quantiles, against tables', () => {
  for (const [probability, quantile] of [[0.5, 0], [0.975, 1.959964], [0.1, -1.281552], [0.999, 3.090232]]) {
    assert.ok(Math.abs(normalAt(probability) - quantile) < 5e-4, String(normalAt(probability)));
  } // prettier-ignore
});
