import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { Truth } from '@kentongan/core/base/event';
import { createExercise } from '../scenario/exercise.ts';
import { goldenNames, goldenPath, summarize } from './summary.ts';

/**
 * Writes what is now concluded from the recorded nights, to be looked at in review:
 *
 *   node packages/lab/src/golden/write-golden.ts            the summaries only
 *   node packages/lab/src/golden/write-golden.ts --record   the nights anew, too
 */
const nights = {
  coast: { exercise: 'raid', seed: 1, forS: 90 },
  border: { exercise: 'border', seed: 2, forS: 240 },
};

/** A part of an exercise from its interesting moment on. */
function record(name: keyof typeof nights): void {
  const { exercise: of, seed, forS } = nights[name];
  const exercise = createExercise(of, { seed, standing: 'test' });
  const fromMs = exercise.interestingFromMs;
  const untilMs = fromMs + 1000 * forS;
  const truth: Truth[] = [];
  const facts = [JSON.stringify(exercise.header)];
  for (const fact of exercise.facts({ fromMs, onTruth: (row) => truth.push(row) })) {
    if (fact.timeMs > untilMs) break;
    facts.push(JSON.stringify(fact));
  }
  const within = truth.filter(({ timeMs }) => timeMs > fromMs - 2000 && timeMs < untilMs + 2000);
  writeLines(goldenPath(name, 'facts.ndjson.gz'), facts);
  writeLines(
    goldenPath(name, 'truth.ndjson.gz'),
    within.map((row) => JSON.stringify(row)),
  );
}

function writeLines(path: string, lines: readonly string[]): void {
  writeFileSync(path, gzipSync(`${lines.join('\n')}\n`, { level: 9 }));
}

for (const name of goldenNames) {
  if (process.argv.includes('--record')) record(name);
  const summary = await summarize(name);
  writeFileSync(goldenPath(name, 'summary.json'), `${JSON.stringify(summary, null, 1)}\n`);
  process.stdout.write(
    `${name}: ${summary.facts} facts, ${summary.tracks.length} tracks, ${summary.alerts.length} alerts\n`,
  );
}
