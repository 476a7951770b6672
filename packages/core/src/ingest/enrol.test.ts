import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SensorDescription } from '../base/event/index.ts';
import { implausibleSensor } from './enrol.ts';

const origin = { latDeg: 49.5, lonDeg: 31, heightM: 0 };

function refusedAt(over: Partial<SensorDescription>): string | undefined {
  const sensor: SensorDescription = { type: 'radar', wave: 'light', latDeg: 49, lonDeg: 31, ...over };
  return implausibleSensor(origin, sensor)?.at;
}

test('an ordinary sensor is plausible', () => {
  assert.equal(
    refusedAt({ periodMs: 1000, coverage: { maxRangeM: 60_000 }, clutter: { perReport: 20 } }),
    undefined,
  );
});

test('a place that the plane of the region does not serve is refused, also on the other side of the earth', () => {
  assert.equal(refusedAt({ latDeg: 49.5, lonDeg: 46 }), '/latDeg');
  assert.equal(refusedAt({ latDeg: 0, lonDeg: 0 }), '/latDeg');
  assert.equal(refusedAt({ latDeg: -49.5, lonDeg: -149 }), '/latDeg');
  assert.equal(refusedAt({ latDeg: 49.5, lonDeg: -149 }), '/latDeg');
  assert.equal(refusedAt({ latDeg: 49.5, lonDeg: 43 }), undefined);
});

test('a period, a range or a clutter that would only cost work is refused', () => {
  assert.equal(refusedAt({ periodMs: 1 }), '/periodMs');
  assert.equal(refusedAt({ periodMs: 1e12 }), '/periodMs');
  assert.equal(refusedAt({ coverage: { maxRangeM: 1e9 } }), '/coverage/maxRangeM');
  assert.equal(refusedAt({ clutter: { perReport: 1e6 } }), '/clutter/perReport');
});
