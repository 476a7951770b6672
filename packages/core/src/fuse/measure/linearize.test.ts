import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { SensorEvent } from '../../base/event/index.ts';
import { createFrame } from '../../base/frame.ts';
import { fullFromPacked, multiply, multiplyTransposed, packedFromFull } from '../../base/matrix.ts';
import { moveTurn, turnTransition } from '../../base/motion/index.ts';
import { createSensorModel, type SensorModel } from '../../base/sensor-model/index.ts';
import { createSight, linearize, sightOf } from './linearize.ts';
import { createRows, innovation, type Shape } from './rows.ts';

const frame = createFrame({ latDeg: 49.5, lonDeg: 31, heightM: 0 });

function sensorAt(latDeg: number, lonDeg: number, wave: 'light' | 'sound'): SensorModel {
  const event: SensorEvent = {
    seq: 1,
    kind: 'sensor',
    timeMs: 0,
    sensorId: 'a',
    state: 'up',
    sensor: { type: 'radar', wave, latDeg, lonDeg, heightM: 20 },
  };
  return createSensorModel(frame, event);
}

const nothing = new Float64Array(10);

/** Predicted values of a state with no covariance, so that no second-order terms are added. */
function predict(
  shape: Shape,
  model: SensorModel,
  x: Float64Array,
  lagS: number,
  turnRadPerS: number,
): Float64Array {
  const rows = createRows();
  const sight = { ...createSight(), targetUp: 100, lagS, turnRadPerS };
  assert.ok(sightOf(sight, model, x, 0));
  linearize(rows, shape, sight, model, x, 0, nothing, 0);
  return rows.predicted;
}

const shapes: Shape[] = ['range-bearing', 'range-bearing-rate', 'bearing', 'position', 'position-velocity'];
const offset = fc.double({ min: -20_000, max: 20_000, noNaN: true });
const speed = fc.double({ min: -200, max: 200, noNaN: true });

for (const shape of shapes) {
  for (const wave of ['light', 'sound'] as const) {
    test(`the Jacobian of ${shape} by ${wave} is the numerical derivative`, () => {
      fc.assert(
        fc.property(
          offset,
          offset,
          speed,
          speed,
          fc.double({ min: 0, max: 10, noNaN: true }),
          fc.constantFrom(0, 0.08, -0.08),
          (e, n, vE, vN, lagS, turnRadPerS) => {
            fc.pre(Math.hypot(e, n) > 1500);
            // A radar's rate through a delay has further terms that no sensor measures by sound.
            const model = sensorAt(49.8, 31.4, shape === 'range-bearing-rate' ? 'light' : wave);
            const lag = shape === 'range-bearing-rate' ? 0 : lagS;
            const x = Float64Array.of(model.east + e, model.north + n, vE, vN);
            const rows = createRows();
            const sight = { ...createSight(), targetUp: 100, lagS: lag, turnRadPerS };
            assert.ok(sightOf(sight, model, x, 0));
            linearize(rows, shape, sight, model, x, 0, nothing, 0);
            checkRows(rows, shape, model, x, lag, turnRadPerS);
          },
        ),
        { numRuns: 60 },
      );
    });
  }
}

function checkRows(
  rows: ReturnType<typeof createRows>,
  shape: Shape,
  model: SensorModel,
  x: Float64Array,
  lagS: number,
  turnRadPerS: number,
): void {
  for (let state = 0; state < 4; state++) {
    const step = state < 2 ? 1 : 0.01;
    const ahead = x.slice();
    ahead[state] += step;
    const behind = x.slice();
    behind[state] -= step;
    const high = predict(shape, model, ahead, lagS, turnRadPerS).slice();
    const low = predict(shape, model, behind, lagS, turnRadPerS);
    for (let row = 0; row < rows.count; row++) {
      const upper = innovation(rows, row, high[row]);
      const lower = innovation(rows, row, low[row]);
      const numerical = (upper - lower) / (2 * step);
      const analytic = rows.jacobian[4 * row + state];
      const scale = Math.max(Math.abs(numerical), rows.isAngle[row] === 1 ? 1e-5 : 0.05);
      // Region and sensor axes differ in up too: what that adds to range is left out, below 1 % here.
      assert.ok(
        Math.abs(numerical - analytic) < 0.012 * scale,
        `${shape} row ${row} state ${state}: ${analytic} against ${numerical}`,
      );
    }
  }
}

