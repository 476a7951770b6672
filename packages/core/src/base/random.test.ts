import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom, createRandomFrom } from './random.ts';

test('one seed gives one stream, and its state goes on from where it was', () => {
  const first = createRandom(7);
  const second = createRandom(7);
  assert.deepEqual([first.uniform(), first.gaussian()], [second.uniform(), second.gaussian()]);
  assert.equal(createRandomFrom(first.state()).uniform(), second.uniform());
  assert.notEqual(createRandom(8).uniform(), createRandom(7).uniform());
});

test('drawing more in one fork changes nothing in another', () => {
  const a = createRandom(1);
  const b = createRandom(1);
  const noisy = a.fork('noise');
  for (let i = 0; i < 100; i++) noisy.uniform();
  b.fork('noise');
  assert.equal(a.fork('path').uniform(), b.fork('path').uniform());
});

test('means and spreads are what they should be', () => {
  const random = createRandom(3);
  const count = 200_000;
  let sum = 0;
  let sum2 = 0;
  let poisson = 0;
  let uniform = 0;
  for (let i = 0; i < count; i++) {
    const g = random.gaussian();
    sum += g;
    sum2 += g * g;
    poisson += random.poisson(4.5);
    uniform += random.uniform();
  }
  // Four standard errors of each mean.
  assert.ok(Math.abs(sum / count) < 4 / Math.sqrt(count));
  assert.ok(Math.abs(sum2 / count - 1) < 4 * Math.sqrt(2 / count));
  assert.ok(Math.abs(poisson / count - 4.5) < 4 * Math.sqrt(4.5 / count));
  assert.ok(Math.abs(uniform / count - 0.5) < 4 * Math.sqrt(1 / 12 / count));
});
