import { AsterixDecoder } from './decoder.ts';
import type { AsterixDecoded } from './decoder.ts';

/** What `kentongan inspect --codec asterix` prints for one record or refusal. */
export function asterixPrinted(decoded: AsterixDecoded, at: number): object {
  if ('error' in decoded)
    return {
      error: decoded.error,
      ...(decoded.category !== undefined && { category: decoded.category }),
      at,
    };
  return { category: decoded.category, items: decoded.items(), at };
}

/** Blocks one after the other, as in a file that is no capture; `at` is the block's byte offset. */
export function* inspectAsterix(bytes: Uint8Array, decoder: AsterixDecoder): Generator<object> {
  for (let at = 0; at < bytes.length;) {
    const decoded: AsterixDecoded[] = [];
    const next = decoder.decodeBlock(bytes, at, decoded);
    for (const one of decoded) yield asterixPrinted(one, at);
    at = next;
  }
}
