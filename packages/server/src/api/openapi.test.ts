import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { components, operations, type Operation } from '@kentongan/core/tell/http';
import { Compile } from 'typebox/compile';
import { addSimpleSensor, inviteSensor, type RunningServer } from '../index.ts';
import { enrolDevice, operatorBearer, post } from '../test/device.ts';
import { testFolder, testServer } from '../test/folder.ts';
import { createHttp } from './http.ts';
import type { Served } from './served.ts';

test('every route of the server is in the document, and nothing else', async (context) => {
  const app = createHttp({} as Served, { tls: undefined, pages: new Map(), onError: () => undefined });
  context.after(() => app.close());
  await app.ready();
  const routes = new Set<string>();
  const tree = app.printRoutes({ commonPrefix: false });
  const path: string[] = [];
  for (const line of tree.split('\n')) {
    const [, indent, name, methods] = /^((?:│ {3}| {4})*)[├└]── (\S*) \((.*)\)$/.exec(line) ?? [];
    if (name === undefined) continue;
    path.length = indent.length / 4;
    path.push(name);
    for (const method of methods.split(', '))
      if (method !== 'HEAD') routes.add(`${method} ${path.join('').replaceAll(/:(\w+)/g, '{$1}')}`);
  }
  routes.delete('GET *');
  assert.ok(routes.size > 10, tree);
  // Two are upgraded before a route is looked for.
  const upgraded = ['GET /api/live', 'GET /api/sensor'];
  assert.deepEqual(
    [...routes, ...upgraded].sort(),
    operations.map(({ method, path: of }) => `${method.toUpperCase()} ${of}`).sort(),
  );
});

/** Every reference of a document leads somewhere. */
function mustResolve(document: unknown, value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, one] of Object.entries(value)) {
    if (key === '$ref') {
      const found = String(one)
        .slice(2)
        .split('/')
        .reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], document);
      assert.ok(found !== undefined, String(one));
    } else mustResolve(document, one);
  }
}

interface Document {
  openapi: string;
  paths: Record<string, Record<string, { operationId: string; responses: object; security: object[] }>>;
  components: { schemas: Record<string, object> };
}

async function started(
  context: TestContext,
): Promise<{ server: RunningServer; bearer: string; dataDir: string }> {
  const dataDir = await testFolder(context);
  const ring = [
    [30.9, 49.4],
    [31.2, 49.4],
    [31.2, 49.6],
    [30.9, 49.4],
  ];
  const server = await testServer(context, {
    dataDir,
    tell: () => undefined,
    zones: [{ type: 'zone', zoneId: 'z1', name: { en: 'Harbour' }, polygon: ring, population: 4200 }],
  });
  return { server, dataDir, bearer: await operatorBearer(server.consoleLink('anna')) };
}

test('the document is OpenAPI 3.1 whose references lead somewhere', { timeout: 60_000 }, async (context) => {
  const { server } = await started(context);
  const response = await fetch(`${server.address}/api/openapi.json`);
  assert.equal(response.status, 200);
  const document = (await response.json()) as Document;
  assert.match(document.openapi, /^3\.1\./);
  mustResolve(document, document);
  const all = Object.values(document.paths).flatMap((path) => Object.values(path));
  assert.equal(new Set(all.map(({ operationId }) => operationId)).size, all.length);
  assert.equal(all.length, operations.length);
  assert.ok(document.components.schemas.Picture !== undefined);
});

const validators = new Map(Object.entries(components).map(([name, schema]) => [name, Compile(schema)]));

function mustBe(name: string, value: unknown, where: string): void {
  const validator = validators.get(name)!;
  assert.ok(validator.Check(value), `${where}: ${JSON.stringify(validator.Errors(value).slice(0, 3))}`);
}

