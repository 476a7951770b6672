import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { operatorBearer, post } from '../test/device.ts';
import { testFolder, testServer } from '../test/folder.ts';

test('pages are answered with a strict policy, and asked for again only when they changed', async (context) => {
  const pagesDir = join(await testFolder(context), 'pages');
  await mkdir(join(pagesDir, 'assets'), { recursive: true });
  await writeFile(join(pagesDir, 'index.html'), '<!doctype html><title>Kentongan</title>');
  await writeFile(join(pagesDir, 'assets', 'app-1a2b.js'), 'export {};');
  const server = await testServer(context, { dataDir: await testFolder(context), pagesDir });

  const page = await fetch(server.address);
  assert.equal(page.headers.get('content-type'), 'text/html; charset=utf-8');
  const policy = page.headers.get('content-security-policy')!;
  assert.match(policy, /default-src 'none'/);
  assert.doesNotMatch(policy, /unsafe|https?:|\*/);
  assert.equal(page.headers.get('x-content-type-options'), 'nosniff');
  const etag = page.headers.get('etag')!;
  assert.equal((await fetch(server.address, { headers: { 'if-none-match': etag } })).status, 304);
  const script = await fetch(`${server.address}/assets/app-1a2b.js`);
  assert.match(script.headers.get('cache-control')!, /immutable/);
});

test('the bare address leads to the console', async (context) => {
  const pagesDir = join(await testFolder(context), 'pages');
  await mkdir(join(pagesDir, 'console'), { recursive: true });
  await writeFile(join(pagesDir, 'console', 'index.html'), '<!doctype html>');
  const server = await testServer(context, { dataDir: await testFolder(context), pagesDir });
  for (const path of ['/', '/console'])
    assert.equal((await fetch(`${server.address}${path}`)).url, `${server.address}/console/`);
  assert.equal((await fetch(`${server.address}/consoles`)).status, 404);
});

test('nothing outside the pages can be asked for', async (context) => {
  const folder = await testFolder(context);
  const pagesDir = join(folder, 'pages');
  await mkdir(pagesDir);
  await writeFile(join(folder, 'secret'), 'secret');
  const server = await testServer(context, { dataDir: join(folder, 'data'), pagesDir });
  for (const path of ['/../secret', '/%2e%2e/secret', '/..%2fsecret', '//secret', '/\\..\\secret'])
    assert.match(await rawGet(server.port, path), /^HTTP\/1\.1 40[04] /, path);
});

test("another site's page cannot read the picture with the operator's cookie", async (context) => {
  const server = await testServer(context, { dataDir: await testFolder(context) });
  const { hash } = new URL(server.consoleLink());
  const response = await fetch(`${server.address}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token: hash.slice('#token='.length) }),
  });
  const cookie = response.headers.get('set-cookie')!;
  assert.match(cookie, /HttpOnly; SameSite=Strict; Path=\/api/);
  const own = cookie.split(';')[0];
  assert.equal((await fetch(`${server.address}/api/picture`, { headers: { cookie: own } })).status, 200);
  const upgrade = (origin: string): Promise<string> =>
    rawGet(server.port, '/api/live', [
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      `Cookie: ${own}`,
      `Origin: ${origin}`,
    ]);
  assert.match(await upgrade('http://evil.example'), /^HTTP\/1\.1 403 /);
  assert.match(await upgrade(server.address), /^HTTP\/1\.1 101 /);
});

test('an operator token opens one session', async (context) => {
  const server = await testServer(context, { dataDir: await testFolder(context) });
  const link = server.consoleLink('op1');
  assert.notEqual(await operatorBearer(link), 'undefined');
  const { status } = await post(`${server.address}/api/session`, {
    token: new URL(link).hash.slice('#token='.length),
  });
  assert.equal(status, 401);
});

/** As no well-behaved client would: the path is not tidied on the way. */
function rawGet(port: number, path: string, headers: string[] = ['Connection: close']): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write([`GET ${path} HTTP/1.1`, `Host: 127.0.0.1:${port}`, ...headers, '', ''].join('\r\n'));
    });
    socket.once('data', (data) => {
      resolve(data.toString());
      socket.destroy();
    });
    socket.once('error', reject);
  });
}
