import { textFromUtf8 } from '@kentongan/core/base/bytes';
import { CotStream, readCotDatagram, type CotEvent, type CotFrame } from '@kentongan/core/codec/cot';
import { isCapture } from '@kentongan/core/codec/pcap';
import {
  readRemoteIdPayload,
  readRemoteIdText,
  RemoteIdPackets,
  type RemoteIdMessage,
  type RemoteIdRefusal,
} from '@kentongan/core/codec/remoteid';
import {
  readSapientJson,
  sapientEnums,
  SapientFrames,
  SapientReader,
  timeMsOf,
  type SapientMessage,
  type SapientReading,
} from '@kentongan/core/codec/sapient';
import type { Place } from '@kentongan/core/ingest';
import { cotClaim, takSystemAt } from '@kentongan/core/ingest/from/cot';
import { RemoteIdClaims, remoteIdReceiver } from '@kentongan/core/ingest/from/remoteid';
import { geodeticFromUtm, SapientReports } from '@kentongan/core/ingest/from/sapient';
import { flowsOf, packetsOf } from '../captures.ts';
import { Receiver, untimedStepMs, type OnRefusal, type Reader } from './recorded.ts';

/** A wireless capture, or a receiver's lines of JSON or hexadecimal. */
export const readRemoteId: Reader = function* (file, options, onRefusal) {
  const claims = new RemoteIdClaims();
  const receiver = new Receiver(options, remoteIdReceiver);
  let clockMs = options.startMs;
  const messages = isCapture(file) ? remoteIdOfCapture(file, onRefusal) : remoteIdOfText(file);
  for (const { message, address, timeMs, at } of messages) {
    clockMs = timeMs ?? clockMs + untimedStepMs;
    if ('error' in message) {
      onRefusal({ error: message.error, at });
      continue;
    }
    const claim = claims.claimFrom(message, address, clockMs);
    if (claim !== undefined) yield* receiver.reports(claim, clockMs);
  }
};

interface HeardRemoteId {
  message: RemoteIdMessage | RemoteIdRefusal;
  address: string;
  timeMs: number | undefined;
  at: number;
}

function* remoteIdOfCapture(file: Uint8Array, onRefusal: OnRefusal): Generator<HeardRemoteId> {
  const reader = new RemoteIdPackets();
  for (const packet of packetsOf(file, onRefusal)) {
    const payloads = reader.payloads(packet);
    if (typeof payloads === 'string') {
      const error =
        payloads === 'badCrc' ? 'expected a right check sequence' : 'expected a wireless link type';
      onRefusal({ error, at: packet.number });
      continue;
    }
    for (const { bytes, transport, address } of payloads)
      for (const message of readRemoteIdPayload(bytes, transport))
        yield { message, address, timeMs: packet.timeMs, at: packet.number };
  }
}

function* remoteIdOfText(file: Uint8Array): Generator<HeardRemoteId> {
  let at = 0;
  for (const line of textFromUtf8(file).split('\n')) {
    at++;
    if (line.trim() === '') continue;
    for (const message of readRemoteIdText(line.trim()))
      yield { message, address: '', timeMs: undefined, at };
  }
}

interface SentSapient {
  reading: SapientReading;
  timeMs: number | undefined;
  at: number;
}

/** A capture's connections, a recorded stream of frames, or ProtoJSON objects one a line. */
export const readSapientRecording: Reader = function* (file, options, onRefusal) {
  const sent = [...sapientMessages(file, onRefusal)];
  const origin = options.at ?? firstPlaceOf(sent) ?? { latDeg: 0, lonDeg: 0 };
  const reports = new SapientReports(origin, { mustRegister: false });
  let clockMs = options.startMs;
  for (const { reading, timeMs, at } of sent) {
    const { message, errors } = reading;
    if (message === undefined || errors.length > 0) {
      onRefusal({ error: errors[0] ?? 'expected a message', at });
      continue;
    }
    clockMs = timeMs ?? (message.timestamp === undefined ? clockMs : timeMsOf(message.timestamp));
    for (const report of reports.from(message)) yield { report, receivedMs: clockMs };
  }
};

