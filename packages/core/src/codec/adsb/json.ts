import { LineQueue, textFromUtf8 } from '../../base/bytes.ts';
import { quoted } from './aircraft.ts';
import type { AdsbDecoded, AdsbDecoder, Aircraft } from './aircraft.ts';
import { isAddress } from './sbs.ts';

/**
 * readsb's own JSON: `aircraft.json` (a document with a list) and its JSON positions (`--net-json-port`, an aircraft
 * a line). Fields that we know are checked, others are passed on as they came.
 */
type FieldCheck = readonly [min: number, max: number] | 'text' | 'texts';

const checks: Readonly<Record<string, FieldCheck>> = {
  type: 'text',
  flight: 'text',
  r: 'text',
  t: 'text',
  dbFlags: [0, 255],
  alt_geom: [-5000, 200_000],
  gs: [0, 10_000],
  ias: [0, 10_000],
  tas: [0, 10_000],
  mach: [0, 20],
  wd: [0, 360],
  ws: [0, 1000],
  oat: [-200, 200],
  tat: [-200, 500],
  track: [0, 360],
  track_rate: [-360, 360],
  roll: [-180, 180],
  mag_heading: [0, 360],
  true_heading: [0, 360],
  baro_rate: [-100_000, 100_000],
  geom_rate: [-100_000, 100_000],
  squawk: 'text',
  emergency: 'text',
  category: 'text',
  nav_qnh: [0, 2000],
  nav_altitude_mcp: [-5000, 200_000],
  nav_altitude_fms: [-5000, 200_000],
  nav_heading: [-180, 360],
  nav_modes: 'texts',
  lat: [-90, 90],
  lon: [-180, 180],
  nic: [0, 15],
  rc: [0, 1e8],
  seen_pos: [-60, 1e9],
  seen: [-60, 1e9],
  version: [-1, 15],
  nic_baro: [0, 1],
  nac_p: [0, 15],
  nac_v: [0, 7],
  sil: [0, 3],
  sil_type: 'text',
  gva: [0, 3],
  sda: [0, 3],
  alert: [0, 1],
  spi: [0, 1],
  mlat: 'texts',
  tisb: 'texts',
  messages: [0, 1e15],
  rssi: [-200, 100],
  now: [0, 1e11],
};

/** A position a line, as readsb's JSON port sends them; a line may also be a whole document. */
export class AircraftJsonDecoder implements AdsbDecoder {
  readonly #lines = new LineQueue(524_288);
  #waiting: AdsbDecoded[] = [];
  #given = 0;

  append(piece: Uint8Array): boolean {
    return this.#lines.append(piece);
  }

  end(): void {
    this.#lines.end();
  }

  next(): AdsbDecoded | undefined {
    while (this.#given >= this.#waiting.length) {
      const line = this.#lines.next();
      if (line === undefined) return undefined;
      if (this.#lines.cut) return { error: 'expected a line of at most 524288 bytes', at: this.#lines.line };
      const text = textFromUtf8(line);
      if (text.trim() === '') continue;
      this.#waiting = decodeAircraftJson(text, this.#lines.line);
      this.#given = 0;
    }
    return this.#waiting[this.#given++];
  }
}

/**
 * A whole aircraft.json, or one aircraft. One that is half-written is one refusal: keep the last. `at` is the line at
 * which the text begins.
 */
export function decodeAircraftJson(text: string, at = 1): AdsbDecoded[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    return [{ error: `expected JSON, found ${(cause as Error).message}`, at }];
  }
  if (!isRecord(value)) return [{ error: `expected an object, found ${quoted(value)}`, at }];
  if (!('aircraft' in value)) return [decodeOne(value, at, undefined)];
  const list = value.aircraft;
  if (!Array.isArray(list)) return [{ error: `expected aircraft a list, found ${quoted(list)}`, at }];
  const nowS = typeof value.now === 'number' ? value.now : undefined;
  return list.map((entry: unknown) => decodeOne(entry, at, nowS));
}

function decodeOne(value: unknown, at: number, documentNowS: number | undefined): AdsbDecoded {
  if (!isRecord(value)) return { error: `expected an aircraft, found ${quoted(value)}`, at };
  if (typeof value.hex !== 'string' || !isAddress(value.hex)) {
    return { error: `expected hex of six hex digits, found ${quoted(value.hex)}`, at };
  }
  for (const name in value) {
    const error = fieldError(name, value[name]);
    if (error !== undefined) return { error: `${value.hex}: ${error}`, at };
  }
  if ((value.lat === undefined) !== (value.lon === undefined)) {
    return { error: `${value.hex}: expected lat and lon together, found one`, at };
  }
  const aircraft = value as unknown as Aircraft;
  const nowS = aircraft.now ?? documentNowS;
  return nowS === undefined ? { aircraft, at } : { aircraft, at, statedMs: Math.round(nowS * 1000) };
}

function fieldError(name: string, value: unknown): string | undefined {
  if (name === 'alt_baro') {
    const fits = value === 'ground' || (typeof value === 'number' && value >= -5000 && value <= 200_000);
    return fits ? undefined : `expected alt_baro in feet or "ground", found ${quoted(value)}`;
  }
  const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
  if (check === undefined) return undefined;
  if (check === 'text')
    return typeof value === 'string' ? undefined : `expected ${name} a text, found ${quoted(value)}`;
  if (check === 'texts') {
    const fits = Array.isArray(value) && value.every((entry) => typeof entry === 'string');
    return fits ? undefined : `expected ${name} a list of texts, found ${quoted(value)}`;
  }
  if (typeof value === 'number' && value >= check[0] && value <= check[1]) return undefined;
  return `expected ${name} from ${check[0]} to ${check[1]}, found ${quoted(value)}`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
