import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createArea } from '../base/geometry.ts';
import { createRouteBank } from './path-bank.ts';
import { createTrackSweep } from './track-sweep.ts';
import { createZoneIndex } from './zone-index.ts';

// A leg far longer than the horizon: every path is straight.
const straight = createRouteBank(1, 4, { legS: 1e12, turnScaleRad: 1, turnRateRadPerS: 0.05 });
const box = Float64Array.of(9000, -1000, 11_000, -1000, 11_000, 1000, 9000, 1000);
const index = createZoneIndex([{ zoneId: 'z', radiusM: 2000, area: createArea([[box]]) }]);

function arrivalsOf(east: number, north: number, eastMps: number, northMps: number, endRatePerS = 0) {
  const sweep = createTrackSweep();
  sweep.begin(index);
  for (let path = 0; path < 4; path++) {
    sweep.fly(straight, path, east, north, eastMps, northMps, 0.25, endRatePerS);
  }
  return sweep.arrivals(0.01);
}

test('a straight flight arrives when it meets the ring', () => {
  const [arrival] = arrivalsOf(0, 0, 50, 0);
  assert.equal(arrival.probability, 1);
  assert.ok(Math.abs(arrival.medianS - 7000 / 50) < 1, String(arrival.medianS));
});

test('a missile that crosses several cells in a step arrives to the second too', () => {
  const [arrival] = arrivalsOf(-40_000, 0, 900, 0);
  assert.ok(Math.abs(arrival.medianS - 47_000 / 900) < 1, String(arrival.medianS));
});

test('a flight past the ring does not arrive', () => {
  assert.deepEqual(arrivalsOf(0, 4000, 50, 0), []);
});

test('a flight beyond the horizon of 30 minutes does not arrive', () => {
  assert.deepEqual(arrivalsOf(-84_000, 0, 50, 0), []);
});

test('what is inside came in before now', () => {
  const [arrival] = arrivalsOf(8000, 0, 50, 0);
  assert.ok(Math.abs(arrival.medianS + 20) <= 5, String(arrival.medianS));
});

test('flights that end by themselves arrive less often the farther they have to go', () => {
  const [arrival] = arrivalsOf(0, 0, 50, 0, 0.01);
  assert.ok(Math.abs(arrival.probability - Math.exp(-1.4)) < 0.01, String(arrival.probability));
});

test('a second track finds nothing of the first', () => {
  const sweep = createTrackSweep();
  sweep.begin(index);
  sweep.fly(straight, 0, 0, 0, 50, 0, 1, 0);
  sweep.begin(index);
  assert.deepEqual(sweep.arrivals(0.01), []);
});
