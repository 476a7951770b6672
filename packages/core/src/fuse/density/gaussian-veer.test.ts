import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DetectionEvent, SensorEvent } from '../../base/event/index.ts';
import { createFrame, geodeticFromEnu, upAtHeight } from '../../base/frame.ts';
import { moveTurn } from '../../base/motion/index.ts';
import { createRandom, type Random } from '../../base/random.ts';
import { toLocal } from '../../base/sensor-model/index.ts';
import { createValues, readValues } from '../measure/values.ts';
import { createRegister, enrol } from '../sensors/register.ts';
import type { Sensor } from '../sensors/sensor.ts';
import { createGaussianBank, placeSlot, predictSlot, slotMoments, takeSlot } from './gaussian-bank.ts';
import { createGaussians, type Gaussians } from './gaussian.ts';
import { beginTurn, veerSize } from './gaussian-veer.ts';
import { firstTurn, modeCount, veerMemoryS } from './modes.ts';

const origin = { latDeg: 49.5, lonDeg: 31, heightM: 0 };
const frame = createFrame(origin);
const header = { kind: 'log', version: 1, region: 'x', origin, standing: 'test', startMs: 0 } as const;
const [sigmaRangeM, sigmaRad] = [25, 0.009];

function radarsAt(places: readonly (readonly [number, number])[]): Sensor[] {
  const register = createRegister();
  return places.map(([east, north], i) => {
    const [latDeg, lonDeg, heightM] = geodeticFromEnu(frame, new Float64Array(3), east, north, 0);
    const event: SensorEvent = {
      seq: 1, kind: 'sensor', timeMs: 0, sensorId: `r${i}`, state: 'up',
      sensor: {
        type: 'radar', wave: 'light', latDeg, lonDeg, heightM, periodMs: 1000, coverage: { maxRangeM: 60_000 }, pd: { max: 1 },
        sigma: { rangeM: sigmaRangeM, bearingRad: sigmaRad },
      },
    }; // prettier-ignore
    const sensor = enrol(register, frame, header, event);
    assert.ok(sensor);
    return sensor;
  });
}

const values = createValues();
const local = new Float64Array(3);

/** One look at a target that is surely seen, with noise where there is `random`. */
function look(
  gaussians: Gaussians,
  slot: number,
  { model, ...sensor }: Sensor,
  target: Float64Array,
  sensedMs: number,
  random?: Random,
): void {
  toLocal(
    model,
    local,
    target[0] - model.east,
    target[1] - model.north,
    upAtHeight(frame, target[0], target[1], 0) - model.up,
  );
  const rangeM = Math.hypot(local[0], local[1], local[2]) + sigmaRangeM * (random?.gaussian() ?? 0);
  const bearingRad = Math.atan2(local[0], local[1]) + sigmaRad * (random?.gaussian() ?? 0);
  const detection: DetectionEvent = {
    seq: 1, kind: 'detection', timeMs: sensedMs, sensorId: 'r', sensedMs,
    measurement: { type: 'rangeBearing', rangeM, bearingRad },
  }; // prettier-ignore
  const report = { sensor: { model, ...sensor }, sensedMs, detections: [detection], isContinuation: false };
  readValues(values, frame, report.sensor, [detection], 'range-bearing');
  gaussians.predict(slot, sensedMs);
  gaussians.update(slot, report, 0, Int32Array.of(0), Float64Array.of(1), 0, 1);
}

test('over a prediction the slopes by the rate of turn are those of differences between turns', () => {
  const bank = createGaussianBank(1);
  takeSlot(bank);
  placeSlot(bank, 0, 0, 4000, 3000, 900, 0, 900);
  bank.x.set([4000, 3000, 31, -42]);
  const turned = [1, -1].map((side) => {
    const x = Float64Array.of(4000, 3000, 31, -42);
    moveTurn(x, 0, 1e-4 * side, 0.5);
    return x;
  });
  predictSlot(bank, 0, 500);
  for (let a = 0; a < 4; a++) {
    const numeric = (turned[0][a] - turned[1][a]) / 2e-4;
    assert.ok(Math.abs(bank.veer[a] - numeric) < 1e-3 * (1 + Math.abs(numeric)), `${a}: ${bank.veer[a]}`);
  }
});

