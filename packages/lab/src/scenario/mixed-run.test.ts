import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMixedField } from './mixed-field.ts';
import { judgeMixed } from './mixed-run.ts';

const small = { seed: 6, durationS: 90, sideM: 24_000, oneWay: 4, confusers: 0, arrays: 0, hasRadar: false };

test('what one owner alone says corroborates nothing, what many say does', () => {
  const one = judgeMixed(createMixedField({ ...small, owners: 1 }));
  assert.ok(one.recall > 0.3);
  assert.equal(one.corroborated, 0);
  assert.equal(one.ghosts, 0);
  assert.ok(judgeMixed(createMixedField(small)).corroborated > 0.3);
});

test('where nobody flies a corroborated track is a ghost, and made up where liars support it', () => {
  const field = createMixedField({ ...small, oneWay: 0, liars: 1, mute: 0, cellM: 20_000 });
  const score = judgeMixed(field);
  assert.ok(score.ghosts > 20);
  assert.equal(score.madeUp, score.ghosts);
  // The same tracks are no ghosts where what they follow is real.
  assert.ok(judgeMixed({ ...field, truth: field.fakes }).ghosts < score.ghosts / 2);
});
