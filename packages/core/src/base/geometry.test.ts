import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  bearingOf,
  createArea,
  distanceToAreaM,
  isInArea,
  signedArea2,
  wrapAngle,
  wrapBearing,
} from './geometry.ts';

const square = Float64Array.of(0, 0, 100, 0, 100, 100, 0, 100);
const hole = Float64Array.of(40, 40, 60, 40, 60, 60, 40, 60);

test('bearings run clockwise from north', () => {
  assert.equal(bearingOf(0, 1), 0);
  assert.ok(Math.abs(bearingOf(1, 0) - Math.PI / 2) < 1e-15);
  assert.ok(Math.abs(bearingOf(-1, 0) - (3 * Math.PI) / 2) < 1e-15);
});

test('wrapping keeps the direction and stays in its range', () => {
  fc.assert(
    fc.property(fc.double({ min: -1000, max: 1000, noNaN: true }), (rad) => {
      const angle = wrapAngle(rad);
      const bearing = wrapBearing(rad);
      assert.ok(angle > -Math.PI - 1e-12 && angle <= Math.PI && bearing >= 0 && bearing < 2 * Math.PI);
      assert.ok(
        Math.abs(Math.sin(angle) - Math.sin(rad)) < 1e-9 &&
          Math.abs(Math.cos(bearing) - Math.cos(rad)) < 1e-9,
      );
    }),
  );
});

test('inside is inside but for the hole, and distance is to the nearest edge', () => {
  const area = createArea([[square, hole]]);
  assert.equal(isInArea(area, 10, 10), true);
  assert.equal(isInArea(area, 50, 50), false);
  assert.equal(distanceToAreaM(area, 10, 10), 0);
  assert.equal(distanceToAreaM(area, 50, 50), 10);
  assert.equal(distanceToAreaM(area, 103, 104), 5);
  assert.equal(distanceToAreaM(area, -7, 50), 7);
});

test('of several polygons the nearest counts', () => {
  const far = Float64Array.of(1000, 0, 1100, 0, 1100, 100);
  assert.equal(distanceToAreaM(createArea([[square], [far]]), 990, 0), 10);
});

test('a counter-clockwise ring has a positive area', () => {
  assert.equal(signedArea2(square), 20_000);
});
