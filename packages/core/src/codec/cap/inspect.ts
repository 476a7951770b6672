import type { CapAlert } from './alert.ts';
import { readCap } from './read.ts';
import { type CapSignature, type CapSignatureCheck, readCapSignature } from './signature.ts';

export interface CapInspection {
  readonly verdict: 'accept' | 'reject';
  readonly errors: readonly string[];
  /** `valid` where the bytes fit a key in the document; whose key it is, a chain and a trust list must tell. */
  readonly signature: 'none' | CapSignatureCheck['state'];
  /** Where valid: as sent, or only once blanks and instructions were left out. */
  readonly signedForm?: 'asSent' | 'withoutBlanks';
  readonly alert: Partial<CapAlert>;
  /** Only where nothing could be read as an alert; with the line of the text. */
  readonly error?: string;
  readonly at?: number;
}

/** `check` has the keys and hashes that this codec has not (`checkCapSignature`); without it, all stay unchecked. */
export function inspectCap(
  bytes: Uint8Array,
  check: (signature: CapSignature) => CapSignatureCheck = () => ({ state: 'unchecked' }),
): CapInspection {
  const { document, alert, errors, signatures, line } = readCap(bytes);
  if (document === undefined) {
    return { verdict: 'reject', errors, signature: 'none', alert, error: errors[0], at: line ?? 1 };
  }
  const read = signatures.length === 1 ? readCapSignature(document, signatures[0]) : undefined;
  const checked = read === undefined ? { state: 'unchecked' as const } : check(read);
  return {
    verdict: errors.length === 0 ? 'accept' : 'reject',
    errors,
    signature: signatures.length === 0 ? 'none' : checked.state,
    ...('form' in checked ? { signedForm: checked.form } : {}),
    alert,
  };
}
