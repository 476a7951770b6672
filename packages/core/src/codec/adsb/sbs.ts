import { LineQueue, textFromLatin1 } from '../../base/bytes.ts';
import { quoted } from './aircraft.ts';
import { emergencyOfSquawk } from './emergency.ts';
import type { AdsbDecoded, AdsbDecoder, AircraftDraft } from './aircraft.ts';

/**
 * SBS-1 "BaseStation" lines (port 30003), as readsb, dump1090 and mlat-client write them:
 *
 * | 0 | 1 | 4 | 6 7 | 10 | 11 | 12 | 13 | 14 | 15 | 16 | 17 | 18 | 19 | 20 | 21 |
 * |---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|
 * | MSG | 1-8 | hex | date, time generated | call sign | altitude ft | ground speed kt | track ° | lat | lon | rate ft/min | squawk | alert | emergency | SPI | on ground |
 *
 * Any field may be empty. A flag that is set is `-1` or `1`.
 */
const fieldCount = 22;

/** Lines of these kinds have the aircraft's address; MLAT is what mlat-client writes for MSG. */
const kinds = new Set(['MSG', 'MLAT', 'SEL', 'ID', 'AIR', 'STA']);

interface NumberField {
  readonly index: number;
  readonly name: 'alt_baro' | 'gs' | 'track' | 'lat' | 'lon' | 'baro_rate';
  readonly min: number;
  readonly max: number;
}

const numberFields: readonly NumberField[] = [
  { index: 11, name: 'alt_baro', min: -2000, max: 150_000 },
  { index: 12, name: 'gs', min: 0, max: 4096 },
  { index: 13, name: 'track', min: 0, max: 360 },
  { index: 14, name: 'lat', min: -90, max: 90 },
  { index: 15, name: 'lon', min: -180, max: 180 },
  { index: 16, name: 'baro_rate', min: -65_536, max: 65_536 },
];

export class SbsDecoder implements AdsbDecoder {
  readonly #lines = new LineQueue(1024);

  append(piece: Uint8Array): boolean {
    return this.#lines.append(piece);
  }

  end(): void {
    this.#lines.end();
  }

  next(): AdsbDecoded | undefined {
    for (;;) {
      const line = this.#lines.next();
      if (line === undefined) return undefined;
      if (this.#lines.cut) return { error: 'expected a line of at most 1024 bytes', at: this.#lines.line };
      const decoded = decodeSbsLine(textFromLatin1(line), this.#lines.line);
      if (decoded !== undefined) return decoded;
    }
  }
}

/** undefined for lines that are about no aircraft: empty, and CLK. */
export function decodeSbsLine(text: string, at: number): AdsbDecoded | undefined {
  const fields = text.split(',', fieldCount);
  const kind = fields[0].trim();
  if (kind === 'CLK' || (kind === '' && fields.length === 1)) return undefined;
  if (!kinds.has(kind)) return { error: `expected an SBS line of kind MSG, found ${quoted(kind)}`, at };
  const hex = fields[4] ?? '';
  if (!isAddress(hex)) return { error: `expected six hex digits as address, found ${quoted(hex)}`, at };
  const aircraft: AircraftDraft = { hex: hex.toLowerCase() };
  if (kind === 'MLAT') aircraft.type = 'mlat';
  const error = kind === 'STA' ? undefined : readFields(fields, aircraft);
  if (error !== undefined) return { error, at };
  const statedMs = statedMsFrom(fields[6] ?? '', fields[7] ?? '');
  return statedMs === undefined ? { aircraft, at } : { aircraft, at, statedMs };
}

/** Fills in what is stated; returns what is wrong, if anything. */
function readFields(fields: readonly string[], aircraft: AircraftDraft): string | undefined {
  const flight = (fields[10] ?? '').trimEnd();
  if (flight !== '') aircraft.flight = flight.slice(0, 8).padEnd(8);
  for (const { index, name, min, max } of numberFields) {
    const text = fields[index];
    if (text === undefined || text === '') continue;
    const value = Number(text);
    if (!(value >= min && value <= max) || text.trim() === '') {
      return `expected ${name} from ${min} to ${max}, found ${quoted(text)}`;
    }
    aircraft[name] = value;
  }
  if ((aircraft.lat === undefined) !== (aircraft.lon === undefined)) {
    return 'expected latitude and longitude together, found one';
  }
  return readStatus(fields, aircraft);
}

function readStatus(fields: readonly string[], aircraft: AircraftDraft): string | undefined {
  const squawk = fields[17] ?? '';
  if (squawk !== '') {
    if (!/^[0-7]{1,4}$/.test(squawk)) return `expected four octal digits as squawk, found ${quoted(squawk)}`;
    aircraft.squawk = squawk.padStart(4, '0');
  }
  const alert = flagFrom(fields[18]);
  if (alert !== undefined) aircraft.alert = alert;
  const emergency = emergencyOfSquawk.get(aircraft.squawk ?? '');
  if (emergency !== undefined) aircraft.emergency = emergency;
  else if (flagFrom(fields[19]) === 1) aircraft.emergency = 'general';
  const spi = flagFrom(fields[20]);
  if (spi !== undefined) aircraft.spi = spi;
  if (flagFrom(fields[21]) === 1) aircraft.alt_baro = 'ground';
  return undefined;
}

function flagFrom(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  return text === '0' ? 0 : 1;
}

/** Six hex digits, perhaps with readsb's `~` for addresses that ICAO did not give. */
export function isAddress(hex: string): boolean {
  const start = hex.charCodeAt(0) === 126 ? 1 : 0;
  if (hex.length !== start + 6) return false;
  for (let i = start; i < hex.length; i++) {
    const code = hex.charCodeAt(i) | 32;
    if (!((code >= 48 && code <= 57) || (code >= 97 && code <= 102))) return false;
  }
  return true;
}

/** `2026/11/23`, `04:14:38.036` as ms since 1970 as if UTC; undefined where either is absent or no date. */
function statedMsFrom(date: string, time: string): number | undefined {
  if (date.length !== 10 || time.length < 8) return undefined;
  const year = Number(date.slice(0, 4));
  const month = Number(date.slice(5, 7));
  const day = Number(date.slice(8));
  const seconds = Number(time.slice(0, 2)) * 3600 + Number(time.slice(3, 5)) * 60 + Number(time.slice(6, 12));
  if (!(year >= 1970 && month >= 1 && month <= 12 && day >= 1 && day <= 31 && seconds >= 0)) return undefined;
  return daysFromCivil(year, month, day) * 86_400_000 + Math.round(seconds * 1000);
}

/** Days since 1970-01-01 in the Gregorian calendar, counting years from March. */
function daysFromCivil(year: number, month: number, day: number): number {
  const marchYear = month > 2 ? year : year - 1;
  const monthFromMarch = (month + 9) % 12;
  const dayOfYear = Math.floor((153 * monthFromMarch + 2) / 5) + day - 1;
  const leapDays = Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400);
  return 365 * marchYear + leapDays + dayOfYear - 719_468;
}
