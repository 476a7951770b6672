import type { AlertEvent, ArrivalEvent, Fact } from '@kentongan/core/base/event';
import { LogError, type EventLog } from '../log/index.ts';
import type { RegionClock } from './clock.ts';
import { durationBoundsS, Histogram } from './histogram.ts';

type WithoutSeq<T> = T extends unknown ? Omit<T, 'seq' | 'timeMs'> & { timeMs?: number } : never;

/** A fact before the log took it; without `timeMs` it is as of when it is written. */
export type FactDraft = WithoutSeq<Fact>;

/** Facts that may wait to be written. */
export const waitingCapacity = 20_000;
/** Durable facts that may wait to be concluded: beyond, the region is too far behind to take more. */
export const unconcludedCapacity = 100_000;
/** Facts written before the event loop has a turn. */
const batchCapacity = 1000;
/** What comes within so long is written together: one commit for many. */
const gatherMs = 3;
const tickAfterFactMs = 100;
const tickEveryMs = 1000;
const tickPutOffMs = 10;

/** The queue is full, or the writer is closed: come again. */
export class BusyError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'BusyError';
  }
}

interface Waiting {
  drafts: readonly FactDraft[];
  resolve: (facts: Fact[]) => void;
  reject: (error: Error) => void;
}

export interface WriterParts {
  log: EventLog;
  clock: RegionClock;
  /** What is durable goes on from here, in order. */
  onDurable: (facts: readonly Fact[]) => void;
  /** Facts that are durable and wait to be concluded. */
  unconcluded: () => number;
  /** A tick is on its way already. */
  isTickWaiting: () => boolean;
  /** The log failed, in one sentence. */
  onFailure: (sentence: string) => void;
}

/** Numbers, stamps and writes facts, and makes ticks: the one place where a region's order is made. */
export class Writer {
  readonly #parts: WriterParts;
  #urgent: Waiting[] = [];
  #waiting: Waiting[] = [];
  #waitingCount = 0;
  #unstored: (AlertEvent | ArrivalEvent)[] = [];
  #timer: NodeJS.Timeout | undefined;
  /** When the timer is due; Infinity where none runs. */
  #wakeMs = Number.POSITIVE_INFINITY;
  /** Infinity while whoever feeds the region brings its ticks. */
  #tickDueMs = Number.POSITIVE_INFINITY;
  #factsSinceTick = false;
  #writing: Promise<void> | undefined;
  #closed = false;
  /** How long appends took, s. */
  readonly commitS = new Histogram(durationBoundsS);
  /** The last append failed. */
  logFailed = false;

  constructor(parts: WriterParts, unstored: (AlertEvent | ArrivalEvent)[]) {
    this.#parts = parts;
    this.#unstored = unstored;
  }

  /** From now on, makes ticks of its own. */
  startTicks(): void {
    this.#tickDueMs = performance.now() + tickEveryMs;
    this.#wakeAt(this.#tickDueMs);
  }

  /** Goes into the log with the next batch. */
  keep(conclusions: readonly (AlertEvent | ArrivalEvent)[]): void {
    this.#unstored.push(...conclusions);
  }

  get waitingCount(): number {
    return this.#waitingCount;
  }

