import type { DetectionEvent, SensorEvent } from '@kentongan/core/base/event';
import type { Random } from '@kentongan/core/base/random';

/** A fact before it has its number: it waits here until nothing can be admitted before it. */
export interface Draft {
  fact: Omit<DetectionEvent, 'seq'> | Omit<SensorEvent, 'seq'>;
  /** The target that caused it, if one did. */
  targetId: string | undefined;
}

export type Tell = (draft: Draft) => void;

const lateShare = 0.008;

/** When what was sensed at a true time is admitted: a quarter of a second later, or now and then 2 to 20 s. */
export function admittedMs(random: Random, trueMs: number): number {
  const lateMs = random.uniform() < lateShare ? random.between(2000, 20_000) : 0;
  return Math.ceil(trueMs + 120 + random.exponential(120) + lateMs);
}

/** Drafts in the order of their admission; of one time, in the order in which they came. A binary heap. */
export class DraftQueue {
  readonly #drafts: Draft[] = [];
  readonly #orders: number[] = [];
  #pushed = 0;

  get size(): number {
    return this.#drafts.length;
  }

  push(draft: Draft): void {
    let at = this.#drafts.length;
    this.#drafts.push(draft);
    this.#orders.push(this.#pushed++);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#isBefore(at, parent)) break;
      this.#swap(at, parent);
      at = parent;
    }
  }

  /** The next one if it was admitted by then. */
  popUntil(timeMs: number): Draft | undefined {
    const first = this.#drafts[0];
    if (first === undefined || first.fact.timeMs > timeMs) return undefined;
    this.#swap(0, this.#drafts.length - 1);
    this.#drafts.pop();
    this.#orders.pop();
    this.#sink();
    return first;
  }

  #sink(): void {
    let at = 0;
    for (;;) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2])
        if (child < this.#drafts.length && this.#isBefore(child, least)) least = child;
      if (least === at) return;
      this.#swap(at, least);
      at = least;
    }
  }

  #isBefore(a: number, b: number): boolean {
    const difference = this.#drafts[a].fact.timeMs - this.#drafts[b].fact.timeMs;
    return difference !== 0 ? difference < 0 : this.#orders[a] < this.#orders[b];
  }

  #swap(a: number, b: number): void {
    [this.#drafts[a], this.#drafts[b]] = [this.#drafts[b], this.#drafts[a]];
    [this.#orders[a], this.#orders[b]] = [this.#orders[b], this.#orders[a]];
  }
}
