import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Fact, Header } from '@kentongan/core/base/event';
import { createPipeline } from '@kentongan/core/pipeline';
import { localHosts, workerHost } from './pipeline-host.ts';

const header: Header = {
  kind: 'log',
  version: 1,
  region: 'r',
  origin: { latDeg: 49.5, lonDeg: 31, heightM: 0 },
  standing: 'test',
  startMs: 1_790_000_000_000,
};

/** A radar that sees one target fly north for 30 s. */
function facts(): Fact[] {
  let seq = 1;
  const sensor = {
    type: 'radar',
    wave: 'light',
    latDeg: 49.5,
    lonDeg: 31,
    heightM: 0,
    periodMs: 1000,
  } as const;
  const list: Fact[] = [
    {
      seq: seq++,
      kind: 'sensor',
      timeMs: header.startMs,
      sensorId: 'r0',
      state: 'up',
      sensor: {
        ...sensor,
        coverage: { maxRangeM: 30_000 },
        pd: { max: 0.9 },
        clutter: { perReport: 1 },
        sigma: { rangeM: 25, bearingRad: 0.01 },
      },
    },
  ];
  for (let second = 1; second <= 30; second++) {
    const timeMs = header.startMs + second * 1000;
    list.push({
      seq: seq++,
      kind: 'detection',
      timeMs,
      sensorId: 'r0',
      sensedMs: timeMs,
      measurement: { type: 'rangeBearing', rangeM: 5000 + 50 * second, bearingRad: 0 },
    });
    list.push({ seq: seq++, kind: 'tick', timeMs });
  }
  return list;
}

test('a thread concludes to the byte what the same pipeline concludes here, also after a snapshot', async (context) => {
  const here = localHosts(createPipeline)(header);
  const there = workerHost(header);
  context.after(() => there.close());
  const half = facts().length / 2;
  const first = facts().slice(0, half);
  const second = facts().slice(half);
  const expected = [...(await here.step(first)), ...(await here.step(second))];
  assert.ok(expected.flat().some(({ kind }) => kind === 'track'));
  const found = await there.step(first);
  const again = workerHost(header);
  context.after(() => again.close());
  await again.load(await there.save());
  found.push(...(await again.step(second)));
  assert.equal(JSON.stringify(found), JSON.stringify(expected));
  assert.equal(await again.save(), await here.save());
});

test('a snapshot that the pipeline cannot read is refused, and the thread lives on', async (context) => {
  const host = workerHost(header);
  context.after(() => host.close());
  await assert.rejects(host.load('{"version":0,"seq":0,"steps":[]}'), /version/);
  assert.deepEqual(await host.step([{ seq: 1, kind: 'tick', timeMs: header.startMs }]), [[]]);
});

test('a thread that ended is told of, not waited for', async () => {
  const host = workerHost(header);
  await host.close();
  await assert.rejects(host.save(), /ended/);
});
