import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SensorEvent } from '../../base/event/index.ts';
import { createFrame, geodeticFromEnu } from '../../base/frame.ts';
import { createRandom } from '../../base/random.ts';
import { createSensorModel } from '../../base/sensor-model/index.ts';
import { createHeardSensor, type HeardSensor } from '../measure/heard-sensor.ts';
import { createLevelRow, lowestDb } from '../measure/loudest.ts';
import { createHearing } from '../measure/presence.ts';
import { addLevels, sightFrom, updateHeard, type SightLine } from './mixture-heard.ts';
import { flightMotion, predictMixture } from './mixture-motion.ts';
import { learnPitch, pitchFit } from './mixture-pitch.ts';
import { reduceMixture } from './mixture-reduce.ts';
import { addFamily, createMixture, modeCount, momentsOf, normalise, type Mixture } from './mixture-state.ts';
import { sourceKinds } from './source-kinds.ts';

const frame = createFrame({ latDeg: 50, lonDeg: 30, heightM: 0 });
const neutral = new Float64Array(sourceKinds.length).fill(1);

function ear(east: number, north: number, wave: 'light' | 'sound'): HeardSensor {
  const place = geodeticFromEnu(frame, new Float64Array(3), east, north, 0);
  const event: SensorEvent = {
    seq: 1,
    kind: 'sensor',
    timeMs: 0,
    sensorId: `m${east},${north}`,
    state: 'up',
    sensor: {
      type: 'acoustic',
      wave,
      latDeg: place[0],
      lonDeg: place[1],
      heightM: place[2],
      periodMs: 1000,
      pd: { max: 0.95, halfRangeM: 4000, slope: 0.15 },
      single: true,
      sigma: { levelDb: 3 },
      level: { sourceDb: 110 },
    },
  };
  return createHeardSensor(createSensorModel(frame, event));
}

function oneAt(x: readonly number[], sigmas: readonly number[], atMs = 0): Mixture {
  const mixture = createMixture(4, atMs, 0);
  addFamily(
    mixture,
    1,
    x,
    sigmas.map((sigma) => sigma * sigma),
    0,
  );
  return mixture;
}

function momentsNow(mixture: Mixture): { mean: Float64Array; covariance: Float64Array } {
  const mean = new Float64Array(5);
  const covariance = new Float64Array(25);
  momentsOf(mixture, 0, mixture.families * modeCount, mean, covariance);
  return { mean, covariance };
}

const line: SightLine = { recedingMps: 0, recedingVariance: 0 };

/** How fast it went away along the line of sight from a place in the plane, m/s. */
function away(place: readonly number[], from: readonly number[], velocity: readonly number[]): number {
  const [e, n] = [place[0] - from[0], place[1] - from[1]];
  return (e * velocity[0] + n * velocity[1]) / Math.hypot(e, n);
}

test('what is heard now left the target where it was then', () => {
  const microphone = ear(0, 0, 'sound');
  const [east, north, vE, vN] = [3000, 2500, 40, -35];
  const mixture = oneAt([east, north, vE, vN, 0], [1, 1, 0.1, 0.1, 0.1]);
  let delay = 0;
  for (let round = 0; round < 60; round++) delay = Math.hypot(east - vE * delay, north - vN * delay) / 343;
  assert.ok(sightFrom(line, mixture, microphone, 0));
  const expected = away([east - vE * delay, north - vN * delay], [0, 0], [vE, vN]);
  assert.ok(Math.abs(line.recedingMps - expected) < 1e-3);
});

