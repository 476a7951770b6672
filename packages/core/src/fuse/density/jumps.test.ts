import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { multiply } from '../../base/matrix.ts';
import { stepOver } from './jumps.ts';
import { firstTurn, modeCount, weave } from './modes.ts';

const size = modeCount * modeCount;
const interval = fc.double({ min: 0.001, max: 120, noNaN: true });

test('what passes over two intervals is what passes over both at once', () => {
  fc.assert(
    fc.property(interval, interval, (first, second) => {
      const [a, b] = [stepOver(first).jumps.slice(), stepOver(second).jumps.slice()];
      const both = stepOver(first + second).jumps;
      const product = multiply(new Float64Array(size), a, b, modeCount, modeCount, modeCount);
      product.forEach((value, i) => assert.ok(Math.abs(value - both[i]) < 1e-9, `${i}: ${value} ${both[i]}`));
    }),
  );
});

test('probabilities are such, sum to one, and are the same for either side', () => {
  fc.assert(
    fc.property(interval, (dtS) => {
      const { jumps, level } = stepOver(dtS);
      for (const matrix of [jumps, level]) {
        for (let from = 0; from < modeCount; from++) {
          const row = matrix.subarray(from * modeCount, (from + 1) * modeCount);
          assert.ok(row.every((value) => value >= 0));
          assert.ok(Math.abs(row.reduce((sum, value) => sum + value, 0) - 1) < 1e-12);
        }
      }
      const [left, right] = [firstTurn, firstTurn + 1];
      assert.equal(jumps[left * modeCount + left], jumps[right * modeCount + right]);
      assert.equal(jumps[left * modeCount + right], jumps[right * modeCount + left]);
      assert.equal(jumps[weave * modeCount + left], jumps[weave * modeCount + right]);
      assert.equal(level[weave * modeCount + left], 0);
    }),
  );
});

test('in a short time as much begins as the rates say', () => {
  const { jumps } = stepOver(1e-4);
  const rate = (from: number, to: number): number => jumps[from * modeCount + to] / 1e-4;
  assert.ok(Math.abs(rate(0, weave) - 1 / 300) < 1e-6);
  assert.ok(Math.abs(rate(weave, firstTurn) - 1 / 60) < 1e-6);
  assert.ok(Math.abs(rate(firstTurn, weave) - 1 / 20) < 1e-5);
  assert.ok(rate(0, firstTurn) < 1e-6 && rate(firstTurn, 0) < 1e-6);
});
