import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { emissionDelayS } from './retard.ts';

const metres = fc.integer({ min: -50_000, max: 50_000 });
const speed = fc.integer({ min: -150, max: 150 });

test('what is heard now left the target where it was then', () => {
  fc.assert(
    fc.property(metres, metres, metres, speed, speed, speed, (dx, dy, dz, vx, vy, vz) => {
      const delay = emissionDelayS(dx, dy, dz, vx, vy, vz, 343);
      const range = Math.hypot(dx - vx * delay, dy - vy * delay, dz - vz * delay);
      assert.ok(delay >= 0);
      assert.ok(Math.abs(range - 343 * delay) < 1e-6 * Math.max(1, range), `${range} ${343 * delay}`);
    }),
  );
});

test('sound of a still target 3 km away is 8.7 s old', () => {
  assert.ok(Math.abs(emissionDelayS(3000, 0, 0, 0, 0, 0, 343) - 8.746) < 1e-3);
});

test('a supersonic target that comes nearer has not been heard yet', () => {
  assert.ok(Number.isNaN(emissionDelayS(3000, 0, 0, -600, 0, 0, 343)));
});

test('a supersonic target that has passed is heard from the later of two emissions', () => {
  const delay = emissionDelayS(3000, 0, 0, 600, 0, 0, 343);
  assert.ok(Math.abs(Math.abs(3000 - 600 * delay) - 343 * delay) < 1e-9);
});
