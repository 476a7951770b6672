import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { SensorDescription } from '@kentongan/core/base/event';
import { enrolmentTokenMs, KeyStore, operatorTokenMs } from './key-store.ts';
import { Nonces, Sessions, sessionWindowMs } from './sessions.ts';

const sensor: SensorDescription = { type: 'acoustic', wave: 'sound', latDeg: 49, lonDeg: 31 };
const nowMs = 1_790_000_000_000;

async function store(context: TestContext): Promise<{ keys: KeyStore; folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'kentongan-keys-'));
  const keys = new KeyStore(folder);
  context.after(async () => {
    keys.close();
    await rm(folder, { recursive: true });
  });
  return { keys, folder };
}

test('an enrolment token works once, in time, and with its terms', async (context) => {
  const { keys } = await store(context);
  const token = keys.createEnrolmentToken({ name: 'roof', sensor: { latDeg: 50 } }, nowMs);
  assert.deepEqual(keys.enrolmentTerms(token, nowMs), { name: 'roof', sensor: { latDeg: 50 } });
  assert.equal(keys.enrolmentTerms(token, nowMs + enrolmentTokenMs), undefined);
  const [device] = keys.enrol(token, [{ publicKey: Buffer.alloc(32, 7), sensor }], nowMs)!;
  assert.deepEqual(keys.device(device.sensorId), device);
  assert.equal(keys.enrolmentTerms(token, nowMs), undefined);
  assert.equal(keys.enrol(token, [{ sensor }], nowMs), undefined);
});

test('an operator token works once, in time, and not for enrolling', async (context) => {
  const { keys } = await store(context);
  const token = keys.createOperatorToken('op1', nowMs);
  assert.equal(keys.enrolmentTerms(token, nowMs), undefined);
  assert.equal(keys.redeemOperatorToken(token, nowMs + operatorTokenMs), undefined);
  assert.equal(keys.redeemOperatorToken(token, nowMs), 'op1');
  assert.equal(keys.redeemOperatorToken(token, nowMs), undefined);
});

test('tokens are not in the file, which only the owner reads', async (context) => {
  const { keys, folder } = await store(context);
  const token = keys.createOperatorToken('op1', nowMs);
  for (const name of ['keys.sqlite', 'keys.sqlite-wal'])
    assert.ok(!(await readFile(join(folder, name))).includes(token));
  assert.equal((await stat(join(folder, 'keys.sqlite'))).mode & 0o777, 0o600);
});

test('a device is revoked once, and seen so by another process with the same folder', async (context) => {
  const { keys, folder } = await store(context);
  const { sensorId } = keys.addDevice({ sensor }, nowMs);
  const other = new KeyStore(folder);
  assert.equal(other.revoke(sensorId, nowMs), true);
  assert.equal(other.revoke(sensorId, nowMs), false);
  other.close();
  assert.equal(keys.device(sensorId)!.isRevoked, true);
  assert.deepEqual(keys.revokedIds(), [sensorId]);
});

test('a secret is the same for as long as the folder lives', async (context) => {
  const { keys, folder } = await store(context);
  const other = new KeyStore(folder);
  assert.deepEqual(other.secret('session'), keys.secret('session'));
  assert.notDeepEqual(keys.secret('session'), keys.secret('another'));
  other.close();
});

test('a bearer says whom it stands for until it is over', () => {
  const sessions = new Sessions(Buffer.alloc(32, 1));
  const bearer = sessions.open({ who: 'sensor', id: 's1', expiresMs: nowMs + 10 });
  assert.deepEqual(sessions.read(bearer, nowMs), { who: 'sensor', id: 's1', expiresMs: nowMs + 10 });
  assert.equal(sessions.read(bearer, nowMs + 10), undefined);
  const lasting = sessions.open({ who: 'sensor', id: 's1' });
  assert.deepEqual(sessions.read(lasting, 8e15), { who: 'sensor', id: 's1' });
});

test('a bearer that was touched, or is of another server, is none', () => {
  const sessions = new Sessions(Buffer.alloc(32, 1));
  const bearer = sessions.open({ who: 'sensor', id: 's1' });
  const forged = `${Buffer.from('{"w":"o","i":"op"}').toString('base64url')}.${bearer.split('.')[1]}`;
  for (const wrong of ['', '.', 'a.b', 'a.b.c', `${bearer}.x`, bearer.slice(1), bearer.slice(0, -1), forged])
    assert.equal(sessions.read(wrong, nowMs), undefined, wrong);
  assert.equal(new Sessions(Buffer.alloc(32, 2)).read(bearer, nowMs), undefined);
});

test('a nonce opens one session of a sensor, for as long as its signature is good', () => {
  const nonces = new Nonces();
  assert.equal(nonces.use('s1', 'n', nowMs), true);
  assert.equal(nonces.use('s1', 'n', nowMs + 2 * sessionWindowMs - 1), false);
  assert.equal(nonces.use('s2', 'n', nowMs), true);
  assert.equal(nonces.use('s1', 'n', nowMs + 2 * sessionWindowMs), true);
});
