import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import type { PendingCommand, PendingCommands } from '@kentongan/core/tell/http';
import { addSimpleSensor, type RunningServer } from '../index.ts';
import { operatorBearer, post } from '../test/device.ts';
import type { ZoneCommand } from '../options.ts';
import { testFolder, testServer } from '../test/folder.ts';

const zone: ZoneCommand = {
  type: 'zone',
  zoneId: 'z1',
  name: { en: 'Harbour' },
  polygon: [
    [31, 49.5],
    [31.1, 49.5],
    [31.1, 49.6],
    [31, 49.5],
  ],
};

interface Operator {
  act(path: string, body: unknown, headers?: Record<string, string>): ReturnType<typeof post>;
  decline(path: string): Promise<{ status: number; answer: PendingCommand }>;
  waiting(): Promise<PendingCommands>;
}

async function operator(server: RunningServer, name: string): Promise<Operator> {
  const authorization = `Bearer ${await operatorBearer(server.consoleLink(name))}`;
  return {
    act: (path, body, headers) => post(`${server.address}${path}`, body, { authorization, ...headers }),
    async decline(path) {
      const response = await fetch(`${server.address}${path}`, {
        method: 'DELETE',
        headers: { authorization },
      });
      return { status: response.status, answer: (await response.json()) as PendingCommand };
    },
    async waiting() {
      const response = await fetch(`${server.address}/api/commands`, { headers: { authorization } });
      return (await response.json()) as PendingCommands;
    },
  };
}

async function started(context: TestContext): Promise<{ server: RunningServer; dataDir: string }> {
  const dataDir = await testFolder(context);
  return { dataDir, server: await testServer(context, { dataDir, zones: [zone], tell: () => undefined }) };
}

function commandsIn(dataDir: string): { by?: string; command: Record<string, unknown> }[] {
  const log = new DatabaseSync(join(dataDir, 'test', 'log.sqlite'), { readOnly: true });
  const rows = log.prepare('SELECT line FROM fact ORDER BY seq').all();
  log.close();
  return rows
    .map(
      ({ line }) =>
        JSON.parse(String(line)) as { kind: string; by?: string; command: Record<string, unknown> },
    )
    .filter(({ kind }) => kind === 'command');
}

test('an act is in the log with who did it', { timeout: 60_000 }, async (context) => {
  const { server, dataDir } = await started(context);
  const anna = await operator(server, 'anna');
  const command = { ...zone, zoneId: 'z2' };
  const { status, answer } = await anna.act('/api/commands', { command });
  assert.equal(status, 200);
  assert.equal(answer.by, 'anna');
  assert.deepEqual(commandsIn(dataDir).at(-1), {
    seq: answer.seq,
    kind: 'command',
    timeMs: answer.timeMs,
    by: 'anna',
    command,
  });
});

test(
  'what reaches the public takes two operators, and both are in the log',
  { timeout: 60_000 },
  async (context) => {
    const { server, dataDir } = await started(context);
    const [anna, boris] = [await operator(server, 'anna'), await operator(server, 'boris')];
    const command = { type: 'raise', zoneId: 'z1', level: 'warning', why: 'seen from the pier' };
    const before = commandsIn(dataDir).length;
    const { status, answer } = await anna.act('/api/commands', { command });
    assert.equal(status, 202);
    const path = `/api/commands/${String(answer.pendingId)}`;
    const again = await operator(server, 'anna');
    for (const same of [anna, again]) {
      const refused = await same.act(path, {});
      assert.deepEqual([refused.status, refused.answer.error], [403, 'forbidden']);
    }
    assert.equal(commandsIn(dataDir).length, before, 'one person changes nothing');
    const given = await boris.act(path, {});
    assert.equal(given.status, 200);
    const logged = commandsIn(dataDir).at(-1)!;
    assert.equal(logged.by, 'anna');
    assert.deepEqual(logged.command, { ...command, second: 'boris' });
    assert.equal((await boris.act(path, {})).status, 404, 'once');

    const authorization = `Bearer ${await operatorBearer(server.consoleLink('carla'))}`;
    const health = async (): Promise<{ alerts: { warning: number } }> =>
      (await (await fetch(`${server.address}/api/health`)).json()) as { alerts: { warning: number } };
    while ((await health()).alerts.warning !== 1);
    const alerts = (await (
      await fetch(`${server.address}/api/geojson/alerts`, { headers: { authorization } })
    ).json()) as { features: { id: string; properties: { level: string } }[] };
    assert.deepEqual(
      alerts.features.map(({ properties }) => properties.level),
      ['warning'],
    );
    const cancel = { type: 'cancel', alertId: alerts.features[0].id, why: 'it was a heron' };
    const waiting = await boris.act('/api/commands', { command: cancel });
    assert.equal(waiting.status, 202);
    assert.equal((await anna.act(`/api/commands/${String(waiting.answer.pendingId)}`, {})).status, 200);
    while ((await health()).alerts.warning !== 0);
  },
);

