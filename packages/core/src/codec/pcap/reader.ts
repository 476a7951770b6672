import { ByteQueue, ByteReader } from '../../base/bytes.ts';

/** One captured packet. `bytes` is a view that the next `append` may overwrite. */
export interface CapturedPacket {
  /** From 1, as capture programs number them. */
  readonly number: number;
  /** ms since 1970 UTC; undefined where the file does not say (pcapng's simple packets). */
  readonly timeMs: number | undefined;
  /** LINKTYPE_ value (tcpdump.org/linktypes.html): 1 Ethernet, 105 802.11, 127 radiotap … */
  readonly linkType: number;
  readonly bytes: Uint8Array;
  /** Bytes the packet had on the wire; more than `bytes` where the capture cut it. */
  readonly wireLength: number;
}

export interface PcapRefusal {
  readonly error: string;
  /** Number of the packet, or of the next one where a block between packets was bad. */
  readonly at: number;
}

/** Longest packet and block taken; a longer one is refused and passed over. */
const maxBlock = 262_144 + 1024;

/** One interface of a pcapng section. */
interface Interface {
  readonly linkType: number;
  /** Ticks of its clock in a second, and seconds added. */
  readonly ticksPerS: number;
  readonly offsetS: number;
}

/** More interfaces than any capture has: more are refused. */
const maxInterfaces = 4096;

/**
 * pcap (all four byte and time orders) and pcapng, from bytes in any pieces. Holds at most `capacity` bytes; `append`
 * takes nothing and says false beyond that.
 */
export class PcapReader {
  readonly #queue: ByteQueue;
  #format: 'unknown' | 'pcap' | 'pcapng' | 'broken' = 'unknown';
  #littleEndian = false;
  #ticksPerS = 1e6;
  #linkType = 0;
  #interfaces: Interface[] = [];
  #number = 0;
  /** Bytes of a block too long that are still to come. */
  #skipping = 0;
  #ended = false;

  constructor(capacity = 1_048_576) {
    this.#queue = new ByteQueue(Math.max(capacity, 2 * maxBlock));
  }

  append(piece: Uint8Array): boolean {
    return this.#queue.append(piece);
  }

  end(): void {
    this.#ended = true;
  }

  /** The next packet or refusal; undefined when none is whole yet. */
  next(): CapturedPacket | PcapRefusal | undefined {
    for (;;) {
      this.#skip();
      const held = this.#queue.bytes();
      if (this.#skipping > 0 || held.length === 0) return undefined;
      if (this.#format === 'broken') {
        this.#queue.drop(held.length);
        return undefined;
      }
      const before = held.length;
      const format = this.#format;
      const found = this.#step(held);
      if (found !== undefined) return found;
      if (this.#queue.length === before && this.#format === format)
        return this.#ended ? this.#cut(before) : undefined;
    }
  }

  #step(held: Uint8Array): CapturedPacket | PcapRefusal | undefined {
    if (this.#format === 'unknown') return this.#begin(held);
    return this.#format === 'pcap' ? this.#record(held) : this.#block(held);
  }

  #skip(): void {
    const now = Math.min(this.#skipping, this.#queue.length);
    this.#queue.drop(now);
    this.#skipping -= now;
  }

  #cut(left: number): PcapRefusal {
    return this.#broken(`expected a whole packet, found the end after ${left} bytes`);
  }

  #broken(error: string): PcapRefusal {
    this.#format = 'broken';
    return { error, at: this.#number + 1 };
  }

  /** pcap's header: magic, 2 x version, zone, accuracy, longest packet, link type. */
  #begin(held: Uint8Array): PcapRefusal | undefined {
    if (held.length < 4) return undefined;
    const magic = new ByteReader(held).u32();
    if (magic === 0x0a0d0d0a) {
      this.#format = 'pcapng';
      return undefined;
    }
    const order = orders.get(magic);
    if (order === undefined) return this.#broken(`expected pcap or pcapng, found ${magic.toString(16)}`);
    if (held.length < 24) return undefined;
    this.#littleEndian = order.littleEndian;
    this.#ticksPerS = order.ticksPerS;
    const header = new ByteReader(held);
    header.skip(20);
    this.#linkType = header.u32(order.littleEndian) & 0xffff;
    this.#queue.drop(24);
    this.#format = 'pcap';
    return undefined;
  }

