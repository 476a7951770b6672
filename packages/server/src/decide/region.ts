import type { AlertEvent, Conclusion, Fact, Header } from '@kentongan/core/base/event';
import type { Pipeline } from '@kentongan/core/pipeline';
import type { Changes, PictureKeeper } from '@kentongan/core/tell/picture';
import type { EventLog } from '../log/index.ts';
import type { RegionClock } from './clock.ts';
import { restore, snapshotText } from './restore.ts';
import { Writer, type FactDraft } from './writer.ts';

const snapshotEveryMs = 60_000;
/** A start goes through at most about so many facts. */
export const snapshotEveryFacts = 50_000;

/** How a region does; `degraded` says in words what is wrong. */
export interface RegionState {
  degraded: string[];
  /** The region's clock less the newest tick. */
  lagMs: number;
  waitingFacts: number;
}

/** One log, one pipeline, one picture. */
export interface Region {
  readonly header: Header;
  readonly clock: RegionClock;
  readonly keeper: PictureKeeper;
  /** Facts gone through at start, and the snapshot it began with. */
  readonly restored: { replayedCount: number; snapshotSeq: number | undefined };
  submit(drafts: readonly FactDraft[], urgent?: boolean): Promise<Fact[]>;
  /** From now on the region makes ticks of its own; a region that is fed is given them. */
  startTicks(): void;
  /** Facts above this seq, for whoever must know what was admitted before the start. */
  recentFacts(count: number): AsyncIterable<Fact[]>;
  /** Called after each tick, and at once when an alert changed; returns how to stop. */
  onChanges(listener: (changes: Changes, urgent: boolean) => void): () => void;
  onAlert(listener: (alert: AlertEvent) => void): () => void;
  state(): RegionState;
  /** Writes what waits and a snapshot, and closes the log. */
  close(): Promise<void>;
}

export interface RegionParts {
  log: EventLog;
  clock: RegionClock;
  createPipeline: (header: Header) => Pipeline;
  onFailure: (sentence: string) => void;
  snapshotEveryFacts?: number;
}

export async function openRegion(parts: RegionParts): Promise<Region> {
  const { log, clock, createPipeline, onFailure } = parts;
  const snapshotFacts = parts.snapshotEveryFacts ?? snapshotEveryFacts;
  const { pipeline, keeper, kept, replayedCount, snapshotSeq } = await restore(log, createPipeline);
  clock.note(log.lastTimeMs);
  let savedSeq = snapshotSeq ?? 0;
  const changeListeners = new Set<(changes: Changes, urgent: boolean) => void>();
  const alertListeners = new Set<(alert: AlertEvent) => void>();

  function onWritten(facts: readonly Fact[], conclusions: readonly Conclusion[]): void {
    if (log.lastSeq - savedSeq >= snapshotFacts) void saveSnapshot();
    let alerted = false;
    for (const conclusion of conclusions) {
      if (conclusion.kind !== 'alert') continue;
      alerted = true;
      for (const listener of alertListeners) listener(conclusion);
    }
    if (!alerted && !facts.some((fact) => fact.kind === 'tick')) return;
    const changes = keeper.take(clock.nowMs());
    for (const listener of changeListeners) listener(changes, alerted);
  }

  const writer = new Writer(
    { ...parts, pipeline, note: (event) => keeper.note(event), onWritten, onFailure },
    kept,
  );

  async function saveSnapshot(): Promise<void> {
    if (writer.pipelineFailed || log.lastSeq === savedSeq) return;
    savedSeq = log.lastSeq;
    await writer.settle(() => {
      savedSeq = log.lastSeq;
      return log.saveSnapshot({ seq: savedSeq, text: snapshotText(pipeline, keeper) });
    });
  }

  const snapshotTimer = setInterval(() => void saveSnapshot(), snapshotEveryMs);

  function degraded(): string[] {
    const reasons: string[] = [];
    if (writer.logFailed) reasons.push('the log takes nothing');
    if (writer.pipelineFailed) reasons.push('the pipeline failed');
    if (clock.aheadMs() > 5000) reasons.push('the clock was set back');
    return reasons;
  }

  return {
    header: log.header,
    clock,
    keeper,
    restored: { replayedCount, snapshotSeq },
    submit: (drafts, urgent) => writer.submit(drafts, urgent),
    startTicks: () => writer.startTicks(),
    recentFacts: (count) => log.facts(Math.max(0, log.lastSeq - count)),
    onChanges: (listener) => listening(changeListeners, listener),
    onAlert: (listener) => listening(alertListeners, listener),
    state: () => ({
      degraded: degraded(),
      lagMs: keeper.asOfMs === 0 ? 0 : Math.max(0, clock.nowMs() - keeper.asOfMs),
      waitingFacts: writer.waitingCount,
    }),
    async close() {
      clearInterval(snapshotTimer);
      await writer.close();
      await saveSnapshot();
      await log.close();
    },
  };
}

function listening<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
