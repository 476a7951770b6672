import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { DetectionEvent, SensorDescription } from '@kentongan/core/base/event';
import { createFrame } from '@kentongan/core/base/frame';
import { wrapAngle } from '@kentongan/core/base/geometry';
import { createRandom } from '@kentongan/core/base/random';
import { createSensorModel, levelAtRange, pdAtRange } from '@kentongan/core/base/sensor-model';
import { pathFrom } from '../scenario/fly.ts';
import type { Target } from '../scenario/target.ts';
import { hear, rangeOfLevel } from './hear.ts';
import { turnRadar } from './radar.ts';
import type { Site } from './site.ts';
import { likelihoodOfSound, timbreSize, type HeardClass } from './timbre.ts';

const frame = createFrame({ latDeg: 46.9, lonDeg: 31.7, heightM: 0 });
const at = { latDeg: 46.9, lonDeg: 31.7, heightM: 0 };
const microphone: SensorDescription = {
  type: 'acoustic', wave: 'sound', ...at, periodMs: 1000, phaseMs: 0,
  coverage: { maxRangeM: 6000 }, pd: { max: 0.9, halfRangeM: 3000, slope: 0.2 }, clutter: { perReport: 0 },
  level: { sourceDb: 110, absorptionDbPerM: 0.002 }, single: true, sigma: { levelDb: 4 },
}; // prettier-ignore
const array: SensorDescription = {
  ...microphone,
  type: 'bearing',
  single: false,
  sigma: { bearingRad: 0.08, levelDb: 4 },
};
const radar: SensorDescription = {
  type: 'radar', wave: 'light', ...at, periodMs: 4000, phaseMs: 0,
  coverage: { maxRangeM: 60_000, minElevationRad: 0.005 }, pd: { max: 0.9 }, clutter: { perReport: 0 },
  sigma: { rangeM: 40, bearingRad: 0.01, rangeRateMps: 1 },
}; // prettier-ignore

function siteOf(sensor: SensorDescription): Site {
  const event = { seq: 1, kind: 'sensor' as const, timeMs: 0, sensorId: 'x', state: 'up' as const, sensor };
  return {
    sensorId: 'x', owner: 'o', name: 'x', sensor, model: createSensorModel(frame, event), state: 'up', isDeaf: false,
    lie: undefined, clockMs: 0, outages: [], noise: { amplitudeDb: 0, periodS: 1000, phaseRad: 0 },
  }; // prettier-ignore
}

/** A drone of typical loudness that hangs in the air, or flies east at a speed, from -100 s on. */
function drone(east: number, north: number, heightM: number, eastMps = 0, f0Hz = 100): Target {
  const samples = Array.from({ length: 20_101 }, (_, i) => [
    east + eastMps * (i - 100),
    north,
    heightM,
  ]).flat();
  return {
    targetId: 'd', class: 'one-way', path: pathFrom(frame, samples, -100), flies: true, end: 'flying',
    voice: { heardAs: 'one-way', sourceDb: 110, f0Hz, character: new Float64Array(timbreSize) },
    zoneId: undefined, transponder: undefined,
  }; // prettier-ignore
}

function report(sensor: SensorDescription, targets: Target[], seconds: number, seed = 1): DetectionEvent[] {
  const facts: DetectionEvent[] = [];
  hear(siteOf(sensor), targets, createRandom(seed), 0, 0, seconds, ({ fact }) =>
    facts.push({ seq: facts.length + 1, ...(fact as Omit<DetectionEvent, 'seq'>) }),
  );
  return facts;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deviationOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return Math.sqrt(meanOf(values.map((value) => (value - mean) * (value - mean))));
}

