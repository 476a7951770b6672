import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import { checkFact, type Fact } from '@kentongan/core/base/event';
import { createPipeline } from '@kentongan/core/pipeline';
import { createExercise } from '../scenario/exercise.ts';
import { Invariants } from './invariants.ts';
import { storm, type StormOptions } from './storm.ts';

const exercise = createExercise('border', { seed: 8, standing: 'test' });
const calmFacts = firstOf(exercise.facts({ fromMs: exercise.interestingFromMs }), 50);

function firstOf(facts: Iterable<Fact>, seconds: number): Fact[] {
  const taken: Fact[] = [];
  for (const fact of facts) {
    if (fact.timeMs > exercise.interestingFromMs + 1000 * seconds) break;
    taken.push(fact);
  }
  return taken;
}

/** Concludes from facts with every rule watched; a digest of all conclusions. Restarted, it goes on from a snapshot midway. */
function weather(facts: Iterable<Fact>, restartSeq = Infinity): string {
  let pipeline = createPipeline(exercise.header);
  const invariants = new Invariants();
  const hash = createHash('sha256');
  for (const fact of facts) {
    if (fact.seq === restartSeq) {
      const snapshot = pipeline.save();
      pipeline = createPipeline(exercise.header);
      pipeline.load(snapshot);
    }
    invariants.fact(fact);
    pipeline.step(fact, (conclusion) => {
      invariants.conclusion(conclusion);
      hash.update(JSON.stringify(conclusion));
    });
  }
  return hash.digest('hex');
}

/** More by KENTONGAN_FUZZ. */
const seeds = Number(process.env.KENTONGAN_FUZZ ?? 1);

const storms: Record<string, Omit<StormOptions, 'seed'>> = {
  'two in five are lost': { loss: 0.4 },
  'a third come late and out of order': { reordered: 0.33, lateMs: 30_000 },
  'every fifth comes twice': { repeated: 0.2 },
  'a third of the clocks lie by up to a minute': { lyingClocks: 0.33, clockMs: 60_000 },
  'some numbers are wild': { wild: 0.05 },
  'half of the ticks are lost': { lostTicks: 0.5 },
  'all at once': {
    loss: 0.2, repeated: 0.1, reordered: 0.2, lateMs: 20_000, lyingClocks: 0.2, clockMs: 20_000, wild: 0.02, lostTicks: 0.2,
  },
}; // prettier-ignore

describe('in a storm the pipeline breaks no rule', () => {
  for (const [name, options] of Object.entries(storms))
    test(name, () => {
      for (let seed = 1; seed <= seeds; seed++) weather(storm(calmFacts, { seed, ...options }));
    });
});

test('a storm is reproduced by its seed, and so is what is concluded in it', () => {
  const all = { ...storms['all at once'] };
  assert.deepEqual([...storm(calmFacts, { seed: 3, ...all })], [...storm(calmFacts, { seed: 3, ...all })]);
  assert.notDeepEqual([...storm(calmFacts, { seed: 3, ...all })], [...storm(calmFacts, { seed: 4, ...all })]);
  const digest = weather(storm(calmFacts, { seed: 3, ...all }));
  assert.equal(weather(storm(calmFacts, { seed: 3, ...all })), digest);
  assert.equal(weather(storm(calmFacts, { seed: 3, ...all }), 600), digest, 'with a restart midway');
});

test('what a storm leaves still holds to the contract', () => {
  const blown = [...storm(calmFacts, { seed: 5, ...storms['all at once'] })];
  let lastMs = 0;
  blown.forEach((fact, i) => {
    const checked = checkFact(fact);
    assert.ok(checked.ok, JSON.stringify(checked));
    assert.equal(fact.seq, i + 1);
    assert.ok(fact.timeMs >= lastMs);
    lastMs = fact.timeMs;
  });
});

test('no storm is no change', () => {
  assert.deepEqual([...storm(calmFacts, { seed: 1 })], calmFacts);
});
