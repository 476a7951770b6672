import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DetectionEvent, Header, SensorEvent } from '../../base/event/index.ts';
import { createFrame, upAtHeight } from '../../base/frame.ts';
import { wrapBearing } from '../../base/geometry.ts';
import { moveTurn } from '../../base/motion/index.ts';
import { createRandom } from '../../base/random.ts';
import { toLocal } from '../../base/sensor-model/index.ts';
import { createHypothesis, distance2, factor, project } from '../measure/hypothesis.ts';
import { createSight, linearize, sightOf } from '../measure/linearize.ts';
import { createRows } from '../measure/rows.ts';
import { createValues, readValues } from '../measure/values.ts';
import { createRegister, enrol } from '../sensors/register.ts';
import { slotMoments } from './gaussian-bank.ts';
import { createGaussians } from './gaussian.ts';
import { firstTurn, modeCount } from './modes.ts';

/**
 * Whether the filter by itself is honest, with nothing to associate: normalised estimation errors squared (NEES) and
 * normalised innovations squared (NIS), each a dimension (Bar-Shalom, Li, Kirubarajan 2001, 5.4).
 */
const origin = { latDeg: 49.5, lonDeg: 31, heightM: 0 };
const header: Header = { kind: 'log', version: 1, region: 'x', origin, standing: 'test', startMs: 0 };
const frame = createFrame(origin);
const [sigmaRangeM, sigmaRad] = [25, 0.009];

function sensorEvent(i: number, type: 'radar' | 'bearing'): SensorEvent {
  return {
    seq: 1, kind: 'sensor', timeMs: 0, sensorId: `s${i}`, state: 'up',
    sensor: {
      type, wave: 'light', latDeg: 49.4 + 0.1 * i, lonDeg: 30.8 + 0.15 * i, heightM: 0, periodMs: 1000, phaseMs: 0,
      coverage: { maxRangeM: 60_000 }, pd: { max: 1 }, sigma: { rangeM: sigmaRangeM, bearingRad: sigmaRad },
    },
  }; // prettier-ignore
}

/** Sums of NEES and NIS a dimension over one flight of 90 s that two sensors see, the first 10 s left out; circling from 30 s on. */
function fly(
  seed: number,
  type: 'radar' | 'bearing',
  isCircling = false,
): { nees: number; nis: number; looks: number } {
  const random = createRandom(seed);
  const register = createRegister();
  for (let i = 0; i < 2; i++) enrol(register, frame, header, sensorEvent(i, type));
  const values = createValues();
  const gaussians = createGaussians(frame, values, 4);
  const course = random.between(0, 6.28);
  const x = Float64Array.of(
    random.between(-5000, 5000), random.between(9000, 14_000), 48 * Math.sin(course), 48 * Math.cos(course),
  ); // prettier-ignore
  const slot = gaussians.place(
    0,
    x[0] + 80 * random.gaussian(),
    x[1] + 80 * random.gaussian(),
    6400,
    0,
    6400,
  );
  const [mean, covariance, local] = [new Float64Array(4), new Float64Array(10), new Float64Array(3)];
  const [rows, sight, hypothesis] = [createRows(), createSight(), createHypothesis()];
  const sum = { nees: 0, nis: 0, looks: 0 };
  const turnRad = random.between(0.03, 0.12) * (random.uniform() < 0.5 ? -1 : 1);
  for (let half = 1; half <= 180; half++) {
    moveTurn(x, 0, isCircling && half > 60 ? turnRad : 0, 0.5);
    for (let axis = 0; axis < 2; axis++) {
      x[axis + 2] += Math.sqrt(0.05 * 0.5) * random.gaussian();
    }
    const sensor = register.sensors[half % 2];
    const { model } = sensor;
    toLocal(model, local, x[0] - model.east, x[1] - model.north, upAtHeight(frame, x[0], x[1], 0) - model.up);
    const bearingRad = wrapBearing(Math.atan2(local[0], local[1]) + sigmaRad * random.gaussian());
    const rangeM = Math.hypot(local[0], local[1], local[2]) + sigmaRangeM * random.gaussian();
    const shape = type === 'radar' ? 'range-bearing' : 'bearing';
    const measurement =
      type === 'radar'
        ? ({ type: 'rangeBearing', rangeM, bearingRad } as const)
        : ({ type: 'bearing', bearingRad } as const);
    const sensedMs = half * 500;
    const detection: DetectionEvent = {
      seq: 1, kind: 'detection', timeMs: sensedMs, sensorId: 's', sensedMs, measurement,
    }; // prettier-ignore
    readValues(values, frame, sensor, [detection], shape);
    gaussians.predict(slot, sensedMs);
    slotMoments(gaussians.bank, slot, mean, covariance);
    sight.targetUp = upAtHeight(frame, mean[0], mean[1], 0);
    sightOf(sight, model, mean, 0);
    linearize(rows, shape, sight, model, mean, 0, covariance, 0);
    project(hypothesis, rows, covariance, 0);
    factor(hypothesis, rows, values.variance, 0);
    const nis = distance2(hypothesis, rows, values.z, 0) / rows.count;
    const report = { sensor, sensedMs, detections: [detection], isContinuation: false };
    gaussians.update(slot, report, 0, Int32Array.of(0), Float64Array.of(1), 0, 1);
    if (half <= 20) continue;
    slotMoments(gaussians.bank, slot, mean, covariance);
    const [de, dn] = [x[0] - mean[0], x[1] - mean[1]];
    const [ee, en, , , nn] = covariance;
    sum.nees += (de * de * nn - 2 * de * dn * en + dn * dn * ee) / (ee * nn - en * en) / 2;
    sum.nis += nis;
    sum.looks++;
  }
  return sum;
}

