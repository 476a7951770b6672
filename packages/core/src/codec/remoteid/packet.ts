import { linkLayerPayloads } from './bluetooth.ts';
import { crc32 } from './crc32.ts';
import { HciEvents } from './hci.ts';
import type { RemoteIdPayload } from './payload.ts';
import { wifiPayloads } from './wifi.ts';

/** A captured packet and its link type, as `codec/pcap` gives them. */
export interface CapturedPacket {
  readonly linkType: number;
  readonly bytes: Uint8Array;
  /** From 1; counted where it is absent. */
  readonly number?: number;
  /** Bytes it had on the air; more than `bytes` where the capture cut it, and then it has no check sequence. */
  readonly wireLength?: number;
}

/** Why a packet gave nothing: `badCrc` frames are dropped unread; `linkType` is none that carries Remote ID. */
export type RemoteIdDrop = 'badCrc' | 'linkType';

const fcsBytes = 4;

/** Finds Remote ID in packets of any wireless capture. Keeps state only to join advertising reported in parts. */
export class RemoteIdPackets {
  readonly #events = new HciEvents();

  payloads(packet: CapturedPacket): RemoteIdPayload[] | RemoteIdDrop {
    const { linkType, bytes } = packet;
    const isCut = (packet.wireLength ?? 0) > bytes.length;
    switch (linkType) {
      case 105:
        return wifiPayloads(bytes);
      case 119:
        return wifiPayloads(bytes.subarray(prismBytes(bytes)));
      case 127:
        return radiotapPayloads(bytes, isCut);
      case 163:
        return wifiPayloads(bytes.subarray(u32BigEndian(bytes, 4)));
      case 192:
        return this.#perPacketInformation(bytes);
      case 187:
        return this.#uart(bytes);
      case 201:
        return this.#uart(bytes.subarray(4));
      case 254:
        return isMonitorEvent(bytes) ? this.#events.payloads(bytes.subarray(4)) : [];
      case 251:
        return linkLayerPayloads(bytes, { isCoded: false, isCrcRight: undefined });
      case 256:
        return pseudoHeaderPayloads(bytes);
      case 272:
        return nordicPayloads(bytes);
      default:
        return 'linkType';
    }
  }

  /** HCI over UART (H4): | packet type, 4 is an event | event |. */
  #uart(bytes: Uint8Array): RemoteIdPayload[] {
    return bytes[0] === 4 ? this.#events.payloads(bytes.subarray(1)) : [];
  }

  /** PPI: | version | flags | header length, 2 | inner link type, 4 |, all little-endian. */
  #perPacketInformation(bytes: Uint8Array): RemoteIdPayload[] | RemoteIdDrop {
    if (bytes.length < 8) return [];
    const linkType = bytes[4] | (bytes[5] << 8);
    if (linkType === 192) return 'linkType';
    return this.payloads({ linkType, bytes: bytes.subarray(bytes[2] | (bytes[3] << 8)) });
  }
}

/** Linux' Bluetooth monitor: | adapter, 2 | opcode, 2, big-endian; 3 is an event | event |. */
function isMonitorEvent(bytes: Uint8Array): boolean {
  return bytes[2] === 0 && bytes[3] === 3;
}

/** Prism: | message code, 4 | header length, 4, in the byte order of the capturing machine |. */
function prismBytes(bytes: Uint8Array): number {
  return Math.min(u32LittleEndian(bytes, 4), u32BigEndian(bytes, 4));
}

/** Radiotap: | version 0 | pad | length, 2 | presence words, 4 each | fields |: flags are the second possible field. */
function radiotapPayloads(bytes: Uint8Array, isCut: boolean): RemoteIdPayload[] | RemoteIdDrop {
  if (bytes.length < 8 || bytes[0] !== 0) return [];
  const length = bytes[2] | (bytes[3] << 8);
  const flags = radiotapFlags(bytes.subarray(0, length));
  if ((flags & 0x40) !== 0) return 'badCrc';
  const frame = bytes.subarray(length);
  if ((flags & 0x10) === 0 || isCut) return wifiPayloads(frame);
  if (frame.length < fcsBytes) return [];
  const content = frame.subarray(0, frame.length - fcsBytes);
  return crc32(content) === u32LittleEndian(frame, content.length) ? wifiPayloads(content) : 'badCrc';
}

/** 0x10: the frame ends in its check sequence; 0x40: that check failed. 0 where the receiver tells nothing. */
function radiotapFlags(header: Uint8Array): number {
  const present = header[4];
  if ((present & 2) === 0) return 0;
  let at = 4;
  while (at + 4 <= header.length && (header[at + 3] & 0x80) !== 0) at += 4;
  at += 4;
  if ((present & 1) !== 0) at = ((at + 7) & ~7) + 8;
  return header[at] ?? 0;
}

/** Bluetooth LE with pseudo-header: | channel | … | flags, 2 at 8 | link layer |. */
function pseudoHeaderPayloads(bytes: Uint8Array): RemoteIdPayload[] | RemoteIdDrop {
  if (bytes.length < 10) return [];
  const flags = bytes[8] | (bytes[9] << 8);
  const wasChecked = (flags & 0x0400) !== 0;
  return linkLayerPayloads(bytes.subarray(10), {
    isCoded: flags >> 14 === 2,
    isCrcRight: wasChecked ? (flags & 0x0800) !== 0 : undefined,
  });
}

/** nRF sniffer: | board | lengths and version, 3 | counter, 2 | id | 10 | flags | channel | … | link layer at 17 |. */
function nordicPayloads(bytes: Uint8Array): RemoteIdPayload[] | RemoteIdDrop {
  if (bytes.length < 17) return [];
  const flags = bytes[8];
  const isVersion1 = bytes[3] < 2;
  return linkLayerPayloads(bytes.subarray(17), {
    isCoded: !isVersion1 && ((flags >> 4) & 7) === 2,
    isCrcRight: (flags & 1) !== 0,
  });
}

function u32LittleEndian(bytes: Uint8Array, at: number): number {
  return (bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)) >>> 0;
}

function u32BigEndian(bytes: Uint8Array, at: number): number {
  return ((bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3]) >>> 0;
}
