import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import * as fc from 'fast-check';
import { findProgram, need } from '../../../../tools/test/need.ts';
import { addSimpleSensor, type RunningServer } from '../index.ts';
import { testFolder, testServer } from '../test/folder.ts';
import { watchLive, type Watching } from '../test/live.ts';
import { MqttLengths } from './mqtt-lengths.ts';

const run = promisify(execFile);
const host = '127.0.0.1';

interface Started {
  server: RunningServer;
  live: Watching;
  sensorId: string;
  bearer: string;
}

const sensor = { type: 'acoustic', wave: 'sound', latDeg: 49.5, lonDeg: 31, periodMs: 1000 } as const;

async function started(context: TestContext): Promise<Started> {
  const dataDir = await testFolder(context);
  const server = await testServer(context, {
    dataDir,
    tell: () => undefined,
    mqtt: { host, port: 0 },
  });
  const { sensorId, bearer } = addSimpleSensor(dataDir, { name: 'm', sensor });
  return { server, live: await watchLive(context, server), sensorId, bearer };
}

/** mosquitto_pub as a shell script would call it; rejects where the broker did not take it. */
function publish(
  { server }: Started,
  user: string,
  password: string,
  topic: string,
  text: string,
): Promise<unknown> {
  const to = ['-h', host, '-p', String(server.mqttPort), '-q', '1', '-V', 'mqttv311'];
  return run(findProgram('mosquitto_pub')!, [...to, '-u', user, '-P', password, '-t', topic, '-m', text]);
}

function report(levelDb: number): string {
  return JSON.stringify({
    sensedMs: Date.now(),
    measurement: { type: 'presence', levelDb, frequencyHz: 90 },
  });
}

function sign({ live, sensorId }: Started): { admitted: number; refused: number } | undefined {
  return live.picture().sensors.find((sensor) => sensor.sensorId === sensorId);
}

test(
  'mosquitto_pub with a sensor’s key reports, a bad line costs only itself',
  { skip: need('mosquitto_pub'), timeout: 30_000 },
  async (context) => {
    const region = await started(context);
    const { sensorId, bearer, live } = region;
    const topic = `kentongan/${sensorId}/detections`;
    await publish(region, sensorId, bearer, topic, report(50));
    await publish(region, sensorId, bearer, topic, `${report(51)}\nnonsense\n${report(52)}`);
    await live.until(() => sign(region)?.admitted === 3 && sign(region)?.refused === 1);
  },
);

test(
  'a wrong key, another’s name and another’s topic are refused',
  { skip: need('mosquitto_pub'), timeout: 30_000 },
  async (context) => {
    const region = await started(context);
    const { sensorId, bearer, live } = region;
    const topic = `kentongan/${sensorId}/detections`;
    await assert.rejects(publish(region, sensorId, 'wrong', topic, report(50)));
    await assert.rejects(publish(region, 'someone', bearer, topic, report(50)));
    await publish(region, sensorId, bearer, 'kentongan/someone/detections', report(50)).catch(
      () => undefined,
    );
    await publish(region, sensorId, bearer, topic, report(53));
    await live.until(() => sign(region)?.admitted === 1);
  },
);

/** A device that stays connected and has said what the broker shall do when it is suddenly gone. */
function device({ server, sensorId, bearer }: Started, will: string): ReturnType<typeof spawn> {
  const to = [
    '-h',
    host,
    '-p',
    String(server.mqttPort),
    '-q',
    '1',
    '-V',
    'mqttv311',
    '-u',
    sensorId,
    '-P',
    bearer,
  ];
  const last = ['--will-topic', `kentongan/${sensorId}/state`, '--will-payload', will];
  const child = spawn('mosquitto_pub', [...to, '-t', `kentongan/${sensorId}/detections`, '-l', ...last]);
  child.stdin!.write(`${report(50)}\n`);
  return child;
}

function stateIs(region: Started, state: string): Promise<unknown> {
  return region.live.until(({ sensors }) =>
    sensors.some((sensor) => sensor.sensorId === region.sensorId && sensor.state === state),
  );
}

test(
  'a last will takes a sensor down at once, a goodbye does not, and a report takes it up again',
  { skip: need('mosquitto_pub'), timeout: 60_000 },
  async (context) => {
    const region = await started(context);
    const { sensorId, bearer, live } = region;
    const gone = device(region, 'down');
    await live.until(() => sign(region)?.admitted === 1);
    gone.kill('SIGKILL');
    await stateIs(region, 'down');
    await publish(region, sensorId, bearer, `kentongan/${sensorId}/detections`, report(51));
    await stateIs(region, 'up');
    await publish(region, sensorId, bearer, `kentongan/${sensorId}/state`, 'stale');
    await stateIs(region, 'stale');
  },
);

