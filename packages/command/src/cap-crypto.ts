import { createHash, createVerify, X509Certificate } from 'node:crypto';
import type { CapCrypto } from '@kentongan/core/codec/cap';

/** Whether an alert's signature fits the certificate it bears. Whose certificate that is, nobody is asked. */
export const capCrypto: CapCrypto = {
  digest: (hash, content) => createHash(hash).update(content).digest(),
  verify(certificate, _key, hash, content, value) {
    try {
      const key = new X509Certificate(certificate).publicKey;
      return createVerify(hash).update(content).verify({ key, dsaEncoding: 'ieee-p1363' }, value);
    } catch {
      // A certificate that cannot be read fits nothing.
      return false;
    }
  },
};
