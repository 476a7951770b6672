import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { addEdge, addTrack, createEdges, startEdges, type Edges } from './edges.ts';
import { propagate } from './propagate.ts';
import { refine } from './refine.ts';

function edgesOf(odds: number[][], isRefined = true): Edges {
  const edges = createEdges();
  startEdges(edges, odds[0].length);
  for (const row of odds) {
    addTrack(edges);
    row.forEach((value, j) => value > 0 && addEdge(edges, j, value));
  }
  propagate(edges);
  if (isRefined) refine(edges);
  return edges;
}

/** By listing: of all associations with the same tracks and detections only the likeliest counts. */
function listed(odds: number[][]): number[][] {
  const likeliest = new Map<string, { weight: number; pairs: [number, number][] }>();
  function walk(i: number, weight: number, pairs: [number, number][]): void {
    if (i === odds.length) {
      const key = `${pairs.map(([t]) => t)}|${pairs.map(([, d]) => d).sort()}`;
      if (weight > (likeliest.get(key)?.weight ?? 0)) likeliest.set(key, { weight, pairs });
      return;
    }
    walk(i + 1, weight, pairs);
    odds[i].forEach((odd, j) => {
      if (!pairs.some(([, d]) => d === j)) walk(i + 1, weight * odd, [...pairs, [i, j]]);
    });
  }
  walk(0, 1, []);
  const sums = odds.map((row) => row.map(() => 0));
  let total = 0;
  for (const { weight, pairs } of likeliest.values()) {
    total += weight;
    for (const [t, d] of pairs) sums[t][d] += weight;
  }
  return sums.map((row) => row.map((value) => value / total));
}

test('contended marginals are halfway between propagated ones and those of the likeliest permutations', () => {
  const odd = fc.double({ min: 1, max: 10, noNaN: true });
  fc.assert(
    fc.property(fc.array(odd, { minLength: 9, maxLength: 9 }), (drawn) => {
      // No two permutations tie.
      const w = drawn.map((value, k) => value * Math.exp(0.01 * Math.sqrt(2 + k)));
      const odds = [w.slice(0, 3), w.slice(3, 6), w.slice(6)];
      const edges = edgesOf(odds);
      const exact = listed(odds);
      const propagated = edgesOf(odds, false);
      for (let i = 0; i < 3; i++) {
        for (let k = edges.first[i]; k < edges.first[i + 1]; k++) {
          const expected = (propagated.marginal[k] + exact[i][edges.detection[k]]) / 2;
          assert.ok(Math.abs(edges.marginal[k] - expected) < 1e-4);
        }
      }
    }),
  );
});

test('a track that nobody contends with keeps its propagated marginals', () => {
  const edges = edgesOf([
    [3, 0],
    [0, 7],
  ]);
  assert.ok(Math.abs(edges.marginal[0] - 3 / 4) < 1e-9);
  assert.ok(Math.abs(edges.marginal[1] - 7 / 8) < 1e-9);
});