test(
  'what waits is taken back by who asked, and declined by another so that who asked sees it',
  { timeout: 60_000 },
  async (context) => {
    const { server, dataDir } = await started(context);
    const [anna, boris] = [await operator(server, 'anna'), await operator(server, 'boris')];
    const command = { type: 'raise', zoneId: 'z1', level: 'warning' };
    const before = commandsIn(dataDir).length;
    const ask = async (): Promise<string> =>
      `/api/commands/${String((await anna.act('/api/commands', { command })).answer.pendingId)}`;

    const first = await ask();
    assert.equal((await anna.waiting()).operator, 'anna');
    assert.equal((await anna.decline(first)).status, 200);
    assert.deepEqual((await boris.waiting()).pending, []);

    const second = await ask();
    assert.equal((await boris.decline(second)).answer.declinedBy, 'boris');
    assert.deepEqual(
      (await anna.waiting()).pending.map(({ by, declinedBy }) => [by, declinedBy]),
      [['anna', 'boris']],
    );
    for (const late of [await boris.act(second, {}), await boris.decline(second)])
      assert.equal(late.status, 404);
    assert.equal(commandsIn(dataDir).length, before, 'nothing was done');
  },
);

for (const [what, body, status, message] of [
  ['a name in the body', { command: zone, by: 'director' }, 400, /found by: who did it is the session's/],
  [
    'a second person in the body',
    { command: { type: 'raise', zoneId: 'z1', level: 'watch', second: 'boris' } },
    400,
    /second person confirms by a session/,
  ],
  ['an unknown type', { command: { type: 'engage', trackId: 't1' } }, 400, /expected/],
  ['no command', {}, 400, /expected/],
  [
    'a zone that is not there',
    { command: { type: 'raise', zoneId: 'z9', level: 'watch' } },
    404,
    /a zone, found z9/,
  ],
  ['a track that is not there', { command: { type: 'confirm', trackId: 't9' } }, 404, /a track, found t9/],
  [
    'an alert that is not there',
    { command: { type: 'cancel', alertId: 'a9' } },
    404,
    /an alert in force, found a9/,
  ],
] as const) {
  test(`${what} is refused in words`, { timeout: 60_000 }, async (context) => {
    const { server, dataDir } = await started(context);
    const anna = await operator(server, 'anna');
    const before = commandsIn(dataDir).length;
    const refused = await anna.act('/api/commands', body);
    assert.equal(refused.status, status);
    assert.match(String(refused.answer.message), message);
    assert.equal(commandsIn(dataDir).length, before);
  });
}

test("neither a stranger, a sensor nor another site's page acts", { timeout: 60_000 }, async (context) => {
  const { server, dataDir } = await started(context);
  const sensor = { type: 'acoustic', wave: 'sound', latDeg: 49.5, lonDeg: 31 } as const;
  const { bearer } = addSimpleSensor(dataDir, { sensor });
  const url = `${server.address}/api/commands`;
  const body = { command: { ...zone, zoneId: 'z3' } };
  assert.equal((await post(url, body)).status, 401);
  assert.equal((await post(url, body, { authorization: `Bearer ${bearer}` })).status, 403);
  const anna = await operator(server, 'anna');
  assert.equal((await anna.act('/api/commands', body, { origin: 'https://elsewhere.example' })).status, 403);
  assert.equal((await anna.act('/api/commands', body, { origin: server.address })).status, 200);
});

test(
  'a sensor that an operator revokes is refused at once, and it is kept who did it',
  { timeout: 60_000 },
  async (context) => {
    const { server, dataDir } = await started(context);
    const sensor = { type: 'acoustic', wave: 'sound', latDeg: 49.5, lonDeg: 31 } as const;
    const { sensorId, bearer } = addSimpleSensor(dataDir, { sensor });
    const report = (): ReturnType<typeof post> =>
      post(
        `${server.address}/api/detections`,
        JSON.stringify({ sensedMs: Date.now(), measurement: { type: 'presence', levelDb: 50 } }),
        { authorization: `Bearer ${bearer}`, 'content-type': 'application/x-ndjson' },
      );
    assert.equal((await report()).status, 200);
    const headers = { authorization: `Bearer ${await operatorBearer(server.consoleLink('anna'))}` };
    const url = `${server.address}/api/sensors/${sensorId}`;
    assert.equal((await fetch(url, { method: 'DELETE' })).status, 401);
    const answer = await fetch(url, { method: 'DELETE', headers });
    assert.deepEqual(await answer.json(), { sensorId, state: 'revoked', by: 'anna' });
    const refused = await report();
    assert.deepEqual([refused.status, refused.answer.error], [403, 'revoked']);
    assert.equal((await fetch(url, { method: 'DELETE', headers })).status, 404);
    const keys = new DatabaseSync(join(dataDir, 'keys.sqlite'), { readOnly: true });
    const row = keys.prepare('SELECT revokedBy FROM device WHERE sensorId = ?').get(sensorId);
    keys.close();
    assert.equal(row?.revokedBy, 'anna');
  },
);
