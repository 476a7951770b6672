import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fuzzCount, fuzzMutations } from '../../../../../tools/test/fuzz.ts';
import { bytesFromHex, utf8FromText } from '../../base/bytes.ts';
import type { AdsbDecoded } from './aircraft.ts';
import { createAdsbDecoder } from './inspect.ts';
import type { AdsbFormat } from './inspect.ts';

const frames = [
  '8D4840D6202CC371C32CE0576098',
  '8D40621D58C386435CC412692AD6',
  '8D40621D58C382D690C8AC2863A7',
  '8D485020994409940838175B284F',
  '8C4841753AAB238733C8CD4020B6',
];

function beastOf(hex: string): number[] {
  return [0x1a, 0x33, 0, 0, 0, 1, 2, 3, 9, ...bytesFromHex(hex)!];
}

/** Messages as they come, and one whose address none of them has, which must be read after any of them. */
const formats: Readonly<Record<AdsbFormat, { samples: Uint8Array[]; neighbour: Uint8Array }>> = {
  avr: {
    samples: [
      utf8FromText(frames.map((hex) => `*${hex};\n`).join('')),
      utf8FromText(`@000000000001${frames[0]};\n`),
    ],
    neighbour: utf8FromText(`\n*8DA05F219B06B6AF189400CBC33F;\n`),
  },
  beast: {
    samples: [
      Uint8Array.from(frames.flatMap(beastOf)),
      Uint8Array.from([0x1a, 0xe3, 1, 2, 3, 4, 5, 6, 7, 8]),
    ],
    neighbour: Uint8Array.from([...beastOf(frames[0]), ...beastOf('8DA05F219B06B6AF189400CBC33F')]),
  },
  sbs: {
    samples: [
      utf8FromText(
        'MSG,3,1,1,ABCDEF,1,2026/11/23,04:14:38.036,2026/11/23,04:14:38.036,,2300,12,90,50.5,30.5,,,0,0,0,-1\r\n',
      ),
      utf8FromText(
        'MSG,6,1,1,ABCDEF,1,2026/11/23,04:14:38.036,2026/11/23,04:14:38.036,,,,,,,,7600,-1,-1,0,0\r\n',
      ),
    ],
    neighbour: utf8FromText('\nMSG,8,1,1,A05F21,1,,,,,,,,,,,,,,,,0\n'),
  },
  json: {
    samples: [
      utf8FromText(
        '{"now":1795407278.062,"hex":"abcdef","alt_baro":"ground","lat":50.5,"lon":30.5,"mlat":["lat"]}\n',
      ),
      utf8FromText(
        '{"now":1795407278,"messages":3,"aircraft":[{"hex":"~bcdef0","alt_baro":22775},{"hex":"abcdee"}]}\n',
      ),
    ],
    neighbour: utf8FromText('\n{"hex":"a05f21"}\n'),
  },
};

/** How long one input may take: far more than it does, also on a busy machine, yet no hang. */
const slowestMs = 5000;
const growthBytes = 8_000_000;

for (const [format, { samples, neighbour }] of Object.entries(formats)) {
  test(`${format}: no mutation throws, hangs, leaks or loses the next message`, () => {
    let decoder = createAdsbDecoder(format as AdsbFormat);
    const report = fuzzMutations(20_261, samples, Math.ceil(fuzzCount(20_000) / 4), (mutated, index) => {
      if (index % 1000 === 0) decoder = createAdsbDecoder(format as AdsbFormat);
      assert.ok(decoder.append(mutated));
      assert.ok(decoder.append(neighbour));
      let last: AdsbDecoded | undefined;
      for (let decoded = decoder.next(); decoded !== undefined; decoded = decoder.next()) last = decoded;
      assert.ok(
        last !== undefined && 'aircraft' in last && last.aircraft.hex === 'a05f21',
        JSON.stringify(last),
      );
    });
    assert.ok(report.slowestMs < slowestMs, `${report.slowestMs} ms`);
    assert.ok(report.heapGrowthBytes < growthBytes, `${report.heapGrowthBytes} bytes`);
  });
}
