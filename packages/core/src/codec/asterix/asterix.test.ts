import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { need, sharedDir } from '../../../../../tools/test/need.ts';
import { bytesFromHex } from '../../base/bytes.ts';
import { PcapReader, Unpacker } from '../pcap/index.ts';
import { AsterixDecoder } from './decoder.ts';
import type { AsterixDecoded } from './decoder.ts';
import { asterixCategories, asterixEditions, asterixEditionsFrom } from './editions.ts';
import { AsterixEncoder } from './encode.ts';
import { asterixPrinted, inspectAsterix } from './inspect.ts';

function datagrams(path: string): { number: number; bytes: Uint8Array }[] {
  const reader = new PcapReader();
  const unpacker = new Unpacker();
  const found: { number: number; bytes: Uint8Array }[] = [];
  assert.ok(reader.append(readFileSync(path)));
  reader.end();
  for (let packet = reader.next(); packet !== undefined; packet = reader.next()) {
    assert.ok('bytes' in packet, JSON.stringify(packet));
    const payload = unpacker.unpack(packet);
    assert.ok(payload !== undefined && 'bytes' in payload);
    found.push({ number: packet.number, bytes: payload.bytes });
  }
  return found;
}

const folder = join(sharedDir, 'captures', 'asterix');

test('every record of the capture is what the reference decode says', { skip: need('shared') }, () => {
  const decoder = new AsterixDecoder();
  const found = datagrams(join(folder, 'cat_034_048.pcap')).flatMap(({ bytes }) =>
    decoder.decode(bytes).map((one) => ({ ...asterixPrinted(one, 0), at: undefined })),
  );
  const expected = readFileSync(join(folder, 'expected', 'cat_034_048.inspect.ndjson'), 'utf8')
    .trim()
    .split('\n');
  assert.deepEqual(
    found,
    expected.map((line) => ({ ...(JSON.parse(line) as object), at: undefined })),
  );
});

test('what the capture decodes to encodes to the bytes it came from', { skip: need('shared') }, () => {
  const decoder = new AsterixDecoder();
  const encoders = new Map([34, 48].map((category) => [category, new AsterixEncoder(category)]));
  for (const { bytes } of datagrams(join(folder, 'cat_034_048.pcap'))) {
    for (let at = 0; at < bytes.length;) {
      const records: AsterixDecoded[] = [];
      const next = decoder.decodeBlock(bytes, at, records);
      const items = records.map((record) => ('error' in record ? {} : record.items()));
      assert.deepEqual(encoders.get(bytes[at])!.encode(items), bytes.slice(at, next));
      at = next;
    }
  }
});

/** The items of the only record of a block made of these records. */
function itemsOf(bytes: Uint8Array, editions: Record<number, string> = {}): Record<string, unknown> {
  const decoded = new AsterixDecoder({ editions }).decode(bytes);
  assert.equal(decoded.length, 1);
  assert.ok(!('error' in decoded[0]), JSON.stringify(decoded[0]));
  return decoded[0].items();
}

function errorOf(bytes: Uint8Array, editions: Record<number, string> = {}): string {
  const [first] = new AsterixDecoder({ editions }).decode(bytes);
  assert.ok('error' in first, JSON.stringify(first));
  return first.error;
}

/** A block around hex: category, length, FSPEC and items. */
function block(category: number, hex: string): Uint8Array {
  const body = bytesFromHex(hex.replaceAll(' ', ''))!;
  return Uint8Array.of(category, (body.length + 3) >> 8, (body.length + 3) & 255, ...body);
}

test('all editions compile, the newest is the default', () => {
  assert.deepEqual(asterixCategories(), [1, 2, 15, 16, 21, 34, 48, 62, 65]);
  assert.deepEqual(asterixEditions(21), ['0.26', '2.7']);
  for (const category of asterixCategories()) {
    for (const edition of asterixEditions(category)) {
      assert.match(errorOf(block(category, '00'), { [category]: edition }), /empty FSPEC/);
    }
  }
});

