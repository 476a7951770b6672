import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fuzzCount, fuzzMutations } from '../../../../../tools/test/fuzz.ts';
import { utf8FromText } from '../../base/bytes.ts';
import { checksum, sentenceOf, sentencesOf, textFields } from '../../../../../tools/test/ais-sentence.ts';
import { AisBits } from './bits.ts';
import { AisDecoder } from './decoder.ts';
import type { AisDecoded } from './message.ts';
import { decodeAis } from './types.ts';

const header = (type: number): [number, number][] => [
  [type, 6],
  [0, 2],
  [211_378_120, 30],
];
const neighbour = utf8FromText(`\n${sentenceOf([...header(10), [0, 2], [123_456_789, 30], [0, 2]])}\n`);
const samples = Array.from({ length: 27 }, (_, i) => {
  const fields: [number, number][] = [
    ...header(i + 1),
    [5, 3],
    [0x5a5a5a, 24],
    ...textFields('TEXT 1', 25),
    [0, 200],
  ];
  const lines = i % 3 === 0 ? sentencesOf(fields, i % 10, 40) : [sentenceOf(fields.slice(0, 5 + (i % 20)))];
  return utf8FromText(`\\c:1418169601*${checksum('c:1418169601')}\\${lines.join('\n')}\n`);
});

test('no mutated line throws, hangs, leaks or loses the next message', () => {
  let decoder = new AisDecoder();
  const report = fuzzMutations(20_262, samples, Math.ceil(fuzzCount(20_000) / 2), (mutated, index) => {
    if (index % 1000 === 0) decoder = new AisDecoder();
    assert.ok(decoder.append(mutated));
    assert.ok(decoder.append(neighbour));
    let last: AisDecoded | undefined;
    for (let decoded = decoder.next(); decoded !== undefined; decoded = decoder.next()) last = decoded;
    assert.ok(
      last !== undefined && 'message' in last && last.message.dest_mmsi === 123_456_789,
      JSON.stringify(last),
    );
  });
  assert.ok(report.slowestMs < 5000, `${report.slowestMs} ms`);
  assert.ok(report.heapGrowthBytes < 8_000_000, `${report.heapGrowthBytes} bytes`);
});

/** Most mutated lines fail their checksum: here the characters are mutated behind it. */
test('no mutated payload throws', () => {
  const payloads = samples.map((sample) => {
    const text = String.fromCharCode(...sample);
    return utf8FromText(text.slice(text.indexOf('!')).split(',')[5]);
  });
  const bits = new AisBits();
  fuzzMutations(20_263, payloads, Math.ceil(fuzzCount(20_000) / 2), (mutated, index) => {
    bits.clear();
    const armoured = mutated.map((byte) => 48 + (byte & 31));
    if (bits.append(armoured, index % 6) === undefined) assert.ok(decodeAis(bits) !== undefined);
  });
});
