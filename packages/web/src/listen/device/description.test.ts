import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkFact, type SensorDescription } from '@kentongan/core/base/event';
import { microphoneDescription, placeFrom, spotterDescription } from './description.ts';

const place = { latDeg: 49.8397, lonDeg: 24.0297 };
const isSensor = (sensor: SensorDescription): boolean =>
  checkFact({ seq: 1, kind: 'sensor', timeMs: 0, sensorId: 's', state: 'up', sensor }).ok;

test('what a phone says of itself is a sensor of the formats, in the quietest and loudest place', () => {
  for (const rangeNowM of [1, 1200, 20_000])
    assert.ok(isSensor(microphoneDescription(place, rangeNowM, 0.001)));
  assert.ok(isSensor(spotterDescription(place)));
});

test('a place is read as people write it, and nothing else is', () => {
  for (const text of [
    '49.8397, 24.0297',
    ' 49.8397 24.0297 ',
    '49.8397,24.0297',
    '49,8397 24,0297',
    '49,8397; 24,0297',
  ])
    assert.deepEqual(placeFrom(text), place, text);
  assert.deepEqual(placeFrom('-7.25, 112.75'), { latDeg: -7.25, lonDeg: 112.75 });
  for (const text of ['', '49', 'here', '91, 0', '0, 181', '1, 2, 3', '49.8 N, 24 E'])
    assert.equal(placeFrom(text), undefined, text);
});
