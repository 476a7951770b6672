import { ByteReader, hexFromBytes, textFromUtf8 } from '../../base/bytes.ts';

export const remoteIdTransports = ['wifiBeacon', 'wifiNan', 'bluetooth4', 'bluetooth5'] as const;

/** How a message was sent. */
export type RemoteIdTransport = (typeof remoteIdTransports)[number];

/** Every message is this long (ASTM F3411-22a 5.4.5; ASD-STAN 4709-002). */
export const messageBytes = 25;

interface Common {
  /** Absent where a receiver's JSON does not say. */
  readonly transport?: RemoteIdTransport;
  /** The byte before the message or pack; it grows by one with each new content. Absent as `transport`. */
  readonly counter?: number;
  readonly protocolVersion: number;
}

/** 20 bytes. `uasId` is text; hexadecimal where the id is binary (a UTM UUID or a session id). */
export interface BasicId extends Common {
  readonly messageType: 'basicId';
  readonly idType: number;
  readonly uaType: number;
  readonly uasId?: string;
}

/** Degrees WGS 84, metres, metres per second; `timestampS` after the full hour UTC. Codes as in the standard. */
export interface Location extends Common {
  readonly messageType: 'location';
  readonly status: number;
  readonly directionDeg?: number;
  readonly speedMps?: number;
  readonly verticalSpeedMps?: number;
  readonly latDeg?: number;
  readonly lonDeg?: number;
  readonly pressureAltitudeM?: number;
  /** Above the ellipsoid. */
  readonly geodeticAltitudeM?: number;
  /** 0: above take-off, 1: above ground. */
  readonly heightType: number;
  readonly heightM?: number;
  readonly horizontalAccuracy: number;
  readonly verticalAccuracy: number;
  readonly baroAccuracy: number;
  readonly speedAccuracy: number;
  readonly timestampS?: number;
  readonly timestampAccuracyS: number;
}

/** One page of up to 16; only page 0 has `lastPage`, `length` and `timestamp` (seconds since 2019-01-01 UTC). */
export interface Auth extends Common {
  readonly messageType: 'auth';
  readonly authType: number;
  readonly page: number;
  readonly lastPage?: number;
  readonly length?: number;
  readonly timestamp?: number;
  readonly dataHex: string;
}

export interface SelfId extends Common {
  readonly messageType: 'selfId';
  readonly descriptionType: number;
  readonly description?: string;
}

/** Where the operator is. `timestamp` in seconds since 2019-01-01 UTC. */
export interface System extends Common {
  readonly messageType: 'system';
  readonly operatorLocationType: number;
  readonly classificationType: number;
  readonly operatorLatDeg?: number;
  readonly operatorLonDeg?: number;
  readonly areaCount: number;
  readonly areaRadiusM: number;
  readonly areaCeilingM?: number;
  readonly areaFloorM?: number;
  readonly categoryEu?: number;
  readonly classEu?: number;
  readonly operatorAltitudeM?: number;
  readonly timestamp?: number;
}

export interface OperatorId extends Common {
  readonly messageType: 'operatorId';
  readonly operatorIdType: number;
  readonly operatorId?: string;
}

export type RemoteIdMessage = BasicId | Location | Auth | SelfId | System | OperatorId;

export interface RemoteIdRefusal {
  readonly error: string;
}

export type RemoteIdDraft = Record<string, string | number | undefined>;

const unknownSpeedMps = 255;
const unknownVerticalSpeedMps = 63;
const unknownAltitudeM = -1000;
const unknownTimestamp = 0xffff;

/** By message type, the high half of the first byte; 15 is the pack, which is no message. */
const decoders: Readonly<Record<number, (bytes: Uint8Array) => RemoteIdDraft | string>> = {
  0: basicId,
  1: location,
  2: auth,
  3: selfId,
  4: system,
  5: operatorId,
};

