import { readFileSync } from 'node:fs';
import { isIP, type Socket } from 'node:net';
import { connect, type TlsOptions } from 'node:tls';
import { dialTcp, type Endpoint } from '../receive/index.ts';

/** PEM files. Where the other end asks who we are: a certificate and its key. */
export interface ClientTls {
  /** Who signed the certificate of the other end. */
  caFile: string;
  certFile?: string;
  keyFile?: string;
}

/** PEM files of a port that others call. With `caFile`, who calls must show a certificate of that authority. */
export interface ServerTls {
  certFile: string;
  keyFile: string;
  caFile?: string;
}

/** undefined: without TLS. Throws where a file cannot be read. */
export function servedWith(tls: ServerTls | undefined): TlsOptions | undefined {
  if (tls === undefined) return undefined;
  const { certFile, keyFile, caFile } = tls;
  const files = { cert: readFileSync(certFile), key: readFileSync(keyFile) };
  if (caFile === undefined) return files;
  return { ...files, ca: readFileSync(caFile), requestCert: true, rejectUnauthorized: true };
}

/** Calls over TLS, verified against `caFile` alone; undefined: without TLS. Throws where a file cannot be read. */
export function dialWith(tls: ClientTls | undefined): (to: Endpoint) => Socket {
  if (tls === undefined) return dialTcp;
  const { caFile, certFile, keyFile } = tls;
  const read = (file: string | undefined): Buffer | undefined =>
    file === undefined ? undefined : readFileSync(file);
  const files = { ca: read(caFile), cert: read(certFile), key: read(keyFile) };
  return ({ host, port }) =>
    connect({ host, port, ...files, ...(isIP(host) === 0 ? { servername: host } : {}) });
}
