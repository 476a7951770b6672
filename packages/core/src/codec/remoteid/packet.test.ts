import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { findProgram, need, sharedDir } from '../../../../../tools/test/need.ts';
import { inspectRemoteId, type RemoteIdInspection } from './inspect.ts';
import type { CapturedPacket } from './packet.ts';
import * as frames from './testing/frames.ts';

const payload = Uint8Array.of(77, ...frames.pack(frames.basicIdMessage, frames.locationMessage()));
const single = Uint8Array.of(78, ...frames.basicIdMessage);

function inspect(linkType: number, ...packets: readonly Uint8Array[]): RemoteIdInspection[] {
  return [...inspectRemoteId(packets.map((bytes) => ({ linkType, bytes })))];
}

/** What was found, in short: `basicId wifiBeacon 77`. */
function found(linkType: number, ...packets: readonly Uint8Array[]): string[] {
  return inspect(linkType, ...packets).map((message) =>
    'error' in message ? message.error : `${message.messageType} ${message.transport} ${message.counter}`,
  );
}

const both = (transport: string) => [`basicId ${transport} 77`, `location ${transport} 77`];

test('a beacon’s pack is found with and without radiotap, with and without a check sequence', () => {
  const frame = frames.beacon(payload);
  assert.deepEqual(found(105, frame), both('wifiBeacon'));
  assert.deepEqual(found(127, frames.radiotap(frame, 0)), both('wifiBeacon'));
  assert.deepEqual(found(127, frames.radiotap(frame, 0x10)), both('wifiBeacon'));
});

test('older headers before a frame are passed over', () => {
  const header = (length: number, at: number) => {
    const bytes = new Uint8Array(length);
    bytes[at] = length;
    return bytes;
  };
  const frame = frames.beacon(payload);
  assert.deepEqual(found(119, Buffer.concat([header(144, 4), frame])), both('wifiBeacon'));
  assert.deepEqual(found(119, Buffer.concat([header(144, 7), frame])), both('wifiBeacon'));
  assert.deepEqual(found(163, Buffer.concat([header(64, 7), frame])), both('wifiBeacon'));
  const ppi = Uint8Array.of(0, 0, 8, 0, 105, 0, 0, 0, ...frame);
  assert.deepEqual(found(192, ppi), both('wifiBeacon'));
});

test('a beacon may hold a message without a pack', () => {
  assert.deepEqual(found(105, frames.beacon(single)), ['basicId wifiBeacon 78']);
});

test('a frame with a wrong check sequence is dropped and counted', () => {
  const right = frames.radiotap(frames.beacon(payload), 0x10);
  const wrong = right.slice();
  wrong[40] ^= 1;
  const flagged = frames.radiotap(frames.beacon(payload), 0x40);
  const dropped = { badCrc: 0, linkType: 0 };
  const packets = [wrong, flagged, right].map((bytes) => ({ linkType: 127, bytes }));
  assert.equal([...inspectRemoteId(packets, dropped)].length, 2);
  assert.equal(dropped.badCrc, 2);
});

test('radiotap’s flags are found behind further presence words', () => {
  const header = [0, 0, 25, 0, 3, 0, 0, 0xa0, 0, 0, 0, 0x20, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 0x40];
  const longer = Uint8Array.from([
    ...header.slice(0, 7),
    0x80,
    ...header.slice(8),
    ...frames.beacon(payload),
  ]);
  longer[11] = 0x00;
  const dropped = { badCrc: 0, linkType: 0 };
  assert.deepEqual([...inspectRemoteId([{ linkType: 127, bytes: longer }], dropped)], []);
  assert.equal(dropped.badCrc, 1);
});

test('a NAN action frame’s pack is found, also behind bitmap and filters', () => {
  assert.deepEqual(found(105, frames.nanFrame(payload)), both('wifiNan'));
  assert.deepEqual(found(105, frames.nanFrame(payload, true)), both('wifiNan'));
});

test('legacy and extended Bluetooth advertising are found on the air', () => {
  assert.deepEqual(found(251, frames.legacyAdvertisement(single)), ['basicId bluetooth4 78']);
  assert.deepEqual(found(251, frames.extendedAdvertisement(payload)), both('bluetooth5'));
});

test('a Bluetooth packet whose CRC is wrong is dropped, by its own CRC or by the receiver’s word', () => {
  const wrong = frames.legacyAdvertisement(single);
  wrong[30] ^= 4;
  assert.deepEqual(found(251, wrong), []);
  assert.deepEqual(found(256, frames.pseudoHeader(frames.legacyAdvertisement(single), 0x0400)), []);
  assert.deepEqual(found(256, frames.pseudoHeader(wrong, 0x0c00)).length, 1);
  assert.deepEqual(found(272, frames.nordic(frames.legacyAdvertisement(single), 0)), []);
});

test('a pseudo-header and the coded PHY’s indicator are passed over', () => {
  assert.deepEqual(found(256, frames.pseudoHeader(frames.legacyAdvertisement(single), 0x0c00)), [
    'basicId bluetooth4 78',
  ]);
  assert.deepEqual(
    found(256, frames.pseudoHeader(frames.extendedAdvertisement(payload, [0]), 0x8c00)),
    both('bluetooth5'),
  );
});