test('what a late position and its second-order terms are of a turning target is what the turn back says', () => {
  const model = sensorAt(49.5, 31, 'light');
  const x = Float64Array.of(model.east + 4000, model.north + 3000, 40, -30);
  const then = x.slice();
  moveTurn(then, 0, 0.08, -6);
  const rows = createRows();
  const sight = { ...createSight(), targetUp: model.up, lagS: 6, turnRadPerS: 0.08 };
  assert.ok(sightOf(sight, model, x, 0));
  linearize(rows, 'position', sight, model, x, 0, nothing, 0);
  assert.ok(Math.abs(rows.predicted[0] - then[0]) < 1e-9 && Math.abs(rows.predicted[1] - then[1]) < 1e-9);
  // The same cloud then, seen at once: bias and extra variance of range and bearing are the same.
  const late = Float64Array.of(9e4, 1e4, 2e3, -5e2, 4e4, 1e3, 3e3, 400, 50, 300);
  const f = turnTransition(new Float64Array(16), 0.08, -6);
  const full = fullFromPacked(new Float64Array(16), late, 0, 4);
  const half = multiply(new Float64Array(16), f, full, 4, 4, 4);
  const early = packedFromFull(
    new Float64Array(10),
    0,
    multiplyTransposed(new Float64Array(16), half, f, 4, 4, 4),
    4,
  );
  linearize(rows, 'range-bearing', sight, model, x, 0, late, 0);
  const straight = { ...createSight(), targetUp: model.up };
  const seen = createRows();
  assert.ok(sightOf(straight, model, then, 0));
  linearize(seen, 'range-bearing', straight, model, then, 0, early, 0);
  for (let row = 0; row < 2; row++) {
    assert.ok(Math.abs(rows.predicted[row] / seen.predicted[row] - 1) < 1e-9);
    assert.ok(Math.abs(rows.extraVariance[row] / seen.extraVariance[row] - 1) < 1e-9);
  }
});

test('a sound that has not arrived from beyond its Mach cone is not sighted', () => {
  const model = sensorAt(49.5, 31, 'sound');
  const sight = createSight();
  assert.equal(sightOf(sight, model, Float64Array.of(model.east - 5000, model.north, 400, 0), 0), false);
});

test('second-order terms predict the mean range and bearing of a wide cloud', () => {
  const model = sensorAt(49.5, 31, 'light');
  const rows = createRows();
  const sight = { ...createSight(), targetUp: model.up };
  const x = Float64Array.of(model.east, model.north + 5000, 0, 0);
  const p = Float64Array.of(400 * 400, 0, 0, 0, 100 * 100, 0, 0, 0, 0, 0);
  assert.ok(sightOf(sight, model, x, 0));
  linearize(rows, 'range-bearing', sight, model, x, 0, p, 0);
  // Mean of hypot(across, along) over a 41 x 41 grid of the normal density.
  let mean = 0;
  let total = 0;
  for (let i = -20; i <= 20; i++) {
    for (let j = -20; j <= 20; j++) {
      const weight = Math.exp(-0.5 * (i * i + j * j) * 0.04);
      mean += weight * Math.hypot(400 * i * 0.2, 5000 + 100 * j * 0.2);
      total += weight;
    }
  }
  assert.ok(Math.abs(rows.predicted[0] - mean / total) < 0.5, `${rows.predicted[0]} against ${mean / total}`);
});
