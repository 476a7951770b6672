import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { areaUnderCurve, shareOver, shareWithInterval, thresholdAt } from './judge.ts';

const scores = fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1, maxLength: 40 });

test('the area equals the share of pairs in the right order', () => {
  fc.assert(
    fc.property(scores, scores, (positives, negatives) => {
      let right = 0;
      for (const p of positives) for (const n of negatives) right += p > n ? 1 : p === n ? 0.5 : 0;
      assert.ok(
        Math.abs(areaUnderCurve(positives, negatives) - right / (positives.length * negatives.length)) <
          1e-12,
      );
    }),
  );
});

test('no more negatives pass the threshold than were allowed', () => {
  fc.assert(
    fc.property(scores, fc.double({ min: 0, max: 0.99, noNaN: true }), (negatives, pfa) => {
      assert.ok(shareOver(negatives, thresholdAt(negatives, pfa)) <= pfa);
    }),
  );
});

// Agresti and Coull, "Approximate is better than exact", 1998: 0 of 10 gives 0 to 0.278.
test('the interval of nothing in ten goes to 0.278', () => {
  const { low, high } = shareWithInterval(0, 10);
  assert.equal(low, 0);
  assert.ok(Math.abs(high - 0.278) < 5e-4);
});
