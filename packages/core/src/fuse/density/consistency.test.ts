import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DetectionEvent, Header, SensorEvent } from '../../base/event/index.ts';
import { createFrame, upAtHeight } from '../../base/frame.ts';
import { wrapBearing } from '../../base/geometry.ts';
import { createRandom } from '../../base/random.ts';
import { toLocal } from '../../base/sensor-model/index.ts';
import { createHypothesis, distance2, factor, project } from '../measure/hypothesis.ts';
import { createSight, linearize, sightOf } from '../measure/linearize.ts';
import { createRows } from '../measure/rows.ts';
import { createValues, readValues } from '../measure/values.ts';
import { createRegister, enrol } from '../sensors/register.ts';
import { slotMoments } from './gaussian-bank.ts';
import { createGaussians } from './gaussian.ts';

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

/** Sums of NEES and NIS a dimension over one flight of 90 s that two sensors see, the first 10 s left out. */
function fly(seed: number, type: 'radar' | 'bearing'): { nees: number; nis: number; looks: number } {
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
  for (let half = 1; half <= 180; half++) {
    for (let axis = 0; axis < 2; axis++) {
      x[axis] += 0.5 * x[axis + 2];
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
