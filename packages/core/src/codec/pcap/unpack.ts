import type { CapturedPacket } from './reader.ts';
import { FragmentPool, type IpPacket } from './fragments.ts';

/** What a UDP datagram or a TCP segment bore. */
export interface Payload {
  readonly transport: 'udp' | 'tcp';
  readonly source: string;
  readonly sourcePort: number;
  readonly destination: string;
  readonly destinationPort: number;
  readonly bytes: Uint8Array;
}

export interface UnpackRefusal {
  readonly error: string;
}

/** Flows whose next sequence number is kept; one more, and the one begun longest ago is forgotten. */
const maxFlows = 1024;

const etherIpv4 = 0x0800;
const etherIpv6 = 0x86dd;

/**
 * Takes packets of Ethernet, VLAN, Linux "cooked", loopback and raw IP apart, down to what UDP and TCP bear. Fragments
 * are joined; TCP's payload is given in order, without what was sent again, and goes on after a gap.
 */
export class Unpacker {
  readonly #fragments = new FragmentPool();
  readonly #flows = new Map<string, number>();

  /** undefined where the packet bears neither (ARP, ICMP, an incomplete fragment, an empty segment). */
  unpack(packet: CapturedPacket): Payload | UnpackRefusal | undefined {
    const link = networkLayer(packet.linkType, packet.bytes);
    if (link === undefined) return undefined;
    if (packet.bytes.length < packet.wireLength) {
      return {
        error: `expected ${packet.wireLength} bytes, found ${packet.bytes.length}: the capture cut it`,
      };
    }
    const ip = link.etherType === etherIpv4 ? readIpv4(link.bytes) : readIpv6(link.bytes);
    if (ip === undefined) return { error: 'expected an IP header, found none that fits' };
    const whole = ip.fragment === undefined ? ip.bytes : this.#fragments.add(ip, packet.timeMs ?? 0);
    if (whole === undefined) return undefined;
    if (ip.protocol === 17) return udpPayload(ip, whole);
    return ip.protocol === 6 ? this.#tcpPayload(ip, whole) : undefined;
  }

  /** TCP: 0-3 ports, 4-7 sequence number, 12 header length in its upper half, 13 flags (2 SYN). */
  #tcpPayload(ip: IpPacket, bytes: Uint8Array): Payload | UnpackRefusal | undefined {
    const headerLength = bytes.length < 20 ? 0 : (bytes[12] >>> 4) * 4;
    if (headerLength < 20 || headerLength > bytes.length)
      return { error: 'expected a TCP header, found none that fits' };
    const sourcePort = (bytes[0] << 8) | bytes[1];
    const destinationPort = (bytes[2] << 8) | bytes[3];
    const flow = `${ip.source} ${sourcePort} ${ip.destination} ${destinationPort}`;
    const sequence = ((bytes[4] << 24) | (bytes[5] << 16) | (bytes[6] << 8) | bytes[7]) >>> 0;
    const isSyn = (bytes[13] & 2) !== 0;
    const expected = isSyn ? undefined : this.#flows.get(flow);
    const sentAgain = expected === undefined ? 0 : Math.max(0, (expected - sequence) | 0);
    const payload = bytes.subarray(headerLength);
    if (sentAgain >= payload.length && !isSyn) return undefined;
    if (expected === undefined) this.#makeRoom();
    this.#flows.set(flow, (sequence + payload.length + (isSyn ? 1 : 0)) >>> 0);
    if (payload.length === 0) return undefined;
    const { source, destination } = ip;
    return {
      transport: 'tcp',
      source,
      sourcePort,
      destination,
      destinationPort,
      bytes: payload.subarray(sentAgain),
    };
  }

  #makeRoom(): void {
    if (this.#flows.size < maxFlows) return;
    for (const oldest of this.#flows.keys()) {
      this.#flows.delete(oldest);
      return;
    }
  }
}

/** UDP: 0-3 ports, 4-5 length with its header of 8. */
function udpPayload(ip: IpPacket, bytes: Uint8Array): Payload | UnpackRefusal {
  const length = bytes.length < 8 ? 0 : (bytes[4] << 8) | bytes[5];
  if (length < 8 || length > bytes.length)
    return { error: `expected a UDP length from 8 to ${bytes.length}, found ${length}` };
  return {
    transport: 'udp',
    source: ip.source,
    sourcePort: (bytes[0] << 8) | bytes[1],
    destination: ip.destination,
    destinationPort: (bytes[2] << 8) | bytes[3],
    bytes: bytes.subarray(8, length),
  };
}

interface NetworkLayer {
  readonly etherType: number;
  readonly bytes: Uint8Array;
}

