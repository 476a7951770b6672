import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { need, sharedDir } from '../../../../../tools/test/need.ts';
import { ByteWriter, textFromLatin1, utf8FromText } from '../../base/bytes.ts';
import { capturedPieces } from './pieces.ts';
import { isCapture, PcapReader } from './reader.ts';
import type { CapturedPacket, PcapRefusal } from './reader.ts';
import { Unpacker } from './unpack.ts';

function pcap(
  packets: readonly Uint8Array[],
  linkType = 1,
  littleEndian = true,
  nanoseconds = false,
): Uint8Array {
  const writer = new ByteWriter();
  const u32 = (value: number): ByteWriter => writer.u32(value, littleEndian);
  u32(nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4);
  writer.u16(2, littleEndian).u16(4, littleEndian);
  [0, 0, 65_535, linkType].forEach(u32);
  for (const packet of packets) {
    [1_700_000_000, nanoseconds ? 250_000_000 : 250_000, packet.length, packet.length].forEach(u32);
    writer.bytes(packet);
  }
  return writer.take();
}

function pcapngBlock(type: number, body: Uint8Array, littleEndian: boolean): Uint8Array {
  const padded = (body.length + 3) & ~3;
  const writer = new ByteWriter()
    .u32(type, littleEndian)
    .u32(12 + padded, littleEndian)
    .bytes(body);
  return writer
    .bytes(new Uint8Array(padded - body.length))
    .u32(12 + padded, littleEndian)
    .take();
}

