import { setTimeout as sleep } from 'node:timers/promises';
import type { Exercise } from '@kentongan/lab';
import type { FactSource, SourceFact } from '@kentongan/server';

/** Sensors and zones of the moment it begins at come at once; then a second of the exercise takes 1 / speed seconds. */
export function liveExercise(night: Exercise, speed: number, tell: (sentence: string) => void): FactSource {
  async function* facts(): AsyncGenerator<SourceFact> {
    const startMs = performance.now();
    for (const { seq: _, ...fact } of night.facts({ fromMs: night.interestingFromMs })) {
      const dueMs = startMs + (fact.timeMs - night.interestingFromMs) / speed;
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
