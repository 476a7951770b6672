import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '../../base/random.ts';
import { lossAtRange, rangeAtLossDb, type HeardSensor } from './heard-sensor.ts';
import { applyHeard, createHearing, createNodes, fillNodes } from './presence.ts';
import { microphone } from './testing/microphone.ts';

/** Full 5x5 covariance out of sigmas and one correlation of east with eastMps. */
function covarianceOf(sigmas: readonly number[], eastVelocity = 0): Float64Array {
  const p = new Float64Array(25);
  sigmas.forEach((sigma, i) => (p[6 * i] = sigma * sigma));
  p[2] = p[10] = eastVelocity * sigmas[0] * sigmas[2];
  return p;
}

/** What the microphone says of a state, written down anew: Pd by the range of a typical source that arrives as loud. */
function chanceOf(ear: HeardSensor, x: readonly number[], levelDb: number): { pd: number; density: number } {
  const absorption = ear.model.absorptionDbPerM;
  const range = Math.max(1, Math.hypot(x[0], x[1]));
  const level = 110 + x[4] - 20 * Math.log10(range) - absorption * range;
  let [low, high] = [1, 1e5];
  while (high - low > 1e-3) {
    const middle = (low + high) / 2;
    if (110 - 20 * Math.log10(middle) - absorption * middle > level) low = middle;
    else high = middle;
  }
  const pd = 0.95 / (1 + Math.exp((low - 4000) / 600));
  const z = (levelDb - level) / 3;
  return { pd, density: (pd * Math.exp(-0.5 * z * z)) / (3 * Math.sqrt(2 * Math.PI)) };
}

/** Mean, position covariance and evidence of the posterior by importance sampling from the prior: 60,000 draws. */
function bruteForce(
  ear: HeardSensor,
  mean: readonly number[],
  p: Float64Array,
  factor: (chance: { pd: number; density: number }) => number,
  levelDb: number,
): { total: number; mean: number[]; variances: number[] } {
  const random = createRandom(7);
  const gain = p[2] / p[0];
  const rest = Math.sqrt(p[12] - gain * p[2]);
  const sums = Array.from({ length: 5 }, () => 0);
  const squares = Array.from({ length: 5 }, () => 0);
  let total = 0;
  const draws = 60_000;
  for (let n = 0; n < draws; n++) {
    const dE = Math.sqrt(p[0]) * random.gaussian();
    const x = [
      mean[0] + dE,
      mean[1] + Math.sqrt(p[6]) * random.gaussian(),
      mean[2] + gain * dE + rest * random.gaussian(),
      mean[3] + Math.sqrt(p[18]) * random.gaussian(),
      mean[4] + Math.sqrt(p[24]) * random.gaussian(),
    ];
    const w = factor(chanceOf(ear, x, levelDb));
    total += w;
    x.forEach((value, i) => {
      sums[i] += w * value;
      squares[i] += w * value * value;
    });
  }
  const means = sums.map((sum) => sum / total);
  return {
    total: total / draws,
    mean: means,
    variances: squares.map((sum, i) => sum / total - means[i] * means[i]),
  };
}

function meet(ear: HeardSensor, mean: Float64Array, p: Float64Array): ReturnType<typeof createNodes> {
  const nodes = createNodes();
  fillNodes(nodes, ear, mean, 0, p, 0, 0, 0, mean[0], mean[1], 0, createHearing());
  return nodes;
}

const cases = [
  { what: 'near half range', mean: [3600, 900, 40, -20, 0], sigmas: [300, 260, 8, 8, 1.5], absorption: 0 },
  { what: 'known level', mean: [2500, -2200, 40, -20, 0.5], sigmas: [220, 250, 6, 6, 0.3], absorption: 0 },
  {
    what: 'with absorption',
    mean: [-2800, 1500, 0, 50, -1],
    sigmas: [350, 250, 10, 10, 2],
    absorption: 0.002,
  },
  { what: 'near by', mean: [900, 500, 30, 30, 0], sigmas: [200, 200, 8, 8, 1], absorption: 0 },
];

for (const { what, mean, sigmas, absorption } of cases) {
  test(`what is heard and how loud agrees with brute-force integration: ${what}`, () => {
    const ear = microphone(absorption);
    const levelDb = 110 - lossAtRange(absorption, Math.hypot(mean[0], mean[1])) + 2;
    const x = Float64Array.from(mean);
    const p = covarianceOf(sigmas, 0.5);
    const truth = bruteForce(ear, mean, p, ({ density }) => density, levelDb);
    const nodes = meet(ear, x, p);
    const total = applyHeard(nodes, x, 0, p, 0, 0, 1, levelDb, 3);
    assert.ok(Math.abs(total / truth.total - 1) < 0.04);
    for (const i of [0, 1, 2, 4]) {
      assert.ok(Math.abs(x[i] - truth.mean[i]) < 0.08 * sigmas[i], `mean of state ${i}`);
      assert.ok(Math.abs(p[6 * i] / truth.variances[i] - 1) < 0.1, `variance of state ${i}`);
    }
  });

  test(`silence agrees with brute-force integration: ${what}`, () => {
    const ear = microphone(absorption);
    const x = Float64Array.from(mean);
    const p = covarianceOf(sigmas, 0.5);
    const truth = bruteForce(ear, mean, p, ({ pd }) => 1 - pd, 0);
    const nodes = meet(ear, x, p);
    const total = applyHeard(nodes, x, 0, p, 0, 1, 0, Number.NaN, 3);
    assert.ok(Math.abs(total - truth.total) < 0.01);
    // A level known to less than 0.7 dB is not asked to move by silence.
    const asked = sigmas[4] < 0.7 ? [0, 1, 2] : [0, 1, 2, 4];
    for (const i of asked) assert.ok(Math.abs(x[i] - truth.mean[i]) < 0.1 * sigmas[i], `mean of state ${i}`);
  });
}

test('range and loss are each other inverses to 1e-4', () => {
  for (const absorption of [0, 0.002, 0.005]) {
    const ear = microphone(absorption);
    for (const range of [10, 100, 1000, 5000, 12_000]) {
      const back = rangeAtLossDb(ear, lossAtRange(absorption, range));
      assert.ok(Math.abs(back / range - 1) < 2e-4, `${range} m at ${absorption} dB/m gave ${back}`);
    }
  }
});