test('the way back follows a turn that was flown while the sound was under way', () => {
  const microphone = ear(0, 6000, 'sound');
  const mixture = oneAt([0, 0, 50, 0, 0], [1, 1, 0.1, 0.1, 0.1]);
  mixture.weight[1] = 1;
  mixture.weight[0] = 0;
  mixture.mean.copyWithin(5, 0, 5);
  mixture.covariance.copyWithin(25, 0, 25);
  const only = { ...flightMotion, turnS: 1e9 };
  for (let s = 1; s <= 20; s++) predictMixture(mixture, only, s * 1000);
  const omega = flightMotion.turnRadPerS;
  const place = (t: number): number[] => [
    (50 * Math.sin(omega * t)) / omega,
    (50 * (1 - Math.cos(omega * t))) / omega,
  ];
  let delay = 0;
  for (let round = 0; round < 60; round++) {
    const [e, n] = place(20 - delay);
    delay = Math.hypot(e, n - 6000) / 343;
  }
  assert.ok(sightFrom(line, mixture, microphone, 20_000));
  const velocity = [mixture.mean[7], mixture.mean[8]];
  const expected = away(place(20 - delay), [0, 6000], velocity);
  const unbent = away(
    [mixture.mean[5] - velocity[0] * delay, mixture.mean[6] - velocity[1] * delay],
    [0, 6000],
    velocity,
  );
  assert.ok(Math.abs(line.recedingMps - expected) < 0.1 && Math.abs(unbent - expected) > 1);
});

test('heard and silent microphones give the posterior of an exact grid', () => {
  const heard = [ear(0, 0, 'light'), ear(4000, 500, 'light')];
  const silent = [ear(-2500, 3500, 'light'), ear(1500, -4500, 'light'), ear(6500, 4000, 'light')];
  const levels = [41.5, 42.5];
  const step = 900;
  const mixture = createMixture(400, 0, 0);
  for (let i = -9; i <= 9; i++) {
    for (let j = -9; j <= 9; j++) {
      const x = [2000 + i * step, j * step, 0, 0, 0];
      addFamily(mixture, 1, x, [0.35 * step * step, 0.35 * step * step, 1, 1, 1e-4], 0);
    }
  }
  normalise(mixture);
  heard.forEach((sensor, k) =>
    updateHeard(mixture, sensor, 0, 0, 1, levels[k], 3, neutral, createHearing(), flightMotion),
  );
  for (const sensor of silent) {
    updateHeard(mixture, sensor, 0, 1, 0, Number.NaN, 3, neutral, createHearing(), flightMotion);
  }
  const exact = gridPosterior(heard, levels, silent);
  const { mean, covariance } = momentsNow(mixture);
  const sigma = Math.sqrt(exact.varianceE + exact.varianceN);
  assert.ok(Math.hypot(mean[0] - exact.east, mean[1] - exact.north) < 0.1 * sigma);
  assert.ok(Math.abs((covariance[0] + covariance[6]) / (sigma * sigma) - 1) < 0.12);
});

function gridPosterior(
  heard: readonly HeardSensor[],
  levels: readonly number[],
  silent: readonly HeardSensor[],
): { east: number; north: number; varianceE: number; varianceN: number } {
  const sums = [0, 0, 0, 0, 0];
  for (let e = -6600; e <= 10_600; e += 50) {
    for (let n = -8600; n <= 8600; n += 50) {
      let w = 1;
      heard.forEach(({ model }, k) => {
        const r = Math.hypot(e - model.east, n - model.north) + 1;
        const z = (levels[k] - 110 + 20 * Math.log10(r)) / 3;
        w *= (Math.exp(-0.5 * z * z) * 0.95) / (1 + Math.exp((r - 4000) / 600));
      });
      for (const { model } of silent) {
        const r = Math.hypot(e - model.east, n - model.north);
        w *= 1 - 0.95 / (1 + Math.exp((r - 4000) / 600));
      }
      [1, e, n, e * e, n * n].forEach((value, i) => (sums[i] += w * value));
    }
  }
  const [total, east, north, ee, nn] = [sums[0], ...sums.slice(1).map((sum) => sum / sums[0])];
  assert.ok(total > 0);
  return { east, north, varianceE: ee - east * east, varianceN: nn - north * north };
}

test('how loud a mixture arrives is told by its level row', () => {
  const microphone = ear(0, 0, 'light');
  const mixture = oneAt([3000, 0, 0, 0, 0], [200, 200, 1, 1, 2]);
  const row = createLevelRow();
  addLevels(row, mixture, microphone, 0, flightMotion);
  const random = createRandom(11);
  const drawn = Array.from({ length: 20_000 }, () => {
    const range = Math.hypot(3000 + 200 * random.gaussian(), 200 * random.gaussian());
    return 110 + 2 * random.gaussian() - 20 * Math.log10(range);
  });
  for (const b of [4, 7, 10, 13]) {
    const below = drawn.filter((level) => level < lowestDb(microphone) + b).length / drawn.length;
    assert.ok(Math.abs(row[b] - below) < 0.02, `bin ${b}: ${row[b]}, drawn ${below}`);
  }
});

