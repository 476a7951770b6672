import { webcrypto, X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname, networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { isIP } from 'node:net';

export interface TlsFiles {
  key: string;
  cert: string;
  /** The authority's certificate: what a phone has to trust once. */
  authorityFile: string;
}

const dayMs = 86_400_000;
const authorityDays = 3650;
/** Phones refuse certificates that are good for longer than 398 days. */
const certificateDays = 397;
const renewBeforeMs = 30 * dayMs;
const curve = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/** Names and addresses of this machine, and the host that it listens on. */
export function ownNames(host: string): string[] {
  const names = new Set(['localhost', '127.0.0.1', '::1', hostname(), `${hostname()}.local`]);
  for (const addresses of Object.values(networkInterfaces()))
    for (const { address, internal } of addresses ?? []) if (!internal) names.add(address.split('%')[0]);
  if (host !== '0.0.0.0' && host !== '::') names.add(host);
  return [...names];
}

/** The certificate of this server for these names, made where there is none that will do. */
export async function localTls(dataDir: string, names: readonly string[]): Promise<TlsFiles> {
  const folder = join(dataDir, 'tls');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const files = {
    authorityKey: join(folder, 'authority.key'),
    authorityCert: join(folder, 'authority.crt'),
    key: join(folder, 'server.key'),
    cert: join(folder, 'server.crt'),
  };
  if (!isGood(files.authorityCert, [])) await makeAuthority(files.authorityKey, files.authorityCert);
  if (!isGood(files.cert, names) || !isFrom(files.cert, files.authorityCert))
    await makeCertificate(files, names);
  return {
    key: readFileSync(files.key, 'utf8'),
    cert: readFileSync(files.cert, 'utf8') + readFileSync(files.authorityCert, 'utf8'),
    authorityFile: files.authorityCert,
  };
}

function isGood(file: string, names: readonly string[]): boolean {
  if (!existsSync(file)) return false;
  const certificate = new X509Certificate(readFileSync(file));
  if (certificate.validToDate.getTime() - Date.now() < renewBeforeMs) return false;
  return names.every((name) =>
    isIP(name) === 0 ? certificate.checkHost(name) !== undefined : certificate.checkIP(name) !== undefined,
  );
}

function isFrom(file: string, authorityFile: string): boolean {
  const authority = new X509Certificate(readFileSync(authorityFile));
  return new X509Certificate(readFileSync(file)).verify(authority.publicKey);
}

async function makeAuthority(keyFile: string, certFile: string): Promise<void> {
  const x509 = await loadX509();
  const keys = await crypto.subtle.generateKey(curve, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: `CN=Kentongan authority of ${hostname()}`,
    ...validity(authorityDays),
    signingAlgorithm: curve,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  await writeKey(keyFile, keys.privateKey);
  writeFileSync(certFile, `${certificate.toString('pem')}\n`);
}

async function makeCertificate(
  files: { authorityKey: string; authorityCert: string; key: string; cert: string },
  names: readonly string[],
): Promise<void> {
  const x509 = await loadX509();
  const authority = new x509.X509Certificate(readFileSync(files.authorityCert, 'utf8'));
  const signingKey = await readKey(files.authorityKey);
  const keys = await crypto.subtle.generateKey(curve, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: `CN=Kentongan on ${hostname()}`,
    issuer: authority.subject,
    ...validity(certificateDays),
    signingAlgorithm: curve,
    publicKey: keys.publicKey,
    signingKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(
        names.map((value) => ({ type: isIP(value) === 0 ? ('dns' as const) : ('ip' as const), value })),
      ),
      await x509.AuthorityKeyIdentifierExtension.create(authority.publicKey),
    ],
  });
  await writeKey(files.key, keys.privateKey);
  writeFileSync(files.cert, `${certificate.toString('pem')}\n`);
}

/** Loaded only when a certificate is to be made; its injector wants the polyfill first. */
async function loadX509(): Promise<typeof import('@peculiar/x509')> {
  await import('reflect-metadata');
  return import('@peculiar/x509');
}

function validity(days: number): { notBefore: Date; notAfter: Date } {
  // A phone whose clock is a little behind should not refuse what was made just now.
  return {
    notBefore: new Date(Date.now() - dayMs / 24),
    notAfter: new Date(Date.now() + (days - 1) * dayMs),
  };
}

/** 16 random bytes, positive. */
function serialNumber(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[0] = (bytes[0] & 0x7f) | 0x40;
  return Buffer.from(bytes).toString('hex');
}

async function writeKey(file: string, key: webcrypto.CryptoKey): Promise<void> {
  const der = Buffer.from(await crypto.subtle.exportKey('pkcs8', key));
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  const pem = ['-----BEGIN PRIVATE KEY-----', ...lines, '-----END PRIVATE KEY-----', ''].join('\n');
  writeFileSync(file, pem, { mode: 0o600 });
}

async function readKey(file: string): Promise<webcrypto.CryptoKey> {
  const body = readFileSync(file, 'utf8').replace(/-----[A-Z ]+-----|\s/g, '');
  return crypto.subtle.importKey('pkcs8', Buffer.from(body, 'base64'), curve, false, ['sign']);
}
