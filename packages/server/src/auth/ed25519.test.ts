import assert from 'node:assert/strict';
import { createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openSigner } from './alert-signer.ts';
import { canonicalJson } from './canonical.ts';
import { publicKeyFrom, verifyEd25519 } from './ed25519.ts';

/** RFC 8032, section 7.1, test 2. */
const rfcKey = '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c';
const rfcSignature =
  '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00';

test('the signature of RFC 8032 is good, and no other is', () => {
  const key = publicKeyFrom(rfcKey)!;
  assert.equal(verifyEd25519(key, Buffer.from('72', 'hex'), rfcSignature), true);
  assert.equal(verifyEd25519(key, Buffer.from('73', 'hex'), rfcSignature), false);
  for (const wrong of ['', 'x', rfcSignature.slice(2), rfcSignature.replace('9', '8'), undefined, 5])
    assert.equal(verifyEd25519(key, Buffer.from('72', 'hex'), wrong), false);
});

test('a public key is read in every form that devices send', () => {
  const { publicKey } = generateKeyPairSync('ed25519');
  const jwk = publicKey.export({ format: 'jwk' });
  const raw = Buffer.from(jwk.x!, 'base64url');
  const der = publicKey.export({ type: 'spki', format: 'der' });
  const forms = [
    jwk,
    raw.toString('hex'),
    raw.toString('base64'),
    raw.toString('base64url'),
    der.toString('base64'),
    publicKey.export({ type: 'spki', format: 'pem' }),
  ];
  for (const form of forms) assert.deepEqual(publicKeyFrom(form), raw);
});

test('what is no Ed25519 key is none', () => {
  const { publicKey } = generateKeyPairSync('x25519');
  const notKeys = [
    undefined,
    null,
    7,
    '',
    'abc',
    '!'.repeat(43),
    publicKey.export({ type: 'spki', format: 'pem' }),
    { kty: 'OKP', crv: 'X25519', x: 'a'.repeat(43) },
    'A'.repeat(5000),
  ];
  for (const not of notKeys) assert.equal(publicKeyFrom(not), undefined);
});

test('canonical JSON is as in RFC 8785, section 3.2.2 and 3.2.3', () => {
  const value = {
    numbers: [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 1e-27],
    string: '€$\u000f\nA\'B"\\\\"/',
    literals: [null, true, false],
  };
  assert.equal(
    canonicalJson(value).toString(),
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  );
});

test('each folder signs with a key of its own that only the owner reads', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kentongan-auth-'));
  const signer = openSigner(folder);
  const signature = signer.sign({ b: 1, a: 'x' });
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: signer.publicKey }, format: 'jwk' });
  assert.equal(
    verifyEd25519(publicKeyFrom(signer.publicKey)!, Buffer.from('{"a":"x","b":1}'), signature),
    true,
  );
  assert.equal(key.asymmetricKeyType, 'ed25519');
  assert.equal(openSigner(folder).publicKey, signer.publicKey);
  assert.equal((await stat(join(folder, 'alert-key.pem'))).mode & 0o777, 0o600);
  await rm(folder, { recursive: true });
});

test('a signature made elsewhere over the same value in another order is good', () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const signature = sign(null, canonicalJson({ a: 1, b: [2] }), privateKey).toString('base64');
  const key = publicKeyFrom(publicKey.export({ format: 'jwk' }))!;
  assert.equal(verifyEd25519(key, canonicalJson({ b: [2], a: 1 }), signature), true);
});