test('nRF sniffer captures are read in all versions', () => {
  assert.deepEqual(found(272, frames.nordic(frames.legacyAdvertisement(single), 1, 1)), [
    'basicId bluetooth4 78',
  ]);
  assert.deepEqual(
    found(272, frames.nordic(frames.extendedAdvertisement(payload), 1, 2)),
    both('bluetooth5'),
  );
  assert.deepEqual(
    found(272, frames.nordic(frames.extendedAdvertisement(payload, [0]), 0x21, 3)),
    both('bluetooth5'),
  );
});

test('host controller events are read over UART, with direction and from Linux’ monitor', () => {
  const event = frames.hciLegacyEvent(single);
  assert.deepEqual(found(187, Uint8Array.of(4, ...event)), ['basicId bluetooth4 78']);
  assert.deepEqual(found(201, Uint8Array.of(0, 0, 0, 1, 4, ...event)), ['basicId bluetooth4 78']);
  assert.deepEqual(found(254, Uint8Array.of(0, 0, 0, 3, ...event)), ['basicId bluetooth4 78']);
});

test('extended advertising that is reported in parts is joined', () => {
  const data = frames.advertisingData(payload);
  const parts = [
    Uint8Array.of(4, ...frames.hciExtendedEvent(data.slice(0, 20), 1)),
    Uint8Array.of(4, ...frames.hciExtendedEvent(data.slice(20), 0)),
  ];
  assert.deepEqual(found(187, ...parts), both('bluetooth5'));
  assert.deepEqual(found(187, Uint8Array.of(4, ...frames.hciExtendedEvent(data, 0))), both('bluetooth5'));
});

test('frames of others give nothing, and other link types are counted', () => {
  const dropped = { badCrc: 0, linkType: 0 };
  const packets: CapturedPacket[] = [
    { linkType: 1, bytes: frames.beacon(payload) },
    { linkType: 105, bytes: Uint8Array.from({ length: 60 }, () => 0x88) },
    { linkType: 251, bytes: new Uint8Array(20) },
    { linkType: 127, bytes: new Uint8Array(3) },
  ];
  assert.deepEqual([...inspectRemoteId(packets, dropped)], []);
  assert.deepEqual(dropped, { badCrc: 0, linkType: 1 });
});

test('a frame cut off anywhere never throws', () => {
  const whole: [number, Uint8Array][] = [
    [127, frames.radiotap(frames.beacon(payload), 0x10)],
    [105, frames.nanFrame(payload, true)],
    [251, frames.extendedAdvertisement(payload)],
    [272, frames.nordic(frames.legacyAdvertisement(single), 1)],
    [187, Uint8Array.of(4, ...frames.hciExtendedEvent(frames.advertisingData(payload), 0))],
    [192, Uint8Array.of(0, 0, 8, 0, 105, 0, 0, 0, ...frames.beacon(payload))],
  ];
  for (const [linkType, bytes] of whole) {
    assert.ok(found(linkType, bytes).length > 0);
    for (let length = 0; length < bytes.length; length++) found(linkType, bytes.subarray(0, length));
  }
});

test('tshark reads the hand-made frames as we mean them', { skip: need('tshark') }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'remoteid-'));
  const fields = (linkType: number, packet: Uint8Array, ...names: string[]) => {
    const file = join(folder, 'one.pcap');
    writeFileSync(file, frames.pcapFile(linkType, [packet]));
    const asked = names.flatMap((name) => ['-e', name]);
    return execFileSync(
      findProgram('tshark')!,
      ['-o', 'wlan.check_checksum:TRUE', '-r', file, '-T', 'fields', ...asked],
      {
        encoding: 'utf8',
      },
    ).trimEnd();
  };
  try {
    const fcs = frames.radiotap(frames.beacon(payload), 0x10);
    assert.equal(fields(127, fcs, 'wlan.tag.oui', 'wlan.fcs.status'), '16387004\t1');
    const legacy = frames.legacyAdvertisement(single);
    assert.match(fields(251, legacy, 'btcommon.eir_ad.entry.uuid_16', 'btle.crc.incorrect'), /^0xfffa$/);
    const extended = frames.nordic(frames.extendedAdvertisement(payload), 1, 3);
    assert.equal(fields(272, extended, 'btcommon.eir_ad.entry.uuid_16', 'nordic_ble.crcok'), '0xfffa\t1');
    const event = Uint8Array.of(
      0,
      0,
      0,
      1,
      4,
      ...frames.hciExtendedEvent(frames.advertisingData(payload), 0),
    );
    assert.equal(fields(201, event, 'btcommon.eir_ad.entry.uuid_16'), '0xfffa');
    const coded = frames.nordic(frames.extendedAdvertisement(payload, [0]), 0x21, 3);
    assert.equal(fields(272, coded, 'btcommon.eir_ad.entry.uuid_16'), '0xfffa');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the capture off the air decodes as opendroneid-core-c decodes it', { skip: need('shared') }, () => {
  const folder = join(sharedDir, 'captures', 'remoteid');
  const file = readFileSync(join(folder, 'odid_wifi_bcn_sample.pcap'));
  const packets: CapturedPacket[] = [];
  for (let at = 24; at < file.length;) {
    const length = file.readUInt32LE(at + 8);
    packets.push({ linkType: file.readUInt32LE(20), bytes: file.subarray(at + 16, at + 16 + length) });
    at += 16 + length;
  }
  const expected = readFileSync(join(folder, 'expected', 'odid_wifi_bcn_sample.inspect.ndjson'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
  assert.deepEqual([...inspectRemoteId(packets)], expected);
});