test('an edition that there is no table for is named', () => {
  assert.throws(
    () => new AsterixDecoder({ editions: { 62: '0.17' } }),
    /category 62: expected edition 1.21, found 0.17/,
  );
});

test('editions are read from words, and a wrong word is named', () => {
  assert.deepEqual(asterixEditionsFrom(['021=0.26', '62=1.21']), { 21: '0.26', 62: '1.21' });
  assert.equal(asterixEditionsFrom(['062=0.17']), 'category 062: expected edition 1.21, found 0.17');
  assert.equal(asterixEditionsFrom(['062']), 'expected an edition as 062=1.21, found "062"');
});

test('the edition decides what the same bytes mean', () => {
  const bytes = block(21, 'c0 1907 2080');
  assert.deepEqual(itemsOf(bytes, { 21: '0.26' })['040'], {
    DCR: 0,
    GBS: 0,
    SIM: 1,
    TST: 0,
    RAB: 0,
    SAA: 0,
    SPI: 0,
    ATP: 4,
    ARC: 0,
  });
  assert.deepEqual(itemsOf(block(21, 'c0 1907 20'), { 21: '2.7' })['040'], { ATP: 1, ARC: 0, RC: 0, RAB: 0 });
});

test('a value beyond the limits of the specification refuses its record alone: the rest of the block is read', () => {
  const [good, beyondDay, garbled] = ['80 1907', 'c0 1907 a8c000', '88 1908'];
  const decoded = new AsterixDecoder().decode(block(48, `${good} ${beyondDay} ${good} ${garbled}`));
  assert.deepEqual(
    decoded.map((one) => ('error' in one ? one.error : one.item('010'))),
    [
      { SAC: 25, SIC: 7 },
      '140: expected a value within its limits, found 86400',
      { SAC: 25, SIC: 7 },
      '070: expected 2 bytes, found 0',
    ],
  );
});

test('a value beyond its limits within a compound is named with its path', () => {
  assert.equal(
    errorOf(block(62, '01010102 10 15e0')),
    '340: MDC: expected LMC within its limits, found 1400',
  );
});

test('a latitude of thousands of degrees is the wrong edition, and refused', () => {
  assert.match(
    errorOf(block(62, '88 1907 7fffffff 00000000')),
    /105: expected LAT within its limits, found 11519.9/,
  );
});

test('a limit that no value keeps is a slip of the specification, and not enforced', () => {
  const [record] = new AsterixDecoder().decode(
    new AsterixEncoder(15).encode([{ '010': { SAC: 1, SIC: 2 }, '627': { AZ: 90 } }]),
  );
  assert.ok(!('error' in record), JSON.stringify(record));
});

test('an extended item goes on as long as its bits say, also beyond what we know', () => {
  assert.deepEqual(itemsOf(block(48, 'a0 1907 a8'))['020'], { TYP: 5, SIM: 0, RDP: 1, SPI: 0, RAB: 0 });
  const long = itemsOf(block(48, 'a0 1907 a9 03 01 01 01 01 01 02'));
  assert.equal((long['020'] as Record<string, number>).FOEFRI, 1);
  assert.equal((long['020'] as Record<string, object>).IRMACT !== undefined, true);
});

test('a repetition by FX bits', () => {
  const bytes = new AsterixEncoder(48).encode([{ '010': { SAC: 1, SIC: 2 }, '030': [1, 37, 127] }]);
  assert.deepEqual(itemsOf(bytes)['030'], [1, 37, 127]);
});

test('category 001 has two orders of items, and TYP chooses', () => {
  const plot = { '010': { SAC: 1, SIC: 2 }, '020': { TYP: 0 }, '040': { RHO: 10, THETA: 90 }, '141': 5 };
  const track = { '010': { SAC: 1, SIC: 2 }, '020': { TYP: 1 }, '161': 77, '042': { X: 1, Y: -1 }, '141': 6 };
  const [first, second] = new AsterixDecoder().decode(new AsterixEncoder(1).encode([plot, track]));
  assert.ok(!('error' in first) && !('error' in second));
  assert.deepEqual([first.item('141'), first.item('161')], [5, undefined]);
  assert.deepEqual([second.item('141'), second.item('161'), second.item('042')], [6, 77, { X: 1, Y: -1 }]);
  assert.match(errorOf(block(1, '80 1907')), /chooses the order of items, found none/);
});

