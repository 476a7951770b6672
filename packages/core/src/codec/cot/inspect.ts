import { dateTimeOf, isElement, type XmlElement, type XmlNode } from '../xml/index.ts';
import type { CotEvent, CotPoint } from './event.ts';
import { CotStream, readCotDatagram } from './frames.ts';

/** An element of `<detail>`: attributes as text, children as objects, repeated ones as arrays, text as `#text`. */
export type CotDetail = { [name: string]: string | CotDetail | (string | CotDetail)[] };

export type CotInspection =
  | {
      readonly uid: string;
      readonly type: string;
      readonly how?: string;
      readonly time: string;
      readonly start: string;
      readonly stale: string;
      readonly point: CotPoint;
      readonly detail: CotDetail;
    }
  | { readonly error: string; readonly at: number };

/** What a UDP datagram or a TCP segment of a capture bore. */
export interface CotPayload {
  /** The packet's number in the capture. */
  readonly at: number;
  readonly transport: 'udp' | 'tcp';
  /** Names one direction of one connection; a stream is read in the order of its segments. */
  readonly flow: string;
  readonly bytes: Uint8Array;
}

/** Connections read at a time; the one begun longest ago is forgotten beyond that. */
const maxFlows = 256;

/** A file of XML events back to back, of TAK messages as on a stream, or of one TAK message as on the mesh. */
export function* inspectCot(bytes: Uint8Array): Generator<CotInspection> {
  if (bytes[0] === 0xbf && bytes[1] === 0x01 && bytes[2] === 0xbf) {
    yield datagramInspection(bytes, 0);
    return;
  }
  const stream = new CotStream();
  for (const frames of [stream.push(bytes), stream.end()]) {
    for (const frame of frames) yield 'error' in frame ? frame : cotInspection(frame.event);
  }
}

/** A capture's payloads: datagrams one by one, connections as streams. */
export function* inspectCotPayloads(payloads: Iterable<CotPayload>): Generator<CotInspection> {
  const streams = new Map<string, CotStream>();
  for (const { at, transport, flow, bytes } of payloads) {
    if (transport === 'udp') {
      yield datagramInspection(bytes, at);
      continue;
    }
    const stream = streams.get(flow) ?? new CotStream();
    if (!streams.has(flow) && streams.size >= maxFlows) streams.delete(streams.keys().next().value!);
    streams.set(flow, stream);
    for (const frame of stream.push(bytes)) {
      yield 'error' in frame ? { error: frame.error, at } : cotInspection(frame.event);
    }
  }
}

function datagramInspection(bytes: Uint8Array, at: number): CotInspection {
  const found = readCotDatagram(bytes);
  return 'error' in found ? { error: found.error, at } : cotInspection(found.event);
}

export function cotInspection(event: CotEvent): CotInspection {
  const { uid, type, how, timeMs, startMs, staleMs, point, detail } = event;
  return {
    uid,
    type,
    ...(how === undefined ? {} : { how }),
    time: dateTimeOf(timeMs),
    start: dateTimeOf(startMs),
    stale: dateTimeOf(staleMs),
    point,
    detail: detailOf({ name: 'detail', attributes: [], children: detail }),
  };
}

function detailOf(element: XmlElement): CotDetail {
  // Names come from anyone: without a prototype, "__proto__" is a name like another.
  const object = Object.create(null) as CotDetail;
  for (const { name, value } of element.attributes) object[name] = value;
  const text = element.children.filter((node) => typeof node === 'string').join('');
  for (const node of element.children) if (isChild(node)) add(object, node.name, detailOf(node));
  if (text.trim() !== '') object['#text'] = text;
  return object;
}

function isChild(node: XmlNode): node is XmlElement {
  return typeof node !== 'string' && isElement(node);
}

function add(object: CotDetail, name: string, value: CotDetail): void {
  const before = object[name];
  if (before === undefined) object[name] = value;
  else if (Array.isArray(before)) before.push(value);
  else object[name] = [before, value];
}
