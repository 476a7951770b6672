import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { assignSparse } from './assign.ts';

/** Every way to match, the least of their costs. */
function leastCost(rows: readonly ReadonlyMap<number, number>[], used = new Set<number>(), from = 0): number {
  if (from === rows.length) return 0;
  let least = leastCost(rows, used, from + 1);
  for (const [column, cost] of rows[from]) {
    if (used.has(column)) continue;
    least = Math.min(least, cost + leastCost(rows, new Set([...used, column]), from + 1));
  }
  return least;
}

test('costs as little as the best of all matchings', () => {
  const edge = fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: -100, max: -1 }));
  fc.assert(
    fc.property(fc.array(fc.array(edge, { maxLength: 5 }), { maxLength: 5 }), (edges) => {
      const rows = edges.map((row) => new Map(row));
      const match = assignSparse(rows, 5);
      const taken = [...match].filter((column) => column >= 0);
      assert.equal(new Set(taken).size, taken.length);
      let cost = 0;
      match.forEach((column, row) => {
        if (column >= 0) cost += rows[row].get(column) ?? Number.NaN;
      });
      assert.equal(cost, leastCost(rows));
    }),
    { numRuns: 400 },
  );
});
