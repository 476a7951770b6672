import assert from 'node:assert/strict';
import { test } from 'node:test';
import { utf8FromText } from '../../base/bytes.ts';
import { AircraftJsonDecoder, decodeAircraftJson } from './json.ts';

test('"ground" is an altitude', () => {
  assert.deepEqual(decodeAircraftJson('{"hex":"abcdef","alt_baro":"ground"}'), [
    { aircraft: { hex: 'abcdef', alt_baro: 'ground' }, at: 1 },
  ]);
});

test('each aircraft of a document has the time of the document', () => {
  const document =
    '{"now":1795407283.5,"messages":2,"aircraft":[{"hex":"abcdef"},{"hex":"~00000f","extra":[1]}]}';
  assert.deepEqual(decodeAircraftJson(document), [
    { aircraft: { hex: 'abcdef' }, at: 1, statedMs: 1795407283500 },
    { aircraft: { hex: '~00000f', extra: [1] }, at: 1, statedMs: 1795407283500 },
  ]);
});

test('a half-written document is one refusal', () => {
  const [only, ...others] = decodeAircraftJson('{"now":1,"aircraft":[{"hex":"abcdef","alt_');
  assert.ok('error' in only && /expected JSON/.test(only.error));
  assert.equal(others.length, 0);
});

test('one bad aircraft does not lose its neighbours, and its bad field is named', () => {
  const document = '{"aircraft":[{"hex":"abcdef"},{"hex":"abcdee","lat":95,"lon":1},7,{"hex":"abcded"}]}';
  const errors = decodeAircraftJson(document).map((decoded) => ('error' in decoded ? decoded.error : ''));
  assert.deepEqual(errors, [
    '',
    'abcdee: expected lat from -90 to 90, found 95',
    'expected an aircraft, found 7',
    '',
  ]);
});

test('a stream of lines goes on after a broken one', () => {
  const decoder = new AircraftJsonDecoder();
  decoder.append(utf8FromText('{"hex":"abcdef"}\n{"hex":\n\n{"hex":"abcdee"}'));
  decoder.end();
  const kinds: string[] = [];
  for (let decoded = decoder.next(); decoded !== undefined; decoded = decoder.next()) {
    kinds.push('error' in decoded ? `error ${decoded.at}` : `${decoded.aircraft.hex} ${decoded.at}`);
  }
  assert.deepEqual(kinds, ['abcdef 1', 'error 2', 'abcdee 4']);
});