test(
  'the will of an old connection says nothing of a sensor that is back',
  { skip: need('mosquitto_pub'), timeout: 60_000 },
  async (context) => {
    const region = await started(context);
    const { live } = region;
    const before = device(region, 'down');
    await live.until(() => sign(region)?.admitted === 1);
    const after = device(region, 'down');
    context.after(() => after.kill('SIGKILL'));
    await live.until(() => sign(region)?.admitted === 2);
    before.kill('SIGKILL');
    await once(before, 'exit');
    after.stdin!.write(`${report(52)}\n`);
    await live.until(() => sign(region)?.admitted === 3);
    assert.equal(live.picture().sensors.find((one) => one.sensorId === region.sensorId)?.state, 'up');
  },
);

test(
  'over TLS a report is acknowledged to who trusts the server’s authority, and nobody else gets that far',
  { skip: need('mosquitto_pub'), timeout: 60_000 },
  async (context) => {
    const dataDir = await testFolder(context);
    const mqtt = { host, port: 0 };
    const server = await testServer(context, { dataDir, tell: () => undefined, mqtt, tls: 'local' });
    const { sensorId, bearer } = addSimpleSensor(dataDir, { name: 'm', sensor });
    const words = ['-h', host, '-p', String(server.mqttPort), '-q', '1', '-u', sensorId, '-P', bearer];
    const message = ['-t', `kentongan/${sensorId}/detections`, '-m', report(50)];
    await assert.rejects(run('mosquitto_pub', [...words, ...message]));
    await run('mosquitto_pub', [...words, '--cafile', server.authorityFile!, ...message]);
  },
);

test(
  'who announces a packet of 200 MB, or is no MQTT client, is hung up on',
  { timeout: 30_000 },
  async (context) => {
    const { server } = await started(context);
    for (const bytes of [
      Uint8Array.of(0x10, 0xff, 0xff, 0xff, 0x5f, 0),
      Buffer.from('GET / HTTP/1.1\r\n\r\n'),
    ]) {
      const socket = connect(server.mqttPort!, host);
      socket.on('error', () => undefined);
      socket.write(bytes);
      await once(socket, 'close');
    }
  },
);

test('lengths are followed however the stream is cut', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 3000 }), { maxLength: 20 }),
      fc.integer({ min: 1, max: 50 }),
      (sizes, cut) => {
        const packets = sizes.map((size) => {
          const digits = size < 128 ? [size] : [(size & 127) | 128, size >> 7];
          return Buffer.concat([Buffer.from([0x30, ...digits]), Buffer.alloc(size, 0xff)]);
        });
        const stream = Buffer.concat(packets);
        const lengths = new MqttLengths(2500);
        let isGood = true;
        for (let at = 0; at < stream.length && isGood; at += cut)
          isGood = lengths.follow(stream.subarray(at, at + cut));
        assert.equal(
          isGood,
          sizes.every((size) => size <= 2500),
        );
      },
    ),
  );
});

/** MQTT 3.1.1, 2.2.3, read from all bytes at once: whether every packet that begins in them may be waited for. */
function mayBeWaitedFor(bytes: Uint8Array, capacity: number): boolean {
  for (let at = 0; at < bytes.length;) {
    at++;
    let length = 0;
    for (let digit = 0; ; digit++) {
      if (at >= bytes.length) return true;
      const byte = bytes[at++];
      length += (byte & 127) * 128 ** digit;
      if (length > capacity || (digit === 3 && byte > 127)) return false;
      if (byte < 128) break;
    }
    at += length;
  }
  return true;
}

test('hostile bytes are hung up on exactly where a packet is too long, however they are cut', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 1, maxLength: 400 }),
      fc.integer({ min: 1, max: 20 }),
      fc.constantFrom(100, 20_000, 1_048_576),
      (bytes, cut, capacity) => {
        const lengths = new MqttLengths(capacity);
        let isGood = true;
        for (let at = 0; at < bytes.length && isGood; at += cut)
          isGood = lengths.follow(bytes.subarray(at, at + cut));
        assert.equal(isGood, mayBeWaitedFor(bytes, capacity));
      },
    ),
    { numRuns: 20_000 },
  );
});