/** A section, an interface of nanoseconds whose clock is 10 s behind, an unknown block, and the packets. */
function pcapng(packets: readonly Uint8Array[], littleEndian = true): Uint8Array {
  const le = littleEndian;
  const section = new ByteWriter()
    .u32(0x1a2b3c4d, le)
    .u16(1, le)
    .u16(0, le)
    .u32(0xffffffff)
    .u32(0xffffffff)
    .take();
  const options = new ByteWriter().u16(9, le).u16(1, le).u8(9).u24(0).u16(14, le).u16(8, le);
  options
    .u32(le ? 10 : 0, le)
    .u32(le ? 0 : 10, le)
    .u16(0)
    .u16(0);
  const face = new ByteWriter().u16(1, le).u16(0).u32(0).bytes(options.take()).take();
  const blocks = [
    pcapngBlock(0x0a0d0d0a, section, le),
    pcapngBlock(1, face, le),
    pcapngBlock(0xbad, Uint8Array.of(1), le),
  ];
  const ticks = 1_700_000_000_250_000_000n;
  for (const packet of packets) {
    const head = new ByteWriter()
      .u32(0, le)
      .u32(Number(ticks >> 32n), le)
      .u32(Number(ticks & 0xffffffffn), le);
    blocks.push(pcapngBlock(6, head.u32(packet.length, le).u32(packet.length, le).bytes(packet).take(), le));
  }
  blocks.push(pcapngBlock(3, new ByteWriter().u32(packets[0].length, le).bytes(packets[0]).take(), le));
  return joined(...blocks);
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

function read(pieces: readonly Uint8Array[]): (CapturedPacket | PcapRefusal)[] {
  const reader = new PcapReader();
  const found: (CapturedPacket | PcapRefusal)[] = [];
  for (const [i, piece] of pieces.entries()) {
    assert.ok(reader.append(piece));
    if (i === pieces.length - 1) reader.end();
    for (let packet = reader.next(); packet !== undefined; packet = reader.next()) {
      found.push('bytes' in packet ? { ...packet, bytes: packet.bytes.slice() } : packet);
    }
  }
  return found;
}

const hello = utf8FromText('hello');

function udp(payload: Uint8Array): Uint8Array {
  return new ByteWriter()
    .u16(40_000)
    .u16(8600)
    .u16(8 + payload.length)
    .u16(0)
    .bytes(payload)
    .take();
}

function ipv4(body: Uint8Array, protocol = 17, word = 0): Uint8Array {
  const writer = new ByteWriter()
    .u16(0x4500)
    .u16(20 + body.length)
    .u16(77)
    .u16(word)
    .u8(64)
    .u8(protocol)
    .u16(0);
  return writer.u32(0x0a000001).u32(0xe0000001).bytes(body).take();
}

function ipv6(body: Uint8Array, next = 17): Uint8Array {
  const writer = new ByteWriter().u32(0x60000000).u16(body.length).u8(next).u8(64);
  for (let i = 0; i < 8; i++) writer.u32(i);
  return writer.bytes(body).take();
}

function ethernet(type: number, body: Uint8Array, tags: readonly number[] = []): Uint8Array {
  const writer = new ByteWriter().bytes(new Uint8Array(12));
  for (const tag of tags) writer.u16(tag).u16(5);
  return writer.u16(type).bytes(body).take();
}

function payloadsOf(file: Uint8Array): string[] {
  return [...capturedPieces(file)].map((piece) =>
    'error' in piece ? piece.error : textFromLatin1(piece.bytes),
  );
}

test('pcap of either byte order and either fraction', () => {
  for (const littleEndian of [true, false]) {
    for (const nanoseconds of [true, false]) {
      const [packet] = read([pcap([hello], 127, littleEndian, nanoseconds)]);
      assert.deepEqual(packet, {
        number: 1,
        timeMs: 1_700_000_000_250,
        linkType: 127,
        bytes: hello,
        wireLength: 5,
      });
    }
  }
});

test('pcapng of either byte order, with its interface clock, a block unknown to us and a simple packet', () => {
  for (const littleEndian of [true, false]) {
    const packets = read([pcapng([hello, utf8FromText('you')], littleEndian)]);
    assert.deepEqual(
      packets.map(
        (packet) => 'bytes' in packet && [packet.number, packet.timeMs, textFromLatin1(packet.bytes)],
      ),
      [
        [1, 1_700_000_010_250, 'hello'],
        [2, 1_700_000_010_250, 'you'],
        [3, undefined, 'hello'],
      ],
    );
  }
});

test('a capture gives the same at every split', () => {
  for (const file of [pcap([hello, hello]), pcapng([hello, hello])]) {
    const whole = read([file]);
    for (let at = 0; at <= file.length; at++) {
      assert.deepEqual(read([file.subarray(0, at), file.subarray(at)]), whole, `split at ${at}`);
    }
  }
});

test('what is no capture, ends early or has a packet too long is refused, and the next packet is read', () => {
  assert.ok(!isCapture(hello) && isCapture(pcap([])) && isCapture(pcapng([hello])));
  const errors = (file: Uint8Array): string[] =>
    read([file]).map((one) => ('error' in one ? one.error : 'packet'));
  assert.match(errors(hello)[0], /expected pcap or pcapng, found 68656c6c/);
  assert.match(errors(pcap([hello, hello]).subarray(0, -1))[1], /found the end after 20 bytes/);
  assert.deepEqual(
    errors(pcap([hello, new Uint8Array(300_000), hello])).map((text) => text.slice(0, 15)),
    ['packet', 'expected at mos', 'packet'],
  );
});

test('UDP within Ethernet, VLAN tags, cooked, loopback and raw IP of both versions', () => {
  const v4 = ipv4(udp(hello));
  const v6 = ipv6(udp(hello));
  const cases: [number, Uint8Array][] = [
    [1, ethernet(0x0800, joined(v4, new Uint8Array(9)))],
    [1, ethernet(0x86dd, v6)],
    [1, ethernet(0x0800, v4, [0x88a8, 0x8100])],
    [113, joined(new Uint8Array(14), Uint8Array.of(0x08, 0x00), v4)],
    [276, joined(Uint8Array.of(0x86, 0xdd), new Uint8Array(18), v6)],
    [0, joined(Uint8Array.of(2, 0, 0, 0), v4)],
    [101, v4],
    [101, v6],
  ];
  for (const [linkType, packet] of cases)
    assert.deepEqual(payloadsOf(pcap([packet], linkType)), ['hello'], String(linkType));
});

test('other link types and protocols are handed on, not refused', () => {
  assert.deepEqual(payloadsOf(pcap([hello], 127)), []);
  assert.deepEqual(payloadsOf(pcap([ethernet(0x0806, hello)])), []);
  assert.deepEqual(payloadsOf(pcap([ipv4(hello, 1)], 101)), []);
});

test('fragments are joined in any order, of both versions', () => {
  const body = udp(utf8FromText('a text in three parts'));
  const part = (from: number, to: number): Uint8Array =>
    ipv4(body.subarray(from, to), 17, (to < body.length ? 0x2000 : 0) | (from / 8));
  assert.deepEqual(payloadsOf(pcap([part(16, 29), part(0, 8), part(8, 16)], 101)), ['a text in three parts']);
  const part6 = (from: number, to: number): Uint8Array => {
    const head = new ByteWriter()
      .u8(17)
      .u8(0)
      .u16(from | (to < body.length ? 1 : 0))
      .u32(9);
    return ipv6(head.bytes(body.subarray(from, to)).take(), 44);
  };
  assert.deepEqual(payloadsOf(pcap([part6(8, 29), part6(0, 8)], 101)), ['a text in three parts']);
});

test('at most 64 datagrams wait for their fragments, and none beyond 64 KiB', () => {
  const unpacker = new Unpacker();
  const packet = (id: number, word: number): CapturedPacket => {
    const bytes = ipv4(udp(hello).subarray(0, 8), 17, word);
    bytes[4] = id;
    return { number: 1, timeMs: 0, linkType: 101, bytes, wireLength: bytes.length };
  };
  for (let id = 0; id < 65; id++) assert.equal(unpacker.unpack(packet(id, 0x2000)), undefined);
  assert.equal(unpacker.unpack(packet(0, 1)), undefined);
  assert.equal(unpacker.unpack(packet(5, 0x1fff)), undefined);
});

test('TCP: what was sent again is left out, and after a gap it goes on', () => {
  const segment = (sequence: number, text: string, flags = 0x18): Uint8Array =>
    ipv4(
      new ByteWriter()
        .u16(1)
        .u16(2)
        .u32(sequence >>> 0)
        .u32(0)
        .u8(0x50)
        .u8(flags)
        .u16(0)
        .u32(0)
        .bytes(utf8FromText(text))
        .take(),
      6,
    );
  const segments = [
    segment(-3, '', 2),
    segment(-2, 'abcd'),
    segment(-2, 'abcd'),
    segment(0, 'cdef'),
    segment(4, ''),
    segment(9, 'gap'),
  ];
  assert.deepEqual(payloadsOf(pcap(segments, 101)), ['abcd', 'ef', 'gap']);
});

test('lengths that cannot be are refused', () => {
  const cut = ipv4(udp(hello));
  cut[25] = 200;
  assert.match(payloadsOf(pcap([cut], 101))[0], /UDP length from 8 to 13, found 200/);
  assert.match(payloadsOf(pcap([ipv4(udp(hello)).subarray(0, 15)], 101))[0], /an IP header/);
});

test('the captures at hand are read to their ends', { skip: need('shared') }, () => {
  const folder = join(sharedDir, 'captures');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.pcap(ng)?$/.test(name),
  );
  assert.ok(files.length > 0);
  for (const file of files) {
    const packets = read([readFileSync(join(folder, file))]);
    assert.ok(packets.length > 0 && packets.every((packet) => 'bytes' in packet), file);
  }
});
