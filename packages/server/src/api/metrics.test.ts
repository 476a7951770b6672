import assert from 'node:assert/strict';
import { request, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { test } from 'node:test';
import { addSimpleSensor } from '../index.ts';
import { operatorBearer, post } from '../test/device.ts';
import { testFolder, testServer } from '../test/folder.ts';
import { isFromHere } from './who.ts';

interface Family {
  type: string;
  samples: { name: string; labels: Map<string, string>; value: number }[];
}

/** Prometheus' text exposition format 0.0.4 by its documentation, nothing let pass that it does not say. */
function parseExposition(text: string): Map<string, Family> {
  assert.ok(text.endsWith('\n'), 'the last line ends with a line feed');
  const families = new Map<string, Family>();
  const seen = new Set<string>();
  let helped: string | undefined;
  let current: [string, Family] | undefined;
  for (const line of text.slice(0, -1).split('\n')) {
    const help = /^# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) (?:[^\\]|\\\\|\\n)*$/.exec(line);
    const type = /^# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram|summary|untyped)$/.exec(line);
    if (help !== null) helped = help[1];
    else if (type !== null) {
      assert.equal(type[1], helped, 'HELP stands before TYPE');
      assert.ok(!families.has(type[1]), `${type[1]} stands once, in one block`);
      current = [type[1], { type: type[2], samples: [] }];
      families.set(...current);
    } else {
      const sample = parseSample(line);
      const [family, { type: kind, samples }] = current!;
      const endings = kind === 'histogram' ? ['_bucket', '_sum', '_count'] : [''];
      assert.ok(
        endings.some((ending) => sample.name === family + ending),
        `${line} is in ${family}`,
      );
      const key = line.slice(0, line.lastIndexOf(' '));
      assert.ok(!seen.has(key), `${key} stands once`);
      seen.add(key);
      samples.push(sample);
    }
  }
  return families;
}

function parseSample(line: string): Family['samples'][number] {
  const [, name, pairs = '', number] =
    /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (-?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?)|NaN|[+-]Inf)$/.exec(line) ??
    assert.fail(`no sample: ${line}`);
  const labels = new Map<string, string>();
  const label = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\\\|\\"|\\n)*)"(?:,|$)/y;
  while (label.lastIndex < pairs.length) {
    const [, key, value] = label.exec(pairs) ?? assert.fail(`no labels: ${pairs}`);
    assert.ok(!labels.has(key) && !key.startsWith('__'));
    labels.set(key, value);
  }
  return { name, labels, value: number.endsWith('Inf') ? Infinity : Number(number) };
}

function mustBeHistogram({ samples }: Family): void {
  let before = -1;
  let last: Family['samples'][number] | undefined;
  for (const sample of samples) {
    if (sample.name.endsWith('_bucket')) {
      assert.ok(sample.value >= before, 'buckets are cumulative');
      before = sample.value;
      last = sample;
    }
    if (sample.name.endsWith('_count')) {
      assert.equal(last?.labels.get('le'), '+Inf');
      assert.equal(sample.value, last?.value);
      before = -1;
    }
  }
}

const sensor = { type: 'acoustic', wave: 'sound', latDeg: 49.517, lonDeg: 31.0291, periodMs: 1000 } as const;

test('metrics are in the text format, and what happened is in them', { timeout: 60_000 }, async (context) => {
  const dataDir = await testFolder(context);
  const { sensorId, bearer } = addSimpleSensor(dataDir, { name: 'the "roof"\\', owner: 'anna', sensor });
  const receiver = { protocol: 'ais', sensorId: 'mast "a"\\', at: { latDeg: 49.5, lonDeg: 31 } } as const;
  const server = await testServer(context, {
    dataDir,
    receivers: [{ ...receiver, from: { listen: { host: '127.0.0.1', port: 0 } } }],
  });
  const line = JSON.stringify({ sensedMs: Date.now(), measurement: { type: 'presence', levelDb: 52 } });
  await post(`${server.address}/api/detections`, `${line}\n{"broken":`, {
    authorization: `Bearer ${bearer}`,
    'content-type': 'application/x-ndjson',
  });
  const socket = connect(server.receiverPorts[0]!, '127.0.0.1');
  context.after(() => socket.destroy());
  socket.write('!AIVDM,this is none*00\r\n');

  const valueOf = async (name: string, labels: Record<string, string>): Promise<number | undefined> => {
    const response = await fetch(`${server.address}/metrics`);
    assert.equal(response.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8');
    const text = await response.text();
    for (const secret of [sensorId, 'anna', 'roof', '49.5', '31.0', '127.0.0.1'])
      assert.ok(!text.includes(secret), `${secret} is nobody's business`);
    const families = parseExposition(text);
    for (const family of families.values()) if (family.type === 'histogram') mustBeHistogram(family);
    for (const [family, { type }] of families)
      assert.equal(family.endsWith('_total'), type === 'counter', family);
    return families
      .get(name)
      ?.samples.find(({ labels: has }) =>
        Object.entries(labels).every(([key, value]) => has.get(key) === value),
      )?.value;
  };
  const http = { role: 'sensor', protocol: 'http' };
  assert.equal(await valueOf('kentongan_source_accepted_total', http), 1);
  assert.equal(await valueOf('kentongan_source_errors_total', { ...http, kind: 'malformed' }), 1);
  while ((await valueOf('kentongan_source_refused_total', { protocol: 'ais' })) !== 1);
  assert.equal(await valueOf('kentongan_source_refused_total', { name: 'mast \\"a\\"\\\\' }), 1);
  assert.equal(await valueOf('kentongan_sensors', { standing: 'test', state: 'up' }), 2);
  assert.equal(await valueOf('kentongan_queue_capacity', { queue: 'console' }), 64);
  assert.equal(await valueOf('kentongan_degraded', { standing: 'test' }), 0);
  assert.ok((await valueOf('kentongan_facts_total', { standing: 'test' }))! >= 3);
  assert.ok((await valueOf('process_resident_memory_bytes', {}))! > 1e7);
});

function statusOf(url: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    request(url, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode!);
    })
      .on('error', reject)
      .end();
  });
}

test('only this machine and operators may read them', { timeout: 60_000 }, async (context) => {
  const server = await testServer(context, { dataDir: await testFolder(context) });
  const url = `${server.address}/metrics`;
  assert.equal(await statusOf(url, {}), 200);
  assert.equal(await statusOf(url, { 'x-forwarded-for': '192.0.2.1' }), 401);
  const bearer = await operatorBearer(server.consoleLink());
  assert.equal(
    await statusOf(url, { 'x-forwarded-for': '192.0.2.1', authorization: `Bearer ${bearer}` }),
    200,
  );
  const from = (remoteAddress: string): boolean =>
    isFromHere({ headers: {}, socket: { remoteAddress } } as unknown as IncomingMessage);
  assert.deepEqual(['127.0.0.1', '::1', '::ffff:127.0.0.1'].map(from), [true, true, true]);
  assert.deepEqual(['192.0.2.1', '::ffff:192.0.2.127', ''].map(from), [false, false, false]);
});
