import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
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

async function started(context: TestContext): Promise<Started> {
  const dataDir = await testFolder(context);
  const server = await testServer(context, { dataDir, tell: () => undefined, mqtt: { host, port: 0 } });
  const sensor = { type: 'acoustic', wave: 'sound', latDeg: 49.5, lonDeg: 31, periodMs: 1000 } as const;
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
