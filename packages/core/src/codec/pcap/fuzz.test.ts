import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fuzzCount, fuzzMutations } from '../../../../../tools/test/fuzz.ts';
import { ByteWriter } from '../../base/bytes.ts';
import { PcapReader } from './reader.ts';
import { Unpacker } from './unpack.ts';

function ipv4(protocol: number, word: number, body: Uint8Array): Uint8Array {
  const head = new ByteWriter()
    .u16(0x4500)
    .u16(20 + body.length)
    .u16(7)
    .u16(word)
    .u8(64)
    .u8(protocol)
    .u16(0);
  return head.u32(1).u32(2).bytes(body).take();
}

const udp = new ByteWriter().u16(1).u16(2).u16(16).u16(0).u32(0xdeadbeef).u32(1).take();
const tcp = new ByteWriter().u16(1).u16(2).u32(9).u32(0).u8(0x50).u8(0x18).u16(0).u32(0).u32(1).take();
const ipv6 = new ByteWriter()
  .u32(0x60000000)
  .u16(24)
  .u8(44)
  .u8(1)
  .bytes(new Uint8Array(32))
  .u8(17)
  .u8(0)
  .u16(1)
  .u32(5)
  .bytes(udp);
const packets = [ipv4(17, 0, udp), ipv4(6, 0, tcp), ipv4(17, 0x2000, udp), ipv4(17, 2, udp), ipv6.take()];

const pcap = new ByteWriter().u32(0xa1b2c3d4).u16(2).u16(4).u32(0).u32(0).u32(65_535).u32(101);
for (const packet of packets) pcap.u32(1).u32(2).u32(packet.length).u32(packet.length).bytes(packet);

const pcapng = new ByteWriter().u32(0x0a0d0d0a).u32(28).u32(0x1a2b3c4d).u32(0x10000).u32(0).u32(0).u32(28);
pcapng
  .u32(1)
  .u32(20)
  .u32(101 << 16)
  .u32(0)
  .u32(20);
for (const packet of packets) {
  const padded = (packet.length + 3) & ~3;
  pcapng
    .u32(6)
    .u32(32 + padded)
    .u32(0)
    .u32(1)
    .u32(2)
    .u32(packet.length)
    .u32(packet.length)
    .bytes(packet);
  pcapng.bytes(new Uint8Array(padded - packet.length)).u32(32 + padded);
}

test('no mutated capture throws, hangs or leaks', () => {
  const report = fuzzMutations(20_266, [pcap.take(), pcapng.take()], fuzzCount(20_000), (mutated) => {
    const reader = new PcapReader();
    const unpacker = new Unpacker();
    assert.ok(reader.append(mutated));
    reader.end();
    for (let packet = reader.next(); packet !== undefined; packet = reader.next()) {
      if ('bytes' in packet) unpacker.unpack(packet);
    }
  });
  assert.ok(report.slowestMs < 5000, `${report.slowestMs} ms`);
  assert.ok(report.heapGrowthBytes < 8_000_000, `${report.heapGrowthBytes} bytes`);
});

test('no mutated packet loses the one after it', () => {
  const unpacker = new Unpacker();
  const good = ipv4(17, 0, udp);
  fuzzMutations(20_267, packets, fuzzCount(20_000), (bytes, index) => {
    unpacker.unpack({ number: 1, timeMs: index, linkType: 101, bytes, wireLength: bytes.length });
    const payload = unpacker.unpack({
      number: 2,
      timeMs: index,
      linkType: 101,
      bytes: good,
      wireLength: good.length,
    });
    assert.ok(payload !== undefined && 'bytes' in payload);
  });
});
