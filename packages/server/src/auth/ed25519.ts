import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto';

/** SubjectPublicKeyInfo before the 32 bytes of an Ed25519 key (RFC 8410, section 4). */
const spkiPrefix = Buffer.from('302a300506032b6570032100', 'hex');

/**
 * An Ed25519 public key as raw 32 bytes, out of what devices send: raw bytes in base64url, base64 or hex; SPKI as PEM or
 * base64; a JWK. undefined where it is none of these.
 */
export function publicKeyFrom(given: unknown): Buffer | undefined {
  if (typeof given === 'object' && given !== null) {
    const { kty, crv, x } = given as { kty?: unknown; crv?: unknown; x?: unknown };
    return kty === 'OKP' && crv === 'Ed25519' && typeof x === 'string'
      ? rawFrom(bytesFrom(x, 32))
      : undefined;
  }
  if (typeof given !== 'string' || given.length > 1000) return undefined;
  const body = given.replace(/-----(BEGIN|END) PUBLIC KEY-----/g, '').replace(/\s/g, '');
  return rawFrom(bytesFrom(body, 32) ?? bytesFrom(body, spkiPrefix.length + 32));
}

/** 64 bytes of a signature in base64url, base64 or hex. */
function signatureFrom(given: unknown): Buffer | undefined {
  return typeof given === 'string' && given.length <= 200 ? bytesFrom(given, 64) : undefined;
}

function rawFrom(bytes: Buffer | undefined): Buffer | undefined {
  if (bytes === undefined || bytes.length === 32) return bytes;
  const isSpki = bytes.subarray(0, spkiPrefix.length).equals(spkiPrefix);
  return isSpki ? bytes.subarray(spkiPrefix.length) : undefined;
}

/** Bytes of exactly this length; the text's own length says whether it is hex. */
function bytesFrom(text: string, length: number): Buffer | undefined {
  if (text.length === 2 * length && /^[0-9a-fA-F]+$/.test(text)) return Buffer.from(text, 'hex');
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(text)) return undefined;
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === length ? bytes : undefined;
}

function keyObject(raw: Buffer): KeyObject {
  return createPublicKey({ key: Buffer.concat([spkiPrefix, raw]), format: 'der', type: 'spki' });
}

export function verifyEd25519(rawPublicKey: Buffer, message: Buffer, signature: unknown): boolean {
  const bytes = signatureFrom(signature);
  return bytes !== undefined && verify(null, message, keyObject(rawPublicKey), bytes);
}

export interface SigningKey {
  /** Raw 32 bytes, base64url. */
  publicKey: string;
  /** PKCS 8, PEM: keep it secret. */
  privatePem: string;
}

export function createSigningKey(): SigningKey {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    publicKey: rawText(publicKey),
    privatePem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

/** Throws where the text is no private key. */
export function readSigningKey(privatePem: string): { publicKey: string; key: KeyObject } {
  const key = createPrivateKey(privatePem);
  return { publicKey: rawText(createPublicKey(key)), key };
}

/** base64url */
export function signEd25519(key: KeyObject, message: Buffer): string {
  return sign(null, message, key).toString('base64url');
}

function rawText(publicKey: KeyObject): string {
  return publicKey.export({ type: 'spki', format: 'der' }).subarray(spkiPrefix.length).toString('base64url');
}
