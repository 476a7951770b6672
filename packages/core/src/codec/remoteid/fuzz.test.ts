import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fuzzCount, fuzzMutations } from '../../../../../tools/test/fuzz.ts';
import { textFromUtf8, utf8FromText } from '../../base/bytes.ts';
import { inspectRemoteId, inspectRemoteIdText } from './inspect.ts';
import * as frames from './testing/frames.ts';

const payload = Uint8Array.of(77, ...frames.pack(frames.basicIdMessage, frames.locationMessage()));
const linkTypes = [105, 127, 163, 187, 192, 201, 251, 254, 256, 272];
const samples = [
  frames.radiotap(frames.beacon(payload), 0),
  frames.beacon(payload),
  frames.nanFrame(payload, true),
  frames.legacyAdvertisement(payload.subarray(0, 26)),
  frames.pseudoHeader(frames.extendedAdvertisement(payload), 0x0c00),
  frames.nordic(frames.extendedAdvertisement(payload), 1),
  Uint8Array.of(4, ...frames.hciExtendedEvent(frames.advertisingData(payload), 1)),
  Uint8Array.of(4, ...frames.hciLegacyEvent(payload.subarray(0, 26))),
];
const good = { linkType: 105, bytes: frames.beacon(payload) };

test('no mutated packet crashes, hangs, leaks or takes its neighbours along', () => {
  const report = fuzzMutations(3, samples, fuzzCount(20_000), (bytes, index) => {
    const packets = [good, { linkType: linkTypes[index % linkTypes.length], bytes }, good];
    const found = [...inspectRemoteId(packets)];
    assert.ok(found.length >= 4);
    assert.deepEqual(
      found.slice(-2).map((message) => ('error' in message ? message.error : message.messageType)),
      ['basicId', 'location'],
    );
  });
  assert.ok(report.slowestMs < 1000, `slowest ${report.slowestMs} ms`);
  assert.ok(report.heapGrowthBytes < 32e6, `heap grew ${report.heapGrowthBytes} bytes`);
});

test('no mutated payload gives a number that is none', () => {
  fuzzMutations(4, [good.bytes], fuzzCount(20_000), (bytes) => {
    for (const message of inspectRemoteId([{ linkType: 105, bytes }])) {
      for (const value of Object.values(message))
        assert.ok(typeof value === 'string' || Number.isFinite(value));
    }
  });
});

test('no mutated line crashes', () => {
  const lines = [...inspectRemoteId([good])].map((message) => JSON.stringify(message));
  const texts = [...lines, '{"basicId0":{"uaType":1,"idType":2,"uasId":"x"},"location":{"lat":1,"lon":2}}'];
  fuzzMutations(5, texts.map(utf8FromText), fuzzCount(5_000), (bytes) => {
    for (const message of inspectRemoteIdText(textFromUtf8(bytes)))
      assert.ok('messageType' in message || 'error' in message);
  });
});
