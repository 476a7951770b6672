import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson } from './canonical.ts';
import { createSigningKey, readSigningKey, signEd25519 } from './ed25519.ts';

/** Signs what one standing tells the public. */
export interface AlertSigner {
  /** Raw Ed25519 key, base64url. */
  readonly publicKey: string;
  /** base64url, over RFC 8785 canonical JSON. */
  sign(value: unknown): string;
}

/**
 * The key of the standing whose folder this is, made at first. Each standing has its own, so an exercise can sign
 * nothing that verifies as actual.
 */
export function openSigner(folder: string): AlertSigner {
  const { publicKey, key } = readSigningKey(privatePemIn(join(folder, 'alert-key.pem')));
  return { publicKey, sign: (value) => signEd25519(key, canonicalJson(value)) };
}

function privatePemIn(file: string): string {
  const { privatePem } = createSigningKey();
  try {
    writeFileSync(file, privatePem, { flag: 'wx', mode: 0o600 });
    return privatePem;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return readFileSync(file, 'utf8');
  }
}
