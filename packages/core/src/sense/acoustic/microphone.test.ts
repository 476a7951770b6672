import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkFact } from '../../base/event/index.ts';
import { arrayDescription, microphoneDescription } from './microphone.ts';

const place = { latDeg: 49.8397, lonDeg: 24.0297 };

test('what a microphone says of itself is a sensor of the formats, in the quietest and loudest place', () => {
  for (const rangeNowM of [1, 1200, 20_000]) {
    const sensor = microphoneDescription(place, rangeNowM, 0.001);
    const checked = checkFact({ seq: 1, kind: 'sensor', timeMs: 0, sensorId: 's', state: 'up', sensor });
    assert.ok(checked.ok, JSON.stringify(checked));
  }
});

test('one minute of silence or noise does not make it a better or worse microphone than any', () => {
  assert.equal(microphoneDescription(place, 20_000, 0.001).pd?.halfRangeM, 3000);
  assert.equal(microphoneDescription(place, 5, 0.001).pd?.halfRangeM, 300);
  assert.equal(microphoneDescription(place, 1234.4, 0.001).pd?.halfRangeM, 1234);
});

test('nobody takes a distance from an uncalibrated level', () => {
  assert.equal(microphoneDescription(place, 1000, 0.001).level, undefined);
});

test('an array, and a hydrophone, are sensors of the formats', () => {
  for (const sensor of [
    arrayDescription(place, 1000, 0.001),
    microphoneDescription(place, 1000, 0.001, 'soundWater'),
  ]) {
    const checked = checkFact({ seq: 1, kind: 'sensor', timeMs: 0, sensorId: 's', state: 'up', sensor });
    assert.ok(checked.ok, JSON.stringify(checked));
  }
  assert.equal(arrayDescription(place, 1000, 0.001).type, 'bearing');
  assert.equal(microphoneDescription(place, 1000, 0.001, 'soundWater').wave, 'soundWater');
});
