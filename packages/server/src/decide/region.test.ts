import assert from 'node:assert/strict';
import { mock, test, type TestContext } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import type { AlertEvent, Conclusion, DetectionEvent, Fact, Header } from '@kentongan/core/base/event';
import type { Pipeline } from '@kentongan/core/pipeline';
import { emptyMedium, LogError, MemoryLog, type Medium } from '../log/index.ts';
import { createChainPipeline } from '../storm/chain-pipeline.ts';
import { liveClock } from './clock.ts';
import { localHosts, workerHost, type HostMaker, type PipelineHost } from './pipeline-host.ts';
import { openRegion, type Region } from './region.ts';
import { restore } from './restore.ts';
import { BusyError, type FactDraft } from './writer.ts';

const header: Header = {
  kind: 'log',
  version: 1,
  region: 'r',
  origin: { latDeg: 49.5, lonDeg: 31, heightM: 0 },
  standing: 'test',
  startMs: 1000,
};

function detection(sensedMs: number): FactDraft {
  return { kind: 'detection', sensorId: 's', sensedMs, measurement: { type: 'presence' } };
}

const radarOfTest: FactDraft = {
  kind: 'sensor',
  timeMs: 2000,
  sensorId: 'r0',
  state: 'up',
  sensor: {
    type: 'radar',
    wave: 'light',
    latDeg: 49.5,
    lonDeg: 31,
    periodMs: 1000,
    coverage: { maxRangeM: 30_000 },
    pd: { max: 0.9 },
    clutter: { perReport: 1 },
    sigma: { rangeM: 25, bearingRad: 0.01 },
  },
};

async function open(
  context: TestContext,
  medium: Medium,
  over: { createPipeline?: () => Pipeline; makeHost?: HostMaker; log?: MemoryLog; failures?: string[] } = {},
): Promise<Region> {
  const region = await openRegion({
    log: over.log ?? new MemoryLog(medium, header),
    clock: liveClock(),
    makeHost: over.makeHost ?? localHosts(over.createPipeline ?? createChainPipeline),
    restartDelaysMs: [0, 0, 0],
    onFailure: (sentence) => over.failures?.push(sentence),
  });
  context.after(() => region.close());
  return region;
}

function facts(medium: Medium): Fact[] {
  return medium.facts.map((line) => JSON.parse(line) as Fact);
}

test('facts are numbered in the order they came and acknowledged when they are in the log', async (context) => {
  const medium = emptyMedium();
  const region = await open(context, medium);
  const written = await Promise.all([1, 2, 3].map((sensedMs) => region.submit([detection(sensedMs)])));
  assert.deepEqual(
    written.flat().map(({ seq }) => seq),
    [1, 2, 3],
  );
  assert.deepEqual(facts(medium), written.flat());
});

test('what is urgent goes first', async (context) => {
  const medium = emptyMedium();
  const region = await open(context, medium);
  const command: FactDraft = { kind: 'command', command: { type: 'cancel', alertId: 'a1' } };
  await Promise.all([region.submit([detection(1)]), region.submit([command], true)]);
  assert.deepEqual(
    facts(medium).map(({ kind }) => kind),
    ['command', 'detection'],
  );
});

test('time in the log never falls, whatever a fact says', async (context) => {
  const medium = emptyMedium();
  const region = await open(context, medium);
  await region.submit([{ ...detection(1), timeMs: 9e15 / 2 }, { ...detection(2), timeMs: 5 }, detection(3)]);
  const times = facts(medium).map(({ timeMs }) => timeMs);
  assert.deepEqual(times, [9e15 / 2, 9e15 / 2, 9e15 / 2]);
});

test('a tick comes at most 100 ms after a fact, else every second', async (context) => {
  const medium = emptyMedium();
  const region = await open(context, medium);
  region.startTicks();
  const ticks: number[] = [];
  const begunMs = performance.now();
  const ticked = new Promise<void>((resolve) => {
    region.onChanges(() => {
      ticks.push(performance.now());
      if (ticks.length === 2) resolve();
    });
  });
  await region.submit([detection(1)]);
  const writtenMs = performance.now();
  await ticked;
  // Timers may be late on a busy machine, never early: the second tick was planned a second after the first.
  assert.ok(ticks[0] - begunMs < 900, `${ticks[0] - writtenMs} ms after the fact`);
  assert.ok(ticks[1] - ticks[0] > 900);
  assert.deepEqual(
    facts(medium).map(({ kind }) => kind),
    ['detection', 'tick', 'tick'],
  );
});

