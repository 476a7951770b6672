import { create, fromBinary, type Message, toBinary } from '@bufbuild/protobuf';
import { descriptorsFromTable, parseTable, wireShape, wireShapeError } from '../protobuf/index.ts';
import {
  attributeOf,
  isElement,
  parseXml,
  writeXml,
  type XmlElement,
  xmlElement,
  type XmlNode,
} from '../xml/index.ts';
import {
  checkedPoint,
  type CotEvent,
  type CotRefusal,
  cotUnknown,
  cotXmlLimits,
  defined,
  keptDetail,
  numberOf,
} from './event.ts';

/** TAK protocol version 1. Times in milliseconds since 1970; the notation is `codec/protobuf`'s. */
const takTable = parseTable(`
message TakMessage
  1 takControl TakControl
  2 cotEvent CotEvent
message TakControl
  1 minProtoVersion uint32 implicit
  2 maxProtoVersion uint32 implicit
message CotEvent
  1 type string implicit
  2 access string implicit
  3 qos string implicit
  4 opex string implicit
  5 uid string implicit
  6 sendTime uint64 implicit
  7 startTime uint64 implicit
  8 staleTime uint64 implicit
  9 how string implicit
  10 lat double implicit
  11 lon double implicit
  12 hae double implicit
  13 ce double implicit
  14 le double implicit
  15 detail Detail
message Detail
  1 xmlDetail string implicit
  2 contact Contact
  3 group Group
  4 precisionLocation PrecisionLocation
  5 status Status
  6 takv Takv
  7 track Track
message Contact
  1 endpoint string implicit
  2 callsign string implicit
message Group
  1 name string implicit
  2 role string implicit
message PrecisionLocation
  1 geopointsrc string implicit
  2 altsrc string implicit
message Status
  1 battery uint32 implicit
message Takv
  1 device string implicit
  2 platform string implicit
  3 os string implicit
  4 version string implicit
message Track
  1 speed double implicit
  2 course double implicit
`);

const takMessage = descriptorsFromTable('kentongan.tak', takTable)('TakMessage');

type Typed = Record<string, string | number>;

interface TakEvent {
  type: string;
  access: string;
  qos: string;
  opex: string;
  uid: string;
  sendTime: bigint;
  startTime: bigint;
  staleTime: bigint;
  how: string;
  lat: number;
  lon: number;
  hae: number;
  ce: number;
  le: number;
  detail?: { xmlDetail: string } & Partial<Record<string, Typed>>;
}

/** Children of `<detail>` that have a message of their own: its field, and its attributes with their kind. */
const typedElements: Readonly<
  Record<string, { field: string; attributes: Readonly<Record<string, 'text' | 'number' | 'count'>> }>
> = {
  contact: { field: 'contact', attributes: { endpoint: 'text', callsign: 'text' } },
  __group: { field: 'group', attributes: { name: 'text', role: 'text' } },
  precisionlocation: { field: 'precisionLocation', attributes: { geopointsrc: 'text', altsrc: 'text' } },
  status: { field: 'status', attributes: { battery: 'count' } },
  takv: { field: 'takv', attributes: { device: 'text', platform: 'text', os: 'text', version: 'text' } },
  track: { field: 'track', attributes: { speed: 'number', course: 'number' } },
};

/** The last moment of the year 9999, beyond which a time cannot be written. */
const lastTimeMs = 253_402_300_799_999;

/** Whether the bytes have a TAK message's shape; much cheaper than reading it. */
export function isTakMessage(bytes: Uint8Array): boolean {
  return wireShapeError(wireShape(takMessage), bytes) === undefined;
}

/** One TAK message without its framing; never throws. */
export function readTakMessage(bytes: Uint8Array): CotEvent | CotRefusal {
  const shapeError = wireShapeError(wireShape(takMessage), bytes);
  if (shapeError !== undefined) return { error: shapeError };
  let event: TakEvent | undefined;
  try {
    const message = fromBinary(takMessage, bytes, { readUnknownFields: false });
    event = (message as Message & { cotEvent?: TakEvent }).cotEvent;
  } catch (cause) {
    return { error: `cannot be decoded: ${cause instanceof Error ? cause.message : String(cause)}` };
  }
  if (event === undefined) return { error: 'expected an event, found control only' };
  return eventFrom(event);
}

