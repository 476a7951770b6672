import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { need, sharedDir } from '../../../../../tools/test/need.ts';
import { utf8FromText } from '../../base/bytes.ts';
import {
  checked,
  checksum,
  sentenceOf,
  sentencesOf,
  textFields,
} from '../../../../../tools/test/ais-sentence.ts';
import { AisDecoder } from './decoder.ts';
import { inspectAis } from './inspect.ts';
import type { AisDecoded, AisFields } from './message.ts';

type Line = Partial<AisFields> & { readonly error?: string; readonly at: number };

function inspected(text: string): Line[] {
  return [...inspectAis([{ bytes: utf8FromText(text) }])] as Line[];
}

function only(text: string): Line {
  const lines = inspected(text);
  assert.equal(lines.length, 1, JSON.stringify(lines));
  return lines[0];
}

const folder = join(sharedDir, 'captures', 'ais');

for (const name of ['typeexamples', 'tagblock']) {
  test(`${name}: every value is what gpsd says`, { skip: need('shared') }, () => {
    const found = inspected(readFileSync(join(folder, `${name}.nmea`), 'latin1'));
    const expected = readFileSync(join(folder, 'expected', `${name}.gpsd-3.22-unscaled.jsonl`), 'utf8');
    for (const text of expected.trim().split('\n')) {
      const theirs = JSON.parse(text) as Record<string, unknown>;
      const ours = found.find(
        (one) => one.type === theirs.type && one.mmsi === theirs.mmsi && one.lon === theirs.lon,
      );
      assert.ok(ours !== undefined, text);
      for (const key of Object.keys(theirs)) {
        if (key === 'class' || key === 'device' || key === 'scaled' || key.endsWith('_text')) continue;
        // gpsd 3.22 never reads type 26's communication state and prints 0; M.1371-5 has it in the last 20 bits.
        if (theirs.type === 26 && key === 'radio') continue;
        assert.equal(ours[key], theirs[key], `${text}\n${key}`);
      }
    }
    assert.deepEqual(
      found.filter((one) => one.error !== undefined),
      [],
    );
  });
}

const header = (type: number, mmsi = 211_378_120): [number, number][] => [
  [type, 6],
  [0, 2],
  [mmsi, 30],
];

/** A type 1 position, with the values that mean "not available". */
const unknownPosition: [number, number][] = [
  ...header(1),
  [15, 4],
  [-128, 8],
  [1023, 10],
  [0, 1],
  [181 * 600_000, 28],
  [91 * 600_000, 27],
  [3600, 12],
  [511, 9],
  [60, 6],
  [0, 2],
  [0, 3],
  [0, 1],
  [0, 19],
];

test('values that mean "not available" stay as they are', () => {
  const line = only(sentenceOf(unknownPosition));
  assert.deepEqual([line.lon, line.lat, line.speed, line.course], [108_600_000, 54_600_000, 1023, 3600]);
  assert.deepEqual([line.heading, line.turn, line.status], [511, -128, 15]);
});

test('west and south are negative', () => {
  const fields = unknownPosition.with(7, [-42_208_143, 28]).with(8, [-1, 27]);
  const line = only(sentenceOf(fields));
  assert.deepEqual([line.lon, line.lat], [-42_208_143, -1]);
});

test('both parts of type 24 come one by one, a tender with its mother ship', () => {
  const name = only(sentenceOf([...header(24), [0, 2], ...textFields('ROSE', 20)]));
  assert.deepEqual([name.part, name.shipname], ['A', 'ROSE']);
  const craft = [[60, 8], ...textFields('1D00014', 7), ...textFields('TC6163', 7)] as [number, number][];
  const ship = only(sentenceOf([...header(24), [1, 2], ...craft, [9, 9], [3, 9], [3, 6], [1, 6], [0, 6]]));
  assert.deepEqual(
    [ship.part, ship.vendorid, ship.callsign, ship.to_bow, ship.to_starboard],
    ['B', '1D00014', 'TC6163', 9, 1],
  );
  const tender = only(sentenceOf([...header(24, 982_113_781), [1, 2], ...craft, [211_378_120, 30], [0, 6]]));
  assert.equal(tender.mothership_mmsi, 211_378_120);
  assert.equal(tender.to_bow, undefined);
});

const longMessage: [number, number][] = [
  ...header(5),
  [0, 2],
  [9_383_663, 30],
  ...textFields('9HMQ9', 7),
  ...textFields('RUTH THERESA', 20),
  [80, 8],
  [78, 9],
  [23, 9],
  [1, 6],
  [17, 6],
  [1, 4],
  [12, 4],
  [30, 5],
  [16, 5],
  [30, 6],
  [78, 8],
  ...textFields('BOSTON,USA', 20),
  [0, 1],
  [0, 1],
];

