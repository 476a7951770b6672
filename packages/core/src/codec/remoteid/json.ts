import { bytesFromHex } from '../../base/bytes.ts';
import {
  messageBytes,
  type RemoteIdDraft,
  type RemoteIdMessage,
  type RemoteIdRefusal,
  type RemoteIdTransport,
  remoteIdTransports,
  withoutUnknown,
} from './message.ts';
import { readRemoteIdBody } from './pack.ts';

/** Our field, opendroneid-core-c's name for it, and the value that means unknown; `text` where it is no number. */
type Row = readonly [ours: string, theirs: string, unknown?: number | 'text'];

const rows: Readonly<Record<RemoteIdMessage['messageType'], readonly Row[]>> = {
  basicId: [
    ['idType', 'idType'],
    ['uaType', 'uaType'],
    ['uasId', 'uasId', 'text'],
  ],
  location: [
    ['status', 'status'],
    ['directionDeg', 'direction', 361],
    ['speedMps', 'speedH', 255],
    ['verticalSpeedMps', 'speedV', 63],
    ['latDeg', 'lat'],
    ['lonDeg', 'lon'],
    ['pressureAltitudeM', 'altBaro', -1000],
    ['geodeticAltitudeM', 'altGeo', -1000],
    ['heightType', 'heightType'],
    ['heightM', 'height', -1000],
    ['horizontalAccuracy', 'horizAcc'],
    ['verticalAccuracy', 'vertAcc'],
    ['baroAccuracy', 'baroAcc'],
    ['speedAccuracy', 'speedAcc'],
    ['timestampS', 'timeStamp', 65_535],
    ['timestampAccuracyS', 'tsAcc'],
  ],
  auth: [
    ['authType', 'authType'],
    ['page', 'page'],
    ['lastPage', 'lastPage'],
    ['length', 'length'],
    ['timestamp', 'timestamp'],
    ['dataHex', 'dataHex', 'text'],
  ],
  selfId: [
    ['descriptionType', 'descType'],
    ['description', 'desc', 'text'],
  ],
  system: [
    ['operatorLocationType', 'operatorLocationType'],
    ['classificationType', 'classificationType'],
    ['operatorLatDeg', 'opLat'],
    ['operatorLonDeg', 'opLon'],
    ['areaCount', 'areaCount'],
    ['areaRadiusM', 'areaRadius'],
    ['areaCeilingM', 'areaCeiling', -1000],
    ['areaFloorM', 'areaFloor', -1000],
    ['categoryEu', 'categoryEU'],
    ['classEu', 'classEU'],
    ['operatorAltitudeM', 'opAltGeo', -1000],
    ['timestamp', 'timestamp', 0],
  ],
  operatorId: [
    ['operatorIdType', 'type'],
    ['operatorId', 'id', 'text'],
  ],
};

type Json = Readonly<Record<string, unknown>>;

/**
 * One line of a receiver: hexadecimal of a message or pack (with or without application code and counter before it);
 * a JSON object with that as `hex`; opendroneid-core-c's decoded object; or one message in our own names.
 */
export function readRemoteIdText(line: string): (RemoteIdMessage | RemoteIdRefusal)[] {
  if (/^[0-9a-fA-F]+$/.test(line)) return readHex(line, undefined, undefined);
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return [{ error: 'expected hexadecimal or JSON' }];
  }
  if (!isObject(value)) return [{ error: `expected an object, found ${JSON.stringify(value).slice(0, 40)}` }];
  const transport = remoteIdTransports.find((name) => name === value['transport']);
  const counter = isByte(value['counter']) ? value['counter'] : undefined;
  const type = value['messageType'];
  if (typeof type === 'string') {
    if (!Object.hasOwn(rows, type))
      return [{ error: `expected a known messageType, found "${type.slice(0, 40)}"` }];
    return [
      messageFrom(type as RemoteIdMessage['messageType'], value, 0, {
        transport,
        counter,
        protocolVersion: numberIn(value, 'protocolVersion'),
      }),
    ];
  }
  const decoded = readDecoded(value, {
    transport,
    counter,
    protocolVersion: numberIn(value, 'protoVersion'),
  });
  if (decoded.length > 0) return decoded;
  if (typeof value['hex'] === 'string') return readHex(value['hex'], transport, counter);
  return [{ error: 'expected hex, messageType, or one of opendroneid-core-c’s messages' }];
}

function readHex(
  hex: string,
  transport: RemoteIdTransport | undefined,
  counter: number | undefined,
): (RemoteIdMessage | RemoteIdRefusal)[] {
  const bytes = bytesFromHex(hex);
  if (bytes === undefined) return [{ error: 'expected an even number of hexadecimal digits' }];
  switch (bytes.length % messageBytes) {
    case 0:
    case 3:
      return readRemoteIdBody(bytes, transport, counter);
    case 1:
    case 4:
      return readRemoteIdBody(bytes.subarray(1), transport, bytes[0]);
    case 2:
    case 5:
      return readRemoteIdBody(bytes.subarray(2), transport, bytes[1]);
    default:
      return [{ error: `expected a message or pack, found ${bytes.length} bytes` }];
  }
}

function readDecoded(value: Json, common: RemoteIdDraft): (RemoteIdMessage | RemoteIdRefusal)[] {
  const found: (RemoteIdMessage | RemoteIdRefusal)[] = [];
  for (const [key, part] of Object.entries(value)) {
    const type = key.replace(/\d+$/, '');
    if (!Object.hasOwn(rows, type) || !isObject(part)) continue;
    found.push(messageFrom(type as RemoteIdMessage['messageType'], part, 1, common));
  }
  return found;
}

function messageFrom(
  messageType: RemoteIdMessage['messageType'],
  part: Json,
  column: 0 | 1,
  common: RemoteIdDraft,
): RemoteIdMessage | RemoteIdRefusal {
  const draft: RemoteIdDraft = { messageType, ...common };
  for (const row of rows[messageType]) {
    const [ours, , unknown] = row;
    const value = part[row[column]];
    if (value === undefined || value === null || value === '' || value === unknown) continue;
    if (
      unknown === 'text' ? typeof value !== 'string' : typeof value !== 'number' || !Number.isFinite(value)
    ) {
      const expected = unknown === 'text' ? 'text' : 'a number';
      return { error: `expected ${expected} as ${row[column]}, found ${JSON.stringify(value).slice(0, 40)}` };
    }
    draft[ours] =
      column === 1 && ours === 'timestampAccuracyS' ? Number(value) / 10 : (value as string | number);
  }
  return checked(draft);
}

const places = [
  ['latDeg', 'lonDeg'],
  ['operatorLatDeg', 'operatorLonDeg'],
] as const;

/** A place of 0, 0 is unknown; one that is not on Earth is refused; an id or a place must remain of those. */
function checked(draft: RemoteIdDraft): RemoteIdMessage | RemoteIdRefusal {
  for (const [lat, lon] of places) {
    const { [lat]: latDeg, [lon]: lonDeg } = draft;
    if (latDeg === 0 && lonDeg === 0) draft[lat] = draft[lon] = undefined;
    else if (Math.abs(Number(latDeg ?? 0)) > 90 || Math.abs(Number(lonDeg ?? 0)) > 180) {
      return { error: `expected a place on Earth, found latitude ${latDeg}, longitude ${lonDeg}` };
    }
  }
  return withoutUnknown(draft);
}

function numberIn(value: Json, name: string): number | undefined {
  const found = value[name];
  return typeof found === 'number' && Number.isInteger(found) ? found : undefined;
}

function isByte(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 255;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
