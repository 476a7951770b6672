import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkFact } from '@kentongan/core/base/event';
import { placeFrom, spotterDescription } from './description.ts';

const place = { latDeg: 49.8397, lonDeg: 24.0297 };
test('what a spotter says of itself is a sensor of the formats', () => {
  const sensor = spotterDescription(place);
  assert.ok(checkFact({ seq: 1, kind: 'sensor', timeMs: 0, sensorId: 's', state: 'up', sensor }).ok);
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
