import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  createHash,
  createPublicKey,
  createSign,
  createVerify,
  generateKeyPairSync,
  type KeyObject,
  X509Certificate,
} from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { findProgram, need, sharedDir } from '../../../../../tools/test/need.ts';
import { utf8FromText } from '../../base/bytes.ts';
import { type CapInspection, inspectCap } from './inspect.ts';
import { type CapCrypto, type CapSignature, checkCapSignature } from './signature.ts';
import { withCapSignature, writeCap } from './write.ts';

const document = writeCap({
  identifier: 'i',
  sender: 's',
  sent: '2026-07-02T16:19:28-00:00',
  status: 'Exercise',
  msgType: 'Alert',
  scope: 'Public',
  note: 'é & <',
});

/** Node's hashes and keys; a "certificate" may be a bare public key (SPKI) in these tests. */
const crypto: CapCrypto = {
  digest: (hash, content) => createHash(hash).update(content).digest(),
  verify: (certificate, _, hash, content, value) =>
    createVerify(hash)
      .update(content)
      .verify({ key: keyOf(certificate), dsaEncoding: 'ieee-p1363' }, value),
};

function keyOf(certificate: Uint8Array): KeyObject {
  try {
    return new X509Certificate(certificate).publicKey;
  } catch {
    return createPublicKey({ key: Buffer.from(certificate), format: 'der', type: 'spki' });
  }
}

function inspected(text: string | Uint8Array): CapInspection {
  const bytes = typeof text === 'string' ? utf8FromText(text) : text;
  return inspectCap(bytes, (signature) => checkCapSignature(signature, crypto));
}

const c14n11 = 'http://www.w3.org/2006/12/xml-c14n11';
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const certificate = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');

function element(digest: string, value: string, c14n: string): string {
  return (
    `<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo><CanonicalizationMethod Algorithm="${c14n}"/>` +
    `<SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"/><Reference URI=""><Transforms>` +
    `<Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/><Transform Algorithm="${c14n}"/>` +
    `</Transforms><DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><DigestValue>${digest}</DigestValue>` +
    `</Reference></SignedInfo><SignatureValue>${value}</SignatureValue><KeyInfo><X509Data><X509Certificate>` +
    `${certificate}</X509Certificate></X509Data></KeyInfo></Signature>`
  );
}

/** Signed as a server would: enveloped, ECDSA over P-256. */
function signed(c14n = c14n11): string {
  const read = (digest: string): CapSignature => {
    let found: CapSignature | undefined;
    inspectCap(utf8FromText(withCapSignature(document, element(digest, 'AA==', c14n))), (signature) => {
      found = signature;
      return { state: 'unchecked' };
    });
    return found!;
  };
  const digest = createHash('sha256').update(read('AA==').asSent().content, 'utf8').digest('base64');
  const signer = createSign('sha256').update(read(digest).asSent().signedInfo, 'utf8');
  const value = signer.sign({ key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64');
  return withCapSignature(document, element(digest, value, c14n));
}

test('what we sign verifies as sent, and not once a letter is changed', () => {
  for (const c14n of [c14n11, 'http://www.w3.org/2001/10/xml-exc-c14n#']) {
    const text = signed(c14n);
    const { signature, signedForm } = inspected(text);
    assert.deepEqual([signature, signedForm], ['valid', 'asSent']);
    assert.equal(inspected(text.replace('<sender>s<', '<sender>t<')).signature, 'invalid');
    const otherValue = text.replace(
      /(<SignatureValue>)(.)/,
      (_, tag: string, digit: string) => tag + (digit === 'A' ? 'B' : 'A'),
    );
    assert.equal(inspected(otherValue).signature, 'invalid');
  }
});

test('a document laid out after it was signed is valid without blanks only', () => {
  const laidOut = signed().replaceAll('><', '>\n<');
  assert.deepEqual([inspected(laidOut).signature, inspected(laidOut).signedForm], ['valid', 'withoutBlanks']);
});

test('xmlsec1 verifies what we sign', { skip: need('xmlsec1') }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'cap-'));
  try {
    const [keyFile, file] = [join(folder, 'key.pem'), join(folder, 'alert.xml')];
    writeFileSync(keyFile, publicKey.export({ type: 'spki', format: 'pem' }));
    writeFileSync(file, signed().replace(/<KeyInfo>.*<\/KeyInfo>/, ''));
    execFileSync(findProgram('xmlsec1')!, ['--verify', '--pubkey-pem', keyFile, file], { stdio: 'ignore' });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test(
  'the captured signature fits its certificate’s key only without blanks',
  { skip: need('shared') },
  () => {
    const found = inspected(readFileSync(join(sharedDir, 'captures', 'cap', 'bf-valid.xml')));
    assert.deepEqual([found.signature, found.signedForm], ['valid', 'withoutBlanks']);
  },
);

test('a signature of a form or algorithm that we do not check stays unchecked', () => {
  const text = signed();
  for (const [from, to] of [
    ['URI=""', 'URI="#a"'],
    ['xmldsig#enveloped-signature', 'xmldsig#base64'],
    ['2006/12/xml-c14n11', '2000/WD-xml-c14n-20000119'],
    ['<DigestValue>', '<DigestValue>!'],
    ['xmlenc#sha256', 'xmldsig#sha1'],
    ['more#ecdsa-sha256', 'more#hmac-sha256'],
    [/<KeyInfo>.*<\/KeyInfo>/, ''],
  ] as const) {
    assert.equal(inspected(text.replace(from, to)).signature, 'unchecked', String(from));
  }
});

test('a key that the platform refuses leaves the signature unchecked', () => {
  assert.equal(inspected(signed().replace(certificate, 'AAAA')).signature, 'unchecked');
});
