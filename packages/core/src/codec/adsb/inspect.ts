import { LineQueue, textFromLatin1, textFromUtf8 } from '../../base/bytes.ts';
import type { AdsbDecoded, AdsbDecoder, Aircraft } from './aircraft.ts';
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

/** What `kentongan inspect --codec adsb` prints, for a whole file of any of the formats. */
export function* inspectAdsb(bytes: Uint8Array, options: ModeSOptions = {}): Generator<object> {
  const format = adsbFormatOf(bytes);
  if (format === 'json') {
    const document = decodeAircraftJson(textFromUtf8(bytes));
    if (document.length !== 1 || !('error' in document[0])) {
      for (const decoded of document) yield printed(decoded);
      return;
    }
  }
  const decoder = createAdsbDecoder(format, options);
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    decoder.append(bytes.subarray(at, at + pieceBytes));
    if (at + pieceBytes >= bytes.length) decoder.end();
    for (let decoded = decoder.next(); decoded !== undefined; decoded = decoder.next())
      yield printed(decoded);
  }
}

const pieceBytes = 65_536;

function printed(decoded: AdsbDecoded): Aircraft | { readonly error: string; readonly at: number } {
  return 'error' in decoded ? decoded : ({ ...decoded.aircraft, at: decoded.at } as Aircraft);
}
