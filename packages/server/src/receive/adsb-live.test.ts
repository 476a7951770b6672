import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { createFrame, enuFromGeodetic } from '@kentongan/core/base/frame';
import { need, sharedDir } from '../../../../tools/test/need.ts';
import type { ServerOptions } from '../index.ts';
import { testFolder, testServer } from '../test/folder.ts';
import { watchLive } from '../test/live.ts';

/** One airliner that flies 13 km south-south-east over Sicily, 66 s of it. */
const recordedLines = (): string[] =>
  readFileSync(join(sharedDir, 'captures/adsb/expected/modes1.readsb.sbs'), 'utf8')
    .split(/\r?\n/)
    .filter(Boolean);

const flownMps = 197;
const icao24 = '4d2023';
/** All of it where nothing may be skipped; else enough to be confirmed and foreseen. */
const pacedMs = process.env.KENTONGAN_REQUIRE_ALL === '1' ? 66_000 : 12_000;

const place = { origin: { latDeg: 37.05, lonDeg: 13.81, heightM: 0 }, region: 'sicily' };
const receiverAt = { sensorId: 'dump1090', latDeg: 37.1, lonDeg: 13.9 };
/** Right under the path. */
const zone: NonNullable<ServerOptions['zones']>[number] = {
  type: 'zone',
  zoneId: 'village',
  polygon: [
    [13.8, 37],
    [13.85, 37],
    [13.85, 37.05],
    [13.8, 37.05],
    [13.8, 37],
  ],
};

test(
  'recorded ADS-B, paced as it was flown, is explained and warns nobody',
  { skip: need('shared'), timeout: 120_000 },
  async (context) => {
    const readsb = await serveLines(context, pacedLines());
    const server = await testServer(context, {
      dataDir: await testFolder(context),
      ...place,
      zones: [zone],
      receivers: [
        { protocol: 'sbs', from: { connect: { host: '127.0.0.1', port: readsb.port } }, ...receiverAt },
      ],
    });
    const live = await watchLive(context, server);
    await readsb.allSent;
    await live.until((picture) => picture.tracks.some(({ status }) => status === 'confirmed'));
    const confirmed = live.picture().tracks.filter(({ status }) => status === 'confirmed');
    assert.deepEqual(
      confirmed.map(({ explainedBy }) => explainedBy?.map(({ scheme, id }) => [scheme, id])),
      [[['icao24', icao24]]],
    );
    assert.ok((confirmed[0].classProb.aircraft ?? 0) > 0.5, JSON.stringify(confirmed[0].classProb));
    assert.deepEqual(live.alertsSeen(), []);
    const sensor = live.picture().sensors.find(({ sensorId }) => sensorId === receiverAt.sensorId);
    assert.equal(sensor?.refused, 0, sensor?.refusedWhy);
  },
);

test(
  'the same recording as fast as it was replayed is refused for its impossible speed',
  { skip: need('shared'), timeout: 120_000 },
  async (context) => {
    const server = await testServer(context, {
      dataDir: await testFolder(context),
      ...place,
      receivers: [{ protocol: 'sbs', from: { listen: { host: '127.0.0.1', port: 0 } }, ...receiverAt }],
    });
    const live = await watchLive(context, server);
    const socket = connect(server.receiverPorts[0]!, '127.0.0.1');
    socket.end(recordedLines().join('\r\n'));
    const picture = await live.until(({ sensors }) =>
      sensors.some(({ sensorId, refused }) => sensorId === receiverAt.sensorId && refused > 40),
    );
    const sensor = picture.sensors.find(({ sensorId }) => sensorId === receiverAt.sensorId);
    assert.match(sensor!.refusedWhy!, /^speed: expected a speed of at most 800 m\/s, found \d+ m\/s/);
    assert.deepEqual(live.alertsSeen(), []);
  },
);

/** When each line would have come, by how far the aircraft had flown, and the line. */
function pacedLines(): { atMs: number; line: string }[] {
  const frame = createFrame(place.origin);
  const here = new Float64Array(3);
  let before: [number, number] | undefined;
  let wayM = 0;
  const paced: { atMs: number; line: string }[] = [];
  for (const line of recordedLines()) {
    const fields = line.split(',');
    if (fields[14] !== '') {
      enuFromGeodetic(frame, here, Number(fields[14]), Number(fields[15]), 0);
      if (before !== undefined) wayM += Math.hypot(here[0] - before[0], here[1] - before[1]);
      before = [here[0], here[1]];
    }
    paced.push({ atMs: (wayM / flownMps) * 1000, line });
  }
  return paced.filter(({ atMs }) => atMs <= pacedMs);
}

/** As readsb's port 30003 does: sends each line when its time has come, stamped with the time it then is. */
async function serveLines(
  context: TestContext,
  lines: { atMs: number; line: string }[],
): Promise<{ port: number; allSent: Promise<void> }> {
  let done: () => void = () => undefined;
  let failed: (error: Error) => void = () => undefined;
  const allSent = new Promise<void>((resolve, reject) => {
    done = resolve;
    failed = reject;
  });
  const server = createServer((socket) => {
    const send = async (): Promise<void> => {
      const startMs = Date.now();
      for (const { atMs, line } of lines) {
        const leftMs = startMs + atMs - Date.now();
        if (leftMs > 0) await wait(leftMs);
        socket.write(`${stamped(line)}\r\n`);
      }
    };
    send().then(done, failed);
    context.after(() => socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  context.after(() => server.close());
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, allSent };
}

function stamped(line: string): string {
  const [date, time] = new Date().toISOString().replaceAll('-', '/').replace('Z', '').split('T');
  const fields = line.split(',');
  fields.splice(6, 4, date, time, date, time);
  return fields.join(',');
}