  /** pcap: seconds, fraction, captured and original length, bytes. */
  #record(held: Uint8Array): CapturedPacket | PcapRefusal | undefined {
    if (held.length < 16) return undefined;
    const header = new ByteReader(held);
    const seconds = header.u32(this.#littleEndian);
    const fraction = header.u32(this.#littleEndian);
    const length = header.u32(this.#littleEndian);
    const wireLength = header.u32(this.#littleEndian);
    if (length > maxBlock) return this.#tooLong(length, 16 + length);
    if (held.length < 16 + length) return undefined;
    this.#queue.drop(16 + length);
    const timeMs = seconds * 1000 + (fraction * 1000) / this.#ticksPerS;
    const bytes = held.subarray(16, 16 + length);
    return { number: ++this.#number, timeMs, linkType: this.#linkType, bytes, wireLength };
  }

  #tooLong(length: number, whole: number): PcapRefusal {
    this.#skipping = whole;
    return { error: `expected at most ${maxBlock} bytes, found ${length}`, at: ++this.#number };
  }

  /** pcapng: type, length, body, length. Types: section 0a0d0d0a, interface 1, packet 2, simple 3, enhanced 6. */
  #block(held: Uint8Array): CapturedPacket | PcapRefusal | undefined {
    if (held.length < 12) return undefined;
    const header = new ByteReader(held);
    const isSection = header.u32() === 0x0a0d0d0a;
    if (isSection) {
      header.skip(4);
      const order = header.u32();
      if (order !== 0x1a2b3c4d && order !== 0x4d3c2b1a)
        return this.#broken('expected a byte order, found another magic');
      this.#littleEndian = order === 0x4d3c2b1a;
      header.offset = 4;
    }
    const length = header.u32(this.#littleEndian);
    if (length < 12 || length % 4 !== 0)
      return this.#broken(`expected a block length in fours, found ${length}`);
    if (length > maxBlock) return this.#tooLong(length, length);
    if (held.length < length) return undefined;
    this.#queue.drop(length);
    if (isSection) {
      this.#interfaces = [];
      return undefined;
    }
    header.offset = 0;
    const type = header.u32(this.#littleEndian);
    const body = held.subarray(8, length - 4);
    if (type === 1) return this.#interface(body);
    return type === 2 || type === 3 || type === 6 ? this.#packet(type, body) : undefined;
  }

  #interface(body: Uint8Array): PcapRefusal | undefined {
    if (body.length < 8)
      return { error: 'expected an interface of 8 bytes, found less', at: this.#number + 1 };
    if (this.#interfaces.length >= maxInterfaces) {
      return { error: `expected at most ${maxInterfaces} interfaces, found more`, at: this.#number + 1 };
    }
    const linkType = new ByteReader(body).u16(this.#littleEndian);
    this.#interfaces.push({ linkType, ...clockOf(body.subarray(8), this.#littleEndian) });
    return undefined;
  }

  /** Enhanced: interface, time high and low, captured and original length, bytes. Simple: original length, bytes. */
  #packet(type: number, body: Uint8Array): CapturedPacket | PcapRefusal {
    const number = ++this.#number;
    const start = type === 3 ? 4 : 20;
    if (body.length < start)
      return { error: `expected a packet of ${start} bytes, found ${body.length}`, at: number };
    const reader = new ByteReader(body);
    const index =
      type === 3 ? 0 : type === 2 ? reader.u16(this.#littleEndian) : reader.u32(this.#littleEndian);
    const from = this.#interfaces[index];
    if (from === undefined) return { error: `expected interface ${index}, found none`, at: number };
    if (type === 3) {
      const wireLength = reader.u32(this.#littleEndian);
      const bytes = body.subarray(4, Math.min(body.length, 4 + wireLength));
      return { number, timeMs: undefined, linkType: from.linkType, bytes, wireLength };
    }
    reader.offset = 4;
    const high = reader.u32(this.#littleEndian);
    const low = reader.u32(this.#littleEndian);
    const length = reader.u32(this.#littleEndian);
    const wireLength = reader.u32(this.#littleEndian);
    if (length > reader.remaining) {
      return { error: `expected ${length} captured bytes, found ${reader.remaining}`, at: number };
    }
    const timeMs = msFromTicks(high, low, from);
    return { number, timeMs, linkType: from.linkType, bytes: reader.take(length), wireLength };
  }
}

const orders: ReadonlyMap<number, { readonly littleEndian: boolean; readonly ticksPerS: number }> = new Map([
  [0xa1b2c3d4, { littleEndian: false, ticksPerS: 1e6 }],
  [0xd4c3b2a1, { littleEndian: true, ticksPerS: 1e6 }],
  [0xa1b23c4d, { littleEndian: false, ticksPerS: 1e9 }],
  [0x4d3cb2a1, { littleEndian: true, ticksPerS: 1e9 }],
]);

/** An interface's options if_tsresol (9) and if_tsoffset (14): code, length, value padded to fours. */
function clockOf(options: Uint8Array, littleEndian: boolean): { ticksPerS: number; offsetS: number } {
  let ticksPerS = 1e6;
  let offsetS = 0;
  const reader = new ByteReader(options);
  while (reader.remaining >= 4) {
    const code = reader.u16(littleEndian);
    const length = reader.u16(littleEndian);
    const padded = (length + 3) & ~3;
    if (code === 0 || padded > reader.remaining) break;
    const value = new ByteReader(reader.take(padded));
    if (code === 9 && length === 1) ticksPerS = ticksFrom(value.u8());
    if (code === 14 && length === 8) offsetS = Number(value.u64(littleEndian));
  }
  return { ticksPerS, offsetS };
}

/** Ticks of nanoseconds have more digits than a number holds: whole seconds are taken out first. */
function msFromTicks(high: number, low: number, { ticksPerS, offsetS }: Interface): number {
  const ticks = (BigInt(high) << 32n) | BigInt(low);
  const perS = BigInt(Math.min(ticksPerS, 1e18));
  return (Number(ticks / perS) + offsetS) * 1000 + (Number(ticks % perS) * 1000) / ticksPerS;
}

/** A power of 10, or of 2 where the highest bit is set. */
function ticksFrom(resolution: number): number {
  let ticks = 1;
  for (let i = resolution & 0x7f; i > 0; i--) ticks *= (resolution & 0x80) === 0 ? 10 : 2;
  return ticks;
}

/** Whether a file that begins with these bytes is a capture. */
export function isCapture(bytes: Uint8Array): boolean {
  if (bytes.length < 4) return false;
  const magic = new ByteReader(bytes).u32();
  return magic === 0x0a0d0d0a || orders.has(magic);
}