test('fields in random order (rfs) are items like the others', () => {
  /** FSPEC: 010, 020 and, at place 21 of a plot, rfs: one field, place 12 (070: Mode 3/A 1200). */
  const items = itemsOf(block(1, 'c1 01 02 1907 10 01 04 0280'));
  assert.deepEqual(items['070'], { V: 0, G: 0, L: 0, MODE3A: '1200' });
});

test('RE is read by its table, kept as hex where it does not fit, and SP is hex', () => {
  const encoder = new AsterixEncoder(62);
  const known = { '010': { SAC: 1, SIC: 2 }, RE: { CSN: [{ SAC: 25, SIC: 7, TYP: 8 }] }, SP: 'c0ffee' };
  assert.deepEqual(itemsOf(encoder.encode([known])), known);
  const unknown = { '010': { SAC: 1, SIC: 2 }, RE: '01c0ff' };
  assert.deepEqual(itemsOf(encoder.encode([unknown])), unknown);
});

test('a place of the FSPEC that the order leaves empty is named', () => {
  assert.match(errorOf(block(62, 'c0 1907 00')), /no item at place 2/);
  assert.match(errorOf(block(65, '81 01 01 80 1907')), /no item at place 22/);
});

test('block lengths and categories that cannot be are refused where they stand', () => {
  assert.match(errorOf(Uint8Array.of(48, 0, 2)), /block length from 3 to 3, found 2/);
  assert.match(errorOf(Uint8Array.of(48, 0, 9, 0x80)), /block length from 3 to 4, found 9/);
  assert.match(errorOf(Uint8Array.of(48, 0)), /a block of 3 bytes/);
  const [refused, record] = new AsterixDecoder().decode(
    Uint8Array.of(19, 0, 4, 0x80, ...block(48, '80 1907')),
  );
  assert.ok('error' in refused && /category with a table, found 19/.test(refused.error));
  assert.ok(!('error' in record));
});

test('every cut of a record is refused, none read as another', () => {
  const whole = new AsterixEncoder(62).encode([
    {
      '010': { SAC: 25, SIC: 7 },
      '070': 43_200.5,
      '105': { LAT: 49.5, LON: 31.25 },
      '380': { ADR: '3c660c', ID: 'DLH65A' },
    },
  ]);
  for (let length = 4; length < whole.length; length++) {
    const cut = whole.slice(0, length);
    cut[2] = length;
    assert.match(errorOf(cut), /expected/, `cut to ${length}`);
  }
});

test('items that are not wanted are passed over, yet checked', () => {
  const decoder = new AsterixDecoder({ items: { 48: ['040'] } });
  const [record] = decoder.decode(
    new AsterixEncoder(48).encode([
      { '010': { SAC: 1, SIC: 2 }, '040': { RHO: 1, THETA: (2 * 360) / 65_536 } },
    ]),
  );
  assert.ok(!('error' in record));
  assert.deepEqual(Object.keys(record.items()), ['040']);
  assert.ok('error' in decoder.decode(block(48, 'c0 1907 a8c000'))[0]);
});

test('a file of blocks is inspected with byte offsets', () => {
  const bytes = Uint8Array.of(...block(48, '80 1907'), ...block(34, '80 1908'), 9);
  assert.deepEqual(
    [...inspectAsterix([{ bytes }])],
    [
      { category: 48, items: { '010': { SAC: 25, SIC: 7 } }, at: 0 },
      { category: 34, items: { '010': { SAC: 25, SIC: 8 } }, at: 6 },
      { error: 'expected a block of 3 bytes at least, found 1', at: 12 },
    ],
  );
});
