import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DetectionEvent, SensorEvent } from '../../base/event/index.ts';
import { createFrame, geodeticFromEnu, upAtHeight } from '../../base/frame.ts';
import { createRandom, type Random } from '../../base/random.ts';
import { toLocal, type SensorModel } from '../../base/sensor-model/index.ts';
import { createValues, readValues, type Values } from '../measure/values.ts';
import { createRegister, enrol } from '../sensors/register.ts';
import type { Sensor } from '../sensors/sensor.ts';
import { createGaussians, type Gaussians } from './gaussian.ts';
import { createLook } from './gaussian-look.ts';
import { verticalSize } from './gaussian-vertical.ts';
import { liftSize, setHalf, sway } from './lift-state.ts';

const origin = { latDeg: 49.5, lonDeg: 31, heightM: 0 };
const frame = createFrame(origin);
const header = { kind: 'log', version: 1, region: 'x', origin, standing: 'test', startMs: 0 } as const;
const [sigmaRangeM, sigmaRad, sigmaElevationRad] = [25, 0.009, 0.012];

interface Place {
  east: number;
  north: number;
  heightM: number;
}

/** Radars at these places, each some metres above the ground. */
function radarsAt(places: readonly (readonly [number, number])[]): Sensor[] {
  const register = createRegister();
  return places.map(([east, north], i) => {
    const [latDeg, lonDeg, heightM] = geodeticFromEnu(frame, new Float64Array(3), east, north, 20);
    const event: SensorEvent = {
      seq: 1, kind: 'sensor', timeMs: 0, sensorId: `r${i}`, state: 'up',
      sensor: {
        type: 'radar', wave: 'light', latDeg, lonDeg, heightM, periodMs: 1000, coverage: { maxRangeM: 60_000 }, pd: { max: 1 },
        sigma: { rangeM: sigmaRangeM, bearingRad: sigmaRad, elevationRad: sigmaElevationRad },
      },
    }; // prettier-ignore
    const sensor = enrol(register, frame, header, event);
    assert.ok(sensor);
    return sensor;
  });
}

const local = new Float64Array(3);

/** Slant range, bearing and elevation of a place, without noise. */
function sightOf(model: SensorModel, { east, north, heightM }: Place): [number, number, number] {
  toLocal(
    model,
    local,
    east - model.east,
    north - model.north,
    upAtHeight(frame, east, north, heightM) - model.up,
  );
  const groundM = Math.hypot(local[0], local[1]);
  return [Math.hypot(groundM, local[2]), Math.atan2(local[0], local[1]), Math.atan2(local[2], groundM)];
}

interface Belief {
  gaussians: Gaussians;
  values: Values;
  slot: number;
}

/** A slot just placed, velocity unknown. */
function believed(east: number, north: number, sigmaM: number): Belief {
  const values = createValues();
  const gaussians = createGaussians(frame, values, 4);
  const slot = gaussians.place(0, east, north, sigmaM * sigmaM, 0, sigmaM * sigmaM);
  return { gaussians, values, slot };
}

/** One look, held to be the slot's; returns what was measured. */
function look(
  { gaussians, values, slot }: Belief,
  sensor: Sensor,
  place: Place,
  sensedMs: number,
  random: Random,
  isElevated = false,
): [number, number] {
  const [range, bearing, elevation] = sightOf(sensor.model, place);
  const rangeM = range + sigmaRangeM * random.gaussian();
  const bearingRad = bearing + sigmaRad * random.gaussian();
  const elevationRad = isElevated ? elevation + sigmaElevationRad * random.gaussian() : undefined;
  const measurement = { type: 'rangeBearing', rangeM, bearingRad, elevationRad } as const;
  const detection: DetectionEvent = {
    seq: 1, kind: 'detection', timeMs: sensedMs, sensorId: 'r', sensedMs, measurement,
  }; // prettier-ignore
  const report = { sensor, sensedMs, detections: [detection], isContinuation: false };
  readValues(values, frame, sensor, [detection], 'range-bearing');
  gaussians.predict(slot, sensedMs);
  gaussians.learnHeightFrom(slot, report, detection);
  gaussians.update(slot, report, 0, Int32Array.of(0), Float64Array.of(1), 0, 1);
  return [rangeM, bearingRad];
}

