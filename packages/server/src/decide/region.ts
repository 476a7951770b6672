import type { AlertEvent, ArrivalEvent, Conclusion, Fact, Header } from '@kentongan/core/base/event';
import type { Changes, PictureKeeper } from '@kentongan/core/tell/picture';
import type { EventLog } from '../log/index.ts';
import type { RegionClock } from './clock.ts';
import { Concluder } from './concluder.ts';
import type { Histogram } from './histogram.ts';
import type { HostMaker, PipelineHost } from './pipeline-host.ts';
import { restore, snapshotText } from './restore.ts';
import { unconcludedCapacity, waitingCapacity, Writer, type FactDraft } from './writer.ts';

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
  /** Fulfilled when this fact (else the newest) is concluded and in the picture. */
  concluded(seq?: number): Promise<void>;
  /** From now on the region makes ticks of its own; a region that is fed is given them. */
  startTicks(): void;
  /** Facts above this seq, for whoever must know what was admitted before the start. */
  recentFacts(count: number): AsyncIterable<Fact[]>;
  /** Called after each tick, and at once when an alert changed; returns how to stop. */
  onChanges(listener: (changes: Changes, urgent: boolean) => void): () => void;
  onAlert(listener: (alert: AlertEvent) => void): () => void;
  state(): RegionState;
  measures(): RegionMeasures;
  /** Writes what waits and a snapshot, and closes the log. */
  close(): Promise<void>;
}

/** What waits, and how many may. */
export interface QueueSize {
  count: number;
  capacity: number;
}

/** Figures for whoever runs the server. */
export interface RegionMeasures {
  /** Facts in the log. */
  lastSeq: number;
  writing: QueueSize;
  concluding: QueueSize;
  commitS: Histogram;
  tickS: Histogram;
  restarts: number;
  /** Receipts since the start, by state. */
  receipts: ReadonlyMap<string, number>;
}

export interface RegionParts {
  log: EventLog;
  clock: RegionClock;
  makeHost: HostMaker;
  onFailure: (sentence: string) => void;
  snapshotEveryFacts?: number;
  /** Before each try to start a broken pipeline again. */
  restartDelaysMs?: readonly number[];
}

export async function openRegion(parts: RegionParts): Promise<Region> {
  const { log, clock, makeHost, onFailure } = parts;
  const snapshotFacts = parts.snapshotEveryFacts ?? snapshotEveryFacts;
  const { host, keeper, kept, concludedSeq, replayedCount, snapshotSeq } = await restore(log, makeHost);
  clock.note(log.lastTimeMs);
  let savedSeq = snapshotSeq ?? 0;
  const changeListeners = new Set<(changes: Changes, urgent: boolean) => void>();
  const alertListeners = new Set<(alert: AlertEvent) => void>();
  const receipts = new Map<string, number>();
  let toldSeq = newestAlertSeq([...keeper.alerts, ...kept]);

  const concluder = new Concluder({
    host,
    keeper,
    concludedSeq,
    onConcluded,
    onFailure,
    restart,
    ...(parts.restartDelaysMs === undefined ? {} : { restartDelaysMs: parts.restartDelaysMs }),
  });
  const writer = new Writer(
    {
      log,
      clock,
      onFailure,
      onDurable: (facts) => concluder.take(facts),
      unconcluded: () => concluder.waitingCount,
      isTickWaiting: () => concluder.isTickWaiting,
    },
    kept,
  );

  /** Whoever listens is told what is different, and of alerts that they have not heard of. */
  async function restart(broken: PipelineHost): Promise<{ host: PipelineHost; concludedSeq: number }> {
    await broken.close();
    const restored = await restore(log, makeHost);
    keeper.become(restored.keeper);
    writer.keep(restored.kept);
    const alerts = restored.kept.filter((one) => one.kind === 'alert' && one.seq > toldSeq) as AlertEvent[];
    tell(alerts);
    return restored;
  }

  function tell(alerts: readonly AlertEvent[]): void {
    for (const alert of alerts) {
      toldSeq = Math.max(toldSeq, alert.seq);
      for (const listener of alertListeners) listener(alert);
    }
    const changes = keeper.take(clock.nowMs());
    for (const listener of changeListeners) listener(changes, alerts.length > 0);
  }

  function onConcluded(
    facts: readonly Fact[],
    conclusions: readonly Conclusion[],
    worthKeeping: readonly (AlertEvent | ArrivalEvent)[],
  ): void {
    writer.keep(worthKeeping);
    if (concluder.concludedSeq - savedSeq >= snapshotFacts) void saveSnapshot();
    for (const fact of facts)
      if (fact.kind === 'receipt')
        receipts.set(fact.receipt.state, (receipts.get(fact.receipt.state) ?? 0) + 1);
    const alerts = conclusions.filter((conclusion) => conclusion.kind === 'alert');
    if (alerts.length > 0 || facts.some((fact) => fact.kind === 'tick')) tell(alerts);
  }

  async function saveSnapshot(): Promise<void> {
    if (concluder.failed || concluder.concludedSeq === savedSeq) return;
    savedSeq = concluder.concludedSeq;
    await concluder.between(async () => {
      savedSeq = concluder.concludedSeq;
      const text = await snapshotText(concluder.host, keeper);
      await writer.settle(() => log.saveSnapshot({ seq: savedSeq, text }));
    });
  }

  // What was gone through just now need not be gone through again.
  if (replayedCount >= snapshotFacts) void saveSnapshot();
  const snapshotTimer = setInterval(() => void saveSnapshot(), snapshotEveryMs);

  function degraded(): string[] {
    const reasons: string[] = [];
    if (writer.logFailed) reasons.push('the log takes nothing');
    if (concluder.isRestarting) reasons.push('the pipeline broke and is started again');
    if (concluder.failed) reasons.push('the pipeline failed');
    if (clock.aheadMs() > 5000) reasons.push('the clock was set back');
    return reasons;
  }

  return {
    header: log.header,
    clock,
    keeper,
    restored: { replayedCount, snapshotSeq },
    submit: (drafts, urgent) => writer.submit(drafts, urgent),
    concluded: (seq) => concluder.until(seq ?? log.lastSeq),
    startTicks: () => writer.startTicks(),
    recentFacts: (count) => log.facts(Math.max(0, log.lastSeq - count)),
    onChanges: (listener) => listening(changeListeners, listener),
    onAlert: (listener) => listening(alertListeners, listener),
    state: () => ({
      degraded: degraded(),
      lagMs: keeper.asOfMs === 0 ? 0 : Math.max(0, clock.nowMs() - keeper.asOfMs),
      waitingFacts: writer.waitingCount + concluder.waitingCount,
    }),
    measures: () => ({
      lastSeq: log.lastSeq,
      writing: { count: writer.waitingCount, capacity: waitingCapacity },
      concluding: { count: concluder.waitingCount, capacity: unconcludedCapacity },
      commitS: writer.commitS,
      tickS: concluder.tickS,
      restarts: concluder.restarts,
      receipts,
    }),
    async close() {
      clearInterval(snapshotTimer);
      await writer.close();
      await concluder.until(log.lastSeq);
      await saveSnapshot();
      await concluder.host.close();
      await log.close();
    },
  };
}

function listening<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function newestAlertSeq(conclusions: readonly (AlertEvent | ArrivalEvent)[]): number {
  return conclusions.reduce(
    (newest, { kind, seq }) => (kind === 'alert' ? Math.max(newest, seq) : newest),
    0,
  );
}
