import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { EventEmitter, once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { test, type TestContext } from 'node:test';
import { createServer as createTlsServer } from 'node:tls';
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { AsterixDecoder, AsterixEncoder } from '@kentongan/core/codec/asterix';
import { CotStream, writeCotDatagram, type CotEvent } from '@kentongan/core/codec/cot';
import { cotClaim } from '@kentongan/core/ingest/from/cot';
import type { Sources } from '@kentongan/core/tell/sources';
import type { RunningServer, ServerOptions } from '../index.ts';
import { lettingIn, TestAuthority } from '../test/certificates.ts';
import { testFolder, testServer } from '../test/folder.ts';
import { operatorBearer } from '../test/device.ts';
import { watchLive, type Watching } from '../test/live.ts';
import { dialWith, type ClientTls } from './tls-dial.ts';

const host = '127.0.0.1';
const at = { latDeg: 49.5, lonDeg: 31 };
const anyPort = { host, port: 0 };

async function started(
  context: TestContext,
  options: Pick<ServerOptions, 'receivers' | 'senders'>,
): Promise<{ server: RunningServer; live: Watching }> {
  const dataDir = await testFolder(context);
  const server = await testServer(context, { dataDir, tell: () => undefined, ...options });
  return { server, live: await watchLive(context, server) };
}

function sendDatagrams(context: TestContext, port: number, datagrams: readonly Uint8Array[]): void {
  const socket = createSocket('udp4');
  context.after(() => socket.close());
  for (const datagram of datagrams) socket.send(datagram, port, host);
}

function admitted(live: Watching, sensorId: string): number {
  return live.picture().sensors.find((sensor) => sensor.sensorId === sensorId)?.admitted ?? 0;
}

/** A plot of 048 as of now, and blocks that are none. */
function plot(rho: number): Uint8Array {
  const timeOfDay = (Date.now() % 86_400_000) / 1000;
  return new AsterixEncoder(48).encode([
    {
      '010': { SAC: 25, SIC: 12 },
      '140': Math.floor(timeOfDay * 128) / 128,
      '020': { TYP: 1, SIM: 0, RDP: 0, SPI: 0, RAB: 0 },
      '040': { RHO: rho, THETA: 45 },
    },
  ]);
}

test(
  'ASTERIX over UDP becomes a radar and its plots, and bad blocks cost only themselves',
  { timeout: 30_000 },
  async (context) => {
    const { server, live } = await started(context, {
      receivers: [
        { protocol: 'asterix', sensorId: 'radars', from: { udp: anyPort }, sites: { '25/12': at } },
      ],
    });
    const bad = [Uint8Array.of(48, 0, 200, 1), new Uint8Array(0), Uint8Array.of(48, 0, 4, 0xff)];
    sendDatagrams(context, server.receiverPorts[0]!, [plot(10), ...bad, plot(11), plot(12)]);
    await live.until(() => admitted(live, 'radars.sac25-sic12') === 3);
    assert.equal(live.picture().sensors.length, 1);
  },
);

test(
  'ASTERIX to a multicast group is heard, also by two servers of one machine',
  { timeout: 30_000 },
  async (context) => {
    const group = '239.255.77.1';
    const probe = createSocket('udp4').bind(0, host);
    await once(probe, 'listening');
    const { port } = probe.address();
    const lives: Watching[] = [];
    for (const sensorId of ['first', 'second']) {
      const receiver = {
        protocol: 'asterix',
        sensorId,
        from: { udp: { host, port, group } },
        site: at,
      } as const;
      const { live } = await started(context, { receivers: [receiver] });
      lives.push(live);
    }
    context.after(() => probe.close());
    probe.setMulticastInterface(host);
    probe.send(plot(10), port, group);
    await Promise.all(
      lives.map((live) => live.until(({ sensors }) => sensors.some(({ admitted: count }) => count === 1))),
    );
  },
);

test('AIS over TCP in pieces, and over UDP, becomes ships', { timeout: 30_000 }, async (context) => {
  const ship = { latDeg: 37.8, lonDeg: -122.39 };
  const dataDir = await testFolder(context);
  const server = await testServer(context, {
    dataDir,
    tell: () => undefined,
    origin: { ...ship, heightM: 0 },
    receivers: [
      { protocol: 'ais', sensorId: 'mast', from: { listen: anyPort }, at: ship },
      { protocol: 'ais', sensorId: 'buoy', from: { udp: anyPort }, at: ship },
    ],
  });
  const live = await watchLive(context, server);
  const line = '!AIVDM,1,1,,A,15MgK45P3@G?fl0E`JbR0OwT0@MS,0*4E\r\n';
  const socket = connect(server.receiverPorts[0]!, host);
  context.after(() => socket.destroy());
  for (const piece of [line.slice(0, 20), line.slice(20)]) socket.write(piece);
  sendDatagrams(context, server.receiverPorts[1]!, [Buffer.from(line.trim())]);
  await live.until(() => admitted(live, 'mast') === 1 && admitted(live, 'buoy') === 1);
});

test(
  'a receiver of Remote ID is taken in over UDP, its bad lines counted',
  { timeout: 60_000 },
  async (context) => {
    const { server, live } = await started(context, {
      receivers: [{ protocol: 'remoteid', sensorId: 'roof', from: { udp: anyPort }, at }],
    });
    const id = { messageType: 'basicId', idType: 1, uaType: 2, uasId: 'MFG1A0123456789' };
    const place = {
      messageType: 'location',
      status: 2,
      latDeg: 49.501,
      lonDeg: 31.002,
      geodeticAltitudeM: 120,
    };
    const lines = [id, { messageType: 'nothing' }, place].map((line) => Buffer.from(JSON.stringify(line)));
    sendDatagrams(context, server.receiverPorts[0]!, lines);
    const isTaken = (): boolean =>
      live
        .picture()
        .sensors.some(
          ({ sensorId, admitted: count, refused }) => sensorId === 'roof' && count === 1 && refused === 1,
        );
    await live.until(isTaken);
  },
);

/** What another TAK system says of a drone, second by second. */
function droneEvent(second: number): CotEvent {
  const timeMs = Date.now();
  return {
    uid: 'other.7',
    type: 'a-h-A-M-F-Q',
    how: 'm-r',
    timeMs,
    startMs: timeMs,
    staleMs: timeMs + 10_000,
    point: { lat: 49.5 + second * 0.0004, lon: 31, hae: 300, ce: 20 },
    detail: [],
  };
}

/** Says where the drone is until the test ends. */
function keepTelling(context: TestContext, port: number): void {
  const socket = createSocket('udp4');
  let second = 0;
  const timer = setInterval(
    () => socket.send(writeCotDatagram(droneEvent(second++), 'xml'), port, host),
    500,
  );
  context.after(() => {
    clearInterval(timer);
    socket.close();
  });
}

const receivers = [{ protocol: 'cot', sensorId: 'tak', from: { udp: anyPort }, at }] as const;

/** The first event of that kind on a stream. */
async function eventOn(socket: Socket, type: RegExp): Promise<CotEvent> {
  const stream = new CotStream();
  for await (const piece of socket) {
    for (const frame of stream.push(piece as Buffer)) {
      assert.ok('event' in frame, JSON.stringify(frame));
      if (type.test(frame.event.type)) return frame.event;
    }
  }
  throw new Error('expected an event, found the end');
}

for (const format of ['xml', 'tak'] as const) {
  test(
    `a TAK client that calls is told the tracks as ${format}, and our own echo is known`,
    { timeout: 60_000 },
    async (context) => {
      const { server } = await started(context, {
        receivers,
        senders: [{ protocol: 'cot', format, to: { listen: anyPort } }],
      });
      keepTelling(context, server.receiverPorts[0]!);
      const client = connect(server.senderPorts[0]!, host);
      context.after(() => client.destroy());
      const event = await eventOn(client, /^a-/);
      assert.match(event.uid, /^kentongan\.test\./);
      assert.match(event.type, /^a-s-A-M-F-Q$|^a-u-/);
      assert.equal(event.opex, 's');
      assert.ok(Math.abs(event.point.lat - 49.5) < 0.1);
      assert.equal(cotClaim(event), undefined);
    },
  );
}

/** A stream that ends with its test. */
function ignoreEnd(): void {}

/** A TAK server stand-in, and where it is. */
async function listening(context: TestContext, server: Server): Promise<number> {
  server.listen(0, host);
  context.after(() => server.close());
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

test(
  'a TAK server that we call, that hangs up once, is called again and told',
  { timeout: 60_000 },
  async (context) => {
    let calls = 0;
    const events = new EventEmitter();
    const heard = once(events, 'heard');
    const tak = createServer((socket) => {
      context.after(() => socket.destroy());
      if (calls++ === 0) socket.destroy();
      else eventOn(socket, /^a-/).then((event) => events.emit('heard', event), ignoreEnd);
    });
    const port = await listening(context, tak);
    const { server } = await started(context, {
      receivers,
      senders: [{ protocol: 'cot', to: { connect: { host, port } } }],
    });
    keepTelling(context, server.receiverPorts[0]!);
    const [event] = (await heard) as [CotEvent];
    assert.match(event.uid, /^kentongan/);
    assert.equal(calls, 2);
  },
);

test(
  'a TAK server that asks for client certificates is told over TLS, by who has one of its authority',
  { timeout: 60_000 },
  async (context) => {
    const folder = await testFolder(context);
    const authority = await TestAuthority.in(folder);
    const ours = await authority.certify('client', 'client');
    const heard = new EventEmitter();
    const tak = createTlsServer(lettingIn(authority.caFile, await authority.certify('tak', 'server')));
    const shown: (string | undefined)[] = [];
    tak.on('secureConnection', (socket) => {
      context.after(() => socket.destroy());
      shown.push(socket.getPeerX509Certificate()?.fingerprint256);
      eventOn(socket, /^a-/).then((event) => heard.emit('event', event), ignoreEnd);
    });
    const port = await listening(context, tak);
    const event = once(heard, 'event');
    const to = { connect: { host, port }, tls: { caFile: authority.caFile, ...ours } };
    const { server } = await started(context, { receivers, senders: [{ protocol: 'cot', to }] });
    keepTelling(context, server.receiverPorts[0]!);
    assert.match(((await event) as [CotEvent])[0].uid, /^kentongan\./);
    assert.deepEqual(shown, [new X509Certificate(readFileSync(ours.certFile)).fingerprint256]);
  },
);

for (const [who, ofUs, ofThem] of [
  ['a client certificate of another authority is refused', 'stranger', 'authority'],
  ['a TAK server of another authority is told nothing', 'authority', 'stranger'],
] as const)
  test(who, { timeout: 60_000 }, async (context) => {
    const folder = await testFolder(context);
    const authorities = {
      authority: await TestAuthority.in(folder),
      stranger: await TestAuthority.in(folder, 'stranger'),
    };
    const { caFile } = authorities.authority;
    const tak = createTlsServer(lettingIn(caFile, await authorities[ofThem].certify('tak', 'server')));
    tak.on('secureConnection', () => assert.fail('expected no connection, found one'));
    const refused = once(tak, 'tlsClientError');
    const port = await listening(context, tak);
    const ours = await authorities[ofUs].certify('client', 'client');
    const to = { connect: { host, port }, tls: { caFile, ...ours } };
    await started(context, { senders: [{ protocol: 'cot', to }] });
    await refused;
  });

/** What operators read of each source and sink. */
async function sourcesOf(server: RunningServer): Promise<Sources['sources']> {
  const headers = { authorization: `Bearer ${await operatorBearer(server.consoleLink())}` };
  return ((await (await fetch(`${server.address}/api/sources`, { headers })).json()) as Sources).sources;
}

test(
  'TAK clients that call over TLS are told, others than those of the authority nothing, and operators see why',
  { timeout: 60_000 },
  async (context) => {
    const folder = await testFolder(context);
    const authority = await TestAuthority.in(folder);
    const stranger = await TestAuthority.in(folder, 'stranger');
    const { caFile } = authority;
    const tls = { caFile, ...(await authority.certify('server', 'server')) };
    const { server } = await started(context, {
      receivers,
      senders: [{ protocol: 'cot', to: { listen: anyPort, tls } }],
    });
    keepTelling(context, server.receiverPorts[0]!);
    const call = (as: ClientTls): Socket => {
      const socket = dialWith(as)({ host, port: server.senderPorts[0]! });
      context.after(() => socket.destroy());
      return socket;
    };
    const client = call({ caFile, ...(await authority.certify('client', 'client')) });
    assert.match((await eventOn(client, /^a-/)).uid, /^kentongan\./);

    for (const as of [{ caFile }, { caFile, ...(await stranger.certify('other', 'client')) }]) {
      const refused = call(as);
      refused.on('data', () => assert.fail('expected nothing told, found something'));
      refused.on('error', () => undefined);
      await new Promise((resolve) => refused.once('close', resolve));
    }
    const sender = (await sourcesOf(server)).find(({ role }) => role === 'sender')!;
    assert.deepEqual(
      sender.errors.map(({ kind, count }) => [kind, count]),
      [['connection', 2]],
    );
    assert.match(sender.errors[0].example, /expected a certificate that we trust, found [A-Z_]+$/);
  },
);

test('tracks go out as category 062, which we read again', { timeout: 60_000 }, async (context) => {
  const display = createSocket('udp4');
  display.bind(0, host);
  await once(display, 'listening');
  context.after(() => display.close());
  const to = { udp: { host, port: display.address().port } };
  const { server } = await started(context, {
    receivers,
    senders: [{ protocol: 'asterix', source: { sac: 25, sic: 200 }, to }],
  });
  keepTelling(context, server.receiverPorts[0]!);
  const [datagram] = (await once(display, 'message')) as [Buffer];
  const [record] = new AsterixDecoder().decode(datagram);
  assert.ok(!('error' in record), JSON.stringify(record));
  assert.deepEqual(record.item('010'), { SAC: 25, SIC: 200 });
  const { LAT, LON } = record.item('105') as { LAT: number; LON: number };
  assert.ok(Math.abs(LAT - 49.5) < 0.1 && Math.abs(LON - 31) < 0.1);
  const { SIM, TSB } = record.item('080') as { SIM: number; TSB: number };
  assert.deepEqual([SIM, TSB], [1, 1]);
});

test('datagrams to a map are told too', { timeout: 60_000 }, async (context) => {
  const map = createSocket('udp4');
  map.bind(0, host);
  await once(map, 'listening');
  context.after(() => map.close());
  const { server } = await started(context, {
    receivers,
    senders: [{ protocol: 'cot', to: { udp: { host, port: map.address().port } } }],
  });
  keepTelling(context, server.receiverPorts[0]!);
  const [datagram] = (await once(map, 'message')) as [Buffer];
  assert.match(datagram.toString(), /uid="kentongan\.test\./);
});
