import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { testFolder, testServer } from '../test/folder.ts';
import { watchLive } from '../test/live.ts';

const at = { sensorId: 'roof', latDeg: 49.5, lonDeg: 31 };

/** A self-made airliner: 250 m/s due north, ten positions until now, so late that a slow start still believes their times. */
function aircraft(k: number): string {
  const nowS = Date.now() / 1000 - 3 + 0.3 * k;
  const latDeg = 49.4 + (k * 75) / 111_200;
  return JSON.stringify({
    now: nowS,
    hex: 'abc123',
    lat: latDeg,
    lon: 31,
    alt_geom: 30_000,
    gs: 486,
    track: 0,
    seen_pos: 0,
  });
}

test(
  'readsb JSON out of a file explains an aircraft; what is malformed is counted',
  { timeout: 60_000 },
  async (context) => {
    const folder = await testFolder(context);
    const file = join(folder, 'positions.json');
    const lines = Array.from({ length: 10 }, (_, k) => aircraft(k));
    await writeFile(file, [...lines.slice(0, 5), '{"hex":', ...lines.slice(5)].join('\n'));
    const server = await testServer(context, {
      dataDir: join(folder, 'data'),
      receivers: [{ protocol: 'readsb', from: { file }, ...at }],
    });
    const live = await watchLive(context, server);
    const picture = await live.until(
      ({ sensors, tracks }) => sensors[0]?.admitted === 10 && tracks.length > 0,
    );
    assert.equal(picture.sensors[0].refused, 1);
    assert.match(picture.sensors[0].refusedWhy!, /line 6/);
    assert.deepEqual(
      picture.tracks[0].explainedBy?.map(({ id }) => id),
      ['abc123'],
    );
  },
);

test('a receiver that calls calls again when the line breaks', { timeout: 60_000 }, async (context) => {
  const calls: Socket[] = [];
  const readsb = createServer((socket) => calls.push(socket)).listen(0, '127.0.0.1');
  context.after(() => {
    readsb.close();
    for (const socket of calls) socket.destroy();
  });
  await once(readsb, 'listening');
  const { port } = readsb.address() as AddressInfo;
  const called = once(readsb, 'connection');
  await testServer(context, {
    dataDir: await testFolder(context),
    receivers: [{ protocol: 'readsb', from: { connect: { host: '127.0.0.1', port } }, ...at }],
  });
  await called;
  const again = once(readsb, 'connection');
  calls[0].destroy();
  await again;
  assert.equal(calls.length, 2);
});