test('a steady stream is written while it streams', async (context) => {
  const region = await open(context, emptyMedium());
  const written: Fact[] = [];
  let count = 0;
  while (written.length === 0 && count < 10_000) {
    void region.submit([detection(++count)]).then((facts) => written.push(...facts));
    await setTimeout(1);
  }
  assert.ok(count < 1000, `${count} facts came in before the first was written`);
});

test('a full queue says so and keeps nothing of what it refused', async (context) => {
  const medium = emptyMedium();
  const region = await open(context, medium);
  const many = Array.from({ length: 20_000 }, (_, k) => detection(k));
  const first = region.submit(many);
  await assert.rejects(region.submit([detection(1)]), BusyError);
  await region.submit([detection(2)], true);
  await first;
  assert.equal(medium.facts.length, 20_001);
});

test('a log that fails acknowledges nothing, is told of, and goes on when it can', async (context) => {
  const medium = emptyMedium();
  const log = new MemoryLog(medium, header);
  const failures: string[] = [];
  const region = await open(context, medium, { log, failures });
  log.failure = 'no room on the disk';
  await assert.rejects(region.submit([detection(1)]), LogError);
  await assert.rejects(region.submit([detection(2)]), LogError);
  assert.deepEqual(region.state().degraded, ['the log takes nothing']);
  assert.deepEqual(failures, ['no room on the disk']);
  log.failure = undefined;
  const [fact] = await region.submit([detection(3)]);
  assert.equal(fact.seq, 1);
  assert.deepEqual(region.state().degraded, []);
});

test('a pipeline that breaks leaves the facts in the log and the picture visibly old', async (context) => {
  const medium = emptyMedium();
  const failures: string[] = [];
  const createPipeline = (): Pipeline => ({
    ...createChainPipeline(),
    step() {
      throw new Error('a broken invariant');
    },
  });
  const region = await open(context, medium, { createPipeline, failures });
  await region.submit([detection(1)]);
  await region.submit([{ kind: 'tick', timeMs: 5000 }]);
  await region.concluded();
  assert.equal(medium.facts.length, 2);
  assert.equal(region.keeper.asOfMs, 0);
  assert.deepEqual(region.state().degraded, ['the pipeline failed']);
  assert.match(failures[0], /a broken invariant/);
});

test('a pipeline whose thread is killed goes on from snapshot and log as if nothing had been', async (context) => {
  const hosts: PipelineHost[] = [];
  const makeHost: HostMaker = (of) => {
    const host = workerHost(of);
    hosts.push(host);
    return host;
  };
  const medium = emptyMedium();
  const failures: string[] = [];
  const region = await open(context, medium, { makeHost, failures });
  const dropped: string[] = [];
  region.onChanges((changes) => dropped.push(...changes.dropped));
  const [radar] = await region.submit([radarOfTest]);
  for (let second = 1; second <= 30; second++) {
    if (second % 10 === 0) await hosts.at(-1)!.close();
    const sensedMs = 5000 + second * 1000;
    await region.submit([
      {
        kind: 'detection',
        timeMs: sensedMs,
        sensorId: 'r0',
        sensedMs,
        measurement: { type: 'rangeBearing', rangeM: 5000 + 50 * second, bearingRad: 0 },
      },
      { kind: 'tick', timeMs: sensedMs },
    ]);
    if (second % 7 === 0) await region.concluded();
  }
  await region.concluded();
  assert.equal(region.measures().restarts, 3);
  assert.equal(hosts.length, 4);
  assert.match(failures[0], /started again from the log: .*thread of the pipeline ended/);
  assert.deepEqual(region.state().degraded, []);
  assert.equal(radar.seq, 1);

  const replayed = await restore(new MemoryLog({ ...medium, snapshots: [] }, header), workerHost);
  context.after(() => replayed.host.close());
  const [now, then] = [region.keeper, replayed.keeper].map((keeper) => keeper.picture(0));
  assert.ok(then.tracks.length > 0);
  assert.deepEqual(now.tracks, then.tracks);
  assert.equal(now.asOfMs, then.asOfMs);
});

