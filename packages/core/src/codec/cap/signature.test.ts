import assert from 'node:assert/strict';
import {
  createHash,
  createSign,
  createVerify,
  generateKeyPairSync,
  type KeyObject,
  X509Certificate,
} from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { findProgram, need, sharedDir } from '../../../../../tools/test/need.ts';
import { utf8FromText } from '../../base/bytes.ts';
import { parseXml, type XmlDocument } from '../xml/index.ts';
import { inspectCap } from './inspect.ts';
import { type CapSignature, type SignedText } from './signature.ts';
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

function sha256(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest();
}

function fits({ digest, value }: CapSignature, text: SignedText, key: KeyObject): boolean {
  const verify = createVerify('sha256').update(text.signedInfo, 'utf8');
  return sha256(text.content).equals(digest) && verify.verify({ key, dsaEncoding: 'ieee-p1363' }, value);
}

function parsed(text: string): XmlDocument {
  const found = parseXml(text);
  if ('error' in found) assert.fail(found.error);
  return found;
}

/** Signed as the server will: enveloped, C14N 1.1, ECDSA over P-256. */
function signed(privateKey: KeyObject, c14n = 'http://www.w3.org/2006/12/xml-c14n11'): string {
  const template = (digest: string, value: string) =>
    `<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo><CanonicalizationMethod Algorithm="${c14n}"/>` +
    `<SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"/><Reference URI=""><Transforms>` +
    `<Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/><Transform Algorithm="${c14n}"/>` +
    `</Transforms><DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><DigestValue>${digest}</DigestValue>` +
    `</Reference></SignedInfo><SignatureValue>${value}</SignatureValue></Signature>`;
  const read = (text: string) => {
    let found: CapSignature | undefined;
    inspectCap(utf8FromText(text), (signature) => {
      found = signature;
      return 'unchecked';
    });
    return found!;
  };
  const draft = read(withCapSignature(document, template('AA==', 'AA==')));
  const digest = sha256(draft.asSent().content).toString('base64');
  const { signedInfo } = read(withCapSignature(document, template(digest, 'AA=='))).asSent();
  const value = createSign('sha256')
    .update(signedInfo, 'utf8')
    .sign({ key: privateKey, dsaEncoding: 'ieee-p1363' });
  return withCapSignature(document, template(digest, value.toString('base64')));
}

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

function stateOf(text: string, key: KeyObject): string {
  return inspectCap(utf8FromText(text), (signature) =>
    fits(signature, signature.asSent(), key) ? 'valid' : 'invalid',
  ).signature;
}

test('what we sign verifies as sent, and not once a letter is changed', () => {
  for (const c14n of ['http://www.w3.org/2006/12/xml-c14n11', 'http://www.w3.org/2001/10/xml-exc-c14n#']) {
    const text = signed(privateKey, c14n);
    assert.equal(stateOf(text, publicKey), 'valid');
    assert.equal(stateOf(text.replace('<sender>s<', '<sender>t<'), publicKey), 'invalid');
    assert.equal(parsed(text).root.name, 'alert');
  }
});

test('xmlsec1 verifies what we sign', { skip: need('xmlsec1') }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'cap-'));
  try {
    const [keyFile, file] = [join(folder, 'key.pem'), join(folder, 'alert.xml')];
    writeFileSync(keyFile, publicKey.export({ type: 'spki', format: 'pem' }));
    writeFileSync(file, signed(privateKey));
    execFileSync(findProgram('xmlsec1')!, ['--verify', '--pubkey-pem', keyFile, file], { stdio: 'ignore' });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test(
  'the captured signature fits its certificate’s key only without blanks',
  { skip: need('shared') },
  () => {
    const bytes = readFileSync(join(sharedDir, 'captures', 'cap', 'bf-valid.xml'));
    const found: CapSignature[] = [];
    inspectCap(bytes, (signature) => {
      found.push(signature);
      return 'unchecked';
    });
    const [signature] = found;
    const key = new X509Certificate(signature.certificates[0]).publicKey;
    assert.equal(fits(signature, signature.asSent(), key), false);
    assert.equal(fits(signature, signature.withoutBlanks(), key), true);
  },
);

test('a signature of a form that we do not check stays unchecked', () => {
  const text = signed(privateKey);
  const never = () => assert.fail('must not be checked');
  for (const [from, to] of [
    ['URI=""', 'URI="#a"'],
    ['xmldsig#enveloped-signature', 'xmldsig#base64'],
    ['2006/12/xml-c14n11', '2000/WD-xml-c14n-20000119'],
    ['<DigestValue>', '<DigestValue>!'],
  ] as const) {
    assert.equal(inspectCap(utf8FromText(text.replace(from, to)), never).signature, 'unchecked');
  }
});
