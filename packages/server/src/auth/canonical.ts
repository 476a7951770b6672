import canonicalize from 'canonicalize';

/** RFC 8785 canonical JSON as bytes. Throws on what JSON cannot write (undefined, NaN, a lone surrogate). */
export function canonicalJson(value: unknown): Buffer {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('expected a JSON value, found undefined');
  return Buffer.from(text, 'utf8');
}
