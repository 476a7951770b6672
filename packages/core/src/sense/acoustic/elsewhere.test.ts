import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '../../base/random.ts';
import { createCombGrid } from './comb.ts';
import { createElsewhereShare } from './elsewhere.ts';

const grid = createCombGrid(90, 93.4, 1.006, 4, 2000);
const PENALTY_NATS = 0.6;
const SECOND_WEIGHT = 0.37;
const TEMPER = 0.3;

/** Every path there is, one after the other: the oracle. */
function slowShare(rows: readonly number[][], own: number, statedHz: number, withinHz: number): number {
  let all = 0;
  let off = 0;
  const walk = (path: readonly number[], nats: number): void => {
    if (path.length < rows.length) {
      for (let i = 0; i < grid.size; i += 1) {
        const steps = path.length > 0 ? Math.abs(i - path.at(-1)!) : 0;
        walk([...path, i], nats + rows[path.length]![i]! - PENALTY_NATS * steps);
      }
      return;
    }
    const first = grid.f0Hz[path[own]!]!;
    const second = own + 1 < rows.length ? grid.f0Hz[path[own + 1]!]! : first;
    const probability = Math.exp(TEMPER * nats);
    all += probability;
    if (Math.abs((1 - SECOND_WEIGHT) * first + SECOND_WEIGHT * second - statedHz) > withinHz)
      off += probability;
  };
  walk([], 0);
  return off / all;
}

test('the share elsewhere is that of all paths, whichever blocks are the window', () => {
  const random = createRandom(8);
  const { share } = createElsewhereShare(grid, PENALTY_NATS, SECOND_WEIGHT);
  for (let trial = 0; trial < 12; trial += 1) {
    const rows = Array.from({ length: 4 }, () =>
      Array.from({ length: grid.size }, () => random.between(-8, 8)),
    );
    const own = trial % 4;
    const statedHz = random.between(90, 93);
    const fast = share(
      Float64Array.from(rows.flat()),
      Int32Array.from([0, 1, 2, 3], (b) => b * grid.size),
      4,
      own,
      statedHz,
      1,
    );
    const slow = slowShare(rows, own, statedHz, 1);
    assert.ok(Math.abs(fast - slow) < 1e-9, `${fast} for ${slow}, block ${own}`);
  }
});

test('one comb that stands far out leaves nothing elsewhere, two alike leave half', () => {
  const wide = createCombGrid(70, 170, 1.004, 4, 2000);
  const { share } = createElsewhereShare(wide, PENALTY_NATS, SECOND_WEIGHT);
  const rows = Int32Array.from({ length: 6 }, (_, b) => b * wide.size);
  const scores = new Float64Array(6 * wide.size);
  const put = (index: number): void => {
    for (const row of rows) scores[row + index] = 40;
  };
  put(80);
  assert.ok(share(scores, rows, 6, 2, wide.f0Hz[80]!, 1) < 1e-3);
  assert.ok(share(scores, rows, 6, 2, wide.f0Hz[90]!, 1) > 0.999);
  put(110);
  // Few paths leap from one to the other.
  assert.ok(Math.abs(share(scores, rows, 6, 2, wide.f0Hz[80]!, 1) - 0.5) < 0.02);
});
