import type { AlertEvent, ArrivalEvent, Conclusion, Fact } from '@kentongan/core/base/event';
import { PictureKeeper } from '@kentongan/core/tell/picture';
import type { EventLog } from '../log/index.ts';
import type { HostMaker, PipelineHost } from './pipeline-host.ts';

/** Raise it with every change to what `RegionSnapshot` holds. */
const snapshotVersion = 1;

interface RegionSnapshot {
  version: number;
  pipeline: string;
  picture: string;
}

export interface Restored {
  host: PipelineHost;
  keeper: PictureKeeper;
  /** Conclusions of the tail that are worth keeping; the log may have them already. */
  kept: (AlertEvent | ArrivalEvent)[];
  /** seq of the newest fact that host and keeper know. */
  concludedSeq: number;
  /** Facts that were stepped through after the snapshot. */
  replayedCount: number;
  /** The snapshot it began with; undefined: rebuilt from the log's first fact. */
  snapshotSeq: number | undefined;
}

/** A conclusion that the log keeps; tracks are recomputed to look back. */
export function isKept(conclusion: Conclusion): conclusion is AlertEvent | ArrivalEvent {
  return conclusion.kind !== 'track';
}

export async function snapshotText(host: PipelineHost, keeper: PictureKeeper): Promise<string> {
  const snapshot: RegionSnapshot = {
    version: snapshotVersion,
    pipeline: await host.save(),
    picture: keeper.save(),
  };
  return JSON.stringify(snapshot);
}

/** Steps facts and tells the picture each of them and what followed from it, in order. Gives all that followed. */
export async function conclude(
  host: PipelineHost,
  keeper: PictureKeeper,
  facts: readonly Fact[],
): Promise<Conclusion[]> {
  const conclusions = await host.step(facts);
  for (const [index, fact] of facts.entries()) {
    keeper.note(fact);
    for (const conclusion of conclusions[index]) keeper.note(conclusion);
  }
  return conclusions.flat();
}

/**
 * The state that the log's facts lead to: from the newest snapshot that this version can read, else from the first fact,
 * then through every fact since.
 */
export async function restore(log: EventLog, makeHost: HostMaker): Promise<Restored> {
  const restored = await fromSnapshot(log, makeHost);
  const { host, keeper, kept } = restored;
  try {
    for await (const facts of log.facts(restored.snapshotSeq ?? 0)) {
      kept.push(...(await conclude(host, keeper, facts)).filter(isKept));
      restored.replayedCount += facts.length;
      restored.concludedSeq = facts.at(-1)?.seq ?? restored.concludedSeq;
    }
    return restored;
  } catch (error) {
    await host.close();
    throw error;
  }
}

async function fromSnapshot(log: EventLog, makeHost: HostMaker): Promise<Restored> {
  for (const { seq, text } of await log.snapshots()) {
    const snapshot = readSnapshot(text);
    if (snapshot === undefined || seq > log.lastSeq) continue;
    const host = makeHost(log.header);
    const keeper = new PictureKeeper(log.header);
    try {
      await host.load(snapshot.pipeline);
      keeper.load(snapshot.picture);
      return { host, keeper, kept: [], concludedSeq: seq, replayedCount: 0, snapshotSeq: seq };
    } catch {
      // Of another version: the one before, or else the log itself, says the same.
      await host.close();
    }
  }
  return {
    host: makeHost(log.header),
    keeper: new PictureKeeper(log.header),
    kept: [],
    concludedSeq: 0,
    replayedCount: 0,
    snapshotSeq: undefined,
  };
}

/** undefined where it is of another form. */
function readSnapshot(text: string): RegionSnapshot | undefined {
  try {
    const snapshot = JSON.parse(text) as RegionSnapshot;
    return snapshot.version === snapshotVersion ? snapshot : undefined;
  } catch {
    return undefined;
  }
}