test('parts are joined in any order, with other sentences between them', () => {
  const [first, second] = sentencesOf(longMessage, 3, 60);
  const [otherFirst, otherSecond] = sentencesOf(longMessage.with(2, [244_000_000, 30]), 4, 60);
  const lines = inspected([second, otherFirst, sentenceOf(unknownPosition), first, otherSecond].join('\n'));
  assert.deepEqual(
    lines.map((line) => [line.at, line.type, line.mmsi]),
    [
      [3, 1, 211_378_120],
      [4, 5, 211_378_120],
      [5, 5, 244_000_000],
    ],
  );
  assert.deepEqual(
    [lines[1].shipname, lines[1].eta, lines[1].destination],
    ['RUTH THERESA', '12-30T16:30Z', 'BOSTON,USA'],
  );
});

test('a tag block groups parts whose sequence ids differ, and bears the time', () => {
  const [first] = sentencesOf(longMessage, 1, 60);
  const [, second] = sentencesOf(longMessage, 2, 60);
  const tagged = (tag: string, sentence: string): string => `\\${tag}*${checksum(tag)}\\${sentence}`;
  const decoder = new AisDecoder();
  decoder.append(utf8FromText(`${tagged('g:1-2-77,c:1418169601', first)}\n${tagged('g:2-2-77', second)}\n`));
  const decoded = decoder.next();
  assert.ok(decoded !== undefined && 'message' in decoded);
  assert.equal(decoded.message.type, 5);
  assert.equal(decoded.statedMs, 1_418_169_601_000);
  assert.deepEqual(decoded.tag, { g: '1-2-77', c: 1_418_169_601 });
});

test('a message whose parts do not all come is refused, and the others are read', () => {
  const [first, second] = sentencesOf(longMessage, 3, 60);
  const lines = inspected([first, sentenceOf(unknownPosition), first, second].join('\n'));
  assert.match(lines[1].error ?? '', /expected part 2 of 2, found another message/);
  assert.deepEqual(
    lines.map((line) => line.type),
    [1, undefined, 5],
  );
  assert.match(inspected(first)[0].error ?? '', /expected part 2 of 2, found the end/);
});

test('parts wait 15 s, and 64 messages at most', () => {
  const [first, second] = sentencesOf(longMessage, 3, 60);
  const late = new AisDecoder();
  late.append(utf8FromText(`${first}\n`), 1000);
  assert.equal(late.next(), undefined);
  late.append(utf8FromText(`${second}\n`), 16_001);
  assert.match(errorOf(late.next()), /expected part 2 of 2, found too long a wait/);
  const crowded = inspected(
    Array.from({ length: 65 }, (_, i) => sentencesOf(longMessage, i, 60)[0]).join('\n'),
  );
  assert.match(crowded[0].error ?? '', /found 64 others/);
});

function errorOf(decoded: AisDecoded | undefined): string {
  assert.ok(decoded !== undefined && 'error' in decoded, JSON.stringify(decoded));
  return decoded.error;
}

test('what is wrong is named', () => {
  const good = sentenceOf(unknownPosition);
  const errors: [string, RegExp][] = [
    [good.replace('A,1', 'B,1'), /another checksum/],
    [good.slice(0, -3), /a checksum, found none/],
    [checked('AIVDM,1,2,,A,15,0'), /part 1 to 9/],
    [checked('AIVDM,1,1,,A,1Z|,0'), /6-bit characters/],
    [checked('AIVDM,1,1,,A,15N1u<PP,0'), /type 1: expected 163 to 204 bits, found 48/],
    [checked('AIVDM,1,1,,A,15N1u<PP,7'), /padding/],
    [sentenceOf([...header(28), [0, 30]]), /type from 1 to 27, found 28/],
    ['\\s:x*00\\!AIVDM', /the tag block is damaged/],
    ['hello', /expected !AIVDM, found "hello"/],
    [`!AIVDM${'x'.repeat(2000)}`, /at most 1024 bytes/],
  ];
  for (const [line, pattern] of errors) assert.match(only(line).error ?? '', pattern, line);
});

test('comments and other sentences are passed over and counted', () => {
  const decoder = new AisDecoder();
  decoder.append(utf8FromText('# comment\r\n\r\n$GPGGA,1*00\r\n'));
  assert.equal(decoder.next(), undefined);
  assert.equal(decoder.ignored, 3);
});