function* sapientMessages(file: Uint8Array, onRefusal: OnRefusal): Generator<SentSapient> {
  if (file.length >= 4 && file[3] !== 0 && !isCapture(file)) return yield* sapientJsonLines(file);
  const streams = new Map<string, { frames: SapientFrames; reader: SapientReader }>();
  const flows = isCapture(file)
    ? flowsOf(file, onRefusal)
    : [{ at: 0, flow: '', bytes: file, timeMs: undefined }];
  for (const { at, flow, bytes, timeMs } of flows) {
    const stream = streams.get(flow) ?? { frames: new SapientFrames(), reader: new SapientReader() };
    streams.set(flow, stream);
    for (const frame of stream.frames.push(bytes)) {
      if (frame.error !== undefined) onRefusal({ error: frame.error, at: isCapture(file) ? at : frame.at });
      else yield { reading: stream.reader.read(frame.bytes), timeMs, at };
    }
  }
}

function* sapientJsonLines(file: Uint8Array): Generator<SentSapient> {
  const text = textFromUtf8(file);
  const whole = parsed(text);
  const values = whole === undefined ? text.split('\n').map(parsed) : [whole];
  let at = 0;
  for (const value of values) {
    at++;
    if (value !== undefined) yield { reading: readSapientJson(value), timeMs: undefined, at };
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** The first place in degrees that anyone names, longitude first as the standard has it. */
function firstPlaceOf(sent: readonly SentSapient[]): Place | undefined {
  for (const { reading } of sent) {
    const place = placeIn(reading.message);
    if (place !== undefined) return place;
  }
  return undefined;
}

function placeIn(message: SapientMessage | undefined): Place | undefined {
  const content = message?.content;
  const location =
    content?.case === 'statusReport'
      ? content.value.nodeLocation
      : content?.case === 'detectionReport' && content.value.locationOneof.case === 'location'
        ? content.value.locationOneof.value
        : undefined;
  if (location?.x === undefined || location.y === undefined) return undefined;
  const { x, y, coordinateSystem, utmZone = '' } = location;
  if (coordinateSystem === sapientEnums.LocationCoordinateSystem.LOCATION_COORDINATE_SYSTEM_UTM_M) {
    const place = geodeticFromUtm(x, y, utmZone);
    return typeof place === 'string' ? undefined : place;
  }
  return Math.abs(y) <= 90 && Math.abs(x) <= 180 ? { latDeg: y, lonDeg: x } : undefined;
}

/** Events back to back, a TAK stream, or a capture's datagrams and connections. */
export const readCot: Reader = function* (file, options, onRefusal) {
  const receiver = new Receiver(options, takSystemAt);
  for (const { event, timeMs } of cotEvents(file, onRefusal)) {
    const claim = cotClaim(event);
    if (claim === undefined) continue;
    const receivedMs = timeMs ?? event.timeMs;
    if ('kind' in claim) yield { report: claim, receivedMs };
    else yield* receiver.reports(claim, receivedMs);
  }
};

function* cotEvents(
  file: Uint8Array,
  onRefusal: OnRefusal,
): Generator<{ event: CotEvent; timeMs: number | undefined }> {
  const streams = new Map<string, CotStream>();
  const told = function* (frames: Iterable<CotFrame>, timeMs: number | undefined) {
    for (const frame of frames) {
      if ('error' in frame) onRefusal(frame);
      else yield { event: frame.event, timeMs };
    }
  };
  if (!isCapture(file)) {
    const stream = new CotStream();
    yield* told(stream.push(file), undefined);
    yield* told(stream.end(), undefined);
    return;
  }
  for (const { transport, flow, bytes, timeMs, at } of flowsOf(file, onRefusal)) {
    if (transport === 'udp') {
      const read = readCotDatagram(bytes);
      if ('error' in read) onRefusal({ error: read.error, at });
      else yield { event: read.event, timeMs };
      continue;
    }
    const stream = streams.get(flow) ?? new CotStream();
    streams.set(flow, stream);
    yield* told(stream.push(bytes), timeMs);
  }
}
