import { setTimeout as sleep } from 'node:timers/promises';
import type { AlertEvent, ArrivalEvent, Conclusion, Fact } from '@kentongan/core/base/event';
import type { PictureKeeper } from '@kentongan/core/tell/picture';
import { durationBoundsS, Histogram } from './histogram.ts';
import type { PipelineHost } from './pipeline-host.ts';
import { conclude, isKept } from './restore.ts';

/** Facts given to the pipeline at once: what is concluded from them is seen when all are. */
const batchCapacity = 500;
/** How long to wait before each try to start a broken pipeline again; that many tries within the window, then it stays broken. */
const defaultRestartDelaysMs: readonly number[] = [0, 1000, 5000];
const restartWindowMs = 600_000;

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
  /** Makes another from what is durable and brings the picture to where it is. */
  restart: (broken: PipelineHost) => Promise<{ host: PipelineHost; concludedSeq: number }>;
  restartDelaysMs?: readonly number[];
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
  /** When it was started again, ms of a clock that does not fall. */
  #restartsMs: number[] = [];
  #waiting: Fact[] = [];
  #ticksWaiting = 0;
  #busy = false;
  #waiters: Waiter[] = [];
  #between: (() => Promise<void>)[] = [];
  host: PipelineHost;
  concludedSeq: number;
  /** The pipeline broke too often: nothing is concluded any more. */
  failed = false;
  /** It is being started again. */
  isRestarting = false;
  restarts = 0;
  /** How long batches with a tick took, s. */
  readonly tickS = new Histogram(durationBoundsS);

  constructor(parts: ConcluderParts) {
    this.#parts = parts;
    this.host = parts.host;
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
    const { keeper, onConcluded, onFailure } = this.#parts;
    const facts = this.#waiting.splice(0, batchCapacity);
    const ticks = facts.filter(({ kind }) => kind === 'tick').length;
    const beginMs = performance.now();
    let conclusions: Conclusion[];
    try {
      conclusions = await conclude(this.host, keeper, facts);
    } catch (error) {
      if (await this.#restarted(error)) return;
      this.failed = true;
      onFailure(`the pipeline failed and concludes nothing any more: ${sentenceOf(error)}`);
      this.#passBy([...facts, ...this.#waiting.splice(0)]);
      return;
    }
    if (ticks > 0) this.tickS.observe((performance.now() - beginMs) / 1000);
    this.#ticksWaiting -= ticks;
    this.#concluded(facts.at(-1)!.seq);
    onConcluded(facts, conclusions, conclusions.filter(isKept));
  }

  /** From snapshot and log, which hold all that was taken. false where that was tried too often. */
  async #restarted(cause: unknown): Promise<boolean> {
    const { restart, restartDelaysMs = defaultRestartDelaysMs, onFailure } = this.#parts;
    this.isRestarting = true;
    for (let why = cause; ;) {
      const nowMs = performance.now();
      this.#restartsMs = this.#restartsMs.filter((atMs) => nowMs - atMs < restartWindowMs);
      const delayMs = restartDelaysMs[this.#restartsMs.length];
      if (delayMs === undefined) break;
      this.#restartsMs.push(nowMs);
      this.restarts++;
      onFailure(`the pipeline broke and is started again from the log: ${sentenceOf(why)}`);
      await sleep(delayMs);
      try {
        const { host, concludedSeq } = await restart(this.host);
        this.host = host;
        this.#waiting = this.#waiting.filter(({ seq }) => seq > concludedSeq);
        this.#ticksWaiting = this.#waiting.filter(({ kind }) => kind === 'tick').length;
        this.#concluded(concludedSeq);
        this.isRestarting = false;
        return true;
      } catch (error) {
        why = error;
      }
    }
    this.isRestarting = false;
    return false;
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
