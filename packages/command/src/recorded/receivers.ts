import {
  adsbFormatOf,
  AircraftJsonDecoder,
  BeastDecoder,
  createAdsbDecoder,
  decodeAircraftJson,
  type AdsbDecoded,
  type AdsbDecoder,
} from '@kentongan/core/codec/adsb';
import { AisDecoder } from '@kentongan/core/codec/ais';
import { capturedPieces, isCapture } from '@kentongan/core/codec/pcap';
import { AdsbClaims, adsbReceiver } from '@kentongan/core/ingest/from/adsb';
import { aisClaim, aisReceiver } from '@kentongan/core/ingest/from/ais';
import { Receiver, untimedStepMs, type OnRefusal, type Reader, type Recorded } from './recorded.ts';

const newline = Uint8Array.of(10);
const pieceBytes = 65_536;
/** Beast's counter and AVR's: 12 MHz. */
const countsPerMs = 12_000;

interface TimedPiece {
  bytes: Uint8Array;
  timeMs: number | undefined;
  /** A datagram: its last line ends with it. */
  whole: boolean;
}

function* piecesOf(file: Uint8Array, onRefusal: OnRefusal): Generator<TimedPiece> {
  if (!isCapture(file)) {
    for (let at = 0; at < file.length; at += pieceBytes)
      yield { bytes: file.subarray(at, at + pieceBytes), timeMs: undefined, whole: false };
    return;
  }
  for (const piece of capturedPieces(file)) {
    if ('error' in piece) onRefusal(piece);
    else yield { bytes: piece.bytes, timeMs: piece.timeMs, whole: piece.whole === true };
  }
}

/** SBS-1, AVR, Beast or readsb's JSON, by what it looks like. */
export const readAdsb: Reader = function* (file, options, onRefusal) {
  const claims = new AdsbClaims();
  const receiver = new Receiver(options, ({ latDeg, lonDeg, heightM }) =>
    adsbReceiver(latDeg, lonDeg, options.at === undefined ? 0 : heightM),
  );
  let clockMs = options.startMs;
  let firstCount: number | undefined;
  for (const { decoded, timeMs } of adsbMessages(file, options.at, onRefusal)) {
    if ('error' in decoded) {
      onRefusal({ error: decoded.error, at: decoded.at });
      continue;
    }
    const { counter, statedMs } = decoded;
    if (counter !== undefined) firstCount ??= counter;
    const countedMs =
      counter === undefined || firstCount === undefined
        ? clockMs + untimedStepMs
        : options.startMs + (counter - firstCount) / countsPerMs;
    clockMs = timeMs ?? statedMs ?? countedMs;
    const claim = claims.claimFrom(decoded, clockMs);
    if (claim !== undefined) yield* receiver.reports(claim, clockMs);
  }
};

function* adsbMessages(
  file: Uint8Array,
  site: { latDeg: number; lonDeg: number } | undefined,
  onRefusal: OnRefusal,
): Generator<{ decoded: AdsbDecoded; timeMs: number | undefined }> {
  let decoder: AdsbDecoder | undefined;
  const text = documentIn(file);
  if (text !== undefined) {
    for (const decoded of decodeAircraftJson(text)) yield { decoded, timeMs: undefined };
    return;
  }
  for (const { bytes, timeMs, whole } of piecesOf(file, onRefusal)) {
    decoder ??= createAdsbDecoder(adsbFormatOf(bytes), { site });
    decoder.append(bytes);
    if (whole && !(decoder instanceof BeastDecoder)) decoder.append(newline);
    yield* drained(decoder, timeMs);
  }
  decoder?.end();
  if (decoder !== undefined) yield* drained(decoder, undefined);
}

/** An aircraft.json of several lines, whole; undefined for a stream of anything. */
function documentIn(file: Uint8Array): string | undefined {
  if (isCapture(file) || adsbFormatOf(file) !== 'json') return undefined;
  const text = Buffer.from(file).toString('utf8');
  const lines = new AircraftJsonDecoder();
  lines.append(file.subarray(0, pieceBytes));
  const first = lines.next();
  return first === undefined || 'error' in first ? text : undefined;
}

function* drained(
  decoder: AdsbDecoder,
  timeMs: number | undefined,
): Generator<{ decoded: AdsbDecoded; timeMs: number | undefined }> {
  for (let decoded = decoder.next(); decoded !== undefined; decoded = decoder.next())
    yield { decoded, timeMs };
}

/** AIVDM sentences, a line each or a datagram each. */
export const readAis: Reader = function* (file, options, onRefusal) {
  const decoder = new AisDecoder();
  const receiver = new Receiver(options, aisReceiver);
  let clockMs = options.startMs;

  function* take(timeMs: number | undefined): Generator<Recorded> {
    for (let heard = decoder.next(); heard !== undefined; heard = decoder.next()) {
      if ('error' in heard) {
        onRefusal(heard);
        continue;
      }
      clockMs = timeMs ?? heard.statedMs ?? clockMs + untimedStepMs;
      const claim = aisClaim(heard, clockMs);
      if (claim !== undefined) yield* receiver.reports(claim, clockMs);
    }
  }

  for (const { bytes, timeMs, whole } of piecesOf(file, onRefusal)) {
    decoder.append(bytes, timeMs);
    if (whole) decoder.append(newline, timeMs);
    yield* take(timeMs);
  }
  decoder.end();
  yield* take(undefined);
};
