import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fuzzMutations } from './fuzz.ts';

const samples = [Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8), Uint8Array.of(9, 9, 9, 9)];

function inputsOf(seed: number): string[] {
  const inputs: string[] = [];
  fuzzMutations(seed, samples, 200, (bytes) => void inputs.push(bytes.join()));
  return inputs;
}

function failing(_: Uint8Array, index: number): void {
  if (index === 3) throw new Error('broken');
}

test('the same seed gives the same inputs, another seed others', () => {
  assert.deepEqual(inputsOf(5), inputsOf(5));
  assert.notDeepEqual(inputsOf(5), inputsOf(6));
});

test('inputs differ from each other and leave the samples alone', () => {
  assert.ok(new Set(inputsOf(1)).size > 150);
  assert.deepEqual(samples[0], Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8));
});

test('a throw is passed on with seed, index and bytes', () => {
  assert.throws(() => fuzzMutations(7, samples, 10, failing), /seed 7, input 3: Error: broken\n[0-9a-f]*/);
});
