import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { readConfig } from '../src/config.ts';

async function configFile(context: TestContext, value: unknown): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'kentongan-config-'));
  context.after(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'kentongan.json');
  writeFileSync(file, JSON.stringify(value));
  return file;
}

const any = { host: '127.0.0.1', port: 0 };
const at = { latDeg: 46.5, lonDeg: 30.75 };

test('equipment of every protocol is read', async (context) => {
  const file = await configFile(context, {
    receivers: [
      { protocol: 'sbs', sensorId: 'a', connect: any, ...at },
      {
        protocol: 'asterix',
        sensorId: 'b',
        udp: { ...any, group: '239.1.1.1' },
        sites: { '25/12': at },
        editions: { '062': '1.21' },
      },
      { protocol: 'ais', sensorId: 'c', listen: any, ...at },
      { protocol: 'cot', sensorId: 'd', udp: any, ...at },
      { protocol: 'sapient', sensorId: 'e', listen: any, nodes: ['x'] },
      { protocol: 'beast', sensorId: 'f', connect: any, ...at },
      { protocol: 'mqtt', sensorId: 'g', connect: any, tls: { caFile: 'ca.pem' } },
    ],
    mqtt: any,
    senders: [
      {
        protocol: 'cot',
        format: 'tak',
        connect: any,
        tls: { caFile: 'ca.pem', certFile: 'c.pem', keyFile: 'c.key' },
      },
    ],
  });
  const { receivers, senders, mqtt } = readConfig(file);
  assert.deepEqual(mqtt, any);
  assert.deepEqual(receivers?.[1], {
    protocol: 'asterix',
    sensorId: 'b',
    from: { udp: { ...any, group: '239.1.1.1' } },
    editions: { 62: '1.21' },
    sites: { '25/12': at },
  });
  assert.equal(receivers?.length, 7);
  const to = senders?.[0].to;
  assert.ok(to !== undefined && 'tls' in to && to.tls?.caFile?.startsWith('/'));
});

for (const [what, receiver, message] of [
  ['an unknown protocol', { protocol: 'morse', sensorId: 'a' }, /receivers\/0\/protocol.*asterix/],
  [
    'no way in',
    { protocol: 'ais', sensorId: 'a', ...at },
    /receivers\[0\] needs exactly one of udp, listen, connect, found none/,
  ],
  ['two ways in', { protocol: 'ais', sensorId: 'a', ...at, udp: any, listen: any }, /found listen and udp/],
  ['no place', { protocol: 'ais', sensorId: 'a', udp: any }, /receivers\[0\] needs latDeg and lonDeg/],
  [
    'an edition that is none',
    { protocol: 'asterix', sensorId: 'a', udp: any, editions: { '062': '9.9' } },
    /receivers\[0\]\.editions: category 062: expected edition/,
  ],
  [
    'a site that is none',
    { protocol: 'asterix', sensorId: 'a', udp: any, sites: { x: at } },
    /receivers\[0\]\.sites has keys SAC\/SIC/,
  ],
  [
    'a certificate without its key',
    { protocol: 'mqtt', sensorId: 'a', connect: any, tls: { caFile: 'a', certFile: 'b' } },
    /receivers\[0\]\.tls needs certFile and keyFile together/,
  ],
  [
    'a password that is not there',
    { protocol: 'mqtt', sensorId: 'a', connect: any, user: 'u', passwordFile: 'none' },
    /receivers\[0\]\.passwordFile cannot be read/,
  ],
  [
    'a key of another protocol',
    { protocol: 'ais', sensorId: 'a', udp: any, ...at, nodes: [] },
    /receivers\[0\]\.nodes is not a key of protocol ais/,
  ],
  [
    'an unknown key',
    { protocol: 'ais', sensorId: 'a', udp: any, ...at, colour: 1 },
    /receivers\/0\/colour is an unknown key/,
  ],
] as const) {
  test(`a receiver with ${what} is refused by its key`, async (context) => {
    const file = await configFile(context, { receivers: [receiver] });
    assert.throws(() => readConfig(file), message);
  });
}

test('certificates are asked for as far as each way needs them, and named by their key', async (context) => {
  const read = async (sender: object): Promise<unknown> =>
    readConfig(await configFile(context, { senders: [{ protocol: 'cot', ...sender }] }));
  const own = { certFile: 'b', keyFile: 'c' };
  await read({ listen: any, tls: own });
  await read({ connect: any, tls: { caFile: 'a' } });
  await assert.rejects(
    read({ listen: any, tls: { caFile: 'a' } }),
    /senders\[0\]\.tls needs certFile and keyFile/,
  );
  await assert.rejects(read({ connect: any, tls: own }), /senders\[0\]\.tls needs caFile/);
  await assert.rejects(
    read({ udp: any, tls: own }),
    /senders\[0\]\.tls goes with connect or listen, found udp/,
  );
});

test('a SAPIENT sender needs an id of its own', async (context) => {
  const good = { protocol: 'sapient', nodeId: 'b3a1c2d4-5b6e-4f70-8123-456789abcdef', connect: any };
  assert.equal(readConfig(await configFile(context, { senders: [good] })).senders?.length, 1);
  const bad = await configFile(context, { senders: [{ ...good, nodeId: 'me' }] });
  assert.throws(() => readConfig(bad), /senders\[0\]\.nodeId: expected a UUID/);
});

test('the configuration in the documentation is one', async (context) => {
  const page = readFileSync(join(import.meta.dirname, '../../../docs/interop.md'), 'utf8');
  const text = /```json\n(.*?)```/s.exec(page)?.[1] ?? '';
  const { receivers, senders } = readConfig(await configFile(context, JSON.parse(text)));
  assert.deepEqual([receivers?.length, senders?.length], [6, 4]);
});
