import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededU32 } from '../../../../../tools/test/fuzz.ts';
import { need } from '../../../../../tools/test/need.ts';
import { AsterixDecoder } from './decoder.ts';
import { asterixCategories, asterixEditions } from './editions.ts';
import { AsterixEncoder } from './encode.ts';
import type { AsterixItems } from './encode.ts';
import { differencesToTshark, readByTshark } from '../../../../../tools/test/asterix-tshark.ts';

test('random records of every edition come back as they were', () => {
  for (const category of asterixCategories()) {
    for (const edition of asterixEditions(category)) {
      const records = randomRecords(category, edition);
      assert.ok(records.length > 20, `${category} ${edition}: ${records.length} records`);
      const encoded = new AsterixEncoder(category, edition).encode(records);
      const decoded = new AsterixDecoder({ editions: { [category]: edition } }).decode(encoded);
      assert.deepEqual(
        decoded.map((one) => ('error' in one ? one : one.items())),
        records,
      );
    }
  }
});

/** Records that random bytes happen to be: whatever the tables allow. */
function randomRecords(category: number, edition: string): AsterixItems[] {
  const random = seededU32(category * 100 + edition.length);
  const decoder = new AsterixDecoder({ editions: { [category]: edition } });
  const records: AsterixItems[] = [];
  for (let i = 0; i < 20_000 && records.length < 60; i++) {
    const bytes = Uint8Array.from({ length: 203 }, () => random() & random() & 255);
    bytes.set([category, 0, bytes.length]);
    const [first] = decoder.decode(bytes);
    if (!('error' in first)) records.push(first.items());
  }
  return records;
}

test('values that do not fit are refused with item, bounds and value', () => {
  const encode = (items: AsterixItems): Uint8Array => new AsterixEncoder(62).encode([items]);
  assert.throws(() => encode({ '105': { LAT: 91, LON: 0 } }), /item 105: expected <= 90, found 91/);
  assert.throws(
    () => encode({ '040': 65_536 }),
    /item 040: expected a raw value from 0 to 65535, found 65536/,
  );
  assert.throws(() => encode({ '245': { STI: 0, CHR: 'TOOLONGNAME' } }), /at most 8 characters/);
  assert.throws(() => encode({ '060': { MODE3A: '9999' } }), /expected 4 digits/);
  assert.throws(() => encode({ '185': { VX: 1, VZ: 2 } }), /item 185: expected a part of it, found VZ/);
  assert.throws(() => encode({ '185': 5 }), /item 185: expected an object, found 5/);
  assert.throws(() => encode({ '999': 1 }), /category 62 has no item 999/);
});

const track: AsterixItems = {
  '010': { SAC: 25, SIC: 7 },
  '040': 77,
  '060': { V: 0, G: 0, CH: 0, MODE3A: '7700' },
  '070': 43_200.5,
  '080': { MON: 1, SPI: 0, MRH: 1, SRC: 3, CNF: 0 },
  '100': { X: -1234.5, Y: 5000 },
  '105': { LAT: 49.5, LON: 31.25 },
  '130': 5000,
  '136': 12.5,
  '185': { VX: -50.25, VY: 30 },
  '200': { TRANS: 0, LONG: 0, VERT: 1, ADF: 0 },
  '245': { STI: 0, CHR: 'UAV1' },
  '380': { ADR: '3c660c', ID: 'DLH65A' },
  '500': { APC: { X: 20.5, Y: 30 }, ATV: { X: 1.25, Y: 2.5 } },
};

test('a 062 track is read by tshark as it was written', { skip: need('tshark') }, () => {
  const [first, second] = readByTshark(new AsterixEncoder(62).encode([track, { ...track, '040': 78 }]));
  assert.equal(first.category, '62');
  assert.deepEqual(differencesToTshark(first, track), []);
  assert.equal(Number(second.values.get('asterix.062_040_VALUE')), 78);
});
