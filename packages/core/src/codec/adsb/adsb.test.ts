import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { need, sharedDir } from '../../../../../tools/test/need.ts';
import { utf8FromText } from '../../base/bytes.ts';
import { inspectAdsb } from './index.ts';
import type { Aircraft } from './index.ts';

/** A line of inspect's answer, as the tests read it. */
type Line = Partial<Aircraft> & { readonly at: number; readonly error?: string };

const folder = join(sharedDir, 'captures', 'adsb');

function inspected(...path: string[]): Line[] {
  return [...inspectAdsb([{ bytes: readFileSync(join(folder, ...path)) }])] as Line[];
}

function unplaced(line: Line): Line {
  return { ...line, at: 0 };
}

function isNear(found: number | undefined, expected: string, tolerance: number): boolean {
  return found !== undefined && Math.abs(found - Number(expected)) <= tolerance;
}

test('each AVR frame says what readsb wrote for it as SBS', { skip: need('shared') }, () => {
  const frames = inspected('modes1.avr');
  const lines = readFileSync(join(folder, 'expected', 'modes1.readsb.sbs'), 'latin1')
    .trim()
    .split('\r\n');
  assert.equal(frames.length, lines.length);
  lines.forEach((line, i) => {
    const fields = line.split(',');
    const frame = frames[i];
    assert.equal(frame.hex, fields[4].toLowerCase());
    if (fields[10] !== '') assert.equal(frame.flight, fields[10], line);
    if (fields[11] !== '') assert.equal(frame.alt_baro, Number(fields[11]), line);
    if (fields[14] !== '') {
      assert.ok(isNear(frame.lat, fields[14], 1e-6) && isNear(frame.lon, fields[15], 1e-6), line);
    } else assert.equal(frame.lat, undefined, line);
    if (fields[12] !== '') assert.ok(isNear(frame.gs, fields[12], 0.5), line);
    if (fields[13] !== '') assert.ok(isNear(frame.track, fields[13], 0.5), line);
    if (fields[16] !== '') assert.ok(isNear(frame.baro_rate ?? frame.geom_rate, fields[16], 0), line);
    if (fields[17] !== '') assert.equal(frame.squawk, fields[17], line);
  });
});

test(
  'the frames of one aircraft add up to the state that readsb ended with',
  { skip: need('shared') },
  () => {
    const document = JSON.parse(
      readFileSync(join(folder, 'expected', 'modes1.readsb.aircraft.json'), 'utf8'),
    ) as { aircraft: Aircraft[] };
    const expected = document.aircraft[0];
    const state = Object.assign({}, ...inspected('modes1.avr')) as Line;
    const same = [
      'hex',
      'flight',
      'alt_baro',
      'ias',
      'tas',
      'category',
      'nic',
      'rc',
      'version',
      'nac_p',
      'nac_v',
      'sil',
    ];
    for (const name of same)
      assert.equal(state[name as keyof Aircraft], expected[name as keyof Aircraft], name);
    const rounded = {
      gs: 0.05,
      track: 0.005,
      roll: 0.005,
      mag_heading: 0.005,
      mach: 0.0005,
      lat: 5e-7,
      lon: 5e-7,
    };
    for (const [name, step] of Object.entries(rounded)) {
      const value = expected[name as keyof typeof rounded];
      assert.ok(isNear(state[name as keyof typeof rounded], String(value), step * 1.001), name);
    }
    assert.equal(state.baro_rate, expected.baro_rate);
    assert.equal(state.geom_rate, expected.geom_rate);
  },
);

test('Beast says the same as AVR, frame by frame', { skip: need('shared') }, () => {
  const beast = inspected('expected', 'modes1.readsb.beast');
  assert.deepEqual(beast.map(unplaced), inspected('modes1.avr').map(unplaced));
});

test('readsb JSON comes out as it went in', { skip: need('shared') }, () => {
  assert.equal(inspected('expected', 'modes1.readsb.aircraft.json').length, 1);
  const positions = inspected('expected', 'modes1.readsb.jsonl');
  assert.equal(positions.length, 13);
  assert.equal(positions[0].lat, 37.098596);
  assert.equal(positions[12].at, 13);
});

function inspectedText(text: string): Line[] {
  return [...inspectAdsb([{ bytes: utf8FromText(text) }])] as Line[];
}

test('a document of several lines is read whole, half of it is one refusal', () => {
  const document = '{ "now" : 1,\n "aircraft" : [\n{"hex":"abcdef"},\n{"hex":"abcdee"}\n]\n}\n';
  assert.deepEqual(
    inspectedText(document).map((line) => line.hex),
    ['abcdef', 'abcdee'],
  );
  const half = inspectedText(document.slice(0, 50));
  assert.equal(half.length, 1);
  assert.match(half[0].error ?? '', /expected JSON/);
});

test('lines of JSON go on after a broken first line', () => {
  const lines = inspectedText('{"hex":\n{"hex":"abcdef"}\n');
  assert.deepEqual(
    lines.map((line) => [line.hex, line.error !== undefined]),
    [
      [undefined, true],
      ['abcdef', false],
    ],
  );
});

test('what packets bore is told by its bytes, and bears the number of the packet', () => {
  const line = '*8D4840D6202CC371C32CE0576098;';
  const pieces = [7, 9].map((at) => ({ bytes: utf8FromText(line), at, whole: true }));
  assert.deepEqual(
    ([...inspectAdsb(pieces)] as Line[]).map((one) => [one.hex, one.at]),
    [
      ['4840d6', 7],
      ['4840d6', 9],
    ],
  );
});

test('an empty file says nothing', () => {
  assert.deepEqual(inspectedText(''), []);
});
