import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import type { SensorDescription } from '@kentongan/core/base/event';
import type { LiveMessage, Picture } from '@kentongan/core/tell/picture';
import { WebSocket } from 'ws';
import { inviteSensor } from './index.ts';
import { enrolDevice, operatorBearer, post, signedSession } from './test/device.ts';
import { testFolder, testServer } from './test/folder.ts';

const radar: SensorDescription = {
  type: 'radar',
  wave: 'light',
  latDeg: 49.4,
  lonDeg: 30.9,
  periodMs: 1000,
  coverage: { maxRangeM: 30_000 },
  pd: { max: 0.9 },
  sigma: { rangeM: 25, bearingRad: 0.0087 },
};

function plotLine(rangeM: number): string {
  return JSON.stringify({
    sensedMs: Date.now(),
    measurement: { type: 'rangeBearing', rangeM, bearingRad: 1 },
  });
}

test('a device enrols, opens a session, reports, and the operator sees it', async (context) => {
  const dataDir = await testFolder(context);
  const server = await testServer(context, { dataDir });
  const { token } = inviteSensor(dataDir, { name: 'north' });
  const device = await enrolDevice(server.address, token, radar);

  const { status, answer } = await post(
    `${server.address}/api/detections`,
    [plotLine(8000), '{"nonsense":', plotLine(99_000), plotLine(9000)].join('\n'),
    { authorization: `Bearer ${device.bearer}`, 'content-type': 'application/x-ndjson' },
  );
  assert.equal(status, 200);
  assert.equal(answer.admitted, 2);
  assert.equal(answer.refusedCount, 2);
  assert.deepEqual(
    (answer.refused as { line: number; code: string }[]).map(({ line, code }) => [line, code]),
    [
      [2, 'malformed'],
      [3, 'coverage'],
    ],
  );

  const bearer = await operatorBearer(server.consoleLink());
  const response = await fetch(`${server.address}/api/picture`, {
    headers: { authorization: `Bearer ${bearer}` },
  });
  assert.equal(response.headers.get('cache-control'), 'no-store');
  const picture = (await response.json()) as Picture;
  assert.equal(picture.standing, 'test');
  assert.deepEqual(
    picture.sensors.map(({ sensorId, state, name }) => ({ sensorId, state, name })),
    [{ sensorId: device.sensorId, state: 'up', name: 'north' }],
  );
});

test('the console is sent the picture, then changes as facts come in', async (context) => {
  const dataDir = await testFolder(context);
  const server = await testServer(context, { dataDir });
  const bearer = await operatorBearer(server.consoleLink());
  const socket = new WebSocket(`${server.address.replace('http', 'ws')}/api/live`, {
    headers: { authorization: `Bearer ${bearer}` },
  });
  const messages: LiveMessage[] = [];
  socket.on('message', (data: Buffer) => messages.push(JSON.parse(data.toString()) as LiveMessage));
  await once(socket, 'message');
  assert.equal(messages[0].type, 'picture');

  const device = await enrolDevice(server.address, inviteSensor(dataDir, {}).token, radar);
  while (
    !messages.some(
      (each) => each.type === 'changes' && each.sensors.some((s) => s.sensorId === device.sensorId),
    )
  )
    await once(socket, 'message');
  socket.close();
});
test('who may not is told so, with a code and a sentence', async (context) => {
  const dataDir = await testFolder(context);
  const server = await testServer(context, { dataDir });
  const api = `${server.address}/api`;
  const device = await enrolDevice(server.address, inviteSensor(dataDir, {}).token, radar);
  const asSensor = { authorization: `Bearer ${device.bearer}` };

  const refusals: [string, Promise<{ status: number; answer: Record<string, unknown> }>, number, string][] = [
    ['no bearer', post(`${api}/detections`, ''), 401, 'unauthorised'],
    [
      'a forged bearer',
      post(`${api}/detections`, '', { authorization: `Bearer ${device.bearer}x` }),
      401,
      'unauthorised',
    ],
    ['a used nonce', reuseNonce(api, device), 401, 'unauthorised'],
    [
      'an old signature',
      post(`${api}/session`, signedSession(device.sensorId, device.privateKey, { timeMs: 5 })),
      401,
      'unauthorised',
    ],
    ['a session that says too little', post(`${api}/session`, { sensorId: 'x' }), 400, 'malformed'],
    [
      'a token that is none',
      post(`${api}/enrol`, { token: 'x', publicKey: 'y', sensor: radar }),
      401,
      'unauthorised',
    ],
    ['an unknown path', post(`${api}/nothing`, {}), 404, 'unknownPath'],
    ['a body that is no JSON', post(`${api}/session`, '{'), 400, 'malformed'],
    ['a huge body', post(`${api}/detections`, 'x'.repeat(2 * 1024 * 1024), asSensor), 413, 'tooLarge'],
  ];
  for (const [name, asked, status, code] of refusals) {
    const { status: found, answer } = await asked;
    assert.equal(found, status, name);
    assert.equal(answer.error, code, name);
    assert.match(String(answer.message), /expected|JSON/, name);
  }
  const picture = await fetch(`${api}/picture`, { headers: asSensor });
  assert.equal(picture.status, 403);
});

async function reuseNonce(
  api: string,
  device: { sensorId: string; privateKey: Parameters<typeof signedSession>[1] },
): Promise<{ status: number; answer: Record<string, unknown> }> {
  const session = signedSession(device.sensorId, device.privateKey);
  await post(`${api}/session`, session);
  return post(`${api}/session`, session);
}
