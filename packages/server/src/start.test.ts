import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { startServer, StartError, type ServerOptions } from './index.ts';
import { testFolder, testServer } from './test/folder.ts';

const base = { region: 'r', origin: { latDeg: 49.5, lonDeg: 31, heightM: 0 }, port: 0 };

async function startFails(options: ServerOptions, exitCode: number, sentence: RegExp): Promise<void> {
  await assert.rejects(startServer(options), (error) => {
    assert.ok(error instanceof StartError, String(error));
    assert.equal(error.exitCode, exitCode);
    assert.match(error.message, sentence);
    assert.ok(!error.message.includes('\n'));
    return true;
  });
}

test('options that can never work are refused in one sentence', async () => {
  const dataDir = 'never-made';
  await startFails({ ...base, dataDir, port: 99_999 }, 2, /port from 0 to 65535, found 99999/);
  await startFails({ ...base, dataDir: '' }, 2, /data folder/);
  await startFails(
    { ...base, dataDir, origin: { latDeg: 99, lonDeg: 0, heightM: 0 } },
    2,
    /origin in degrees/,
  );
});

test('a port that is taken', async (context) => {
  const other = createServer().listen(0, '127.0.0.1');
  context.after(() => other.close());
  await new Promise((resolve) => other.once('listening', resolve));
  const { port } = other.address() as AddressInfo;
  await startFails(
    { ...base, dataDir: await testFolder(context), port },
    1,
    new RegExp(`port ${port} on 127.0.0.1 is taken`),
  );
});

test('a host that is not of this machine', async (context) => {
  await startFails(
    { ...base, dataDir: await testFolder(context), host: '192.0.2.1' },
    1,
    /192\.0\.2\.1 is no address/,
  );
});

test('a folder that cannot be written, or is in use', async (context) => {
  const dataDir = await testFolder(context);
  const file = join(dataDir, 'file');
  await writeFile(file, '');
  await startFails({ ...base, dataDir: join(file, 'data') }, 1, /cannot be written/);
  await testServer(context, { dataDir });
  await startFails({ ...base, dataDir }, 1, /is in use by another server/);
});

test('a log of another region, a certificate that is not there, a receiver whose port is taken', async (context) => {
  const dataDir = await testFolder(context);
  await (await startServer({ ...base, dataDir })).close();
  await startFails({ ...base, dataDir, region: 'other' }, 1, /region "r", expected "other"/);
  await startFails({ ...base, dataDir, tls: { keyFile: 'a', certFile: 'b' } }, 1, /TLS cannot be read/);
  const other = createServer().listen(0, '127.0.0.1');
  context.after(() => other.close());
  await new Promise((resolve) => other.once('listening', resolve));
  const { port } = other.address() as AddressInfo;
  const receiver = {
    protocol: 'sbs',
    from: { listen: { host: '127.0.0.1', port } },
    sensorId: 'adsb',
    latDeg: 49,
    lonDeg: 31,
  } as const;
  await startFails(
    { ...base, dataDir, receivers: [receiver] },
    1,
    /receiver adsb cannot start: .*EADDRINUSE/,
  );
});

test('after a start that failed, the folder is free', async (context) => {
  const dataDir = await testFolder(context);
  await startFails({ ...base, dataDir, host: '192.0.2.1' }, 1, /no address/);
  await testServer(context, { dataDir });
});
