import assert from 'node:assert/strict';
import { generateKeyPairSync, type JsonWebKey } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Header } from '@kentongan/core/base/event';
import type { Picture } from '@kentongan/core/tell/picture';
import {
  hasEnrolledSensors,
  inviteSensor,
  type FactSource,
  type RunningServer,
  type SourceFact,
} from './index.ts';
import { enrolDevice, operatorBearer, post } from './test/device.ts';
import { testFolder, testServer } from './test/folder.ts';

const origin = { latDeg: 49.5, lonDeg: 31, heightM: 0 };

function exercise(startMs: number, takesSensors = false): FactSource {
  const header: Header = { kind: 'log', version: 1, region: 'drill', origin, standing: 'exercise', startMs };
  async function* facts(): AsyncGenerator<SourceFact> {
    yield {
      kind: 'sensor',
      timeMs: startMs,
      sensorId: 'pretended',
      state: 'up',
      sensor: { type: 'radar', wave: 'light', latDeg: 49.4, lonDeg: 30.9 },
    };
    for (let second = 1; second <= 3; second++) yield { kind: 'tick', timeMs: startMs + second * 1000 };
  }
  return { header, facts: facts(), takesSensors };
}

async function pictureOf(server: RunningServer, query: string): Promise<Picture> {
  const bearer = await operatorBearer(server.consoleLink());
  const response = await fetch(`${server.address}/api/picture${query}`, {
    headers: { authorization: `Bearer ${bearer}` },
  });
  return (await response.json()) as Picture;
}

test('enrolling a first sensor starts the actual log beside the exercise, and neither sees the other', async (context) => {
  const dataDir = await testFolder(context);
  const startMs = Date.now() - 5000;
  const server = await testServer(context, { dataDir, standing: 'actual', source: exercise(startMs) });
  await server.sourceEnded;
  assert.equal(existsSync(join(dataDir, 'actual')), false);
  const before = await pictureOf(server, '');
  assert.deepEqual(
    [before.standing, before.asOfMs, before.sensors.map(({ sensorId }) => sensorId)],
    ['exercise', startMs + 3000, ['pretended']],
  );

  const device = await enrolDevice(server.address, inviteSensor(dataDir, {}).token, {
    type: 'spotter',
    wave: 'light',
    latDeg: 49,
    lonDeg: 31,
  });
  assert.equal(existsSync(join(dataDir, 'actual', 'log.sqlite')), true);
  const after = await pictureOf(server, '');
  assert.deepEqual(
    [after.standing, after.sensors.map(({ sensorId }) => sensorId)],
    ['actual', [device.sensorId]],
  );
  const drill = await pictureOf(server, '?standing=exercise');
  assert.deepEqual(
    drill.sensors.map(({ sensorId }) => sensorId),
    ['pretended'],
  );
  const health = (await (await fetch(`${server.address}/api/health`)).json()) as Record<string, unknown>;
  assert.deepEqual(Object.keys(health), [
    'status',
    'standing',
    'version',
    'region',
    'timeMs',
    'lagMs',
    'sensors',
    'tracks',
    'alerts',
  ]);
  assert.deepEqual([health.standing, health.sensors], ['actual', { up: 1, stale: 0, down: 0 }]);
});

const microphone = {
  type: 'acoustic',
  wave: 'sound',
  latDeg: 49.6,
  lonDeg: 31.1,
  periodMs: 1000,
} as const;

function heardAt(sensedMs: number): string {
  return JSON.stringify({ sensedMs, measurement: { type: 'presence', frequencyHz: 98 } });
}

test('a phone enrolled to the exercise takes part in it, and in nothing else even when no exercise runs', async (context) => {
  const dataDir = await testFolder(context);
  const source = exercise(Date.now() - 5000, true);
  const server = await testServer(context, { dataDir, standing: 'actual', source });
  await server.sourceEnded;
  const { token } = inviteSensor(dataDir, { isExercise: true });
  const phone = await enrolDevice(server.address, token, microphone);
  const authorization = `Bearer ${phone.bearer}`;
  const told = await post(`${server.address}/api/detections`, heardAt(Date.now() - 4000), { authorization });
  assert.deepEqual(told.answer, { admitted: 1, refused: [], refusedCount: 0 });
  const drill = await pictureOf(server, '?standing=exercise');
  assert.deepEqual(
    drill.sensors.map(({ sensorId, state }) => [sensorId, state]),
    [
      ['pretended', 'up'],
      [phone.sensorId, 'up'],
    ],
  );
  assert.equal(existsSync(join(dataDir, 'actual')), false, 'no real log has begun');
  assert.equal(hasEnrolledSensors(dataDir), false, 'nor will the next start think so');
  await server.close();

  const actual = await testServer(context, { dataDir, standing: 'actual' });
  const refused = await post(`${actual.address}/api/detections`, heardAt(Date.now()), { authorization });
  assert.equal(refused.answer.error, 'noRegion');
  assert.deepEqual((await pictureOf(actual, '')).sensors, []);
});

