import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFrame } from '../../base/frame.ts';
import { cholesky, choleskySolve, fullFromPacked } from '../../base/matrix.ts';
import { createSensorModel } from '../../base/sensor-model/index.ts';
import { createRows } from '../measure/rows.ts';
import { createSight, linearize, sightOf } from '../measure/linearize.ts';
import { createHypothesis, project } from '../measure/hypothesis.ts';
import { createValues } from '../measure/values.ts';
import { createGaussianBank, placeSlot, predictSlot, slotMoments, takeSlot } from './gaussian-bank.ts';
import { createUpdater } from './gaussian-update.ts';
import { modeCount } from './modes.ts';

const frame = createFrame({ latDeg: 49.5, lonDeg: 31, heightM: 0 });
const model = createSensorModel(frame, {
  seq: 1,
  kind: 'sensor',
  timeMs: 0,
  sensorId: 'a',
  state: 'up',
  sensor: { type: 'radar', wave: 'light', latDeg: 49.5, lonDeg: 31 },
});

function flying(): ReturnType<typeof createGaussianBank> {
  const bank = createGaussianBank(4);
  takeSlot(bank);
  placeSlot(bank, 0, 0, 4000, 3000, 900, 200, 1600);
  predictSlot(bank, 0, 2000);
  return bank;
}

test('one sure detection corrects each mode as the textbook Kalman filter does', () => {
  const bank = flying();
  const before = { x: bank.x.slice(), p: bank.p.slice() };
  const values = createValues();
  values.shape = 'range-bearing';
  values.count = 1;
  values.z.set([5030, 0.93]);
  values.variance.set([625, 0.0001]);
  const updater = createUpdater(values);
  updater.start(0, Int32Array.of(0), Float64Array.of(1), 0, 1);
  const rows = createRows();
  const sight = createSight();
  const hypothesis = createHypothesis();
  for (let mode = 0; mode < modeCount; mode++) {
    sightOf(sight, model, bank.x, 4 * mode);
    linearize(rows, values.shape, sight, model, bank.x, 4 * mode, bank.p, 10 * mode);
    project(hypothesis, rows, bank.p, 10 * mode);
    updater.ask(bank.mu, mode, mode, rows, hypothesis, new Float64Array(1));
  }
  updater.finish(bank, 0, 0);
  // The last mode asked is still linearised in `rows`: the oracle is (P^-1 + H' R^-1 H)^-1.
  const mode = modeCount - 1;
  const prior = fullFromPacked(new Float64Array(16), before.p, 10 * mode, 4);
  const information = inverse(prior);
  const z = [5030, 0.93];
  const shift = new Float64Array(4);
  for (let row = 0; row < 2; row++) {
    const variance = [625, 0.0001][row] + rows.extraVariance[row];
    for (let a = 0; a < 4; a++) {
      const h = rows.jacobian[4 * row + a];
      shift[a] += (h * (z[row] - rows.predicted[row])) / variance;
      for (let b = 0; b < 4; b++) information[4 * a + b] += (h * rows.jacobian[4 * row + b]) / variance;
    }
  }
  const posterior = inverse(information);
  const got = fullFromPacked(new Float64Array(16), bank.p, 10 * mode, 4);
  posterior.forEach((value, i) => assert.ok(Math.abs(got[i] - value) < 1e-6 * (1 + Math.abs(value))));
  for (let a = 0; a < 4; a++) {
    let correction = 0;
    for (let b = 0; b < 4; b++) correction += posterior[4 * a + b] * shift[b];
    assert.ok(Math.abs(bank.x[4 * mode + a] - before.x[4 * mode + a] - correction) < 1e-6);
  }
});

function inverse(matrix: Float64Array): Float64Array {
  const lower = new Float64Array(16);
  assert.ok(cholesky(lower, matrix, 4));
  const out = new Float64Array(16);
  for (let column = 0; column < 4; column++) {
    const unit = new Float64Array(4);
    unit[column] = 1;
    choleskySolve(unit, lower, 4);
    for (let row = 0; row < 4; row++) out[4 * row + column] = unit[row];
  }
  return out;
}

test('mixing modes over no time to speak of leaves mean and covariance of the whole as they were', () => {
  const bank = flying();
  bank.mu.set([0.5, 0.3, 0.2]);
  bank.x[4] += 300;
  const mean = new Float64Array(4);
  const covariance = new Float64Array(10);
  slotMoments(bank, 0, mean, covariance);
  predictSlot(bank, 0, 2000.001);
  const mixed = new Float64Array(4);
  const mixedCovariance = new Float64Array(10);
  slotMoments(bank, 0, mixed, mixedCovariance);
  mean.forEach((value, i) => assert.ok(Math.abs(value - mixed[i]) < 0.05));
  covariance.forEach((value, i) =>
    assert.ok(Math.abs(value - mixedCovariance[i]) < 1e-3 * (1 + Math.abs(value))),
  );
});

test('an outlier tells nothing, and a bearing near the expected one all that it would were none an outlier', () => {
  /** Information that one bearing tells of a number by which it has a slope, `outlier` of all bearings being anywhere. */
  const told = (bearingRad: number, outlier: number): number => {
    const bank = flying();
    const values = createValues();
    values.shape = 'bearing';
    values.count = 1;
    values.z.set([bearingRad]);
    values.variance.set([0.0001]);
    const updater = createUpdater(values);
    updater.start(outlier, Int32Array.of(0), Float64Array.of(1), 0, 1);
    const [rows, sight, hypothesis] = [createRows(), createSight(), createHypothesis()];
    sightOf(sight, model, bank.x, 0);
    linearize(rows, values.shape, sight, model, bank.x, 0, bank.p, 0);
    project(hypothesis, rows, bank.p, 0);
    updater.ask(bank.mu, 0, 0, rows, hypothesis, new Float64Array(1));
    const news = { information: 0, off: 0 };
    assert.ok(updater.tell(0, Float64Array.of(3), 0, news, new Float64Array(4)));
    assert.equal(updater.tell(1, Float64Array.of(3), 0, news, new Float64Array(4)), false, 'not asked');
    return news.information;
  };
  assert.equal(told(1.2, 0), 9);
  assert.ok(told(1.2, 0.05) < 1e-6);
  assert.ok(told(0.93, 0.05) > 0.95 * 9);
});
