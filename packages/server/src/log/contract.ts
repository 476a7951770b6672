import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import type { AlertEvent, Conclusion, Fact, Header } from '@kentongan/core/base/event';
import { LogError, type EventLog } from './event-log.ts';

/** Where the suite gets its logs: a fresh place for each test. */
export interface LogPlace {
  open(header: Header): Promise<EventLog>;
  remove(): Promise<void>;
}

export const contractHeader: Header = {
  kind: 'log',
  version: 1,
  region: 'contract',
  origin: { latDeg: 49.5, lonDeg: 31, heightM: 0 },
  standing: 'test',
  startMs: 1_790_000_000_000,
};

/** What every `EventLog` must do. Call it in a test file with a way to make one. */
export function eventLogContract(name: string, makePlace: () => Promise<LogPlace>): void {
  describe(`${name} keeps the contract of EventLog`, () => {
    let place: LogPlace;
    let log: EventLog;

    beforeEach(async () => {
      place = await makePlace();
      log = await place.open(contractHeader);
    });

    afterEach(async () => {
      await log.close();
      await place.remove();
    });

    async function reopened(header = contractHeader): Promise<EventLog> {
      await log.close();
      log = await place.open(header);
      return log;
    }

    test('a new log is empty and has its header', async () => {
      assert.deepEqual(log.header, contractHeader);
      assert.equal(log.lastSeq, 0);
      assert.equal(log.lastTimeMs, contractHeader.startMs);
      assert.deepEqual(await all(log.facts(0)), []);
      assert.deepEqual(await log.snapshots(), []);
    });

    test('what was appended comes back in order, also after it was opened anew', async () => {
      const facts = ticks(1, 5000);
      await log.append(facts.slice(0, 3), []);
      await log.append(facts.slice(3), []);
      assert.deepEqual(await all(log.facts(0)), facts);
      const again = await reopened();
      assert.equal(again.lastSeq, 5000);
      assert.equal(again.lastTimeMs, facts.at(-1)!.timeMs);
      assert.deepEqual(await all(again.facts(4990)), facts.slice(4990));
    });

    test('text comes back to the character', async () => {
      const fact: Fact = {
        seq: 1,
        kind: 'sensor',
        timeMs: contractHeader.startMs,
        sensorId: 'ї\u0000\u2028"\\🥁',
        state: 'up',
        sensor: { type: 'radar', wave: 'light', latDeg: 0.1 + 0.2, lonDeg: -0 },
      };
      await log.append([fact], []);
      const [read] = await all((await reopened()).facts(0));
      assert.deepEqual(JSON.stringify(read), JSON.stringify(fact));
    });

    test('a gap or a step back in seq throws and keeps nothing', async () => {
      await log.append(ticks(1, 2), []);
      for (const wrong of [ticks(4, 1), ticks(2, 1), [...ticks(3, 1), ...ticks(5, 1)]])
        await assert.rejects(log.append(wrong, []), RangeError);
      assert.equal(log.lastSeq, 2);
      assert.equal((await all(log.facts(0))).length, 2);
    });

    test('conclusions are a series of their own with gaps; the same one twice is kept once', async () => {
      const kept: Conclusion[] = [alert(3), alert(9)];
      await log.append(ticks(1, 1), kept);
      await log.append([], [alert(9), alert(12)]);
      const read = await all((await reopened()).conclusions(0));
      assert.deepEqual(read, [alert(3), alert(9), alert(12)]);
      assert.deepEqual(await all(log.conclusions(9)), [alert(12)]);
    });

    test('of snapshots the newest two are there, newest first', async () => {
      for (const seq of [10, 20, 30]) await log.saveSnapshot({ seq, text: `state ${seq}` });
      assert.deepEqual(await (await reopened()).snapshots(), [
        { seq: 30, text: 'state 30' },
        { seq: 20, text: 'state 20' },
      ]);
    });

    test('a log keeps its first startMs, and is refused as another standing or region', async () => {
      const again = await reopened({ ...contractHeader, startMs: 5 });
      assert.equal(again.header.startMs, contractHeader.startMs);
      await log.close();
      await assert.rejects(place.open({ ...contractHeader, standing: 'actual' }), LogError);
      await assert.rejects(place.open({ ...contractHeader, region: 'other' }), LogError);
      log = await place.open(contractHeader);
    });

    test('reading goes on beside appending', async () => {
      await log.append(ticks(1, 3000), []);
      let read = 0;
      for await (const batch of log.facts(0)) {
        read += batch.length;
        if (log.lastSeq === 3000) await log.append(ticks(3001, 10), []);
      }
      assert.equal(read, 3010);
    });
  });
}

function ticks(firstSeq: number, count: number): Fact[] {
  return Array.from({ length: count }, (_, index) => ({
    seq: firstSeq + index,
    kind: 'tick',
    timeMs: contractHeader.startMs + firstSeq + index,
  }));
}

function alert(seq: number): AlertEvent {
  return {
    seq,
    kind: 'alert',
    timeMs: contractHeader.startMs,
    cause: [1],
    alertId: `a${seq}`,
    zoneId: 'z',
    revision: 1,
    level: 'watch',
    expiresMs: contractHeader.startMs + 1,
    reasons: [{ rule: 'arrival' }],
  };
}

async function all<T>(batches: AsyncIterable<T[]>): Promise<T[]> {
  const events: T[] = [];
  for await (const batch of batches) events.push(...batch);
  return events;
}