test('an exercise that runs faster than life takes no phone, and its link stays good', async (context) => {
  const dataDir = await testFolder(context);
  const source = exercise(Date.now() - 5000);
  const server = await testServer(context, { dataDir, standing: 'actual', source });
  const { token } = inviteSensor(dataDir, { isExercise: true });
  await assert.rejects(enrolDevice(server.address, token, microphone), /noRegion/);
  await server.close();
  const again = exercise(Date.now() - 5000, true);
  const second = await testServer(context, { dataDir, standing: 'actual', source: again });
  await enrolDevice(second.address, token, microphone);
});

test('one link enrols a phone and the person beside it, who count as one source', async (context) => {
  const dataDir = await testFolder(context);
  const server = await testServer(context, { dataDir });
  const keyOf = (): JsonWebKey => generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' });
  const spotter = { type: 'spotter', wave: 'sound', latDeg: 49.6, lonDeg: 31.1 };
  const wish = { publicKey: keyOf(), sensor: microphone, name: 'Roof' };
  const { token } = inviteSensor(dataDir, { sensor: { type: 'acoustic', wave: 'sound', latDeg: 49.5 } });
  const radar = { ...spotter, type: 'radar' };
  for (const bad of [
    { publicKey: 'no', sensor: spotter },
    { publicKey: keyOf(), sensor: radar },
  ]) {
    const refused = await post(`${server.address}/api/enrol`, { token, ...wish, spotter: bad });
    assert.equal(refused.answer.error, 'malformed');
  }
  const enrolled = await post(`${server.address}/api/enrol`, {
    token,
    ...wish,
    spotter: { publicKey: keyOf(), sensor: spotter },
  });
  const { sensorId, spotterId } = enrolled.answer;
  const { sensors } = await pictureOf(server, '');
  assert.deepEqual(
    sensors.map((each) => [each.sensorId, each.sensor.type, each.sensor.latDeg, each.name]).toSorted(),
    [
      [sensorId, 'acoustic', 49.5, 'Roof'],
      [spotterId, 'spotter', 49.5, 'Roof'],
    ].toSorted(),
  );
  assert.ok(sensors[0].owner !== undefined && sensors[0].owner === sensors[1].owner);
});

test('another exercise begins another log and sets the old one aside; the same one goes on', async (context) => {
  const dataDir = await testFolder(context);
  for (const startMs of [1_790_000_000_000, 1_790_000_000_000, 1_790_000_100_000]) {
    const server = await testServer(context, { dataDir, standing: 'actual', source: exercise(startMs) });
    await server.sourceEnded;
    await server.close();
  }
  const logs = readdirSync(join(dataDir, 'exercise')).filter((name) => name.endsWith('.sqlite'));
  assert.deepEqual(logs.sort(), ['before-0001790000000000.sqlite', 'log.sqlite']);
});

test('a sensor that was up when the server ended is stale when it starts, as of the last fact', async (context) => {
  const dataDir = await testFolder(context);
  const options = { dataDir, standing: 'test' as const };
  const first = await testServer(context, options);
  const device = await enrolDevice(first.address, inviteSensor(dataDir, {}).token, {
    type: 'acoustic',
    wave: 'sound',
    latDeg: 49.5,
    lonDeg: 31,
    periodMs: 60_000,
  });
  await first.close();
  const closedMs = Date.now();
  const second = await testServer(context, options);
  const [sensor] = (await pictureOf(second, '')).sensors;
  assert.equal(sensor.sensorId, device.sensorId);
  assert.equal(sensor.state, 'stale');
  assert.ok(sensor.timeMs <= closedMs);
});
