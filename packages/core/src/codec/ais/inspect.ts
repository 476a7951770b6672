import { AisDecoder } from './decoder.ts';
import type { AisDecoded } from './message.ts';

/** What `kentongan inspect --codec ais` prints for one message or refusal. */
export function aisPrinted(decoded: AisDecoded, at = decoded.at): object {
  if ('error' in decoded) return { error: decoded.error, at };
  return decoded.tag === undefined
    ? { ...decoded.message, at }
    : { ...decoded.message, tag: decoded.tag, at };
}

const pieceBytes = 65_536;

/** A whole file of lines. */
export function* inspectAis(bytes: Uint8Array): Generator<object> {
  const decoder = new AisDecoder();
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    decoder.append(bytes.subarray(at, at + pieceBytes));
    if (at + pieceBytes >= bytes.length) decoder.end();
    for (let decoded = decoder.next(); decoded !== undefined; decoded = decoder.next())
      yield aisPrinted(decoded);
  }
}
