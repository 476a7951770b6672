import { LineQueue, smallPieces, textFromLatin1, textFromUtf8 } from '../../base/bytes.ts';
import type { Piece } from '../../base/bytes.ts';
import type { AdsbDecoded, AdsbDecoder } from './aircraft.ts';
import { AvrDecoder } from './avr.ts';
import { BeastDecoder, isBeastType } from './beast.ts';
import { AircraftJsonDecoder, decodeAircraftJson } from './json.ts';
import type { ModeSOptions } from './modes.ts';
import { SbsDecoder } from './sbs.ts';

export type AdsbFormat = 'avr' | 'beast' | 'sbs' | 'json';

export function createAdsbDecoder(format: AdsbFormat, options: ModeSOptions = {}): AdsbDecoder {
  if (format === 'avr') return new AvrDecoder(options);
  if (format === 'beast') return new BeastDecoder(options);
  return format === 'sbs' ? new SbsDecoder() : new AircraftJsonDecoder();
}

/** The format, by the first line in the first 4 KiB that only one of them can have; SBS where nothing tells. */
export function adsbFormatOf(bytes: Uint8Array): AdsbFormat {
  const lines = new LineQueue(256);
  lines.append(bytes.subarray(0, 4096));
  lines.end();
  for (let line = lines.next(); line !== undefined; line = lines.next()) {
    const text = textFromLatin1(line).trimStart();
    if (/^[{[]/.test(text)) return 'json';
    if (/^(MSG|MLAT|SEL|ID|AIR|STA|CLK),/.test(text)) return 'sbs';
    if (/^[*@:%<][0-9a-fA-F]+;/.test(text)) return 'avr';
    if (line.some((byte, i) => byte === 0x1a && isBeastType(line[i + 1]))) return 'beast';
  }
  return 'sbs';
}

/** Most bytes of a JSON document of several lines that are held. */
const maxDocument = 67_108_864;
const newline = Uint8Array.of(10);

/**
 * What `kentongan inspect --codec adsb` prints for a file in any of the formats, or for what the packets of a capture
 * bore; `at` is then the packet's number.
 */
export function* inspectAdsb(pieces: Iterable<Piece>, options: ModeSOptions = {}): Generator<object> {
  const following = smallPieces(pieces)[Symbol.iterator]();
  const first = following.next();
  if (first.done === true) return;
  const format = adsbFormatOf(first.value.bytes);
  const all = withFirst(first.value, following);
  if (format === 'json' && !beginsWithJsonLine(first.value.bytes)) yield* inspectDocument(all);
  else yield* inspectStream(all, createAdsbDecoder(format, options));
}

function* withFirst(first: Piece, following: Iterator<Piece>): Generator<Piece> {
  yield first;
  for (let step = following.next(); step.done !== true; step = following.next()) yield step.value;
}

function* inspectStream(pieces: Iterable<Piece>, decoder: AdsbDecoder): Generator<object> {
  let packet: number | undefined;
  for (const { bytes, at, whole } of pieces) {
    packet = at;
    decoder.append(bytes);
    if (whole === true && !(decoder instanceof BeastDecoder)) decoder.append(newline);
    yield* printedOf(decoder, packet);
  }
  decoder.end();
  yield* printedOf(decoder, packet);
}

function* printedOf(decoder: AdsbDecoder, packet: number | undefined): Generator<object> {
  for (let decoded = decoder.next(); decoded !== undefined; decoded = decoder.next())
    yield adsbPrinted(decoded, packet);
}

/** An aircraft.json of several lines is read whole; where it is none, but some line is JSON, line by line. */
function* inspectDocument(pieces: Iterable<Piece>): Generator<object> {
  const held: Piece[] = [];
  let size = 0;
  for (const piece of pieces) {
    held.push(piece);
    size += piece.bytes.length;
    if (size > maxDocument)
      return yield { error: `expected at most ${maxDocument} bytes of JSON, found more`, at: 1 };
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const piece of held) {
    bytes.set(piece.bytes, at);
    at += piece.bytes.length;
  }
  const text = textFromUtf8(bytes);
  const decoded = decodeAircraftJson(text);
  const isBroken = decoded.length === 1 && 'error' in decoded[0];
  if (isBroken && text.split('\n').some(isJsonObject)) yield* inspectStream(held, new AircraftJsonDecoder());
  else for (const one of decoded) yield adsbPrinted(one, held[0].at);
}

function beginsWithJsonLine(bytes: Uint8Array): boolean {
  const end = bytes.indexOf(10);
  return end > 0 && isJsonObject(textFromUtf8(bytes.subarray(0, end)));
}

function isJsonObject(line: string): boolean {
  try {
    return typeof JSON.parse(line) === 'object';
  } catch {
    return false;
  }
}

/** One message as it is printed: with the packet's number, or where it stands in the file. */
export function adsbPrinted(decoded: AdsbDecoded, at = decoded.at): object {
  return 'error' in decoded ? { error: decoded.error, at } : { ...decoded.aircraft, at };
}
