import type { AlertEvent, ArrivalEvent, Conclusion, Header } from '@kentongan/core/base/event';
import type { Pipeline } from '@kentongan/core/pipeline';
import { PictureKeeper } from '@kentongan/core/tell/picture';
import type { EventLog } from '../log/index.ts';

/** Raise it with every change to what `RegionSnapshot` holds. */
const snapshotVersion = 1;

interface RegionSnapshot {
  version: number;
  pipeline: string;
  picture: string;
}

export interface Restored {
  pipeline: Pipeline;
  keeper: PictureKeeper;
  /** Conclusions of the tail that are worth keeping; the log may have them already. */
  kept: (AlertEvent | ArrivalEvent)[];
  /** Facts that were stepped through after the snapshot. */
  replayedCount: number;
  /** The snapshot it began with; undefined: rebuilt from the log's first fact. */
  snapshotSeq: number | undefined;
}

/** A conclusion that the log keeps; tracks are recomputed to look back. */
export function isKept(conclusion: Conclusion): conclusion is AlertEvent | ArrivalEvent {
  return conclusion.kind !== 'track';
}

export function snapshotText(pipeline: Pipeline, keeper: PictureKeeper): string {
  const snapshot: RegionSnapshot = {
    version: snapshotVersion,
    pipeline: pipeline.save(),
    picture: keeper.save(),
  };
  return JSON.stringify(snapshot);
}

/**
 * The state that the log's facts lead to: from the newest snapshot that this version can read, else from the first fact,
 * then through every fact since.
 */
export async function restore(
  log: EventLog,
  createPipeline: (header: Header) => Pipeline,
): Promise<Restored> {
  const restored = await fromSnapshot(log, createPipeline);
  const { pipeline, keeper, kept } = restored;
  for await (const facts of log.facts(restored.snapshotSeq ?? 0)) {
    for (const fact of facts) {
      keeper.note(fact);
      pipeline.step(fact, (conclusion) => {
        keeper.note(conclusion);
        if (isKept(conclusion)) kept.push(conclusion);
      });
    }
    restored.replayedCount += facts.length;
  }
  return restored;
}

async function fromSnapshot(log: EventLog, createPipeline: (header: Header) => Pipeline): Promise<Restored> {
  for (const { seq, text } of await log.snapshots()) {
    const pipeline = createPipeline(log.header);
    const keeper = new PictureKeeper(log.header);
    try {
      const snapshot = JSON.parse(text) as RegionSnapshot;
      if (snapshot.version !== snapshotVersion || seq > log.lastSeq) continue;
      pipeline.load(snapshot.pipeline);
      keeper.load(snapshot.picture);
      return { pipeline, keeper, kept: [], replayedCount: 0, snapshotSeq: seq };
    } catch {
      // Of another version: the next one, or else the log itself, says the same.
    }
  }
  return {
    pipeline: createPipeline(log.header),
    keeper: new PictureKeeper(log.header),
    kept: [],
    replayedCount: 0,
    snapshotSeq: undefined,
  };
}