/** What the link layer bears, where that is IP; undefined for other link types and protocols. */
function networkLayer(linkType: number, bytes: Uint8Array): NetworkLayer | undefined {
  switch (linkType) {
    case 1:
      return etherLayer(bytes, 12);
    case 113:
      return etherLayer(bytes, 14);
    case 276:
      return isIp((bytes[0] << 8) | bytes[1], bytes.subarray(20));
    case 0:
    case 108:
      return rawLayer(bytes.subarray(4));
    case 12:
    case 14:
    case 101:
    case 228:
    case 229:
      return rawLayer(bytes);
    default:
      return undefined;
  }
}

/** An Ethernet type at `at`, after at most four VLAN tags (8100, 88a8, 9100) of four bytes. */
function etherLayer(bytes: Uint8Array, at: number): NetworkLayer | undefined {
  let typeAt = at;
  for (let tags = 0; tags <= 4 && typeAt + 2 <= bytes.length; tags++) {
    const type = (bytes[typeAt] << 8) | bytes[typeAt + 1];
    if (type !== 0x8100 && type !== 0x88a8 && type !== 0x9100) return isIp(type, bytes.subarray(typeAt + 2));
    typeAt += 4;
  }
  return undefined;
}

function isIp(etherType: number, bytes: Uint8Array): NetworkLayer | undefined {
  return etherType === etherIpv4 || etherType === etherIpv6 ? { etherType, bytes } : undefined;
}

function rawLayer(bytes: Uint8Array): NetworkLayer | undefined {
  const version = bytes.length === 0 ? 0 : bytes[0] >>> 4;
  if (version !== 4 && version !== 6) return undefined;
  return { etherType: version === 4 ? etherIpv4 : etherIpv6, bytes };
}

/** RFC 791: 0 version and header length, 2-3 length, 4-5 id, 6-7 flags and offset, 9 protocol, 12-19 addresses. */
function readIpv4(bytes: Uint8Array): IpPacket | undefined {
  const headerLength = bytes.length < 20 ? 0 : (bytes[0] & 15) * 4;
  const stated = (bytes[2] << 8) | bytes[3];
  /** 0: the card was to fill it in (segmentation offload). */
  const length = stated === 0 ? bytes.length : stated;
  if (headerLength < 20 || bytes[0] >>> 4 !== 4 || length < headerLength || length > bytes.length)
    return undefined;
  const word = (bytes[6] << 8) | bytes[7];
  const offset = (word & 0x1fff) * 8;
  const more = (word & 0x2000) !== 0;
  const id = (bytes[4] << 8) | bytes[5];
  return {
    protocol: bytes[9],
    source: bytes.subarray(12, 16).join('.'),
    destination: bytes.subarray(16, 20).join('.'),
    bytes: bytes.subarray(headerLength, length),
    fragment: more || offset > 0 ? { id, offset, more } : undefined,
  };
}

/** RFC 8200: 4-5 payload length, 6 next header, 8-39 addresses; extension headers 0, 43, 60 are passed, 44 is a fragment. */
function readIpv6(bytes: Uint8Array): IpPacket | undefined {
  if (bytes.length < 40 || bytes[0] >>> 4 !== 6) return undefined;
  const stated = (bytes[4] << 8) | bytes[5];
  const end = stated === 0 ? bytes.length : 40 + stated;
  if (end > bytes.length) return undefined;
  let protocol = bytes[6];
  let at = 40;
  let fragment: IpPacket['fragment'];
  while ((protocol === 0 || protocol === 43 || protocol === 60 || protocol === 44) && at + 8 <= end) {
    if (protocol === 44) {
      const word = (bytes[at + 2] << 8) | bytes[at + 3];
      const id = ((bytes[at + 4] << 24) | (bytes[at + 5] << 16) | (bytes[at + 6] << 8) | bytes[at + 7]) >>> 0;
      fragment = { id, offset: word & 0xfff8, more: (word & 1) === 1 };
    }
    const size = protocol === 44 ? 8 : (bytes[at + 1] + 1) * 8;
    protocol = bytes[at];
    at += size;
  }
  if (at > end) return undefined;
  const source = ipv6Text(bytes.subarray(8, 24));
  return {
    protocol,
    source,
    destination: ipv6Text(bytes.subarray(24, 40)),
    bytes: bytes.subarray(at, end),
    fragment,
  };
}

/** Eight groups in hex, not shortened: a key to compare, as long as it is always the same. */
function ipv6Text(bytes: Uint8Array): string {
  const groups: string[] = [];
  for (let i = 0; i < 16; i += 2) groups.push(((bytes[i] << 8) | bytes[i + 1]).toString(16));
  return groups.join(':');
}
