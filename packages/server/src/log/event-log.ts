import type { Conclusion, Fact, Header } from '@kentongan/core/base/event';

export interface StoredSnapshot {
  /** It holds the state after this fact. */
  seq: number;
  text: string;
}

/**
 * The ordered, append-only list of one region's events. One writer. Facts are numbered 1, 2, 3 … without a gap;
 * conclusions are a series of their own of which only those worth keeping are stored, so theirs has gaps.
 */
export interface EventLog {
  readonly header: Header;
  /** seq of the newest fact; 0 when there is none. */
  readonly lastSeq: number;
  /** timeMs of the newest fact; the header's startMs when there is none. */
  readonly lastTimeMs: number;

  /**
   * Keeps all of it or none. The promise is fulfilled only when a power cut would not lose it. Facts go on from `lastSeq`
   * by one each, else it throws `RangeError`: a gap is a broken writer. A conclusion with a seq that is already there is
   * left as it is, since it can only be the same one. Fails with `LogError` when the medium fails; nothing was kept then.
   */
  append(facts: readonly Fact[], conclusions: readonly Conclusion[]): Promise<void>;

  /** Facts with a seq above `afterSeq`, in order, in batches of bounded size. */
  facts(afterSeq: number): AsyncIterable<Fact[]>;

  /** Stored conclusions with a seq above `afterSeq`, in order. */
  conclusions(afterSeq: number): AsyncIterable<Conclusion[]>;

  /** Older ones but the one before may be forgotten. */
  saveSnapshot(snapshot: StoredSnapshot): Promise<void>;

  /** Newest first: at most two. */
  snapshots(): Promise<StoredSnapshot[]>;

  close(): Promise<void>;
}

/** The medium failed, or holds what it should not. `message` is one sentence for a person. */
export class LogError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'LogError';
  }
}