function eventFrom(event: TakEvent): CotEvent | CotRefusal {
  if (event.uid === '' || event.type === '') return { error: 'expected a uid and a type' };
  const [timeMs, startMs, staleMs] = [event.sendTime, event.startTime, event.staleTime].map(Number);
  const latestMs = Math.max(timeMs, startMs, staleMs);
  if (latestMs > lastTimeMs) return { error: `expected a time before the year 10000, found ${latestMs} ms` };
  const { lat, lon, hae, ce, le } = event;
  const point = checkedPoint({ lat, lon, ...defined({ hae, ce, le }) });
  if ('error' in point) return point;
  const detail = event.detail === undefined ? [] : detailFrom(event.detail);
  if ('error' in detail) return detail;
  const { uid, type, how, access, qos, opex } = event;
  const optional = Object.fromEntries(
    Object.entries({ how, access, qos, opex }).filter(([, value]) => value !== ''),
  );
  return { uid, type, ...optional, timeMs, startMs, staleMs, point, detail };
}

/** Typed messages first; where `xmlDetail` has the same element, it says more and counts alone. */
function detailFrom(detail: NonNullable<TakEvent['detail']>): XmlNode[] | CotRefusal {
  const text = detail.xmlDetail.replace(/^\s*<\?xml[^>]*\?>/, '');
  const document = parseXml(`<detail>${text}</detail>`, cotXmlLimits);
  if ('error' in document) return { error: `xmlDetail: ${document.error}` };
  const own = keptDetail(document.root.children);
  const ownNames = new Set(
    own
      .filter((node) => typeof node !== 'string')
      .filter(isElement)
      .map(({ name }) => name),
  );
  const typed = Object.entries(typedElements).flatMap(([name, { field, attributes }]) => {
    const values = detail[field];
    if (values === undefined || ownNames.has(name)) return [];
    const kept = Object.keys(attributes).filter((attribute) => values[attribute] !== '');
    return [xmlElement(name, Object.fromEntries(kept.map((attribute) => [attribute, values[attribute]])))];
  });
  return [...typed, ...own];
}

/** One TAK message without its framing. An element goes into its own message only where nothing of it is lost. */
export function writeTakMessage(event: CotEvent): Uint8Array {
  const { point } = event;
  const detail: Record<string, unknown> = {};
  const rest: XmlNode[] = [];
  const repeated = repeatedNames(event.detail);
  for (const node of event.detail) {
    const typed = typedFrom(node, repeated);
    if (typed === undefined) rest.push(node);
    else detail[typed.field] = typed.values;
  }
  detail['xmlDetail'] = rest.map((node) => writeXml(xmlElement('x', {}, node)).slice(3, -4)).join('');
  const cotEvent = {
    type: event.type,
    access: event.access ?? '',
    qos: event.qos ?? '',
    opex: event.opex ?? '',
    uid: event.uid,
    sendTime: bigintOf(event.timeMs),
    startTime: bigintOf(event.startMs),
    staleTime: bigintOf(event.staleMs),
    how: event.how ?? '',
    lat: point.lat,
    lon: point.lon,
    hae: point.hae ?? cotUnknown,
    ce: point.ce ?? cotUnknown,
    le: point.le ?? cotUnknown,
    ...(event.detail.length > 0 ? { detail } : {}),
  };
  return toBinary(takMessage, create(takMessage, { cotEvent }));
}

function bigintOf(timeMs: number): bigint {
  return BigInt(Math.max(0, Math.floor(timeMs)));
}

function repeatedNames(nodes: readonly XmlNode[]): Set<string> {
  const names = new Set<string>();
  const repeated = new Set<string>();
  for (const node of nodes) {
    if (typeof node === 'string' || !isElement(node)) continue;
    if (names.has(node.name)) repeated.add(node.name);
    names.add(node.name);
  }
  return repeated;
}

/** undefined where the element repeats, or has anything that its message cannot hold. */
function typedFrom(
  node: XmlNode,
  repeated: ReadonlySet<string>,
): { field: string; values: Typed } | undefined {
  if (typeof node === 'string' || !isElement(node) || node.children.length > 0) return undefined;
  const known = Object.hasOwn(typedElements, node.name) ? typedElements[node.name] : undefined;
  if (known === undefined || repeated.has(node.name)) return undefined;
  if (node.attributes.some(({ name }) => !Object.hasOwn(known.attributes, name))) return undefined;
  const values = valuesFrom(node, known.attributes);
  return values === undefined ? undefined : { field: known.field, values };
}

/** A text may be absent, but not empty; a number must be there: protobuf would make them 0. */
function valuesFrom(
  element: XmlElement,
  attributes: Readonly<Record<string, 'text' | 'number' | 'count'>>,
): Typed | undefined {
  const values: Typed = {};
  for (const [name, kind] of Object.entries(attributes)) {
    const text = attributeOf(element, name);
    const value = kind === 'text' ? text : numberOf(text);
    if (value === '' || (kind !== 'text' && value === undefined)) return undefined;
    if (kind === 'count' && !(Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 0xffff_ffff))
      return undefined;
    if (value !== undefined) values[name] = value;
  }
  return values;
}
