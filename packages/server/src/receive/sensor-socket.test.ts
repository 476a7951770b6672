import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { SensorDescription } from '@kentongan/core/base/event';
import { WebSocket } from 'ws';
import { addSimpleSensor, revokeSensor, type RunningServer } from '../index.ts';
import { post } from '../test/device.ts';
import { testFolder, testServer } from '../test/folder.ts';
import { watchLive } from '../test/live.ts';

const microphone: SensorDescription = {
  type: 'acoustic',
  wave: 'sound',
  latDeg: 49.5,
  lonDeg: 31,
  periodMs: 500,
  level: { sourceDb: 110 },
};

function sensorSocket(server: RunningServer, bearer: string): WebSocket {
  return new WebSocket(`${server.address.replace('http', 'ws')}/api/sensor`, [
    'kentongan',
    `bearer.${bearer}`,
  ]);
}

async function answerTo(socket: WebSocket, text: string): Promise<Record<string, unknown>> {
  socket.send(text);
  const [data] = (await once(socket, 'message')) as [Buffer];
  return JSON.parse(data.toString()) as Record<string, unknown>;
}

function heard(levelDb: number): string {
  return JSON.stringify({ sensedMs: Date.now(), measurement: { type: 'presence', levelDb } });
}

test('each message of a sensor is answered in order, with what was admitted and what was not', async (context) => {
  const dataDir = await testFolder(context);
  const { bearer } = addSimpleSensor(dataDir, { sensor: microphone });
  const server = await testServer(context, { dataDir });
  const socket = sensorSocket(server, bearer);
  await once(socket, 'open');
  assert.equal(socket.protocol, 'kentongan');
  assert.deepEqual(await answerTo(socket, `${heard(50)}\n${heard(51)}`), {
    admitted: 2,
    refused: [],
    refusedCount: 0,
  });
  assert.deepEqual(await answerTo(socket, ''), { admitted: 0, refused: [], refusedCount: 0 });
  const answer = await answerTo(socket, `{}\n${heard(52)}\n${heard(5000)}`);
  assert.equal(answer.admitted, 1);
  assert.deepEqual(
    (answer.refused as { line: number; code: string }[]).map(({ line, code }) => [line, code]),
    [
      [1, 'malformed'],
      [3, 'level'],
    ],
  );
  for (let k = 0; k < 100; k++) socket.send(heard(k / 100));
  let answered = 0;
  while (answered < 100) {
    const [data] = (await once(socket, 'message')) as [Buffer];
    assert.deepEqual(JSON.parse(data.toString()), { admitted: 1, refused: [], refusedCount: 0 });
    answered++;
  }
  socket.close();
});

test('a sensor that falls silent becomes stale, and is up again with its next report', async (context) => {
  const dataDir = await testFolder(context);
  const { bearer, sensorId } = addSimpleSensor(dataDir, { sensor: microphone });
  const server = await testServer(context, { dataDir });
  const headers = { authorization: `Bearer ${bearer}` };
  const stateIs = (state: string) => (picture: { sensors: { sensorId: string; state: string }[] }) =>
    picture.sensors.some((sensor) => sensor.sensorId === sensorId && sensor.state === state);
  assert.equal((await post(`${server.address}/api/detections`, '', headers)).status, 200);
  const live = await watchLive(context, server);
  await live.until(stateIs('up'));
  await live.until(stateIs('stale'));
  await post(`${server.address}/api/detections`, '', headers);
  await live.until(stateIs('up'));
});

test('an open socket is a sign of life', async (context) => {
  const dataDir = await testFolder(context);
  const { bearer } = addSimpleSensor(dataDir, { sensor: microphone });
  const quiet = addSimpleSensor(dataDir, { sensor: microphone });
  const server = await testServer(context, { dataDir });
  const socket = sensorSocket(server, bearer);
  await once(socket, 'open');
  await post(`${server.address}/api/detections`, '', { authorization: `Bearer ${quiet.bearer}` });
  const live = await watchLive(context, server);
  const { sensors } = await live.until((picture) => picture.sensors.some(({ state }) => state === 'stale'));
  assert.deepEqual(sensors.map(({ sensorId, state }) => [sensorId === quiet.sensorId, state]).sort(), [
    [false, 'up'],
    [true, 'stale'],
  ]);
  socket.close();
});

test('a sensor that was revoked is refused, and shown so', async (context) => {
  const dataDir = await testFolder(context);
  const { bearer, sensorId } = addSimpleSensor(dataDir, { sensor: microphone });
  const server = await testServer(context, { dataDir });
  const headers = { authorization: `Bearer ${bearer}` };
  await post(`${server.address}/api/detections`, heard(50), headers);
  const live = await watchLive(context, server);
  revokeSensor(dataDir, sensorId);
  await live.until(({ sensors }) => sensors.some(({ state }) => state === 'revoked'));
  const { status, answer } = await post(`${server.address}/api/detections`, heard(51), headers);
  assert.equal(status, 403);
  assert.equal(answer.error, 'revoked');
});

test('a socket without a good bearer is not opened', async (context) => {
  const server = await testServer(context, { dataDir: await testFolder(context) });
  for (const path of ['/api/sensor', '/api/live', '/api/other']) {
    const socket = new WebSocket(`${server.address.replace('http', 'ws')}${path}`);
    const [error] = (await once(socket, 'error')) as [Error];
    assert.match(error.message, path === '/api/other' ? /404/ : /401/);
  }
});

test('a body may be gzipped, and one that only says so is refused', async (context) => {
  const dataDir = await testFolder(context);
  const { bearer } = addSimpleSensor(dataDir, { sensor: microphone });
  const server = await testServer(context, { dataDir });
  const ask = (body: Uint8Array): Promise<Response> =>
    fetch(`${server.address}/api/detections`, {
      method: 'POST',
      headers: { authorization: `Bearer ${bearer}`, 'content-encoding': 'gzip' },
      body: Buffer.from(body),
    });
  assert.equal(((await (await ask(gzipSync(heard(50)))).json()) as { admitted: number }).admitted, 1);
  assert.equal((await ask(Buffer.from(heard(51)))).status, 400);
  assert.equal((await ask(gzipSync(Buffer.alloc(20 * 1024 * 1024)))).status, 400);
});
