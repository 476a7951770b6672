import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test, type TestContext } from 'node:test';
import { testFolder, testServer } from '../test/folder.ts';
import { watchLive } from '../test/live.ts';
import type { ReceiverOptions } from './index.ts';

/**
 * One airliner over the Netherlands: a position in an even and an odd frame, then its velocity (worked examples of
 * J. Sun, The 1090 Megahertz Riddle, 2nd edition, chapters 5 and 6), and its call sign.
 */
const frames = [
  '8D40621D58C382D690C8AC2863A7',
  '8D40621D58C386435CC412692AD6',
  '8D485020994409940838175B284F',
  '8D4840D6202CC371C32CE0576098',
];
const [latDeg, lonDeg] = [52.26578, 3.93891];
const at = { sensorId: 'mast', latDeg: 52.2, lonDeg: 3.9 };
const counterPerS = 12_000_000;

/** As Beast's port 30005 sends them, a second apart: 0x1a, type, counter, level, frame; each 0x1a within twice. */
function beastOf(hex: string, index: number): Buffer {
  const body = Buffer.alloc(7);
  body.writeUIntBE(0x1a1a00 + index * counterPerS, 0, 6);
  body[6] = 0x1a;
  const bytes = [...body, ...Buffer.from(hex, 'hex')].flatMap((byte) =>
    byte === 0x1a ? [byte, byte] : [byte],
  );
  return Buffer.from([0x1a, hex.length === 28 ? 0x33 : 0x32, ...bytes]);
}

async function heard(
  context: TestContext,
  protocol: ReceiverOptions['protocol'],
  bytes: Buffer,
): Promise<void> {
  const server = await testServer(context, {
    dataDir: await testFolder(context),
    origin: { latDeg: 52.2, lonDeg: 3.9, heightM: 0 },
    receivers: [{ protocol, from: { listen: { host: '127.0.0.1', port: 0 } }, ...at }],
    tell: () => undefined,
  });
  const live = await watchLive(context, server);
  const socket = connect(server.receiverPorts[0]!, '127.0.0.1');
  context.after(() => socket.destroy());
  for (const byte of bytes) socket.write(Buffer.of(byte));
  const { sensors, tracks } = await live.until(
    (picture) => picture.sensors[0]?.refused === 1 && picture.tracks.length > 0,
  );
  assert.equal(sensors[0].admitted, 1);
  assert.match(sensors[0].refusedWhy!, /DF 17: expected parity 0/);
  assert.deepEqual(
    tracks[0].explainedBy?.map(({ id }) => id),
    ['40621d'],
  );
  const offDeg = Math.hypot(tracks[0].latDeg - latDeg, tracks[0].lonDeg - lonDeg);
  assert.ok(offDeg < 0.02, `${offDeg} degrees off`);
}

const damaged = frames[0].replace('58C382', '58C383');

test(
  'Beast over TCP, a byte at a time: two frames make a place, a damaged one is counted',
  { timeout: 60_000 },
  async (context) => {
    await heard(context, 'beast', Buffer.concat([damaged, ...frames].map(beastOf)));
  },
);

test('AVR over TCP, the same', { timeout: 60_000 }, async (context) => {
  await heard(context, 'avr', Buffer.from([damaged, ...frames].map((hex) => `*${hex};\r\n`).join('')));
});
