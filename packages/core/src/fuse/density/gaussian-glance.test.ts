import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DetectionEvent, SensorEvent } from '../../base/event/index.ts';
import { createFrame } from '../../base/frame.ts';
import { createRandom, type Random } from '../../base/random.ts';
import { createValues, maxDetections, readValues } from '../measure/values.ts';
import { createRegister, enrol } from '../sensors/register.ts';
import type { Report, Sensor } from '../sensors/sensor.ts';
import { createGaussians } from './gaussian.ts';

const origin = { latDeg: 49.5, lonDeg: 31, heightM: 0 };
const frame = createFrame(origin);

function radar(): Sensor {
  const header = { kind: 'log', version: 1, region: 'x', origin, standing: 'test', startMs: 0 } as const;
  const event: SensorEvent = {
    seq: 1, kind: 'sensor', timeMs: 0, sensorId: 'r', state: 'up',
    sensor: {
      type: 'radar', wave: 'light', latDeg: 49.5, lonDeg: 31, heightM: 0, periodMs: 1000, coverage: { maxRangeM: 60_000 },
      pd: { max: 0.9 }, clutter: { perReport: 10 }, sigma: { rangeM: 40, bearingRad: 0.01 },
    },
  }; // prettier-ignore
  const sensor = enrol(createRegister(), frame, header, event);
  assert.ok(sensor);
  return sensor;
}

function reportAt(
  sensor: Sensor,
  sensedMs: number,
  count: number,
  near: [number, number],
  random: Random,
): Report {
  const spread = random.uniform() < 0.5 ? 1500 : 20_000;
  const detections = Array.from({ length: count }, (_, k): DetectionEvent => {
    const [east, north] = near.map((place) => place + spread * random.gaussian());
    const measurement = {
      type: 'rangeBearing',
      rangeM: Math.hypot(east, north),
      bearingRad: Math.atan2(east, north),
    } as const;
    return { seq: k + 2, kind: 'detection', timeMs: sensedMs, sensorId: 'r', sensedMs, measurement };
  });
  return { sensor, sensedMs, detections, isContinuation: false };
}

test('what is passed over at a glance has no detection in any gate, and little else is looked at closely', () => {
  const random = createRandom(11);
  const sensor = radar();
  const values = createValues();
  const gaussians = createGaussians(frame, values, 1);
  const weights = {
    pd: 0,
    count: 0,
    detection: new Int32Array(maxDetections),
    likelihood: new Float64Array(maxDetections),
  };
  let [passed, looked, gated] = [0, 0, 0];
  for (let round = 0; round < 400; round++) {
    const place: [number, number] = [random.between(-40_000, 40_000), random.between(-40_000, 40_000)];
    const slot = gaussians.place(0, place[0], place[1], 2500, random.between(-2000, 2000), 1e5);
    let timeMs = 0;
    for (let k = 0; k < 6; k++) {
      timeMs += random.between(100, 4000);
      const report = reportAt(sensor, timeMs, 6, place, random);
      readValues(values, frame, sensor, report.detections, 'range-bearing');
      const isPassed = gaussians.passOver(slot, report, weights);
      const { pd } = weights;
      if (isPassed) assert.equal(weights.count, 0);
      gaussians.predict(slot, timeMs);
      gaussians.weigh(slot, report, weights);
      if (isPassed) {
        passed++;
        assert.equal(weights.count, 0, `round ${round}`);
        assert.ok(Math.abs(pd - weights.pd) < 1e-9);
        continue;
      }
      looked++;
      if (weights.count === 0) continue;
      gated++;
      const share = Float64Array.of(0.8);
      gaussians.update(slot, report, 0.2, weights.detection, share, 0, 1);
    }
    gaussians.free(slot);
  }
  assert.ok(passed > 400 && gated > 400, `${passed} passed, ${gated} gated`);
  assert.ok(gated > 0.85 * looked, `${gated} of ${looked}`);
});
