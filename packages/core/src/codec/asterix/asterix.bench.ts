import { printRates } from '../../../../../tools/test/rate.ts';
import { AsterixDecoder } from './decoder.ts';
import type { AsterixOptions } from './decoder.ts';
import { AsterixEncoder } from './encode.ts';
import type { AsterixItems } from './encode.ts';

/**
 * Bytes to records a second on one core: `node packages/core/src/codec/asterix/asterix.bench.ts`. Blocks of one to
 * five records with the items that stations in use send; values from a seed.
 */
const blocks = 20_000;

let seed = 1;
function random(below: number): number {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((seed / 0x1_0000_0000) * below);
}

const records: Readonly<Record<number, () => AsterixItems>> = {
  48: () => ({
    '010': { SAC: 25, SIC: random(9) },
    '020': { TYP: 5, SIM: 0, RDP: 0, SPI: 0, RAB: 0 },
    '040': { RHO: random(65_536) / 256, THETA: (random(65_536) * 360) / 65_536 },
    '070': { V: 0, G: 0, L: 0, MODE3A: '1000' },
    '090': { V: 0, G: 0, FL: random(1600) / 4 },
    '140': random(86_400 * 128) / 128,
    '161': { TRN: random(4096) },
    '170': { CNF: 0, RAD: 2, DOU: 0, MAH: 0, CDM: 0 },
    '200': { GSP: random(4000) / 16_384, HDG: (random(65_536) * 360) / 65_536 },
    '220': '3c660c',
    '230': { COM: 1, STAT: 0, SI: 0, MSSC: 1, ARC: 1, AIC: 1, B1A: 1, B1B: 5 },
    '240': 'DLH65A',
    '250': [{ MBDATA: 'c0780031bc0000', BDS1: 4, BDS2: 0 }],
  }),
  62: () => ({
    '010': { SAC: 25, SIC: random(9) },
    '040': random(65_536),
    '060': { V: 0, G: 0, CH: 0, MODE3A: '7700' },
    '070': random(86_400 * 128) / 128,
    '080': { MON: 0, SPI: 0, MRH: 1, SRC: 3, CNF: 0 },
    '100': { X: random(100_000) / 2, Y: -random(100_000) / 2 },
    '105': { LAT: random(90), LON: random(180) },
    '136': random(1600) / 4,
    '185': { VX: random(400) / 4, VY: -random(400) / 4 },
    '200': { TRANS: 0, LONG: 0, VERT: 1, ADF: 0 },
    '245': { STI: 0, CHR: 'UAV1' },
    '380': { ADR: '3c660c', ID: 'DLH65A' },
    '500': { APC: { X: 20.5, Y: 30 }, ATV: { X: 1.25, Y: 2.5 } },
  }),
};

/** What a fact is made of. */
const wanted: Readonly<Record<number, readonly string[]>> = {
  48: ['010', '020', '040', '070', '090', '140', '161', '170', '220', '240'],
  62: ['010', '040', '060', '070', '080', '105', '185', '245', '380'],
};

function run(datagrams: readonly Uint8Array[], options: AsterixOptions, expected: number): number {
  const decoder = new AsterixDecoder(options);
  let count = 0;
  for (const datagram of datagrams)
    for (const one of decoder.decode(datagram)) if ('category' in one) count++;
  if (count !== expected) throw new Error(`expected ${expected} records, found ${count}`);
  return count;
}

for (const [category, make] of Object.entries(records)) {
  const encoder = new AsterixEncoder(Number(category));
  let count = 0;
  const datagrams = Array.from({ length: blocks }, (_, i) => {
    const made = Array.from({ length: 1 + (i % 5) }, make);
    count += made.length;
    return encoder.encode(made);
  });
  for (const [name, options] of Object.entries({ 'all items': {}, 'items of a fact': { items: wanted } })) {
    printRates(`${category}, ${name}`, 'records', () => run(datagrams, options, count));
  }
}