/** One message of 25 bytes; what is unknown is left out. */
export function readRemoteIdMessage(
  bytes: Uint8Array,
  transport: RemoteIdTransport | undefined,
  counter: number | undefined,
): RemoteIdMessage | RemoteIdRefusal {
  if (bytes.length !== messageBytes)
    return { error: `expected ${messageBytes} bytes, found ${bytes.length}` };
  const type = bytes[0] >> 4;
  const decoder = decoders[type];
  if (decoder === undefined) return { error: `expected a message type of 0 to 5, found ${type}` };
  const draft = decoder(bytes);
  if (typeof draft === 'string') return { error: draft };
  const { messageType, ...fields } = draft;
  return withoutUnknown({ messageType, transport, counter, protocolVersion: bytes[0] & 15, ...fields });
}

/** The draft is one of the messages; what is undefined in it goes. */
export function withoutUnknown(draft: RemoteIdDraft): RemoteIdMessage {
  for (const name of Object.keys(draft)) if (draft[name] === undefined) delete draft[name];
  return draft as unknown as RemoteIdMessage;
}

/** | 1: id type (high), aircraft type (low) | 2-21: id | */
function basicId(bytes: Uint8Array): RemoteIdDraft {
  const idType = bytes[1] >> 4;
  return {
    messageType: 'basicId',
    idType,
    uaType: bytes[1] & 15,
    uasId: idOf(idType, bytes.subarray(2, 22)),
  };
}

const binaryIdBytes: Readonly<Record<number, number>> = { 3: 16, 4: 20 };

function idOf(idType: number, bytes: Uint8Array): string | undefined {
  const length = binaryIdBytes[idType];
  const isText = textBytes(bytes).every((byte) => byte >= 0x20 && byte < 0x7f);
  if (length === undefined || isText) return textOf(bytes);
  return hexFromBytes(bytes.subarray(0, length));
}

/**
 * | 1: status (high), height type (bit 2), direction + 180 (bit 1), speed scale (bit 0) | 2: direction | 3: speed |
 * | 4: vertical speed | 5: latitude | 9: longitude | 13: pressure altitude | 15: geodetic altitude | 17: height |
 * | 19: vertical (high), horizontal accuracy | 20: baro (high), speed accuracy | 21: time | 23: time accuracy (low) |
 */
function location(bytes: Uint8Array): RemoteIdDraft | string {
  const reader = new ByteReader(bytes);
  reader.skip(1);
  const flags = reader.u8();
  const directionDeg = reader.u8() + ((flags & 2) === 0 ? 0 : 180);
  const speed = reader.u8();
  const speedMps = (flags & 1) === 0 ? speed * 0.25 : speed * 0.75 + 255 * 0.25;
  const verticalSpeedMps = reader.i8() * 0.5;
  const place = placeOf(reader);
  if (typeof place === 'string') return place;
  const pressureAltitudeM = altitudeOf(reader);
  const geodeticAltitudeM = altitudeOf(reader);
  const heightM = altitudeOf(reader);
  const timestamp = new ByteReader(bytes.subarray(21)).u16(true);
  return {
    messageType: 'location',
    status: flags >> 4,
    directionDeg: directionDeg > 360 ? undefined : directionDeg,
    speedMps: known(speedMps, unknownSpeedMps),
    verticalSpeedMps: known(verticalSpeedMps, unknownVerticalSpeedMps),
    latDeg: place.latDeg,
    lonDeg: place.lonDeg,
    pressureAltitudeM,
    geodeticAltitudeM,
    heightType: (flags >> 2) & 1,
    heightM,
    horizontalAccuracy: bytes[19] & 15,
    verticalAccuracy: bytes[19] >> 4,
    baroAccuracy: bytes[20] >> 4,
    speedAccuracy: bytes[20] & 15,
    timestampS: timestamp === unknownTimestamp ? undefined : timestamp / 10,
    timestampAccuracyS: (bytes[23] & 15) / 10,
  };
}

