import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { contendForOne, createClusters, findClusters, leastMarginal } from './clusters.ts';
import { exact } from './exact.ts';
import { propagate } from './propagate.ts';
import { edgesOf, enumerate } from './testing/enumerate.ts';

const odd = fc.double({ min: 0.05, max: 20, noNaN: true });

test('marginals of tracks that contend are those of listing every association', () => {
  fc.assert(
    fc.property(fc.array(odd, { minLength: 12, maxLength: 12 }), (w) => {
      const odds = [w.slice(0, 4), w.slice(4, 8), w.slice(8)];
      const listed = enumerate(odds, 4);
      const edges = edgesOf(odds, 4);
      propagate(edges);
      const clusters = createClusters();
      findClusters(clusters, edges, edges.marginal, leastMarginal);
      assert.equal(clusters.size[0], 3);
      assert.ok(exact(edges, clusters, 0));
      const explained = new Float64Array(4);
      for (let i = 0; i < 3; i++) {
        assert.ok(Math.abs(edges.none[i] - listed[i][4]) < 0.01);
        for (let k = edges.first[i]; k < edges.first[i + 1]; k++) {
          const j = edges.detection[k];
          // What is below 0.001 keeps its propagated share, which the others make room for.
          assert.ok(Math.abs(edges.marginal[k] - listed[i][j]) < 0.01);
          explained[j] += edges.marginal[k];
        }
      }
      explained.forEach((sum, j) => assert.ok(Math.abs(edges.unexplained[j] - (1 - sum)) < 1e-9));
    }),
  );
});

test('tracks that share no detection are clusters of their own, in rising order', () => {
  const edges = edgesOf(
    [
      [3, 0, 0],
      [0, 2, 5],
      [4, 0, 0],
      [0, 0, 6],
    ],
    3,
  );
  propagate(edges);
  const clusters = createClusters();
  findClusters(clusters, edges, edges.marginal, leastMarginal);
  assert.deepEqual([...clusters.size.subarray(0, 4)], [2, 2, 0, 0]);
  assert.deepEqual([...clusters.next.subarray(0, 4)], [2, 3, -1, -1]);
});

test('a cluster of more detections than it can list keeps its propagated marginals', () => {
  const odds = [Array.from({ length: 12 }, (_, j) => 1 + j), Array.from({ length: 12 }, (_, j) => 12 - j)];
  const edges = edgesOf(odds, 12);
  propagate(edges);
  const before = edges.marginal.slice();
  const clusters = createClusters();
  findClusters(clusters, edges, edges.marginal, leastMarginal);
  assert.equal(exact(edges, clusters, 0), false);
  assert.deepEqual(edges.marginal, before);
});

test('two contend themselves only where both may have caused one detection, not where a third joins them', () => {
  const edges = edgesOf(
    [
      [3, 0],
      [2, 4],
      [0, 5],
    ],
    2,
  );
  propagate(edges);
  assert.ok(contendForOne(edges, 0, 1, leastMarginal));
  assert.ok(contendForOne(edges, 2, 1, leastMarginal));
  assert.equal(contendForOne(edges, 0, 2, leastMarginal), false);
});
