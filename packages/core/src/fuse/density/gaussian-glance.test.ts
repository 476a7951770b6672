import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '../../base/random.ts';
import { createValues, maxDetections, readValues } from '../measure/values.ts';
import { createGaussians } from './gaussian.ts';
import { frame, radar, reportAt } from './testing/radar.ts';

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
