import { extname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { Fact } from '@kentongan/core/base/event';
import type { Exercise } from '@kentongan/lab';
import type { FactSource, SourceFact } from '@kentongan/server';
import type { NightWanted } from './live-exercise-worker.ts';

/** Sensors and zones of the moment it begins at come at once; then a second of the exercise takes 1 / speed seconds. */
export function liveExercise(night: Exercise, speed: number, tell: (sentence: string) => void): FactSource {
  async function* facts(): AsyncGenerator<SourceFact> {
    const startMs = performance.now();
    const fromMs = night.interestingFromMs;
    // Making sound takes seconds at a time, in which a server must answer.
    const made = night.listening.length > 0 ? madeElsewhere(night) : night.facts({ fromMs });
    for await (const { seq: _, ...fact } of made) {
      const dueMs = startMs + (fact.timeMs - fromMs) / speed;
      // Waits of a few ms cost more than they are worth.
      if (dueMs - performance.now() > 5) await sleep(dueMs - performance.now());
      yield fact as SourceFact;
    }
    tell(
      `The exercise ${night.name} is over. Start again for another, with --seed ${night.seed + 1} for another night.`,
    );
  }
  return { header: night.header, facts: facts() };
}

/** The same facts, made in a thread of its own; one batch is made ahead. */
async function* madeElsewhere(night: Exercise): AsyncGenerator<Fact> {
  const wanted: NightWanted = {
    name: night.name,
    options: {
      seed: night.seed,
      standing: 'exercise',
      startMs: night.header.startMs,
      listening: night.listening.length,
    },
  };
  const file = join(import.meta.dirname, `live-exercise-worker${extname(import.meta.filename)}`);
  const worker = new Worker(file, { workerData: wanted });
  // The exercise keeps no process alive.
  worker.unref();
  const gone = new Promise<never>((_resolve, reject) => {
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('the thread of the exercise ended')));
  });
  gone.catch(() => undefined);
  const ask = (): Promise<Fact[]> => {
    const answered = new Promise<Fact[]>((resolve) => worker.once('message', resolve));
    worker.postMessage('more', []);
    return Promise.race([answered, gone]);
  };
  try {
    for (let next = ask(); ;) {
      const batch = await next;
      if (batch.length === 0) return;
      next = ask();
      next.catch(() => undefined);
      yield* batch;
    }
  } finally {
    await worker.terminate();
  }
}