/** | 1: auth type (high), page (low) | page 0: 2: last page | 3: length | 4: time | 8: data |, other pages: 2: data | */
function auth(bytes: Uint8Array): RemoteIdDraft {
  const page = bytes[1] & 15;
  const common = { messageType: 'auth', authType: bytes[1] >> 4, page };
  if (page > 0) return { ...common, dataHex: hexFromBytes(bytes.subarray(2)) };
  return {
    ...common,
    lastPage: bytes[2],
    length: bytes[3],
    timestamp: new ByteReader(bytes.subarray(4)).u32(true),
    dataHex: hexFromBytes(bytes.subarray(8)),
  };
}

/** | 1: description type | 2-24: description | */
function selfId(bytes: Uint8Array): RemoteIdDraft {
  return { messageType: 'selfId', descriptionType: bytes[1], description: textOf(bytes.subarray(2)) };
}

/**
 * | 1: classification type (bits 4-2), operator location type (bits 1-0) | 2: operator latitude | 6: longitude |
 * | 10: area count | 12: radius / 10 m | 13: ceiling | 15: floor | 17: EU category (high), EU class | 18: altitude |
 * | 20: time |
 */
function system(bytes: Uint8Array): RemoteIdDraft | string {
  const reader = new ByteReader(bytes);
  reader.skip(2);
  const place = placeOf(reader);
  if (typeof place === 'string') return place;
  const classificationType = (bytes[1] >> 2) & 7;
  const isEuropean = classificationType === 1;
  return {
    messageType: 'system',
    operatorLocationType: bytes[1] & 3,
    classificationType,
    operatorLatDeg: place.latDeg,
    operatorLonDeg: place.lonDeg,
    areaCount: reader.u16(true),
    areaRadiusM: reader.u8() * 10,
    areaCeilingM: altitudeOf(reader),
    areaFloorM: altitudeOf(reader),
    categoryEu: isEuropean ? bytes[17] >> 4 : undefined,
    classEu: isEuropean ? bytes[17] & 15 : undefined,
    operatorAltitudeM: altitudeOf(new ByteReader(bytes.subarray(18))),
    timestamp: known(new ByteReader(bytes.subarray(20)).u32(true), 0),
  };
}

/** | 1: operator id type | 2-21: operator id | */
function operatorId(bytes: Uint8Array): RemoteIdDraft {
  return { messageType: 'operatorId', operatorIdType: bytes[1], operatorId: textOf(bytes.subarray(2, 22)) };
}

function known(value: number, unknown: number): number | undefined {
  return value === unknown ? undefined : value;
}

/** Half metres from -1000 m, little-endian. */
function altitudeOf(reader: ByteReader): number | undefined {
  return known(reader.u16(true) / 2 - 1000, unknownAltitudeM);
}

/** Latitude and longitude in 1e-7 degrees, little-endian; both 0 is unknown; what is not on Earth is refused. */
function placeOf(reader: ByteReader): { latDeg?: number; lonDeg?: number } | string {
  const lat = reader.i32(true);
  const lon = reader.i32(true);
  if (lat === 0 && lon === 0) return {};
  const latDeg = lat / 1e7;
  const lonDeg = lon / 1e7;
  if (latDeg >= -90 && latDeg <= 90 && lonDeg >= -180 && lonDeg <= 180) return { latDeg, lonDeg };
  return `expected a place on Earth, found latitude ${latDeg}, longitude ${lonDeg}`;
}

function textBytes(bytes: Uint8Array): Uint8Array {
  const end = bytes.indexOf(0);
  return end < 0 ? bytes : bytes.subarray(0, end);
}

/** Up to the first zero, without blanks at the end; undefined where nothing is left. */
function textOf(bytes: Uint8Array): string | undefined {
  const text = textFromUtf8(textBytes(bytes)).trimEnd();
  return text === '' ? undefined : text;
}
