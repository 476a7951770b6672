import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { probabilityBy } from './risk.ts';

const window = { probability: 0.8, etaP10Ms: 1000, etaMs: 2000, etaP90Ms: 4000 };

test('the window’s own quantiles come back', () => {
  assert.ok(Math.abs(probabilityBy(window, 1000) - 0.08) < 1e-12);
  assert.ok(Math.abs(probabilityBy(window, 2000) - 0.4) < 1e-12);
  assert.ok(Math.abs(probabilityBy(window, 4000) - 0.72) < 1e-12);
});

test('nothing long before the window, everything long after it', () => {
  assert.equal(probabilityBy(window, 0), 0);
  assert.equal(probabilityBy(window, 100_000), 0.8);
});

test('a window without width is a step', () => {
  const sharp = { probability: 1, etaP10Ms: 1000, etaMs: 1000, etaP90Ms: 1000 };
  assert.equal(probabilityBy(sharp, 999), 0);
  assert.equal(probabilityBy(sharp, 1000), 1);
});

test('it never falls with time and never exceeds the arrival’s probability', () => {
  const span = fc.integer({ min: 0, max: 5000 });
  fc.assert(
    fc.property(span, span, span, span, span, (start, toMedian, toP90, by, later) => {
      const etaMs = start + toMedian;
      const any = { probability: 0.7, etaP10Ms: start, etaMs, etaP90Ms: etaMs + toP90 };
      const sooner = probabilityBy(any, by);
      const then = probabilityBy(any, by + later);
      assert.ok(sooner >= 0 && sooner <= then && then <= 0.7);
    }),
  );
});