/**
 * Mean and sigma of the half of the height by summing over a grid of places and halves, each measurement at its true distance: flat
 * prior of places within the slot's sigma; 3 % fly high, half normal about 1.2 million m², cut off at 0; the rest low.
 */
function bruteForce(
  sensors: readonly Sensor[],
  measured: readonly [number, number][],
  centre: Place,
  sigmaM: number,
): { mean: number; sigma: number; low: number } {
  const steps = 16;
  const halves = Array.from({ length: 81 }, (_, i) => i * 50_000);
  const sums = halves.map((half) => {
    let sum = 0;
    for (let i = -steps; i <= steps; i++) {
      for (let j = -steps; j <= steps; j++) {
        const [de, dn] = [(4 * sigmaM * i) / steps, (4 * sigmaM * j) / steps];
        const place = { east: centre.east + de, north: centre.north + dn, heightM: Math.sqrt(2 * half) };
        let log = -(de * de + dn * dn) / (2 * sigmaM * sigmaM);
        measured.forEach(([rangeM, bearingRad], k) => {
          const [range, bearing] = sightOf(sensors[k].model, place);
          log -= ((rangeM - range) / sigmaRangeM) ** 2 / 2 + ((bearingRad - bearing) / sigmaRad) ** 2 / 2;
        });
        sum += Math.exp(log);
      }
    }
    return sum;
  });
  const priors = halves.map((half) => Math.exp(-(((half - 1.2e6) / 1.3e6) ** 2) / 2));
  const whole = priors.reduce((a, b) => a + b, 0);
  const weights = halves.map((_, i) => (0.03 * priors[i] * sums[i]) / whole);
  weights[0] += 0.97 * sums[0];
  const total = weights.reduce((a, b) => a + b, 0);
  const mean = weights.reduce((sum, w, i) => sum + w * halves[i], 0) / total;
  const square = weights.reduce((sum, w, i) => sum + w * (halves[i] - mean) ** 2, 0) / total;
  return { mean, sigma: Math.sqrt(square), low: weights[0] / total };
}

test('three slant ranges tell a height as summing over all places and heights does', () => {
  const sensors = radarsAt([[-6000, -3000], [6500, -2500], [500, 7000]]); // prettier-ignore
  const out = new Float64Array(verticalSize);
  for (let seed = 1; seed <= 6; seed++) {
    const random = createRandom(seed);
    const place = { east: 300, north: -200, heightM: random.between(1500, 2600) };
    const sigmaM = 90;
    const centre = { ...place, east: place.east + sigmaM * random.gaussian() };
    const belief = believed(centre.east, centre.north, sigmaM);
    const measured = sensors.map((sensor) => look(belief, sensor, place, 0, random));
    const expected = bruteForce(sensors, measured, centre, sigmaM);
    assert.ok(belief.gaussians.height(belief.slot, 0, out), `seed ${seed}: stated`);
    const half = (out[0] * out[0]) / 2;
    const sigma = out[1] * out[0];
    assert.ok(
      Math.abs(half - expected.mean) < 0.4 * expected.sigma,
      `${half} ${expected.mean} ${expected.sigma}`,
    );
    assert.ok(sigma > 0.75 * expected.sigma && sigma < 1.35 * expected.sigma, `${sigma} ${expected.sigma}`);
  }
});

test('what flies low is not said to fly high, nor at what height', () => {
  const sensors = radarsAt([[-6000, -3000], [6500, -2500], [500, 7000]]); // prettier-ignore
  const out = new Float64Array(verticalSize);
  for (let seed = 1; seed <= 10; seed++) {
    const random = createRandom(seed);
    const belief = believed(0, 0, 90);
    for (let s = 0; s < 20; s++) {
      const place = { east: 40 * s, north: 0, heightM: 80 };
      look(belief, sensors[s % 3], place, 1000 * s, random);
    }
    assert.equal(belief.gaussians.height(belief.slot, 20_000, out), false, `seed ${seed}: ${out[0]}`);
  }
});