test('a pipeline that keeps breaking is started again a bounded number of times', async (context) => {
  let made = 0;
  const createPipeline = (): Pipeline => {
    made++;
    return { ...createChainPipeline(), step: (fact) => assert.notEqual(fact.kind, 'tick', 'never a tick') };
  };
  const failures: string[] = [];
  const region = await open(context, emptyMedium(), { createPipeline, failures });
  await region.submit([detection(1), { kind: 'tick', timeMs: 5000 }]);
  await region.concluded();
  assert.equal(made, 4);
  assert.equal(failures.filter((sentence) => /is started again/.test(sentence)).length, 3);
  assert.deepEqual(region.state().degraded, ['the pipeline failed']);
});

test('alerts are kept by the log once, also when they were concluded again after a crash', async (context) => {
  const medium = emptyMedium();
  const region = await open(context, medium);
  await region.submit(Array.from({ length: 60 }, (_, k) => detection(k)));
  await region.concluded();
  // As a crash would leave it: facts written, conclusions and snapshot not yet.
  const crashed: Medium = { ...emptyMedium(), facts: [...medium.facts], header };
  const again = await open(context, crashed);
  await again.submit([detection(60)]);
  await again.concluded();
  assert.deepEqual([...crashed.conclusions.keys()], [1, 2, 3]);
});

test('closing leaves a snapshot, and opening begins with it', async (context) => {
  const medium = emptyMedium();
  const region = await open(context, medium);
  await region.submit([detection(1), detection(2)]);
  await region.close();
  const again = await open(context, medium);
  assert.deepEqual(again.restored, { replayedCount: 0, snapshotSeq: 2 });
});

test('a snapshot that cannot be read is refused, and the log says the same', async () => {
  const medium = emptyMedium();
  const log = new MemoryLog(medium, header);
  const written: Fact[] = [1, 2, 3].map((seq) => ({ seq, kind: 'tick', timeMs: 1000 + seq }));
  await log.append(written, []);
  const replayed = await restore(log, localHosts(createChainPipeline));
  for (const text of ['', '{"version":0}', '{"version":1,"pipeline":"{","picture":"{}"}'])
    await log.saveSnapshot({ seq: 2, text });
  const restored = await restore(log, localHosts(createChainPipeline));
  assert.equal(restored.snapshotSeq, undefined);
  assert.equal(restored.replayedCount, 3);
  assert.equal(await restored.host.save(), await replayed.host.save());
  assert.equal(restored.keeper.save(), replayed.keeper.save());
});

test('the pipeline is given what the log gives back, not what came in', async (context) => {
  const given: Fact[] = [];
  const createPipeline = (): Pipeline => ({
    ...createChainPipeline(),
    step: (fact) => void given.push(fact),
  });
  const region = await open(context, emptyMedium(), { createPipeline });
  await region.submit([
    { kind: 'detection', sensorId: 's', sensedMs: 1, measurement: { type: 'bearing', bearingRad: -0 } },
  ]);
  await region.concluded();
  const [{ measurement }] = given as DetectionEvent[];
  assert.ok(measurement.type === 'bearing' && Object.is(measurement.bearingRad, 0));
});

test('who listens hears of an alert at once, without a tick', async (context) => {
  const region = await open(context, emptyMedium());
  const onAlert = mock.fn((_alert: AlertEvent) => undefined);
  const urgent: boolean[] = [];
  region.onAlert(onAlert);
  region.onChanges((_changes, isUrgent) => urgent.push(isUrgent));
  await region.submit(Array.from({ length: 20 }, (_, k) => detection(k)));
  await region.concluded();
  assert.equal(onAlert.mock.callCount(), 1);
  assert.deepEqual(urgent, [true]);
});

test('of conclusions, tracks are shown and not stored', async (context) => {
  const medium = emptyMedium();
  const track = {
    seq: 1,
    kind: 'track',
    timeMs: 1000,
    cause: [1],
    trackId: 't1',
    status: 'tentative',
    existence: 0.5,
    latDeg: 49.5,
    lonDeg: 31,
    eastMps: 0,
    northMps: 0,
    covariance: [1, 0, 0, 0, 1, 0, 0, 1, 0, 1],
    classProb: {},
    evidence: { sources: 1, kinds: [], status: 'unverified' },
  } satisfies Conclusion;
  const createPipeline = (): Pipeline => ({
    ...createChainPipeline(),
    step: (_fact, emit) => emit(track),
  });
  const region = await open(context, medium, { createPipeline });
  await region.submit([detection(1)]);
  await region.submit([detection(2)]);
  await region.concluded();
  assert.equal(medium.conclusions.size, 0);
  assert.deepEqual([...region.keeper.tracks], [track]);
});
