import type { CapAlert } from './alert.ts';
import { readCap } from './read.ts';
import { type CapSignature, readCapSignature } from './signature.ts';

/** `valid` where the bytes fit the key in the document; whose key it is, a chain and a trust list must tell. */
export type CapSignatureState = 'none' | 'valid' | 'invalid' | 'unchecked';

export interface CapInspection {
  readonly verdict: 'accept' | 'reject';
  readonly errors: readonly string[];
  readonly signature: CapSignatureState;
  readonly alert: Partial<CapAlert>;
  /** Only where nothing could be read as an alert; with the line of the text. */
  readonly error?: string;
  readonly at?: number;
}

/** `check` has the keys and hashes that this codec has not; without it a signature stays unchecked. */
export function inspectCap(
  bytes: Uint8Array,
  check: (signature: CapSignature) => CapSignatureState = () => 'unchecked',
): CapInspection {
  const { document, alert, errors, signatures, line } = readCap(bytes);
  if (document === undefined) {
    return { verdict: 'reject', errors, signature: 'none', alert, error: errors[0], at: line ?? 1 };
  }
  const read = signatures.length === 1 ? readCapSignature(document, signatures[0]) : undefined;
  return {
    verdict: errors.length === 0 ? 'accept' : 'reject',
    errors,
    signature: signatures.length === 0 ? 'none' : read === undefined ? 'unchecked' : check(read),
    alert,
  };
}
