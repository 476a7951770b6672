import 'reflect-metadata';
import { randomBytes, webcrypto } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TlsOptions } from 'node:tls';
import * as x509 from '@peculiar/x509';

export interface CertificateFiles {
  certFile: string;
  keyFile: string;
}

/** Of a server that lets in whoever shows a certificate of that authority, and nobody else. */
export function lettingIn(caFile: string, { certFile, keyFile }: CertificateFiles): TlsOptions {
  const [ca, cert, key] = [caFile, certFile, keyFile].map((file) => readFileSync(file));
  return { ca, cert, key, requestCert: true, rejectUnauthorized: true };
}

const curve = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const hourMs = 3_600_000;

/** An authority in a folder of the test's, for servers on 127.0.0.1 and their clients. */
export class TestAuthority {
  readonly caFile: string;
  readonly #folder: string;
  readonly #keys: webcrypto.CryptoKeyPair;
  readonly #name: string;

  private constructor(folder: string, name: string, keys: webcrypto.CryptoKeyPair) {
    this.#folder = folder;
    this.#name = name;
    this.#keys = keys;
    this.caFile = join(folder, `${name}-ca.pem`);
  }

  static async in(folder: string, name = 'authority'): Promise<TestAuthority> {
    x509.cryptoProvider.set(webcrypto as never);
    const authority = new TestAuthority(folder, name, await newKeys());
    const certificate = await x509.X509CertificateGenerator.createSelfSigned({
      ...termsOf(`CN=${name}`),
      keys: authority.#keys as never,
      extensions: [new x509.BasicConstraintsExtension(true, 0, true)],
    });
    writeFileSync(authority.caFile, certificate.toString('pem'));
    return authority;
  }

  /** `use`: what it is good for, and for nothing else. */
  async certify(name: string, use: 'server' | 'client'): Promise<CertificateFiles> {
    const keys = await newKeys();
    const { serverAuth, clientAuth } = x509.ExtendedKeyUsage;
    const certificate = await x509.X509CertificateGenerator.create({
      ...termsOf(`CN=${name}`),
      subject: `CN=${name}`,
      issuer: `CN=${this.#name}`,
      publicKey: keys.publicKey as never,
      signingKey: this.#keys.privateKey as never,
      extensions: [
        new x509.ExtendedKeyUsageExtension([use === 'server' ? serverAuth : clientAuth]),
        new x509.SubjectAlternativeNameExtension([{ type: 'ip', value: '127.0.0.1' }]),
      ],
    });
    const files = { certFile: join(this.#folder, `${name}.pem`), keyFile: join(this.#folder, `${name}.key`) };
    writeFileSync(files.certFile, certificate.toString('pem'));
    const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
    writeFileSync(files.keyFile, x509.PemConverter.encode(pkcs8, 'PRIVATE KEY'));
    return files;
  }
}

async function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(curve, true, ['sign', 'verify']);
}

function termsOf(name: string) {
  return {
    name,
    serialNumber: `01${randomBytes(8).toString('hex')}`,
    notBefore: new Date(Date.now() - hourMs),
    notAfter: new Date(Date.now() + 24 * hourMs),
    signingAlgorithm: curve,
  };
}
