import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { test, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { need } from '../../../../tools/test/need.ts';
import type { ServerOptions } from '../index.ts';
import { TestAuthority } from '../test/certificates.ts';
import { testFolder, testServer } from '../test/folder.ts';
import { watchLive, type Watching } from '../test/live.ts';
import { Listener, startMosquitto, startWire } from '../../../../tools/test/mosquitto.ts';
import { MqttCall, type MqttBrokerOptions } from './mqtt-call.ts';

const run = promisify(execFile);
const host = '127.0.0.1';
const users = { kentongan: 'ours', field: 'theirs' };
const ours = { user: 'kentongan', password: 'ours' };
const options = { skip: need('mosquitto', 'mosquitto_pub'), timeout: 120_000 };

const microphone = {
  type: 'acoustic',
  wave: 'sound',
  latDeg: 49.5,
  lonDeg: 31,
  heightM: 100,
  periodMs: 60_000,
};

function report(levelDb: number): string {
  return JSON.stringify({
    sensedMs: Date.now(),
    measurement: { type: 'presence', levelDb, frequencyHz: 90 },
  });
}

/** Another system's broker, and how its own clients call it. */
async function started(context: TestContext): Promise<{
  port: number;
  words: string[];
  publish(topic: string, text: string, ...more: string[]): Promise<unknown>;
}> {
  const { port } = await startMosquitto(context, { folder: await testFolder(context), users });
  const words = ['-h', host, '-p', String(port), '-u', 'field', '-P', 'theirs', '-V', 'mqttv311', '-q', '1'];
  return {
    port,
    words,
    publish: (topic, text, ...more) => run('mosquitto_pub', [...words, '-t', topic, '-m', text, ...more]),
  };
}

async function linked(
  context: TestContext,
  from: MqttBrokerOptions,
  over: Partial<ServerOptions> = {},
): Promise<Watching> {
  const server = await testServer(context, {
    dataDir: await testFolder(context),
    receivers: [{ protocol: 'mqtt', sensorId: 'field', from }],
    tell: () => undefined,
    ...over,
  });
  return watchLive(context, server);
}

function sign(live: Watching, sensorId = 'field.m1') {
  return live.picture().sensors.find((sensor) => sensor.sensorId === sensorId);
}

test('sensors of another broker are described, report and are refused by name', options, async (context) => {
  const broker = await started(context);
  const live = await linked(context, { connect: { host, port: broker.port }, ...ours });
  await broker.publish('kentongan/m1/sensor', JSON.stringify(microphone), '-r');
  await broker.publish('kentongan/m1/detections', `${report(50)}\nnonsense\n${report(51)}`);
  await live.until(() => sign(live)?.admitted === 2 && sign(live)?.refused === 1);
  assert.deepEqual(
    [sign(live)!.owner, sign(live)!.sensor.type, sign(live)!.state],
    ['field', 'acoustic', 'up'],
  );
  await broker.publish('kentongan/m2/sensor', JSON.stringify({ ...microphone, latDeg: 'here' }), '-r');
  await broker.publish('kentongan/m2/detections', report(52));
  await broker.publish('kentongan/m1/detections', report(53));
  await live.until(() => sign(live)?.admitted === 3);
  assert.equal(sign(live, 'field.m2'), undefined);
});

test(
  'over TLS with a certificate of ours, and with no other, and with no other password',
  options,
  async (context) => {
    const folder = await testFolder(context);
    const authority = await TestAuthority.in(folder);
    const stranger = await TestAuthority.in(folder, 'stranger');
    const { caFile } = authority;
    const { port } = await startMosquitto(context, {
      folder,
      users,
      tls: { caFile, ...(await authority.certify('broker', 'server')) },
    });
    const connect = { host, port };
    const files = { caFile, ...(await authority.certify('us', 'client')) };
    const tries: [MqttBrokerOptions, RegExp | undefined][] = [
      [{ connect, tls: files, ...ours }, undefined],
      [{ connect, tls: { ...files, caFile: stranger.caFile }, ...ours }, /certificate|self.signed/i],
      [{ connect, tls: { caFile }, ...ours }, /certificate required|handshake|reset|closed/i],
      [{ connect, tls: files, ...ours, password: 'wrong' }, /not authorized/i],
    ];
    for (const [broker, refused] of tries) {
      const outcome = new Promise<string | undefined>((resolve) => {
        const call = new MqttCall({
          broker,
          clientId: 'tls',
          subscriptions: [],
          onConnected: () => resolve(undefined),
          tell: (sentence) => resolve(sentence),
        });
        context.after(() => call.close());
      });
      const sentence = await outcome;
      if (refused === undefined) assert.equal(sentence, undefined);
      else assert.match(sentence ?? 'connected', refused);
    }
  },
);

test(
  'when the line breaks, its last will says so; what came meanwhile is all taken once we are back',
  options,
  async (context) => {
    const broker = await started(context);
    const wire = await startWire(context, broker.port);
    const presence = new Listener(context, [...broker.words, '-t', 'kentongan/clients/#']);
    const live = await linked(context, { connect: { host, port: wire.port }, ...ours });
    const ourTopic = 'kentongan/clients/kentongan-field';
    await presence.until((topic, payload) => topic === ourTopic && payload === 'up');
    await broker.publish('kentongan/m1/sensor', JSON.stringify(microphone), '-r');
    await live.until(() => sign(live) !== undefined);

    wire.cut();
    await presence.until((topic, payload) => topic === ourTopic && payload === 'down');
    const count = 100;
    const meanwhile = spawn('mosquitto_pub', [...broker.words, '-t', 'kentongan/m1/detections', '-l']);
    for (let k = 0; k < count; k++) meanwhile.stdin.write(`${report(40 + k / 10)}\n`);
    meanwhile.stdin.end();
    await once(meanwhile, 'exit');
    assert.equal(sign(live)?.admitted, 0);

    await wire.mend();
    await presence.until((topic, payload) => topic === ourTopic && payload === 'up');
    await live.until(() => sign(live)?.admitted === count);
    assert.equal(sign(live)?.refused, 0, sign(live)?.refusedWhy);
  },
);

test('a sensor’s last will takes it down, its next report up again', options, async (context) => {
  const broker = await started(context);
  const live = await linked(context, { connect: { host, port: broker.port }, ...ours });
  await broker.publish('kentongan/m1/sensor', JSON.stringify(microphone), '-r');
  const sensor = spawn('mosquitto_pub', [
    ...broker.words,
    '-t',
    'kentongan/m1/detections',
    '-l',
    '--will-topic',
    'kentongan/m1/state',
    '--will-payload',
    'down',
  ]);
  sensor.stdin.write(`${report(50)}\n`);
  await live.until(() => sign(live)?.admitted === 1 && sign(live)?.state === 'up');
  sensor.kill('SIGKILL');
  await live.until(() => sign(live)?.state === 'down');
  await broker.publish('kentongan/m1/detections', report(51));
  await live.until(() => sign(live)?.admitted === 2 && sign(live)?.state === 'up');
});

test(
  '2,000 messages of one line each are all in the log, and acknowledged only then',
  options,
  async (context) => {
    const broker = await started(context);
    const live = await linked(context, { connect: { host, port: broker.port }, ...ours });
    await broker.publish('kentongan/m1/sensor', JSON.stringify(microphone), '-r');
    const many = spawn('mosquitto_pub', [...broker.words, '-t', 'kentongan/m1/detections', '-l']);
    for (let k = 0; k < 2000; k++) many.stdin.write(`${report(20 + k / 50)}\n`);
    many.stdin.end();
    await live.until(() => sign(live)?.admitted === 2000);
  },
);

test(
  'tracks go to another broker at QoS 1 for whoever reads there, without what they rest on',
  options,
  async (context) => {
    const broker = await started(context);
    const reader = new Listener(context, [...broker.words, '-t', 'kentongan/told/#']);
    const live = await linked(
      context,
      { connect: { host, port: broker.port }, ...ours },
      {
        senders: [{ protocol: 'mqtt', to: { connect: { host, port: broker.port }, ...ours } }],
      },
    );
    const radar = { type: 'radar', wave: 'light', latDeg: 49.4, lonDeg: 30.9, heightM: 12 };
    await broker.publish('kentongan/r0/sensor', JSON.stringify(radar), '-r');
    await live.until(() => sign(live, 'field.r0') !== undefined);
    let k = 0;
    const timer = setInterval(() => {
      const measurement = { type: 'rangeBearing', rangeM: 8000 - 12 * k++, bearingRad: 1 };
      broker
        .publish('kentongan/r0/detections', JSON.stringify({ sensedMs: Date.now(), measurement }))
        .catch(() => undefined);
    }, 250);
    context.after(() => clearInterval(timer));
    const [topic, payload] = await reader.until((name) => name.startsWith('kentongan/told/test/tracks/'));
    const track = JSON.parse(payload) as Record<string, unknown>;
    assert.equal(topic, `kentongan/told/test/tracks/${String(track.trackId)}`);
    assert.equal(track.status, 'confirmed');
    assert.equal(track.cause, undefined);
  },
);

test(
  'what the broker does not acknowledge is bounded, and does not hold up the end',
  { timeout: 30_000 },
  async (context) => {
    // A broker that accepts (CONNACK) and then acknowledges nothing.
    const silent = createServer((socket) => {
      socket.once('data', () => socket.write(Buffer.of(0x20, 2, 0, 0)));
      socket.on('error', () => undefined);
      context.after(() => socket.destroy());
    }).listen(0, host);
    context.after(() => silent.close());
    await once(silent, 'listening');
    const called = once(silent, 'connection');
    const { port } = silent.address() as AddressInfo;
    const connected = new EventEmitter();
    const call = new MqttCall({
      broker: { connect: { host, port } },
      clientId: 'bounded',
      subscriptions: [],
      tell: () => undefined,
      onConnected: () => connected.emit('once'),
    });
    await once(connected, 'once');
    let count = 0;
    while (count < 1000 && call.publish({ topic: 'a', payload: 'b' })) count++;
    assert.equal(count, 64);
    const [socket] = (await called) as [Socket];
    const closed = once(socket, 'close');
    await call.close();
    await closed;
  },
);