test('live answers are what the document says, refusals too', { timeout: 120_000 }, async (context) => {
  const { server, bearer, dataDir } = await started(context);
  await report(server, dataDir);
  const boris = await operatorBearer(server.consoleLink('boris'));
  const raised = await post(
    `${server.address}/api/commands`,
    { command: { type: 'raise', zoneId: 'z1', level: 'warning', why: 'seen' } },
    { authorization: `Bearer ${bearer}` },
  );
  mustBe('PendingCommand', raised.answer, 'POST /api/commands');
  const waiting = await fetch(`${server.address}/api/commands`, {
    headers: { authorization: `Bearer ${bearer}` },
  });
  mustBe('PendingCommands', await waiting.json(), 'GET /api/commands');
  const declining = await post(
    `${server.address}/api/commands`,
    { command: { type: 'raise', zoneId: 'z1', level: 'watch' } },
    { authorization: `Bearer ${bearer}` },
  );
  const declined = await fetch(`${server.address}/api/commands/${String(declining.answer.pendingId)}`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${boris}` },
  });
  mustBe('PendingCommand', await declined.json(), 'DELETE /api/commands/{pendingId}');
  const given = await post(
    `${server.address}/api/commands/${String(raised.answer.pendingId)}`,
    {},
    { authorization: `Bearer ${boris}` },
  );
  mustBe('GivenCommand', given.answer, 'POST /api/commands/{pendingId}');
  const alerts = async (): Promise<{ features: unknown[] }> =>
    (await (await fetch(`${server.address}/api/public/alerts`)).json()) as { features: unknown[] };
  while ((await alerts()).features.length === 0);
  const picture = async (): Promise<{ tracks: unknown[] }> =>
    (await (
      await fetch(`${server.address}/api/picture`, { headers: { authorization: `Bearer ${bearer}` } })
    ).json()) as { tracks: unknown[] };
  while ((await picture()).tracks.length === 0);

  const plain = operations.filter(
    ({ method, answers }) => method === 'get' && answers[200]?.is !== undefined,
  );
  assert.ok(plain.length >= 6);
  for (const operation of plain) await mustAnswer(server, operation, bearer);
});

async function mustAnswer(
  server: RunningServer,
  { path, caller, answers }: Operation,
  bearer: string,
): Promise<void> {
  const expected = answers[200];
  for (const collection of path.includes('{') ? ['tracks', 'alerts', 'zones', 'sensors'] : ['']) {
    const ids: Record<string, string> = { zones: 'z1' };
    if (path.includes('{featureId}') && ids[collection] === undefined) continue;
    const url =
      server.address + path.replace('{collection}', collection).replace('{featureId}', ids[collection] ?? '');
    const response = await fetch(url, { headers: { authorization: `Bearer ${bearer}` } });
    assert.equal(response.status, 200, url);
    assert.equal(response.headers.get('content-type')!.split(';')[0], expected.type ?? 'application/json');
    const body = (await response.json()) as { features?: unknown[] };
    mustBe(expected.is!, body, url);
    if (body.features !== undefined && caller !== 'anyone')
      assert.ok(body.features.length > 0, `${url} has something in it`);
    if (caller === 'anyone') continue;
    const refused = await fetch(url);
    assert.equal(refused.status, 401);
    mustBe('Error', await refused.json(), url);
  }
}

/** A device enrols by the document, and two sensors report a position each second or so of something that moves. */
async function report(server: RunningServer, dataDir: string): Promise<void> {
  const { token } = inviteSensor(dataDir, { owner: 'carla' });
  const place = { latDeg: 49.5, lonDeg: 31, heightM: 10 };
  const device = await enrolDevice(server.address, token, { type: 'acoustic', wave: 'sound', ...place });
  const radar = addSimpleSensor(dataDir, {
    owner: 'port',
    sensor: { type: 'system', wave: 'light', ...place, sigma: { positionM: 30 } },
  });
  const beginMs = Date.now() - 8000;
  const positions = Array.from({ length: 8 }, (_, k) => ({
    sensedMs: beginMs + 1000 * k,
    measurement: { type: 'position', latDeg: 49.45 + 0.0004 * k, lonDeg: 31.05, heightM: 200 },
  }));
  for (const [bearer, lines] of [
    [
      device.bearer,
      [{ sensedMs: Date.now(), measurement: { type: 'presence', levelDb: 60 } }, { nothing: 1 }],
    ],
    [radar.bearer, positions],
  ] as const) {
    const { answer } = await post(
      `${server.address}/api/detections`,
      lines.map((line) => JSON.stringify(line)).join('\n'),
      { authorization: `Bearer ${bearer}`, 'content-type': 'application/x-ndjson' },
    );
    mustBe('DetectionsAnswer', answer, 'POST /api/detections');
  }
}
