import type { AlertEvent, ArrivalEvent, Conclusion, Fact } from '@kentongan/core/base/event';
import type { PictureKeeper } from '@kentongan/core/tell/picture';
import type { PipelineHost } from './pipeline-host.ts';
import { conclude, isKept } from './restore.ts';

/** Facts given to the pipeline at once: what is concluded from them is seen when all are. */
const batchCapacity = 500;

export interface ConcluderParts {
  host: PipelineHost;
  keeper: PictureKeeper;
  /** seq of the newest fact that host and keeper know. */
  concludedSeq: number;
  /** After each batch: the facts, what followed from them, and what of it the log is to keep. */
  onConcluded: (
    facts: readonly Fact[],
    conclusions: readonly Conclusion[],
    kept: readonly (AlertEvent | ArrivalEvent)[],
  ) => void;
  /** The pipeline failed, in one sentence. */
  onFailure: (sentence: string) => void;
}

interface Waiter {
  seq: number;
  resolve: () => void;
}

/**
 * Takes durable facts through the pipeline, in order. How many may wait is for the writer to decide, which hands them over;
 * they are in the log, so waiting costs age, not facts.
 */
export class Concluder {
  readonly #parts: ConcluderParts;
  #waiting: Fact[] = [];
  #ticksWaiting = 0;
  #busy = false;
  #waiters: Waiter[] = [];
  #between: (() => Promise<void>)[] = [];
  concludedSeq: number;
  /** The pipeline threw: nothing is concluded any more. */
  failed = false;

  constructor(parts: ConcluderParts) {
    this.#parts = parts;
    this.concludedSeq = parts.concludedSeq;
  }

  get waitingCount(): number {
    return this.#waiting.length;
  }

  /** A tick is on its way: another would conclude nothing sooner. */
  get isTickWaiting(): boolean {
    return this.#ticksWaiting > 0;
  }

  take(facts: readonly Fact[]): void {
    if (this.failed) {
      this.#passBy(facts);
      return;
    }
    for (const fact of facts) {
      this.#waiting.push(fact);
      if (fact.kind === 'tick') this.#ticksWaiting++;
    }
    if (!this.#busy) void this.#run();
  }

  /** Fulfilled when this fact is concluded, or never will be. */
  until(seq: number): Promise<void> {
    if (seq <= this.concludedSeq) return Promise.resolve();
    return new Promise((resolve) => this.#waiters.push({ seq, resolve }));
  }

  /** Called between two batches, when pipeline and picture are both as of `concludedSeq`. */
  async between(work: () => Promise<void>): Promise<void> {
    const done = new Promise<void>((resolve, reject) => {
      this.#between.push(() => work().then(resolve, reject));
    });
    if (!this.#busy) void this.#run();
    await done;
  }

  async #run(): Promise<void> {
    this.#busy = true;
    while (this.#waiting.length > 0 || this.#between.length > 0) {
      const work = this.#between.shift();
      if (work === undefined) await this.#concludeBatch();
      else await work();
    }
    this.#busy = false;
  }

  async #concludeBatch(): Promise<void> {
    const { host, keeper, onConcluded, onFailure } = this.#parts;
    const facts = this.#waiting.splice(0, batchCapacity);
    let conclusions: Conclusion[];
    try {
      conclusions = await conclude(host, keeper, facts);
    } catch (error) {
      this.failed = true;
      onFailure(`the pipeline failed and concludes nothing any more: ${sentenceOf(error)}`);
      this.#passBy([...facts, ...this.#waiting.splice(0)]);
      return;
    }
    for (const fact of facts) if (fact.kind === 'tick') this.#ticksWaiting--;
    this.#concluded(facts.at(-1)!.seq);
    onConcluded(facts, conclusions, conclusions.filter(isKept));
  }

  /** Sensors and zones are still shown; without conclusions a tick would only make the old picture look new. */
  #passBy(facts: readonly Fact[]): void {
    for (const fact of facts) if (fact.kind !== 'tick') this.#parts.keeper.note(fact);
    const last = facts.at(-1);
    if (last !== undefined) this.#concluded(last.seq);
  }

  #concluded(seq: number): void {
    this.concludedSeq = seq;
    const waiters = this.#waiters;
    this.#waiters = waiters.filter((waiter) => waiter.seq > seq);
    for (const waiter of waiters) if (waiter.seq <= seq) waiter.resolve();
  }
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
