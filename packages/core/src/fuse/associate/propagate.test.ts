import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { propagate } from './propagate.ts';
import { edgesOf, enumerate } from './testing/enumerate.ts';

function worst(odds: number[][], detections: number): number {
  const edges = edgesOf(odds, detections);
  propagate(edges);
  const exact = enumerate(odds, detections);
  let error = 0;
  for (let i = 0; i < odds.length; i++) {
    error = Math.max(error, Math.abs(edges.none[i] - exact[i][detections]));
    for (let k = edges.first[i]; k < edges.first[i + 1]; k++) {
      error = Math.max(error, Math.abs(edges.marginal[k] - exact[i][edges.detection[k]]));
    }
  }
  return error;
}

const odd = fc.double({ min: 0.01, max: 1000, noNaN: true });

test('belief propagation is exact where the graph has no cycle', () => {
  fc.assert(
    fc.property(fc.array(odd, { minLength: 7, maxLength: 7 }), (w) => {
      // A chain: each track shares one detection with the next.
      const odds = [
        [w[0], w[1], 0, 0],
        [0, w[2], w[3], 0],
        [0, 0, w[4], w[5]],
      ];
      assert.ok(worst(odds, 4) < 1e-3);
    }),
  );
});

test('with cycles it stays within 0.2 of exact enumeration where odds are moderate', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0.05, max: 20, noNaN: true }), { minLength: 9, maxLength: 9 }),
      (w) => {
        assert.ok(worst([w.slice(0, 3), w.slice(3, 6), w.slice(6)], 3) < 0.2);
      },
    ),
  );
});

test('marginals of a track sum to one, and a detection that nobody could cause is unexplained', () => {
  fc.assert(
    fc.property(fc.array(odd, { minLength: 6, maxLength: 6 }), (w) => {
      const edges = edgesOf(
        [
          [w[0], w[1], w[2], 0],
          [w[3], w[4], w[5], 0],
        ],
        4,
      );
      propagate(edges);
      for (let i = 0; i < 2; i++) {
        let sum = edges.none[i];
        for (let k = edges.first[i]; k < edges.first[i + 1]; k++) sum += edges.marginal[k];
        assert.ok(Math.abs(sum - 1) < 1e-12);
      }
      assert.equal(edges.unexplained[3], 1);
    }),
  );
});
