import { readFileSync } from 'node:fs';
import { isIP, type Socket } from 'node:net';
import { connect } from 'node:tls';
import type { Endpoint } from '../receive/index.ts';

/** PEM files. Where the other end asks who we are: a certificate and its key. */
export interface ClientTls {
  /** Who signed the certificate of the other end. */
  caFile: string;
  certFile?: string;
  keyFile?: string;
}

/** Calls over TLS, verified against `caFile` alone. Throws where a file cannot be read. */
export function dialWith({ caFile, certFile, keyFile }: ClientTls): (to: Endpoint) => Socket {
  const read = (file: string | undefined): Buffer | undefined =>
    file === undefined ? undefined : readFileSync(file);
  const files = { ca: read(caFile), cert: read(certFile), key: read(keyFile) };
  return ({ host, port }) =>
    connect({ host, port, ...files, ...(isIP(host) === 0 ? { servername: host } : {}) });
}