test('a stream gives the same at every split', () => {
  const bytes = utf8FromText(
    `${sentencesOf(longMessage, 3, 60).join('\r\n')}\r\n${sentenceOf(unknownPosition)}\r\n`,
  );
  const whole = decodedPieces([bytes]);
  assert.equal(whole.length, 2);
  for (let at = 0; at <= bytes.length; at++) {
    assert.deepEqual(decodedPieces([bytes.subarray(0, at), bytes.subarray(at)]), whole);
  }
});

function decodedPieces(pieces: readonly Uint8Array[]): AisDecoded[] {
  const decoder = new AisDecoder();
  const all: AisDecoded[] = [];
  for (const piece of pieces) {
    assert.ok(decoder.append(piece));
    for (let decoded = decoder.next(); decoded !== undefined; decoded = decoder.next()) all.push(decoded);
  }
  return all;
}

test('weather and water of a broadcast are read, another application is data', () => {
  const place: [number, number][] = [
    [-4_420_000, 25],
    [2_540_000, 24],
    [1, 1],
    [25, 5],
    [13, 5],
    [7, 6],
    [12, 7],
  ];
  const whole = only(sentenceOf([...header(8), [0, 2], [1, 10], [31, 6], ...place, [0, 231]]));
  assert.deepEqual(
    [whole.lon, whole.lat, whole.accuracy, whole.timestamp, whole.wspeed],
    [-4_420_000, 2_540_000, true, '25T13:07Z', 12],
  );
  assert.equal(only(sentenceOf([...header(8), [0, 2], [366, 10], [56, 6], [0xabc, 12]])).data, '12:abc0');
});

test('a route has as many points as it announces, or is data where they are not all there', () => {
  const route: [number, number][] = [...header(8), [0, 2], [1, 10], [27, 6], [77, 10], [2, 3], [4, 5]];
  const start: [number, number][] = [
    [6, 4],
    [17, 5],
    [16, 5],
    [50, 6],
    [240, 18],
  ];
  const points: [number, number][] = [
    [-42_000_000, 28],
    [20_000_000, 27],
    [-42_060_000, 28],
    [20_006_000, 27],
  ];
  const whole = only(sentenceOf([...route, ...start, [2, 5], ...points]));
  assert.deepEqual([whole.linkage, whole.start, whole.duration], [77, '06-17T16:50Z', 240]);
  assert.deepEqual(whole.waypoints, [
    { lon: -42_000_000, lat: 20_000_000 },
    { lon: -42_060_000, lat: 20_006_000 },
  ]);
  const short = only(sentenceOf([...route, ...start, [3, 5], ...points]));
  assert.equal(short.waypoints, undefined);
  assert.match(String(short.data), /^171:/);
});

test('a synthetic target is named by what its number is', () => {
  const place: [number, number][] = [
    [0, 4],
    [2_540_000, 24],
    [-4_420_000, 25],
    [90, 9],
    [30, 6],
    [12, 10],
  ];
  const { targets } = only(
    sentenceOf([
      ...header(8),
      [0, 2],
      [1, 10],
      [17, 6],
      ...([[0, 2], [0, 12], [367_033_650, 30], ...place] as [number, number][]),
      ...([[2, 2], ...[1, 2, 3, 0, 0, 0, 0].map((code): [number, number] => [code, 6]), ...place] as [
        number,
        number,
      ][]),
    ]),
  );
  const rest = { lat: 2_540_000, lon: -4_420_000, course: 90, second: 30, speed: 12 };
  assert.deepEqual(targets, [
    { idtype: 0, mmsi: '367033650', ...rest },
    { idtype: 2, callsign: 'ABC', ...rest },
  ]);
});

test('a refused message leaves nothing behind in the next', () => {
  const damaged = checked(`AIVDM,1,1,,A,${'w'.repeat(20)}~,0`);
  const good = sentenceOf(unknownPosition.with(13, [0, 19]));
  assert.deepEqual({ ...inspected(`${damaged}\n${good}`)[1], at: 1 }, only(good));
});

test('datagrams need no line end, and the packet that completed a message is named', () => {
  const [first, second] = sentencesOf(longMessage, 3, 60);
  const pieces = [first, second].map((text, i) => ({ bytes: utf8FromText(text), at: 40 + i, whole: true }));
  const lines = [...inspectAis(pieces)] as Line[];
  assert.deepEqual(
    lines.map((line) => [line.type, line.at]),
    [[5, 41]],
  );
});
