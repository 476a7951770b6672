import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '../../base/random.ts';
import { createCombTracker } from './comb.ts';

/** Every path there is, on a grid small enough to try them all. */
function bestByTrying(
  scores: Float64Array,
  rows: Int32Array,
  blocks: number,
  size: number,
  penalty: number,
): number {
  const from = (block: number, at: number): number => {
    const own = scores[rows[block]! + at]!;
    if (block + 1 === blocks) return own;
    let best = -Infinity;
    for (let next = 0; next < size; next += 1) {
      best = Math.max(best, from(block + 1, next) - penalty * Math.abs(next - at));
    }
    return own + best;
  };
  return Math.max(...Array.from({ length: size }, (_, at) => from(0, at)));
}

test('the tracker finds the best of all paths, and its path has that value', () => {
  for (let seed = 0; seed < 30; seed += 1) {
    const random = createRandom(seed);
    const size = 6;
    const blocks = 5;
    const scores = Float64Array.from({ length: size * blocks }, () => 2 * random.gaussian());
    const rows = Int32Array.from({ length: blocks }, (_, b) => b * size);
    const tracker = createCombTracker(size, blocks, 0.7);
    const path = new Int32Array(blocks);
    const evidence = tracker.track(path, scores, rows, blocks, 0, size);
    assert.ok(Math.abs(evidence - bestByTrying(scores, rows, blocks, size, 0.7)) < 1e-9, `seed ${seed}`);
    let along = 0;
    path.forEach((at, b) => {
      along += scores[rows[b]! + at]! - (b > 0 ? 0.7 * Math.abs(at - path[b - 1]!) : 0);
    });
    assert.ok(Math.abs(along - evidence) < 1e-9, `path of seed ${seed}`);
  }
});

test('a tracker held to some candidates leaves them never', () => {
  const scores = Float64Array.from([9, 0, 1, 0, 0, 1, 0, 9]);
  const path = new Int32Array(2);
  createCombTracker(4, 2, 0.1).track(path, scores, Int32Array.from([0, 4]), 2, 1, 3);
  assert.deepEqual([...path], [2, 1]);
});