describe('a microphone', () => {
  test('detects as often as its pd says, at every range (chi-square, 8 ranges)', () => {
    const reports = 4000;
    const model = siteOf(microphone).model;
    let chi2 = 0;
    [500, 1500, 2200, 2800, 3200, 3800, 4600, 5600].forEach((range, i) => {
      const heard = report(microphone, [drone(range, 0, 0)], reports, i + 1).length;
      const expected = reports * pdAtRange(model, range);
      chi2 += (heard - expected) * (heard - expected) * (1 / expected + 1 / (reports - expected));
    });
    // 8 degrees of freedom: 26.1 is exceeded once in a thousand.
    assert.ok(chi2 < 26.1, `chi-square ${chi2}`);
  });

  test('reports the level that its model says, with its sigma', () => {
    const levels = report(microphone, [drone(2000, 0, 0)], 4000).map(({ measurement }) =>
      measurement.type === 'presence' ? (measurement.levelDb ?? NaN) : NaN,
    );
    assert.ok(Math.abs(meanOf(levels) - levelAtRange(siteOf(microphone).model, 2000)) < 0.25);
    assert.ok(Math.abs(deviationOf(levels) - 4) < 0.2);
  });

  test('hears the sum of two, at once, as one detection', () => {
    const two = report(microphone, [drone(500, 0, 0), drone(0, 500, 0)], 2000);
    const levels = two.map(({ measurement }) =>
      measurement.type === 'presence' ? (measurement.levelDb ?? NaN) : NaN,
    );
    assert.ok(two.length <= 2000);
    // Both are heard in 0.81 of 0.99 of the reports: the mean lies that much of 3 dB above one alone.
    const expected = levelAtRange(siteOf(microphone).model, 500) + (3.01 * 0.81) / 0.99;
    assert.ok(Math.abs(meanOf(levels) - expected) < 0.3, `${meanOf(levels)} for ${expected}`);
  });

  test('hears an approaching engine higher and a receding one lower, by Doppler', () => {
    for (const [east, sign] of [
      [-2000, 1],
      [1500, -1],
    ] as const) {
      const pitches = report(microphone, [drone(east, 0, 0, 50)], 10).map(({ measurement }) =>
        measurement.type === 'presence' ? measurement.frequencyHz : undefined,
      ).filter((pitch) => pitch !== undefined); // prettier-ignore
      assert.ok(Math.abs(meanOf(pitches) - 100 / (1 - (sign * 50) / 343)) < 1.5, `${pitches.join(' ')}`);
    }
  });

  test('that hears nothing says something as often as it states', () => {
    const rate = 0.05;
    const count = report({ ...microphone, clutter: { perReport: rate } }, [], 10_000).length;
    assert.ok(Math.abs(count - 500) < 4 * Math.sqrt(500 * (1 - rate)));
  });
});

test('an array points where the sound came from, with its sigma, and sometimes anywhere', () => {
  const flies = drone(-6000, 2000, 0, 50);
  const bearings = report(array, [flies], 240).map(({ measurement, sensedMs }) => {
    const heardS = sensedMs / 1000;
    // Where it was when its sound left: by fixed point, apart from the generator's own way.
    let delayS = 0;
    for (let round = 0; round < 200; round++) delayS = Math.hypot(-6000 + 50 * (heardS - delayS), 2000) / 343;
    const true_ = Math.atan2(-6000 + 50 * (heardS - delayS), 2000);
    return measurement.type === 'bearing' ? wrapAngle(measurement.bearingRad - true_) : NaN;
  });
  assert.ok(bearings.length > 60);
  assert.ok(Math.abs(meanOf(bearings)) < 0.02 && Math.abs(deviationOf(bearings) - 0.08) < 0.015);
  const astray = report({ ...array, outlier: 0.5 }, [drone(0, 500, 0)], 4000);
  const far = astray.filter(({ measurement }) => measurement.type === 'bearing' && Math.abs(wrapAngle(measurement.bearingRad)) > 0.5); // prettier-ignore
  assert.ok(Math.abs(far.length / astray.length - 0.5 * (1 - 0.5 / Math.PI)) < 0.03);
});

test('the range of a level is the inverse of the level at a range', () => {
  const site = siteOf(microphone);
  for (const range of [30, 300, 3000, 9000])
    assert.ok(Math.abs(rangeOfLevel(site, levelAtRange(site.model, range)) - range) < 0.2);
});

test('a radar sees what flies above its mask, and how fast it comes', () => {
  const seen = (heightM: number) => {
    const facts: DetectionEvent[] = [];
    turnRadar(siteOf(radar), [drone(-30_000, 0, heightM, 50)], createRandom(1), 0, 0, 400, ({ fact }) =>
      facts.push({ seq: 1, ...(fact as Omit<DetectionEvent, 'seq'>) }),
    );
    return facts;
  };
  // At 10 km, where it ends, the mask is at 50 m.
  assert.equal(seen(40).length, 0);
  const high = seen(900);
  assert.ok(Math.abs(high.length - 90) < 15);
  for (const { measurement } of high)
    assert.ok(measurement.type === 'rangeBearing' && Math.abs((measurement.rangeRateMps ?? 0) + 50) < 5);
});

test('what a sound is said to be is right as often as stated', () => {
  const random = createRandom(3);
  const classes: HeardClass[] = [
    'one-way',
    'recon',
    'aircraft',
    'ground',
    'helicopter',
    'loitering',
    'cruise',
  ];
  const bins = Array.from({ length: 10 }, () => ({ n: 0, stated: 0, right: 0 }));
  for (let i = 0; i < 30_000; i++) {
    const heardAs = classes[random.below(classes.length)];
    const { background: _, ...stated } = likelihoodOfSound(random, heardAs, new Float64Array(timbreSize), 10);
    const sum = Object.values(stated).reduce((total, value) => total + value, 0);
    if (sum === 0) continue;
    const share = (stated['one-way'] ?? 0) / sum;
    const bin = bins[Math.min(9, Math.floor(10 * share))];
    bin.n++;
    bin.stated += share;
    if (heardAs === 'one-way') bin.right++;
  }
  for (const bin of bins.filter(({ n }) => n > 300))
    assert.ok(Math.abs(bin.right / bin.n - bin.stated / bin.n) < 0.05, JSON.stringify(bin));
});