test('the ranges of one radar tell no height, but, where half of all fly high, that the place is less sure than the ranges', () => {
  const [sensor] = radarsAt([[0, -9000]]);
  const random = createRandom(5);
  const belief = believed(0, 0, 90);
  belief.gaussians.bank.lowShare = 0.5;
  belief.gaussians.bank.lift[liftSize * belief.slot + sway + 1] = -1 / 9000;
  for (let s = 1; s <= 60; s++) {
    look(belief, sensor, { east: 30 * s, north: 20 * s, heightM: 2000 }, 1000 * s, random);
  }
  const out = new Float64Array(verticalSize);
  assert.equal(belief.gaussians.height(belief.slot, 60_000, out), false);
  const [mean, covariance] = [new Float64Array(4), new Float64Array(10)];
  belief.gaussians.moments(belief.slot, 60_000, mean, covariance);
  assert.ok(Math.sqrt(covariance[4]) > 60, `north within ${Math.sqrt(covariance[4])} m`);
  const [de, dn] = [mean[0] - 1800, mean[1] - 1200];
  const [ee, en, , , nn] = covariance;
  const nees = (de * de * nn - 2 * de * dn * en + dn * dn * ee) / (ee * nn - en * en);
  assert.ok(nees < 12, `squared distance ${nees}`);
});

test('slopes by the half of the height are those of differences', () => {
  const [sensor] = radarsAt([[0, 0]]);
  const { gaussians, values, slot } = believed(8000, -5000, 50);
  const { bank } = gaussians;
  const looked = createLook(frame, values, bank, 0);
  const sensedMs = 0;
  const measurement = { type: 'rangeBearing', rangeM: 9000, bearingRad: 2, rangeRateMps: 1 } as const;
  const detection: DetectionEvent = {
    seq: 1, kind: 'detection', timeMs: 0, sensorId: 'r', sensedMs, measurement,
  }; // prettier-ignore
  const report = { sensor, sensedMs, detections: [detection], isContinuation: false };
  readValues(values, frame, sensor, [detection], 'range-bearing-rate');
  const slopes = [-7e-5, 4e-5, -3e-7, 2e-7];
  bank.lift.set(slopes, liftSize * slot + sway);
  bank.x.set([8000, -5000, 30, -40]);
  const lookAt = (half: number): Float64Array => {
    setHalf(bank.lift, liftSize * slot, half);
    looked.aim(slot, report);
    assert.ok(looked.at(slot, 0, sensor.model));
    return looked.rows.predicted.slice(0, 3);
  };
  const [half, step] = [0.5 * 1800 * 1800, 2000];
  lookAt(half);
  looked.slope(slot);
  const stated = looked.slopes.slice(0, 3);
  const shifted = (by: number): Float64Array => {
    for (let a = 0; a < 4; a++) bank.x[a] += by * slopes[a];
    const predicted = lookAt(half + by);
    for (let a = 0; a < 4; a++) bank.x[a] -= by * slopes[a];
    return predicted;
  };
  const [after, before] = [shifted(step), shifted(-step)];
  for (let r = 0; r < 3; r++) {
    const numeric = (after[r] - before[r]) / (2 * step);
    assert.ok(
      Math.abs(stated[r] - numeric) < 0.01 * Math.abs(numeric) + 1e-9,
      `row ${r}: ${stated[r]} ${numeric}`,
    );
  }
});

for (const isElevated of [true, false]) {
  const by = isElevated ? 'elevations' : 'slant ranges';
  test(`a dive of 40 m/s is followed by ${by}`, () => {
    const sensors = radarsAt([[-6000, -3000], [6500, -2500], [500, 7000]]); // prettier-ignore
    const out = new Float64Array(verticalSize);
    let [errors2, nees] = [0, 0];
    const seeds = 8;
    for (let seed = 1; seed <= seeds; seed++) {
      const random = createRandom(seed);
      const belief = believed(-2000, 0, 60);
      for (let third = 1; third <= 3 * 75; third++) {
        const s = third / 3;
        const heightM = 2400 - 40 * Math.max(0, s - 40);
        const place = { east: -2000 + 45 * s, north: 5 * s, heightM };
        look(belief, sensors[third % 3], place, 1000 * s, random, isElevated);
      }
      assert.ok(belief.gaussians.height(belief.slot, 75_000, out), `seed ${seed}: stated`);
      if (isElevated) assert.ok(out[6] < -20, `seed ${seed}: ${out[6]} m/s`);
      errors2 += (out[0] - 1000) ** 2 / seeds;
      nees += (out[0] - 1000) ** 2 / (out[1] * out[1]) / seeds;
    }
    assert.ok(Math.sqrt(errors2) < 200, `error ${Math.sqrt(errors2)} m of 1,400 m sunk`);
    assert.ok(nees < 6, `NEES ${nees}`);
  });
}
