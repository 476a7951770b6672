import type { Piece } from '../../base/bytes.ts';
import { AsterixDecoder } from './decoder.ts';
import type { AsterixDecoded, AsterixOptions } from './decoder.ts';

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

/** A file of blocks, `at` the byte offset of the block; or datagrams of a capture, `at` the number of the packet. */
export function* inspectAsterix(pieces: Iterable<Piece>, options: AsterixOptions = {}): Generator<object> {
  const decoder = new AsterixDecoder(options);
  for (const { bytes, at: packet } of pieces) {
    for (let at = 0; at < bytes.length;) {
      const decoded: AsterixDecoded[] = [];
      const next = decoder.decodeBlock(bytes, at, decoded);
      for (const one of decoded) yield asterixPrinted(one, packet ?? at);
      at = next;
    }
  }
}
