import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { need, sharedDir } from '../../../../../tools/test/need.ts';
import { inspectRemoteIdText } from './inspect.ts';
import { readRemoteIdText } from './json.ts';
import { readRemoteIdMessage } from './message.ts';
import { basicIdMessage, locationMessage, pack } from './testing/frames.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

test('hexadecimal is read as a message or pack, with or without code and counter', () => {
  const alone = readRemoteIdText(hex(basicIdMessage));
  assert.deepEqual(alone, [readRemoteIdMessage(basicIdMessage, undefined, undefined)]);
  assert.deepEqual(readRemoteIdText(`0d07${hex(basicIdMessage)}`), [
    readRemoteIdMessage(basicIdMessage, undefined, 7),
  ]);
  assert.equal(readRemoteIdText(hex(pack(basicIdMessage, locationMessage()))).length, 2);
  const line = JSON.stringify({ hex: hex(basicIdMessage), transport: 'bluetooth5', counter: 3 });
  assert.deepEqual(readRemoteIdText(line), [readRemoteIdMessage(basicIdMessage, 'bluetooth5', 3)]);
});

test('a message in our own names is read back, and what is unknown goes', () => {
  const message = readRemoteIdMessage(locationMessage(), 'wifiNan', 4);
  assert.deepEqual(readRemoteIdText(JSON.stringify(message)), [message]);
  const [bare] = readRemoteIdText(
    '{"messageType":"location","latDeg":0,"lonDeg":0,"speedMps":255,"heightM":null}',
  );
  assert.deepEqual(bare, { messageType: 'location' });
});

function error(line: string): string[] {
  return readRemoteIdText(line).map((found) => ('error' in found ? found.error : 'read'));
}

test('what does not fit is refused with what was expected', () => {
  assert.deepEqual(error('{"messageType":"location","latDeg":"49"}'), [
    'expected a number as latDeg, found "49"',
  ]);
  assert.deepEqual(error('{"messageType":"basicId","uasId":5}'), ['expected text as uasId, found 5']);
  assert.deepEqual(error('{"messageType":"constructor"}'), [
    'expected a known messageType, found "constructor"',
  ]);
  assert.match(error('{"location":{"lat":91,"lon":3}}')[0], /expected a place on Earth/);
  assert.match(error('{"a":1}')[0], /expected hex, messageType/);
  assert.match(error('[1]')[0], /expected an object/);
  assert.match(error('12345')[0], /even number/);
  assert.match(error('1234')[0], /expected a message of 25 bytes|found 2 bytes/);
  assert.match(error('{')[0], /hexadecimal or JSON/);
});

test('a refused line bears its number, and the next is read', () => {
  const found = [...inspectRemoteIdText(`\n{"a"\n${hex(basicIdMessage)}\n`)];
  assert.deepEqual(found[0], { error: 'expected hexadecimal or JSON', at: 2 });
  assert.equal(found.length, 2);
});

test('opendroneid-core-c’s decoded objects give the same as the bytes do', { skip: need('shared') }, () => {
  const folder = join(sharedDir, 'captures', 'remoteid', 'expected');
  const reference = readFileSync(join(folder, 'odid_wifi_bcn_sample.opendroneid-core-c.jsonl'), 'utf8');
  const lines = readFileSync(join(folder, 'odid_wifi_bcn_sample.inspect.ndjson'), 'utf8').trim().split('\n');
  const expected = lines.map((line) => {
    const {
      transport: _transport,
      counter: _counter,
      ...fields
    } = JSON.parse(line) as Record<string, unknown>;
    return fields;
  });
  assert.deepEqual([...inspectRemoteIdText(reference)], expected);
});
