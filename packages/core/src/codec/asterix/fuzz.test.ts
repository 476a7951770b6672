import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fuzzCount, fuzzMutations } from '../../../../../tools/test/fuzz.ts';
import { AsterixDecoder } from './decoder.ts';
import { AsterixEncoder } from './encode.ts';

const source = { '010': { SAC: 25, SIC: 7 } };
const samples = [
  new AsterixEncoder(48).encode([
    {
      ...source,
      '020': { TYP: 5, TST: 1, FOEFRI: 1 },
      '030': [1, 2, 3],
      '040': { RHO: 100, THETA: 90 },
      '140': 43_200,
      '130': { SRL: 1, APD: 2 },
      '220': '3c660c',
      '240': 'DLH65A',
      '250': [{ MBDATA: 'c0780031bc0000', BDS1: 4, BDS2: 0 }],
      RE: { ERR: 300 },
      SP: 'c0ffee',
    },
    source,
  ]),
  new AsterixEncoder(62).encode([
    {
      ...source,
      '070': 43_200,
      '105': { LAT: 49.5, LON: 31.25 },
      '080': { MON: 1, CNF: 1, FPC: 1 },
      '380': { ADR: '3c660c', IAS: { IM: 1, IAS: 0.7 } },
      '510': [{ IDENT: 1, TRACK: 2 }],
    },
  ]),
  new AsterixEncoder(21).encode([
    { ...source, '130': { LAT: 49.5, LON: 31.25 }, '150': { IM: 0, AS: 0.1 }, '170': 'DLH65A' },
  ]),
  new AsterixEncoder(34).encode([{ ...source, '000': 1, '030': 43_200, '050': { COM: { NOGO: 1 } } }]),
  new AsterixEncoder(1).encode([{ ...source, '020': { TYP: 1 }, '161': 5, '030': [1, 2] }]),
  new AsterixEncoder(2).encode([{ ...source, '000': 1, '070': [{ A: 1, IDENT: 2, COUNTER: 3 }] }]),
  new AsterixEncoder(15).encode([{ ...source, '627': { AZ: 90 } }]),
];
const neighbour = new AsterixEncoder(65).encode([{ ...source, '000': 1 }]);

test('no mutation throws, hangs, leaks or loses the datagram after it', () => {
  const decoder = new AsterixDecoder();
  const older = new AsterixDecoder({ editions: { 21: '0.26' } });
  const report = fuzzMutations(20_264, samples, fuzzCount(20_000), (mutated) => {
    decoder.decode(mutated);
    older.decode(mutated);
    const [record] = decoder.decode(neighbour);
    assert.ok(!('error' in record) && record.category === 65);
  });
  assert.ok(report.slowestMs < 5000, `${report.slowestMs} ms`);
  assert.ok(report.heapGrowthBytes < 8_000_000, `${report.heapGrowthBytes} bytes`);
});

test('a mutated block in a datagram does not lose the block after it', () => {
  const decoder = new AsterixDecoder();
  fuzzMutations(20_265, samples, Math.ceil(fuzzCount(20_000) / 10), (mutated) => {
    const bytes = mutated.subarray(0, 60_000);
    if (bytes.length < 3) return;
    bytes[1] = bytes.length >> 8;
    bytes[2] = bytes.length & 255;
    const last = decoder.decode(Uint8Array.of(...bytes, ...neighbour)).at(-1);
    assert.ok(last !== undefined && !('error' in last) && last.category === 65);
  });
});
