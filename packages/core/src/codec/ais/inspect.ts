import { smallPieces } from '../../base/bytes.ts';
import type { Piece } from '../../base/bytes.ts';
import { AisDecoder } from './decoder.ts';
import type { AisDecoded } from './message.ts';

/** What `kentongan inspect --codec ais` prints for one message or refusal. */
export function aisPrinted(decoded: AisDecoded, at = decoded.at): object {
  if ('error' in decoded) return { error: decoded.error, at };
  return decoded.tag === undefined
    ? { ...decoded.message, at }
    : { ...decoded.message, tag: decoded.tag, at };
}

const newline = Uint8Array.of(10);

/** A file of lines, or what the packets of a capture bore; `at` is then the packet's number. */
export function* inspectAis(pieces: Iterable<Piece>): Generator<object> {
  const decoder = new AisDecoder();
  let packet: number | undefined;
  for (const { bytes, at, whole } of smallPieces(pieces)) {
    packet = at;
    decoder.append(bytes);
    if (whole === true) decoder.append(newline);
    yield* printedOf(decoder, packet);
  }
  decoder.end();
  yield* printedOf(decoder, packet);
}

function* printedOf(decoder: AisDecoder, packet: number | undefined): Generator<object> {
  for (let decoded = decoder.next(); decoded !== undefined; decoded = decoder.next()) {
    yield aisPrinted(decoded, packet ?? decoded.at);
  }
}
