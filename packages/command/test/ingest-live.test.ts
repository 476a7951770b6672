import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { checkFact, EventLines, type Fact } from '@kentongan/core/base/event';
import { AsterixEncoder } from '@kentongan/core/codec/asterix';
import { Listener, startMosquitto } from '../../../tools/test/mosquitto.ts';
import { need } from '../../../tools/test/need.ts';
import { addressFrom } from '../src/recorded/address.ts';
import { bin, run } from './run.ts';

const host = '127.0.0.1';
const options = { timeout: 60_000 };
const position = '!AIVDM,1,1,,A,15MgK45P3@G?fl0E`JbR0OwT0@MS,0*4E';

interface Live {
  port: number;
  /** Fulfilled with the first fact from now on that is a detection. */
  detection(): Promise<Fact>;
  /** Interrupts it: its exit code and all facts that it wrote, each checked. */
  interrupt(): Promise<{ code: number; facts: Fact[]; err: string }>;
}

async function ingestLive(context: TestContext, ...words: string[]): Promise<Live> {
  const child = spawn(process.execPath, [bin, 'ingest', '--from', ...words]);
  context.after(() => child.kill('SIGKILL'));
  let err = '';
  const listening = new Promise<number>((resolve) => {
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
      const found = /listening(?: on port (\d+))?;/.exec(err);
      if (found !== null) resolve(Number(found[1] ?? 0));
    });
  });
  const lines = new EventLines(checkFact, (refusal) => assert.fail(JSON.stringify(refusal)));
  const facts: Fact[] = [];
  const read = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<Fact | undefined> => {
    for (;;) {
      const { value, done } = await read.next();
      if (done === true) return undefined;
      const fact = lines.read(value);
      if (fact !== undefined) facts.push(fact);
      if (fact !== undefined) return fact;
    }
  };
  return {
    port: await listening,
    async detection() {
      for (let fact = await next(); fact !== undefined; fact = await next())
        if (fact.kind === 'detection') return fact;
      return assert.fail(`it ended: ${err}`);
    },
    async interrupt() {
      const ended = once(child, 'close');
      child.kill('SIGINT');
      while ((await next()) !== undefined);
      const [code] = (await ended) as [number];
      return { code, facts, err };
    },
  };
}

test('datagrams become facts while they come, refusals are told at the end', options, async (context) => {
  const live = await ingestLive(context, 'ais', '--at', '47.5,-122.3', `udp://${host}:0`);
  const socket = createSocket('udp4');
  context.after(() => socket.close());
  for (const line of [position, 'nonsense', position]) socket.send(line, live.port, host);
  const heard = await live.detection();
  assert.ok(heard.kind === 'detection' && heard.identity?.scheme === 'mmsi');
  assert.ok(Math.abs(heard.timeMs - Date.now()) < 30_000);
  const { code, facts, err } = await live.interrupt();
  assert.equal(code, 0);
  assert.equal(facts.at(-1)?.kind, 'tick');
  assert.deepEqual(
    facts.map(({ seq }) => seq),
    facts.map((_, index) => index + 1),
  );
  assert.match(err, /unreadable: 1 refused, such as: expected !AIVDM/);
});

test('a group of datagrams is joined', options, async (context) => {
  const live = await ingestLive(
    context,
    'asterix',
    '--at',
    '49.4,30.9',
    `udp://239.255.17.3:0?interface=${host}`,
  );
  const encoder = new AsterixEncoder(48);
  const plot = encoder.encode([
    {
      '010': { SAC: 25, SIC: 12 },
      '140': Math.floor((Date.now() % 86_400_000) / 1000),
      '020': { TYP: 1, SIM: 0, RDP: 0, SPI: 0, RAB: 0 },
      '040': { RHO: 20, THETA: 90 },
    },
  ]);
  const socket = createSocket('udp4');
  context.after(() => socket.close());
  socket.bind(0, host);
  await once(socket, 'listening');
  socket.setMulticastInterface(host);
  const timer = setInterval(() => socket.send(plot, live.port, '239.255.17.3'), 200);
  context.after(() => clearInterval(timer));
  assert.equal((await live.detection()).kind, 'detection');
});