  /** Fulfilled with the numbered facts once they are durable. Rejects with `BusyError` or `LogError`: nothing was kept. */
  submit(drafts: readonly FactDraft[], urgent = false): Promise<Fact[]> {
    if (this.#closed) return Promise.reject(new BusyError('the server is closing'));
    if (this.#waitingCount + drafts.length > waitingCapacity && !urgent)
      return Promise.reject(new BusyError(`more than ${waitingCapacity} facts are waiting to be written`));
    if (this.#parts.unconcluded() > unconcludedCapacity && !urgent)
      return Promise.reject(
        new BusyError(`more than ${unconcludedCapacity} facts are waiting to be concluded`),
      );
    return new Promise((resolve, reject) => {
      (urgent ? this.#urgent : this.#waiting).push({ drafts, resolve, reject });
      this.#waitingCount += drafts.length;
      this.#wakeAt(performance.now() + gatherMs);
    });
  }

  /** Writes the conclusions that wait, then calls back before anything else is written. */
  async settle(then: () => Promise<void>): Promise<void> {
    while (this.#writing !== undefined) await this.#writing;
    this.#writing = this.#settled(then);
    await this.#writing;
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    while (this.#writing !== undefined) await this.#writing;
    while (this.#waitingCount > 0) await this.#writeBatch();
  }

  async #settled(then: () => Promise<void>): Promise<void> {
    try {
      await this.#append([]);
      await then();
    } catch (error) {
      this.#failed(error);
    } finally {
      this.#goOn();
    }
  }

  /** What is to be kept while this is under way goes with the next one. */
  async #append(facts: readonly Fact[]): Promise<void> {
    const conclusions = this.#unstored;
    this.#unstored = [];
    const beginMs = performance.now();
    try {
      await this.#parts.log.append(facts, conclusions);
      this.commitS.observe((performance.now() - beginMs) / 1000);
    } catch (error) {
      this.#unstored = [...conclusions, ...this.#unstored];
      throw error;
    }
  }

  #wakeAt(dueMs: number): void {
    if (this.#closed || this.#writing !== undefined) return;
    const atMs = Math.min(dueMs, this.#tickDueMs);
    // A batch that is due is never put off by what comes in meanwhile.
    if (atMs >= this.#wakeMs) return;
    this.#wakeMs = atMs;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#wake(), Math.max(0, atMs - performance.now()));
  }

  #wake(): void {
    this.#wakeMs = Number.POSITIVE_INFINITY;
    if (this.#writing !== undefined || this.#closed) return;
    this.#writing = this.#writeBatch().finally(() => this.#goOn());
  }

  /** More waits: at once, but sockets have a turn first. Else sleep until the next tick. */
  #goOn(): void {
    this.#writing = undefined;
    this.#wakeAt(this.#waitingCount > 0 ? performance.now() : this.#tickDueMs);
  }

  async #writeBatch(): Promise<void> {
    const entries = this.#takeEntries();
    const facts = this.#numbered(entries);
    const isTickDue = performance.now() >= this.#tickDueMs - 1 && !this.#putOffTick();
    if (isTickDue) facts.push(this.#tick(facts.at(-1)));
    if (facts.length === 0) return;
    try {
      await this.#append(facts);
    } catch (error) {
      this.#failed(error);
      for (const entry of entries) entry.reject(error as Error);
      if (isTickDue) this.#tickDueMs = performance.now() + tickEveryMs;
      return;
    }
    this.logFailed = false;
    this.#acknowledge(entries, facts);
    this.#parts.clock.note(facts.at(-1)!.timeMs);
    this.#planTick(isTickDue, entries.length > 0);
    this.#parts.onDurable(facts);
  }

  #takeEntries(): Waiting[] {
    const entries: Waiting[] = [];
    let count = 0;
    for (const queue of [this.#urgent, this.#waiting]) {
      let taken = 0;
      while (taken < queue.length && (count === 0 || count + queue[taken].drafts.length <= batchCapacity)) {
        entries.push(queue[taken]);
        count += queue[taken].drafts.length;
        taken++;
      }
      queue.splice(0, taken);
    }
    this.#waitingCount -= count;
    return entries;
  }

  #numbered(entries: readonly Waiting[]): Fact[] {
    const { log, clock } = this.#parts;
    const nowMs = clock.nowMs();
    let { lastSeq: seq, lastTimeMs } = log;
    const facts: Fact[] = [];
    for (const { drafts } of entries) {
      for (const draft of drafts) {
        lastTimeMs = Math.max(lastTimeMs, draft.timeMs ?? nowMs);
        facts.push(asLogged({ ...draft, seq: ++seq, timeMs: lastTimeMs } as Fact));
      }
    }
    return facts;
  }

  /** The pipeline is behind: ticks come as fast as it concludes them. */
  #putOffTick(): boolean {
    if (!this.#parts.isTickWaiting()) return false;
    this.#tickDueMs = performance.now() + tickPutOffMs;
    return true;
  }

  #tick(before: Fact | undefined): Fact {
    const { log, clock } = this.#parts;
    const seq = (before?.seq ?? log.lastSeq) + 1;
    return { seq, kind: 'tick', timeMs: Math.max(before?.timeMs ?? log.lastTimeMs, clock.nowMs()) };
  }

  #acknowledge(entries: readonly Waiting[], facts: readonly Fact[]): void {
    let from = 0;
    for (const { drafts, resolve } of entries) {
      resolve(facts.slice(from, from + drafts.length));
      from += drafts.length;
    }
  }

  #planTick(ticked: boolean, hadFacts: boolean): void {
    if (this.#tickDueMs === Number.POSITIVE_INFINITY) return;
    const nowMs = performance.now();
    if (ticked) {
      this.#factsSinceTick = false;
      this.#tickDueMs = nowMs + tickEveryMs;
    } else if (hadFacts && !this.#factsSinceTick) {
      this.#factsSinceTick = true;
      this.#tickDueMs = Math.min(this.#tickDueMs, nowMs + tickAfterFactMs - gatherMs);
    }
  }

  #failed(error: unknown): void {
    if (!(error instanceof LogError)) throw error;
    if (!this.logFailed) this.#parts.onFailure(error.message);
    this.logFailed = true;
  }
}

/**
 * The fact as the log will give it back. JSON has no -0 and no undefined: a pipeline that saw them would not be where a replay
 * gets to.
 */
function asLogged(fact: Fact): Fact {
  return JSON.parse(JSON.stringify(fact)) as Fact;
}
