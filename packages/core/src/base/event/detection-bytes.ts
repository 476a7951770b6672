import type { DetectionEvent, Measurement } from './schema.ts';

/**
 * The commonest line of a log, read straight from its bytes: a detection of a range and a bearing, or of a bearing, as a
 * machine writes it (no spaces, keys in the order of the contract, nothing optional but elevation and range rate). It skips
 * making a string, parsing it and asking the schema, which together cost six times as much. Whatever it does not know it
 * leaves to them, so that it refuses nothing: `detection-bytes.test.ts` holds every line it reads to be read the same by both.
 */
export interface DetectionBytes {
  /** The detection whose line is bytes[from…to), or undefined where this is not such a line. */
  read(bytes: Uint8Array, from: number, to: number): DetectionEvent | undefined;
}

const code = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

const beforeSeq = code('{"seq":');
const beforeTime = code(',"kind":"detection","timeMs":');
const beforeSensor = code(',"sensorId":"');
const beforeSensed = code('","sensedMs":');
const beforeMeasurement = code(',"measurement":{"type":"');
const beforeRange = code('rangeBearing","rangeM":');
const beforeBearing = code(',"bearingRad":');
const beforeOnlyBearing = code('bearing","bearingRad":');
const beforeElevation = code(',"elevationRad":');
const beforeRate = code(',"rangeRateMps":');
const end = code('}}');

const [zero, nine, minus, point, quote, backslash] = code('09-."\\');
const mostDigits = 15;
const mostId = 200;
const mostBearingRad = 6.2832;
const mostElevationRad = 1.5708;
const mostTimeMs = 8.64e15;
/** Up to 15 digits divided by one of these is rounded once, so exactly what `JSON.parse` makes of them (Clinger 1990). */
const powerOfTen = Float64Array.from({ length: mostDigits + 1 }, (_, k) => Number(`1e${k}`));

export function createDetectionBytes(): DetectionBytes {
  let bytes = new Uint8Array(0);
  let at = 0;
  let isGood = true;
  /** The sensor named last: lines of one report follow each other, and share its id. */
  let lastId = '';

  function skip(text: Uint8Array): void {
    if (!isNext(text)) isGood = false;
    else at += text.length;
  }

  function isNext(text: Uint8Array): boolean {
    for (let k = 0; k < text.length; k++) if (bytes[at + k] !== text[k]) return false;
    return true;
  }

  /** A JSON number without exponent, of up to 15 digits. */
  function number(): number {
    const isNegative = bytes[at] === minus;
    if (isNegative) at++;
    const first = at;
    let value = 0;
    let decimals = 0;
    while (isDigit(bytes[at])) value = 10 * value + bytes[at++] - zero;
    let digits = at - first;
    if (digits === 0 || (digits > 1 && bytes[first] === zero)) isGood = false;
    if (bytes[at] === point) {
      const from = ++at;
      while (isDigit(bytes[at])) value = 10 * value + bytes[at++] - zero;
      decimals = at - from;
      if (decimals === 0) isGood = false;
      digits += decimals;
    }
    if (digits > mostDigits) isGood = false;
    const size = decimals === 0 || !isGood ? value : value / powerOfTen[decimals];
    return isNegative ? -size : size;
  }

  /** Up to its closing quote; only printable ASCII without escapes. */
  function identifier(): string {
    const first = at;
    let isLast = true;
    for (; bytes[at] !== quote && at < first + mostId; at++) {
      const letter = bytes[at];
      if (letter < 0x20 || letter > 0x7e || letter === backslash) isGood = false;
      if (isLast && letter !== lastId.charCodeAt(at - first)) isLast = false;
    }
    if (at === first || bytes[at] !== quote) isGood = false;
    if (!isGood || (isLast && at - first === lastId.length)) return lastId;
    lastId = String.fromCharCode(...bytes.subarray(first, at));
    return lastId;
  }

  function within(most: number): number {
    const value = number();
    if (value < -most || value > most) isGood = false;
    return value;
  }

  function measurement(): Measurement {
    if (!isNext(beforeRange)) {
      skip(beforeOnlyBearing);
      return { type: 'bearing', bearingRad: within(mostBearingRad) };
    }
    at += beforeRange.length;
    const rangeM = number();
    if (rangeM < 0) isGood = false;
    skip(beforeBearing);
    const bearingRad = within(mostBearingRad);
    const read: Measurement = { type: 'rangeBearing', rangeM, bearingRad };
    if (isGood && isNext(beforeElevation)) {
      at += beforeElevation.length;
      read.elevationRad = within(mostElevationRad);
    }
    if (isGood && isNext(beforeRate)) {
      at += beforeRate.length;
      read.rangeRateMps = number();
    }
    return read;
  }

  return {
    read(of, from, to) {
      bytes = of as Uint8Array<ArrayBuffer>;
      at = from;
      isGood = true;
      skip(beforeSeq);
      const seq = number();
      skip(beforeTime);
      if (!isGood || seq < 1 || seq !== Math.floor(seq)) return undefined;
      const timeMs = number();
      skip(beforeSensor);
      if (!isGood) return undefined;
      const sensorId = identifier();
      skip(beforeSensed);
      const sensedMs = number();
      skip(beforeMeasurement);
      if (!isGood || timeMs < 0 || timeMs > mostTimeMs || sensedMs < 0 || sensedMs > mostTimeMs)
        return undefined;
      const read = measurement();
      skip(end);
      if (!isGood || at !== to) return undefined;
      return { seq, kind: 'detection', timeMs, sensorId, sensedMs, measurement: read };
    },
  };
}

function isDigit(byte: number): boolean {
  return byte >= zero && byte <= nine;
}
