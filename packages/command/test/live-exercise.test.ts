import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createExercise } from '@kentongan/lab';
import { liveExercise } from '../src/live-exercise.ts';

test('an exercise with sound, made in a thread of its own, is the same exercise', async () => {
  const night = createExercise('border', { seed: 4, listening: 1 });
  const wanted = 600;
  const expected: object[] = [];
  for (const { seq: _, ...fact } of night.facts({ fromMs: night.interestingFromMs })) {
    expected.push(fact);
    if (expected.length === wanted) break;
  }
  const found: object[] = [];
  for await (const fact of liveExercise(night, 1000, () => {}).facts) {
    found.push(fact);
    if (found.length === wanted) break;
  }
  assert.deepEqual(found, expected);
});