test('prediction has the spread of flights with random turns', () => {
  const mixture = oneAt([0, 0, 50, 0, 0], [100, 100, 3, 3, 1]);
  for (let s = 1; s <= 30; s++) predictMixture(mixture, flightMotion, s * 1000);
  const { mean, covariance } = momentsNow(mixture);
  const random = createRandom(3);
  const flown = Array.from({ length: 6000 }, () => flyAtRandom(random));
  const meanE = flown.reduce((sum, [e]) => sum + e, 0) / flown.length;
  const varianceE = flown.reduce((sum, [e]) => sum + (e - meanE) ** 2, 0) / flown.length;
  const varianceN = flown.reduce((sum, [, n]) => sum + n * n, 0) / flown.length;
  assert.ok(Math.abs(mean[0] - meanE) < 15);
  assert.ok(Math.abs(Math.sqrt(covariance[0] / varianceE) - 1) < 0.12);
  assert.ok(Math.abs(Math.sqrt(covariance[6] / varianceN) - 1) < 0.12);
});

function flyAtRandom(random: ReturnType<typeof createRandom>): [number, number] {
  let [e, n] = [100 * random.gaussian(), 100 * random.gaussian()];
  let [vE, vN] = [50 + 3 * random.gaussian(), 3 * random.gaussian()];
  let turn = 0;
  for (let k = 0; k < 300; k++) {
    const dt = 0.1;
    if (turn === 0) {
      if (random.uniform() < dt / flightMotion.straightS) turn = random.uniform() < 0.5 ? 1 : -1;
    } else if (random.uniform() < dt / flightMotion.turnS) turn = 0;
    const angle = turn * flightMotion.turnRadPerS * dt;
    const noise = Math.sqrt((turn === 0 ? flightMotion.straightNoise : flightMotion.turnNoise) * dt);
    [vE, vN] = [
      Math.cos(angle) * vE - Math.sin(angle) * vN + noise * random.gaussian(),
      Math.sin(angle) * vE + Math.cos(angle) * vN + noise * random.gaussian(),
    ];
    e += dt * vE;
    n += dt * vN;
  }
  return [e, n];
}

test('families that say the same become one with the moments of both', () => {
  const mixture = oneAt([0, 0, 50, 0, 0], [300, 300, 5, 5, 1]);
  addFamily(mixture, 1, [80, -60, 51, 1, 0.2], [90_000, 90_000, 25, 25, 1], 0);
  normalise(mixture);
  const before = momentsNow(mixture);
  reduceMixture(mixture, 10);
  const after = momentsNow(mixture);
  assert.equal(mixture.families, 1);
  before.mean.forEach((value, i) => assert.ok(Math.abs(value - after.mean[i]) < 1e-9));
  before.covariance.forEach((value, i) =>
    assert.ok(Math.abs(value - after.covariance[i]) < 1e-6 * (1 + Math.abs(value))),
  );
});

test('a known engine is recognised through its Doppler shift, another is not', () => {
  const ahead = ear(8000, 0, 'sound');
  const behind = ear(-8000, 0, 'sound');
  const mixture = oneAt([0, 0, 50, 0, 0], [200, 200, 3, 3, 1]);
  assert.equal(pitchFit(mixture, ahead, 0, 100), 1);
  for (let k = 0; k < 10; k++) learnPitch(mixture, ahead, k, (100 * 343) / (343 - 50), 1);
  assert.ok(Math.abs(mixture.pitchHz - 100) < 1);
  const receding = (100 * 343) / (343 + 50);
  assert.ok(pitchFit(mixture, behind, 10, receding) > 5);
  assert.ok(pitchFit(mixture, behind, 10, receding + 20) < 0.1);
});
