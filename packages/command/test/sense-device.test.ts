import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { engineOverNoise, wavRateHz } from '../../web/test/comb-wav.ts';
import { bin, run } from './run.ts';

let folder: string;

/**
 * A sound card for machines without one: it takes the words that `arecord` takes, plays raw sound at its pace and then silence,
 * and ends with 1 when it is stopped, as alsa-utils 1.2 does.
 */
const recorder = `#!${process.execPath}
const expected = '-q -D plughw:1 -t raw -f S16_LE -r 16000 -c 1';
if (process.argv.slice(2).join(' ') !== expected) {
  console.error('unexpected: ' + process.argv.slice(2).join(' '));
  process.exit(2);
}
const sound = require('node:fs').readFileSync(process.env.SOUND);
const beganMs = performance.now();
let sent = 0;
setInterval(() => {
  // An odd number of bytes, as a pipe may cut them.
  const due = 2 * Math.floor(16 * (performance.now() - beganMs)) + 1;
  const piece = Buffer.alloc(due - sent);
  sound.copy(piece, 0, Math.min(sent, sound.length), Math.min(due, sound.length));
  process.stdout.write(piece);
  sent = due;
}, 100);
process.on('SIGTERM', () => process.exit(1));
`;

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'kentongan-'));
  mkdirSync(join(folder, 'bin'));
  writeFileSync(join(folder, 'bin', 'arecord'), recorder);
  chmodSync(join(folder, 'bin', 'arecord'), 0o755);
  const engine = engineOverNoise(8, 98, 3).filter((_, i) => i % (wavRateHz / 16_000) === 0);
  const raw = Buffer.alloc(2 * engine.length);
  for (const [i, sample] of engine.entries()) raw.writeInt16LE(Math.round(sample * 32_767), 2 * i);
  writeFileSync(join(folder, 'engine.raw'), raw);
});
after(() => rmSync(folder, { recursive: true }));

interface Heard {
  atMs: number;
  sensedMs: number;
  measurement: { type: string; frequencyHz?: number };
  sigma?: { clockMs?: number };
}

/** Answers as a server does, from when it is told to. */
async function startServer() {
  const heard: Heard[] = [];
  const keys = new Set<string | undefined>();
  let isAway = true;
  const bodyOf = async (request: IncomingMessage): Promise<string> => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    return body;
  };
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      if (isAway) return response.destroy();
      if (request.url === '/api/health')
        return response.end(JSON.stringify({ timeMs: Date.now() + 5000, standing: 'actual' }));
      keys.add(request.headers.authorization);
      const lines = body.split('\n').filter((line) => line !== '');
      for (const line of lines) heard.push({ ...(JSON.parse(line) as Heard), atMs: Date.now() });
      return response.end(JSON.stringify({ accepted: lines.length, refused: [] }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard,
    keys,
    comeBack: () => (isAway = false),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

test('a microphone keeps what it heard while the server is away, and its times, and ends well when it is stopped', async () => {
  const server = await startServer();
  const beganMs = Date.now();
  const path = `${join(folder, 'bin')}${delimiter}${dirname(process.execPath)}`;
  const words = ['sense', '--device', 'plughw:1', '--server', server.address, '--key', 'a-key'];
  const sensing = spawn(process.execPath, [bin, ...words], {
    env: { ...process.env, PATH: path, SOUND: join(folder, 'engine.raw') },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let err = '';
  sensing.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const ended = new Promise<number | null>((resolve) => sensing.on('close', resolve));
  const until = async (isSo: () => boolean): Promise<void> => {
    const endMs = performance.now() + 30_000;
    while (!isSo()) {
      assert.ok(performance.now() < endMs, `too late: ${err}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  try {
    await until(() => /not sent, will try again: .* \([2-9] waiting, 0 forgotten\)/.test(err));
    server.comeBack();
    const backMs = Date.now();
    await until(() => server.heard.length >= 6);
    assert.match(err, /^listening to plughw:1, sending to http:\/\/127\.0\.0\.1:\d+\n/);
    assert.deepEqual([...server.keys], ['Bearer a-key']);
    const times = server.heard.map(({ sensedMs }) => sensedMs);
    assert.ok(times[0]! < backMs - 2000, 'heard before the server came back');
    // Seconds follow each other; the first ends a second after the sound began.
    assert.ok(times[0]! > beganMs && times[0]! < beganMs + 9000, `${times[0]! - beganMs}`);
    assert.deepEqual(
      times.toSorted((a, b) => a - b).map((time) => Math.round((time - times[0]!) / 1000)),
      times.map((_, i) => i),
    );
    for (const { measurement } of server.heard)
      assert.ok(measurement.frequencyHz === undefined || Math.abs(measurement.frequencyHz - 98) < 0.5);
    assert.ok(server.heard.some(({ measurement }) => measurement.frequencyHz !== undefined));
    sensing.kill('SIGTERM');
    assert.equal(await ended, 0, err);
  } finally {
    sensing.kill('SIGKILL');
    server.close();
  }
});

test('a microphone that is not there is one sentence', async () => {
  const words = ['sense', '--device', 'default', '--server', 'http://127.0.0.1:9', '--key', 'a-key'];
  const unexpected = await run(words, '', undefined, { PATH: join(folder, 'bin') });
  assert.equal(unexpected.code, 1);
  assert.match(
    unexpected.err,
    /^unexpected: -q -D default .*\nkentongan: arecord ended with 2; see its message above\n$/,
  );
  const missing = await run(words, '', undefined, { PATH: folder });
  assert.equal(missing.code, 1);
  assert.equal(missing.err, 'kentongan: arecord is not installed (Debian: apt-get install alsa-utils)\n');
});