test('over a correction they are those of differences between corrected means, and fade as what was told does', () => {
  const [sensor] = radarsAt([[-6000, -4000]]);
  const target = Float64Array.of(300, 200, 30, 40);
  const slopes = [900, -400, 60, -30];
  /** Mean of steady flight after a look, begun `by` rad/s of turn off. */
  const corrected = (by: number): { mean: Float64Array; veer: Float64Array } => {
    const gaussians = createGaussians(frame, values, 1);
    const slot = gaussians.place(0, 310, 190, 900, 200, 1600);
    const { x, mu, p, veer } = gaussians.bank;
    for (let mode = 0; mode < modeCount; mode++) {
      x.set([310, 190, 28, 41], 4 * mode);
      p[10 * mode + 7] = p[10 * mode + 9] = 16;
      mu[mode] = mode === 0 ? 1 : 0;
      for (let a = 0; a < 4; a++) x[4 * mode + a] += by * slopes[a];
    }
    veer.set(slopes);
    look(gaussians, slot, sensor, target, 0);
    return { mean: x.slice(0, 4), veer: veer.slice(0, 4) };
  };
  const { veer } = corrected(0);
  const [after, before] = [corrected(1e-4), corrected(-1e-4)];
  for (let a = 0; a < 4; a++) {
    const numeric = (after.mean[a] - before.mean[a]) / 2e-4;
    assert.ok(Math.abs(veer[a] - numeric) < 0.01 * Math.abs(slopes[a]) + 0.1, `${a}: ${veer[a]} ${numeric}`);
  }
  const bank = createGaussianBank(1);
  takeSlot(bank);
  placeSlot(bank, 0, 0, 0, 0, 1, 0, 1);
  bank.veer.set([...slopes, 700, -50]);
  predictSlot(bank, 0, 1000 * veerMemoryS);
  const kept = [slopes[0] + veerMemoryS * slopes[2], slopes[1] + veerMemoryS * slopes[3], slopes[2], slopes[3], 700, -50]; // prettier-ignore
  kept.forEach((value, i) => assert.ok(Math.abs(bank.veer[i] - value / Math.E) < 1e-9 * Math.abs(value)));
});

interface Seen {
  /** Square of what was told, in sigmas, a look, before the turn. */
  square: number;
  /** Seconds from the beginning of the turn until the turn to that side is likelier than not. */
  noticedS: number;
  /** Looks before the turn after which a turn was begun. */
  wrong: number;
}

/** A minute of level flight under two radars, then a turn; what is told of it is taken note of. */
function flown(seed: number, turnRad: number, ends: (bank: Gaussians['bank']) => void = () => {}): Seen {
  const random = createRandom(seed);
  const sensors = radarsAt([[-9000, -6000], [9000, -6000]]); // prettier-ignore
  const gaussians = createGaussians(frame, values, 1);
  const course = random.between(0, 6.28);
  const x = Float64Array.of(
    random.between(-5000, 5000), random.between(3000, 9000), 48 * Math.sin(course), 48 * Math.cos(course),
  ); // prettier-ignore
  const slot = gaussians.place(
    0,
    x[0] + 40 * random.gaussian(),
    x[1] + 40 * random.gaussian(),
    1600,
    0,
    1600,
  );
  const { veer, mu } = gaussians.bank;
  const seen = { square: 0, noticedS: 60, wrong: 0 };
  for (let half = 1; half <= 240; half++) {
    moveTurn(x, 0, half > 120 ? turnRad : 0, 0.5);
    for (let axis = 2; axis < 4; axis++) x[axis] += Math.sqrt(0.05 * 0.5) * random.gaussian();
    const before = veer[4];
    look(gaussians, slot, sensors[half % 2], x, 500 * half, random);
    if (half <= 120) {
      if (veer[4] > 0) seen.square += (veer[5] * veer[5]) / veer[4] / 120;
      else if (before > 0) seen.wrong++;
    }
    if (half <= 120) continue;
    const turn = firstTurn + (turnRad > 0 ? 0 : 1);
    if (seen.noticedS === 60 && mu[modeCount * slot + turn] > 0.5) seen.noticedS = (half - 120) / 2;
  }
  ends(gaussians.bank);
  return seen;
}

test('in level flight what is told of a turn is noise, as large as it says or less, and seldom begins one', () => {
  const seen = Array.from({ length: 40 }, (_, k) => flown(50 + k, 0.06));
  const square = seen.reduce((sum, one) => sum + one.square, 0) / seen.length;
  assert.ok(square > 0.4 && square < 1.1, `${square}`);
  const wrong = seen.reduce((sum, one) => sum + one.wrong, 0) / (120 * seen.length);
  assert.ok(wrong < 0.015, `${wrong}`);
});

