import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fullFromPacked, multiply, multiplyTransposed, packedFromFull } from '../matrix.ts';
import {
  createTurn,
  moveStraight,
  moveTurn,
  setTurn,
  spreadStraight,
  spreadTurned,
  turnTransition,
} from './index.ts';

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

/** F P F' with F of a turn. */
function turned(omega: number, dtS: number, full: Float64Array): Float64Array {
  const f = turnTransition(new Float64Array(16), omega, dtS);
  return multiplyTransposed(
    new Float64Array(16),
    multiply(new Float64Array(16), f, full, 4, 4, 4),
    f,
    4,
    4,
    4,
  );
}

test('a turn is what ten thousand small steps of its differential equation come to', () => {
  for (const [omega, dtS] of [
    [0.08, 10],
    [-0.12, 3],
    [1e-7, 20],
  ]) {
    const x = Float64Array.of(100, -200, 30, 40);
    const y = x.slice();
    const h = dtS / 1e4;
    for (let step = 0; step < 1e4; step++) {
      // The midpoint rule for v' = omega J v.
      const mE = y[2] - (h / 2) * omega * y[3];
      const mN = y[3] + (h / 2) * omega * y[2];
      y[0] += h * mE;
      y[1] += h * mN;
      y[2] -= h * omega * mN;
      y[3] += h * omega * mE;
    }
    moveTurn(x, 0, omega, dtS);
    x.forEach((value, i) => assert.ok(Math.abs(value - y[i]) < 1e-4, `${omega} ${i}: ${value} ${y[i]}`));
  }
});

test('the covariance of a turn is F P F transposed plus the quadrature of its noise, and that is positive', () => {
  const noise = new Float64Array(16);
  noise[10] = noise[15] = 2;
  fc.assert(
    fc.property(
      fc.double({ min: -0.2, max: 0.2, noNaN: true }),
      fc.double({ min: 0.001, max: 60, noNaN: true }),
      (omega, dtS) => {
        const root = Float64Array.of(30, 4, 1, 0, 2, 40, 3, 1, 1, 2, 9, 1, 3, 1, 2, 8);
        const full = multiplyTransposed(new Float64Array(16), root, root, 4, 4, 4);
        const expected = turned(omega, dtS, full);
        const added = new Float64Array(16);
        const steps = 400;
        for (let i = 0; i <= steps; i++) {
          const weight = ((i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2) * dtS) / steps / 3;
          turned(omega, (i * dtS) / steps, noise).forEach((value, k) => (added[k] += weight * value));
        }
        const packed = packedFromFull(new Float64Array(10), 0, full, 4);
        const turn = setTurn(createTurn(), omega, dtS);
        spreadTurned(packed, 0, turn, 2);
        const moved = fullFromPacked(new Float64Array(16), packed, 0, 4);
        moved.forEach((value, k) => {
          const sum = expected[k] + added[k];
          assert.ok(Math.abs(value - sum) < 1e-7 * (1 + Math.abs(sum)), `${k}: ${value} ${sum}`);
        });
        const { position, velocity, both, crossed } = turn;
        assert.ok(position > 0 && position * velocity > both * both + crossed * crossed);
      },
    ),
    {
      numRuns: 60,
      // About the rate from where on the turn is its series.
      examples: [
        [-2.7e-9, 60],
        [9.9e-7, 60],
        [-1.01e-6, 60],
        [0, 60],
      ],
    },
  );
});