test('it calls a port, and again when the line breaks', options, async (context) => {
  const frames = '*8D40621D58C382D690C8AC2863A7;\n*8D40621D58C386435CC412692AD6;\n';
  const receiver = createServer((socket) => socket.end(frames)).listen(0, host);
  context.after(() => receiver.close());
  await once(receiver, 'listening');
  const { port } = receiver.address() as AddressInfo;
  const live = await ingestLive(context, 'adsb', '--at', '52.2,3.9', `tcp://${host}:${port}`);
  const first = await live.detection();
  assert.ok(first.kind === 'detection' && first.identity?.id === '40621d');
  assert.equal((await live.detection()).kind, 'detection');
});

test('it is called, by many', options, async (context) => {
  const live = await ingestLive(context, 'ais', `listen://${host}:0`);
  const [one, other] = [connect(live.port, host), connect(live.port, host)];
  context.after(() => one.destroy());
  one.write(position.slice(0, 20));
  other.end(`${position}\n`);
  await live.detection();
  const { facts } = await live.interrupt();
  assert.deepEqual([...new Set(facts.map(({ kind }) => kind))].sort(), ['detection', 'sensor', 'tick']);
});

test(
  'each message on a topic of a broker is a datagram',
  { ...options, skip: need('mosquitto', 'mosquitto_pub') },
  async (context) => {
    const folder = await mkdtemp(join(tmpdir(), 'kentongan-ingest-'));
    context.after(() => rm(folder, { recursive: true, force: true }));
    const { port } = await startMosquitto(context, { folder, users: { us: 'p/w' } });
    const words = ['-h', host, '-p', String(port), '-u', 'us', '-P', 'p/w', '-q', '1'];
    const present = new Listener(context, [...words, '-t', 'kentongan/clients/#']);
    const live = await ingestLive(
      context,
      'ais',
      '--at',
      '47.5,-122.3',
      `mqtt://us:p%2Fw@${host}:${port}/ships/+/#`,
    );
    await present.until((_, payload) => payload === 'up');
    // Retained: it comes whether it was published before the subscription or after it.
    await promisify(execFile)('mosquitto_pub', [...words, '-r', '-t', 'ships/a/b', '-m', position]);
    assert.equal((await live.detection()).kind, 'detection');
    const { code } = await live.interrupt();
    assert.equal(code, 0);
    await present.until((_, payload) => payload === 'down');
  },
);

test('addresses are read as they are written, wildcards of topics too', () => {
  const host4 = { host: '10.1.2.3', port: 1883 };
  assert.deepEqual(addressFrom('mqtt://10.1.2.3/a/+/b/#'), { way: 'mqtt', ...host4, topic: 'a/+/b/#' });
  assert.deepEqual(addressFrom('mqtt://u%40x:p%2Fw@10.1.2.3:1883/a'), {
    way: 'mqtt',
    ...host4,
    topic: 'a',
    user: 'u@x',
    password: 'p/w',
  });
  assert.deepEqual(addressFrom('tcp://[::1]:30005'), { way: 'tcp', host: '::1', port: 30_005 });
  assert.deepEqual(addressFrom('udp://239.1.1.1:8600?interface=10.0.0.1'), {
    way: 'udp',
    host: '239.1.1.1',
    port: 8600,
    onInterface: '10.0.0.1',
  });
});

test('an address that is none, and a port that is taken, are named', options, async (context) => {
  const taken = createServer().listen(0, host);
  context.after(() => taken.close());
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  const used = await run(['ingest', '--from', 'ais', `listen://${host}:${port}`]);
  assert.deepEqual([used.code, /EADDRINUSE/.test(used.err)], [1, true]);
  const wrong = await run(['ingest', '--from', 'ais', 'udp://nowhere']);
  assert.deepEqual([wrong.code, /an address is udp:\/\/HOST:PORT/.test(wrong.err)], [2, true]);
  const topicless = await run(['ingest', '--from', 'ais', 'mqtt://localhost']);
  assert.deepEqual([topicless.code, /needs a topic/.test(topicless.err)], [2, true]);
});
