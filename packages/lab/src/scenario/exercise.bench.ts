import { createExercise } from './exercise.ts';
import { score } from '../score/score.ts';
import { perturbedTracks } from '../score/stand-in.ts';
import { createRandom } from '@kentongan/core/base/random';

/** node packages/lab/src/scenario/exercise.bench.ts: a night made, and judged; seconds, least and mean of three. */
const rounds = 3;

async function timed(name: string, run: () => Promise<number> | number): Promise<void> {
  const seconds: number[] = [];
  let count = 0;
  for (let round = 0; round < rounds; round++) {
    const from = performance.now();
    count = await run();
    seconds.push((performance.now() - from) / 1000);
  }
  const mean = seconds.reduce((sum, s) => sum + s, 0) / rounds;
  const rssMb = Math.round(process.memoryUsage().rss / 1e6);
  process.stdout.write(
    `${name}: min ${Math.min(...seconds).toFixed(2)} s, mean ${mean.toFixed(2)} s, ${count} items, rss ${rssMb} MB\n`,
  );
}

await timed('plan raid', () => {
  createExercise('raid', { seed: 1 });
  return 1;
});
await timed('facts of raid', () => {
  let count = 0;
  for (const fact of createExercise('raid', { seed: 1 }).facts()) count = fact.seq;
  return count;
});

const truth: string[] = [];
const exercise = createExercise('raid', { seed: 1 });
const facts = [JSON.stringify(exercise.header)];
for (const fact of exercise.facts({ onTruth: (row) => truth.push(JSON.stringify(row)) }))
  if (fact.kind !== 'detection') facts.push(JSON.stringify(fact));
const conclusions = perturbedTracks(facts, truth, createRandom(1));
await timed('score of tracks and warnings, with baselines', async () => {
  await score({ facts, truth, conclusions }, { districts: exercise.districts });
  return conclusions.length;
});