test('a turn to either side is noticed after 9 s on average at 0.08 rad/s, 12 at 0.04 and 8 at 0.12 (11, 16 and 10 without)', () => {
  const mean = (rate: number): number => {
    const all = Array.from({ length: 40 }, (_, k) => flown(100 + k, k % 2 === 0 ? rate : -rate));
    return all.reduce((sum, { noticedS }) => sum + noticedS, 0) / all.length;
  };
  const [slow, usual, fast] = [mean(0.04), mean(0.08), mean(0.12)];
  assert.ok(slow < 12 && usual < 9 && fast < 8, `${slow} s, ${usual} s, ${fast} s`);
});

test('a turn begins with the moments that all hypotheses had, the one of turning at the rate told among them', () => {
  const bank = createGaussianBank(1);
  takeSlot(bank);
  placeSlot(bank, 0, 0, 4000, 3000, 900, 200, 1600);
  const shares = [0.85, 0.1, 0.02, 0.03, 0];
  shares.forEach((share, mode) => {
    bank.mu[mode] = share;
    bank.x.set([4000 + 30 * mode, 3000 - 20 * mode, 30 + mode, 40 - 2 * mode], 4 * mode);
    bank.p.set(
      [900, 100, 50, 10, 800, 5, 60, 30, 4, 40].map((value) => value * (1 + mode / 10)),
      10 * mode,
    );
  });
  const slopes = [500, -300, 80, -60];
  bank.veer.set([...slopes, 800, 90]);
  /** Hypotheses: share, mean, packed covariance. */
  const all = shares.map((share, mode) => ({
    share, mean: bank.x.slice(4 * mode, 4 * mode + 4), p: bank.p.slice(10 * mode, 10 * mode + 10),
  })); // prettier-ignore
  // Odds by Bayes: of a rate of sigma 0.08 against none, by a Gaussian likelihood, integrated numerically.
  let integral = 0;
  let [rate, square] = [0, 0];
  for (let i = -4000; i <= 4000; i++) {
    const w = i * 1e-4;
    const density =
      Math.exp(-(w * w) / (2 * 0.0064) + 90 * w - 400 * w * w) / (0.08 * Math.sqrt(2 * Math.PI));
    integral += 1e-4 * density;
    rate += 1e-4 * density * w;
    square += 1e-4 * density * w * w;
  }
  rate /= integral;
  const variance = square / integral - rate * rate;
  let q = 0;
  const wide = all[0].p.slice();
  for (let a = 0; a < 4; a++) for (let b = a; b < 4; b++) wide[q++] += variance * slopes[a] * slopes[b];
  all.push({
    share: 0.02 * integral * 0.85,
    mean: all[0].mean.map((value, a) => value + rate * slopes[a]),
    p: wide,
  });
  beginTurn(bank, 0);
  const whole = all.reduce((sum, { share }) => sum + share, 0);
  const expected = [0, 1, 2, 3].map((a) => all.reduce((sum, h) => sum + (h.share / whole) * h.mean[a], 0));
  const [mean, covariance] = [new Float64Array(4), new Float64Array(10)];
  slotMoments(bank, 0, mean, covariance);
  expected.forEach((value, a) => assert.ok(Math.abs(mean[a] - value) < 1e-4 * Math.abs(value), `${a}`));
  q = 0;
  for (let a = 0; a < 4; a++) {
    for (let b = a; b < 4; b++, q++) {
      const both = all.reduce(
        (sum, h) =>
          sum + (h.share / whole) * (h.p[q] + (h.mean[a] - expected[a]) * (h.mean[b] - expected[b])),
        0,
      );
      assert.ok(
        Math.abs(covariance[q] - both) < 1e-3 * (1 + Math.abs(both)),
        `${q}: ${covariance[q]} ${both}`,
      );
    }
  }
  assert.ok(Math.abs(bank.mu.slice(0, modeCount).reduce((a, b) => a + b, 0) - 1) < 1e-12);
  assert.ok(bank.mu[firstTurn] > 0.1 && bank.mu[firstTurn + 1] === 0, 'to the left');
  assert.ok(bank.veer.slice(0, veerSize).every((value) => value === 0));
});
