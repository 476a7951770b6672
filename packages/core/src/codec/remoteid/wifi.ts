import { hexFromBytes } from '../../base/bytes.ts';
import type { RemoteIdPayload } from './payload.ts';

/** IEEE 802.11 frame control's first byte (version 0), of the management frames that may carry Remote ID. */
const beacon = 0x80;
const probeResponse = 0x50;
const action = 0xd0;
/** Action without acknowledgement. */
const actionNoAck = 0xe0;

const headerBytes = 24;
const highThroughputControlBytes = 4;
/** Timestamp, interval and capabilities of a beacon, before its elements. */
const fixedBytes = 12;

const vendorElement = 221;
/** ASTM's (ASD-STAN's) organisation id and application code. */
const remoteIdVendor = [0xfa, 0x0b, 0xbc, 0x0d];

/** Public action, vendor specific, Wi-Fi Alliance, Neighbour Awareness Networking service discovery. */
const nanActions: readonly (readonly number[])[] = [
  [0x04, 0x09, 0x50, 0x6f, 0x9a, 0x13],
  [0x09, 0x09, 0x50, 0x6f, 0x9a, 0x13],
];
const serviceDescriptor = 0x03;
/** The first six bytes of SHA-256 of "org.opendroneid.remoteid". */
const remoteIdService = [0x88, 0x69, 0x19, 0x9d, 0x92, 0x09];

/** Payloads of one 802.11 frame, without its frame check sequence. Frames of others have none. */
export function wifiPayloads(frame: Uint8Array): RemoteIdPayload[] {
  if (frame.length < headerBytes) return [];
  const hasControl = (frame[1] & 0x80) !== 0;
  const body = frame.subarray(headerBytes + (hasControl ? highThroughputControlBytes : 0));
  const address = hexFromBytes(frame.subarray(10, 16));
  switch (frame[0]) {
    case beacon:
    case probeResponse:
      return beaconPayloads(body.subarray(fixedBytes), address);
    case action:
    case actionNoAck:
      return nanPayloads(body, address);
    default:
      return [];
  }
}

/** Elements: | id | length | content |; one that is cut off ends them. */
function beaconPayloads(elements: Uint8Array, address: string): RemoteIdPayload[] {
  const payloads: RemoteIdPayload[] = [];
  for (let at = 0; at + 2 <= elements.length; at += 2 + elements[at + 1]) {
    const content = elements.subarray(at + 2, at + 2 + elements[at + 1]);
    if (elements[at] === vendorElement && startsWith(content, remoteIdVendor)) {
      payloads.push({ transport: 'wifiBeacon', address, bytes: content.subarray(remoteIdVendor.length) });
    }
  }
  return payloads;
}

/** Attributes: | id | length, 2 bytes little-endian | content |. */
function nanPayloads(body: Uint8Array, address: string): RemoteIdPayload[] {
  const start = nanActions.find((bytes) => startsWith(body, bytes));
  if (start === undefined) return [];
  const payloads: RemoteIdPayload[] = [];
  const attributes = body.subarray(start.length);
  for (let at = 0; at + 3 <= attributes.length;) {
    const length = attributes[at + 1] | (attributes[at + 2] << 8);
    const content = attributes.subarray(at + 3, at + 3 + length);
    if (attributes[at] === serviceDescriptor && startsWith(content, remoteIdService)) {
      const bytes = serviceInfo(content);
      if (bytes !== undefined) payloads.push({ transport: 'wifiNan', address, bytes });
    }
    at += 3 + length;
  }
  return payloads;
}

/**
 * Service descriptor (Wi-Fi Aware 9.5.4): | service id, 6 | instance | requestor instance | control |, then what the
 * control bits announce: bit 6 binding bitmap, 2 bytes; bit 2 matching filter, bit 3 response filter, bit 4 service
 * info, each with a length byte. undefined where there is no service info.
 */
function serviceInfo(content: Uint8Array): Uint8Array | undefined {
  if (content.length < 9) return undefined;
  const control = content[8];
  let at = 9 + ((control & 0x40) === 0 ? 0 : 2);
  for (const bit of [0x04, 0x08]) if ((control & bit) !== 0) at += 1 + (content[at] ?? 0);
  if ((control & 0x10) === 0 || at >= content.length) return undefined;
  return content.subarray(at + 1, at + 1 + content[at]);
}

function startsWith(bytes: Uint8Array, start: readonly number[]): boolean {
  return bytes.length >= start.length && start.every((byte, index) => bytes[index] === byte);
}
