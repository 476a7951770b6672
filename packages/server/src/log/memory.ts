import type { Conclusion, Fact, Header } from '@kentongan/core/base/event';
import { LogError, type EventLog, type StoredSnapshot } from './event-log.ts';

/** What a memory log keeps when it is closed: the double of a disk. */
export interface Medium {
  facts: string[];
  conclusions: Map<number, string>;
  snapshots: StoredSnapshot[];
  header: Header | undefined;
}

export function emptyMedium(): Medium {
  return { facts: [], conclusions: new Map(), snapshots: [], header: undefined };
}

/** An `EventLog` that forgets with its medium: for tests of what stands on a log, and of a log that fails. */
export class MemoryLog implements EventLog {
  readonly header: Header;
  readonly #medium: Medium;
  /** Set to make every append fail with this sentence, as a full disk would. */
  failure: string | undefined;

  constructor(medium: Medium, header: Header) {
    const stored = medium.header;
    if (stored !== undefined && (stored.standing !== header.standing || stored.region !== header.region))
      throw new LogError(`this is a log of standing ${stored.standing}, region ${stored.region}`);
    this.#medium = medium;
    this.#medium.header ??= header;
    this.header = this.#medium.header;
  }

  get lastSeq(): number {
    return this.#medium.facts.length;
  }

  get lastTimeMs(): number {
    const last = this.#medium.facts.at(-1);
    return last === undefined ? this.header.startMs : (JSON.parse(last) as Fact).timeMs;
  }

  async append(facts: readonly Fact[], conclusions: readonly Conclusion[]): Promise<void> {
    let expected = this.lastSeq + 1;
    for (const { seq } of facts)
      if (seq !== expected++) throw new RangeError(`expected a fact with seq ${expected - 1}, found ${seq}`);
    if (this.failure !== undefined) throw new LogError(this.failure);
    for (const fact of facts) this.#medium.facts.push(JSON.stringify(fact));
    for (const conclusion of conclusions)
      if (!this.#medium.conclusions.has(conclusion.seq))
        this.#medium.conclusions.set(conclusion.seq, JSON.stringify(conclusion));
  }

  async *facts(afterSeq: number): AsyncGenerator<Fact[]> {
    for (let seq = afterSeq; seq < this.#medium.facts.length; seq++)
      yield [JSON.parse(this.#medium.facts[seq]) as Fact];
  }

  async *conclusions(afterSeq: number): AsyncGenerator<Conclusion[]> {
    const seqs = [...this.#medium.conclusions.keys()].filter((seq) => seq > afterSeq);
    for (const seq of seqs.sort((a, b) => a - b))
      yield [JSON.parse(this.#medium.conclusions.get(seq)!) as Conclusion];
  }

  async saveSnapshot(snapshot: StoredSnapshot): Promise<void> {
    this.#medium.snapshots = [snapshot, ...this.#medium.snapshots].slice(0, 2);
  }

  async snapshots(): Promise<StoredSnapshot[]> {
    return [...this.#medium.snapshots];
  }

  async close(): Promise<void> {
    this.failure = 'the log is closed';
  }
}
