import { parentPort, workerData } from 'node:worker_threads';
import { createExercise, type ExerciseOptions } from '@kentongan/lab';
import type { Fact } from '@kentongan/core/base/event';

/** The night that a thread is to make, from its interesting moment on. */
export interface NightWanted {
  name: string;
  options: ExerciseOptions;
}

const batchCapacity = 500;

const { name, options } = workerData as NightWanted;
const night = createExercise(name, options);
const facts = night.facts({ fromMs: night.interestingFromMs })[Symbol.iterator]();

/** Each message asks for the next facts in order; none are left when the answer is empty. */
parentPort?.on('message', () => {
  const batch: Fact[] = [];
  while (batch.length < batchCapacity) {
    const next = facts.next();
    if (next.done === true) break;
    batch.push(next.value);
  }
  parentPort?.postMessage(batch, []);
});
