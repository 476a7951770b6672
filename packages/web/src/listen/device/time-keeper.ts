import { createSignal } from 'solid-js';
import { ServerClock, type ClockOffset } from '@kentongan/core/base/server-clock';
import { askTime } from './server.ts';

const firstRounds = 5;
const firstEveryMs = 1000;
const everyMs = 30_000;

/**
 * Asks the server for its time, the exercise's or the real one: five times at once, then each half minute. `onKnown`: after
 * the first answer.
 */
export function createTimeKeeper(isExercise: () => boolean, onKnown: () => void) {
  const clock = new ServerClock();
  const [sigmaMs, setSigmaMs] = createSignal<number>();
  let askedMs = 0;
  let rounds = 0;

  async function ask(): Promise<void> {
    const round = await askTime(isExercise());
    if (round === undefined) return;
    clock.add(round);
    rounds++;
    setSigmaMs(clock.at(Date.now())?.sigmaMs);
    if (rounds === 1) onKnown();
  }

  return {
    sigmaMs,
    at: (nowMs: number): ClockOffset | undefined => clock.at(nowMs),
    mind(nowMs: number): void {
      if (nowMs - askedMs < (rounds < firstRounds ? firstEveryMs : everyMs)) return;
      askedMs = nowMs;
      void ask();
    },
  };
}
