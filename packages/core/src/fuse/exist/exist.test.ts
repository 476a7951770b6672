import assert from 'node:assert/strict';
import { test } from 'node:test';
import { existenceAfter, existenceAfterMiss, isForgotten, survive } from './exist.ts';

test('a miss follows Bayes rule, and a sensor that cannot see it says nothing', () => {
  assert.ok(Math.abs(existenceAfterMiss(0.8, 0.9) - (0.8 * 0.1) / (0.8 * 0.1 + 0.2)) < 1e-15);
  assert.equal(existenceAfterMiss(0.8, 0), 0.8);
});

test('a sure detection makes it exist', () => {
  assert.ok(existenceAfter(0.3, 0.9, 0) > 1 - 1e-8);
});

test('a track that nothing supports is dropped within four minutes wherever it is', () => {
  let existence = 0.9999;
  for (let s = 1; s <= 240; s++) existence = survive(existence, 1, s);
  assert.ok(existence < 0.25);
  assert.ok(survive(0.9999, 30, 30) > 0.99);
});

test('a hypothesis without support is given up', () => {
  assert.equal(isForgotten(0.2, 10, 1), false);
  assert.equal(isForgotten(0.2, 31, 1), true);
  assert.equal(isForgotten(0.2, 10, 5), true);
  assert.equal(isForgotten(1e-6, 0, 0), true);
});