for (const type of ['radar', 'bearing'] as const) {
  test(`over 40 seeds errors and innovations of ${type} filters are as large as they say`, () => {
    let [nees, nis, looks] = [0, 0, 0];
    for (let seed = 1; seed <= 40; seed++) {
      const one = fly(seed, type);
      nees += one.nees;
      nis += one.nis;
      looks += one.looks;
    }
    assert.ok(nees / looks > 0.8 && nees / looks < 1.1, `NEES ${nees / looks}`);
    assert.ok(nis / looks > 0.9 && nis / looks < 1.1, `NIS ${nis / looks}`);
  });
}

test('over 20 seeds a drone that circles has a NEES below 1.45 (9 before turns had modes, 1.55 before they were noticed by what looks tell)', () => {
  let [nees, looks] = [0, 0];
  for (let seed = 1; seed <= 20; seed++) {
    const one = fly(seed, 'radar', true);
    nees += one.nees;
    looks += one.looks;
  }
  assert.ok(nees / looks > 0.8 && nees / looks < 1.45, `NEES ${nees / looks}`);
});

test('a mirrored flight gives the mirrored answer', () => {
  const here = createRegister();
  enrol(here, frame, header, {
    ...sensorEvent(0, 'radar'),
    sensor: { ...sensorEvent(0, 'radar').sensor, latDeg: 49.5, lonDeg: 31 },
  } as SensorEvent);
  const [sensor] = here.sensors;
  const values = createValues();
  const gaussians = createGaussians(frame, values, 2);
  const slots = [1, -1].map((side) => gaussians.place(0, 8000 * side, 3000, 2500, 300 * side, 1600));
  const x = Float64Array.of(8000, 3000, -30, 40);
  const random = createRandom(5);
  const [mean, covariance] = [new Float64Array(4), new Float64Array(10)];
  for (let look = 1; look <= 60; look++) {
    moveTurn(x, 0, look > 20 ? 0.07 : 0, 1);
    const rangeM = Math.hypot(x[0], x[1]) + sigmaRangeM * random.gaussian();
    const bearingRad = Math.atan2(x[0], x[1]) + sigmaRad * random.gaussian();
    const shown = [1, -1].map((side, i) => {
      const sensedMs = look * 1000;
      const detection: DetectionEvent = {
        seq: 1, kind: 'detection', timeMs: sensedMs, sensorId: 's0', sensedMs,
        measurement: { type: 'rangeBearing', rangeM, bearingRad: side * bearingRad },
      }; // prettier-ignore
      readValues(values, frame, sensor, [detection], 'range-bearing');
      gaussians.predict(slots[i], sensedMs);
      const report = { sensor, sensedMs, detections: [detection], isContinuation: false };
      gaussians.update(slots[i], report, 0, Int32Array.of(0), Float64Array.of(1), 0, 1);
      gaussians.moments(slots[i], sensedMs + 700, mean, covariance);
      const isOdd = [1, 3, 5, 8];
      return [
        side * mean[0],
        mean[1],
        side * mean[2],
        mean[3],
        ...covariance.map((value, k) => (isOdd.includes(k) ? side * value : value)),
      ];
    });
    shown[0].forEach((value, k) =>
      assert.ok(Math.abs(value - shown[1][k]) < 1e-5 * (1 + Math.abs(value)), `look ${look}, ${k}`),
    );
  }
  const { mu } = gaussians.bank;
  assert.ok(mu[slots[0] * modeCount + firstTurn] > 0.3, 'it is seen to turn left');
  assert.ok(mu[slots[1] * modeCount + firstTurn + 1] > 0.3, 'its mirror image to turn right');
});
