import { hexFromBytes } from '../../base/bytes.ts';
import type { RemoteIdTransport } from './message.ts';
import type { RemoteIdPayload } from './payload.ts';

/** Advertising channels' access address 0x8e89bed6, as sent. */
const advertisingAddress = [0xd6, 0xbe, 0x89, 0x8e];
const addressBytes = 6;
const crcBytes = 3;

/** Advertising PDU types of Bluetooth Core 5.4, volume 6, part B, 2.3. */
const legacyTypes = [0, 2, 4, 6];
const extendedType = 7;

const serviceData16 = 0x16;
/** ASTM's service 0xfffa, little-endian, and application code. */
const remoteIdService = [0xfa, 0xff, 0x0d];

export interface LinkLayerOptions {
  /** On the coded PHY (long range) a coding indicator byte follows the access address. */
  readonly isCoded: boolean;
  /** Whether the receiver found the CRC right; undefined where it did not look, then it is checked here. */
  readonly isCrcRight: boolean | undefined;
}

/** A receiver that does not keep the CRC writes zeros for it. A packet: | access address, 4 | coding indicator? | header, 2 | payload | CRC, 3 |. */
export function linkLayerPayloads(
  packet: Uint8Array,
  options: LinkLayerOptions,
): RemoteIdPayload[] | 'badCrc' {
  if (!advertisingAddress.every((byte, index) => packet[index] === byte)) return [];
  const pdu = packet.subarray(advertisingAddress.length + (options.isCoded ? 1 : 0));
  if (pdu.length < 2) return [];
  const end = 2 + pdu[1];
  const crc = pdu.subarray(end, end + crcBytes);
  if (options.isCrcRight === false) return 'badCrc';
  const isToCheck =
    options.isCrcRight === undefined && crc.length === crcBytes && crc.some((byte) => byte !== 0);
  if (isToCheck && !isCrcRight(pdu.subarray(0, end), crc)) return 'badCrc';
  const type = pdu[0] & 15;
  const body = pdu.subarray(2, end);
  if (type === extendedType) return extendedPayloads(body);
  if (!legacyTypes.includes(type) || body.length < addressBytes) return [];
  return advertisedPayloads(body.subarray(addressBytes), 'bluetooth4', addressOf(body));
}

/** Extended header (2.3.4): | its length (low 6 bits) | flags | address? | … | advertising data |. */
function extendedPayloads(body: Uint8Array): RemoteIdPayload[] {
  const headerLength = (body[0] ?? 0) & 63;
  const hasAddress = headerLength > addressBytes && (body[1] & 1) !== 0;
  const address = hasAddress ? addressOf(body.subarray(2)) : '';
  return advertisedPayloads(body.subarray(1 + headerLength), 'bluetooth5', address);
}

/** Advertising data: | length | type | content |, until a length of 0 or the end. */
export function advertisedPayloads(
  data: Uint8Array,
  transport: RemoteIdTransport,
  address: string,
): RemoteIdPayload[] {
  const payloads: RemoteIdPayload[] = [];
  for (let at = 0; at + 1 < data.length && data[at] > 0; at += 1 + data[at]) {
    const content = data.subarray(at + 2, at + 1 + data[at]);
    const isOurs = remoteIdService.every((byte, index) => content[index] === byte);
    if (data[at + 1] === serviceData16 && isOurs) {
      payloads.push({ transport, address, bytes: content.subarray(remoteIdService.length) });
    }
  }
  return payloads;
}

/** The six bytes of a device address are sent last first. */
export function addressOf(bytes: Uint8Array): string {
  return hexFromBytes(bytes.slice(0, addressBytes).reverse());
}

/** CRC of advertising PDUs (3.1.1): polynomial 0x00065b, start 0x555555, bits of each byte lowest first. */
function isCrcRight(pdu: Uint8Array, crc: Uint8Array): boolean {
  let state = 0x55_5555;
  for (const byte of pdu) {
    for (let bit = 0; bit < 8; bit++) {
      const feedback = ((state >>> 23) & 1) ^ ((byte >>> bit) & 1);
      state = (state << 1) & 0xff_ffff;
      if (feedback === 1) state ^= 0x65b;
    }
  }
  const sent = (reversed(crc[0]) << 16) | (reversed(crc[1]) << 8) | reversed(crc[2]);
  return sent === state;
}

function reversed(byte: number): number {
  let result = 0;
  for (let bit = 0; bit < 8; bit++) result |= ((byte >>> bit) & 1) << (7 - bit);
  return result;
}
