import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { request } from 'node:https';
import { join } from 'node:path';
import { test } from 'node:test';
import { testFolder, testServer } from '../test/folder.ts';
import { localTls } from './local.ts';

test('a client that trusts the local authority reaches the server by https, and no other does', async (context) => {
  const server = await testServer(context, { dataDir: await testFolder(context), tls: 'local' });
  assert.match(server.address, /^https:/);
  const ca = await readFile(server.authorityFile!, 'utf8');
  for (const host of ['127.0.0.1', 'localhost']) {
    const health = await getJson(`https://${host}:${server.port}/api/health`, ca);
    assert.equal(health.status, 'ok');
  }
  await assert.rejects(getJson(`${server.address}/api/health`, undefined));
});

test('keys are for the owner only, and a start makes nothing new while all is good', async (context) => {
  const dataDir = await testFolder(context);
  const first = await localTls(dataDir, ['127.0.0.1']);
  for (const name of ['authority.key', 'server.key'])
    assert.equal((await stat(join(dataDir, 'tls', name))).mode & 0o777, 0o600);
  assert.deepEqual(await localTls(dataDir, ['127.0.0.1']), first);
});

test('a new address gets a new certificate from the same authority, for at most 398 days', async (context) => {
  const dataDir = await testFolder(context);
  const first = await localTls(dataDir, ['127.0.0.1']);
  const authority = new X509Certificate(await readFile(first.authorityFile));
  const second = new X509Certificate((await localTls(dataDir, ['127.0.0.1', 'roof.local', '10.1.2.3'])).cert);
  assert.ok(second.verify(authority.publicKey));
  assert.ok(second.checkIssued(authority));
  assert.equal(second.checkIP('10.1.2.3'), '10.1.2.3');
  assert.equal(second.checkHost('roof.local'), 'roof.local');
  assert.ok(second.validToDate.getTime() - second.validFromDate.getTime() <= 398 * 86_400_000);
});

function getJson(url: string, ca: string | undefined): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    const asked = request(url, ca === undefined ? {} : { ca }, (response) => {
      let text = '';
      response.on('data', (piece: Buffer) => (text += piece.toString()));
      response.on('end', () => resolve(JSON.parse(text) as Record<string, unknown>));
    });
    asked.on('error', reject);
    asked.end();
  });
}
