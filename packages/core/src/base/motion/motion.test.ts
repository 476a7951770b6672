import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fullFromPacked, multiply, multiplyTransposed, packedFromFull } from '../matrix.ts';
import { moveStraight, moveTurn, spreadStraight, turnTransition } from './index.ts';

const number = fc.integer({ min: -1000, max: 1000 });

test('the unrolled covariance prediction is F P F transposed plus Q', () => {
  fc.assert(
    fc.property(
      fc.array(number, { minLength: 16, maxLength: 16 }),
      fc.integer({ min: 0, max: 60 }),
      (numbers, dt) => {
        const root = Float64Array.from(numbers);
        const full = multiplyTransposed(new Float64Array(16), root, root, 4, 4, 4);
        const packed = packedFromFull(new Float64Array(10), 0, full, 4);
        spreadStraight(packed, 0, dt, 0.3);
        const f = Float64Array.of(1, 0, dt, 0, 0, 1, 0, dt, 0, 0, 1, 0, 0, 0, 0, 1);
        const moved = multiplyTransposed(
          new Float64Array(16),
          multiply(new Float64Array(16), f, full, 4, 4, 4),
          f,
          4,
          4,
          4,
        );
        const [q1, q2, q3] = [0.3 * dt, (0.3 * dt * dt) / 2, (0.3 * dt * dt * dt) / 3];
        for (const axis of [0, 1]) {
          moved[axis * 5] += q3;
          moved[axis * 4 + axis + 2] += q2;
          moved[(axis + 2) * 4 + axis] += q2;
          moved[(axis + 2) * 5] += q1;
        }
        const unpacked = fullFromPacked(new Float64Array(16), packed, 0, 4);
        unpacked.forEach((value, i) =>
          assert.ok(Math.abs(value - moved[i]) <= 1e-9 * (1 + Math.abs(moved[i]))),
        );
      },
    ),
  );
});

test('a turn keeps the speed, and its matrix moves the mean as the turn does', () => {
  fc.assert(
    fc.property(
      number,
      number,
      number,
      number,
      fc.double({ min: -0.5, max: 0.5, noNaN: true }),
      (e, n, vE, vN, omega) => {
        const x = Float64Array.of(e, n, vE, vN);
        const byMatrix = multiply(
          new Float64Array(4),
          turnTransition(new Float64Array(16), omega, 7),
          x,
          4,
          4,
          1,
        );
        moveTurn(x, 0, omega, 7);
        assert.ok(Math.abs(Math.hypot(x[2], x[3]) - Math.hypot(vE, vN)) < 1e-9);
        x.forEach((value, i) => assert.ok(Math.abs(value - byMatrix[i]) < 1e-6));
      },
    ),
  );
});

test('a full circle comes back to where it began', () => {
  const x = Float64Array.of(10, 20, 50, 0);
  moveTurn(x, 0, 0.05, (2 * Math.PI) / 0.05);
  assert.ok(Math.hypot(x[0] - 10, x[1] - 20) < 1e-6);
});

test('no turn is straight flight', () => {
  const turned = Float64Array.of(1, 2, 30, 40);
  const straight = turned.slice();
  moveTurn(turned, 0, 0, 5);
  moveStraight(straight, 0, 5);
  assert.deepEqual(turned, straight);
});
