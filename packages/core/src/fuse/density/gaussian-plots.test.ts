import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '../../base/random.ts';
import { createValues, maxDetections, readValues, type Values } from '../measure/values.ts';
import type { Report } from '../sensors/sensor.ts';
import type { Weights } from './density.ts';
import { createGaussians, type Gaussians } from './gaussian.ts';
import { frame, radar, reportAt } from './testing/radar.ts';

/** As a place each: the report's plots where the sensor stands at the origin. */
function asPlaces(values: Values, { sensor, detections }: Report): void {
  readValues(values, frame, sensor, detections, 'range-bearing');
  const places = detections.map((_, j) => {
    const [range, bearing] = [values.z[4 * j], values.z[4 * j + 1]];
    return { type: 'position', latDeg: 49.5 + (range * Math.cos(bearing)) / 111_200, lonDeg: 31 + (range * Math.sin(bearing)) / 72_300 } as const;
  }); // prettier-ignore
  const placed = detections.map((detection, j) => ({ ...detection, measurement: places[j] }));
  readValues(values, frame, sensor, placed, 'position');
}

function weightsOf(): Weights {
  const detection = new Int32Array(maxDetections);
  return { pd: 0, count: 0, detection, likelihood: new Float64Array(maxDetections) };
}

function near(a: number, b: number, about = Math.abs(b)): boolean {
  return Math.abs(a - b) <= 1e-9 * (about + 1e-30);
}

function sameBank({ bank: a }: Gaussians, { bank: b }: Gaussians): void {
  for (let i = 0; i < a.mu.length; i++) assert.ok(near(a.mu[i], b.mu[i], 1), `mu ${i}`);
  for (let i = 0; i < a.x.length; i++) assert.ok(near(a.x[i], b.x[i], 1e4), `x ${i}`);
  for (let i = 0; i < a.p.length; i++) assert.ok(near(a.p[i], b.p[i], 1e6), `p ${i}`);
}

for (const shape of ['range-bearing', 'position'] as const) {
  test(`plots (${shape}) weigh and correct as the same measurement does that is linearised as any is`, () => {
    const random = createRandom(7);
    const sensor = radar();
    const values = createValues();
    // What no glance was taken at is weighed as any measurement.
    const [plots, any] = [createGaussians(frame, values, 1), createGaussians(frame, values, 1)];
    // All fly low: heights are learned by the likeliest mode of what is measured anyhow, and now and then by plots.
    plots.bank.lowShare = any.bank.lowShare = 1;
    const [byPlots, byAny] = [weightsOf(), weightsOf()];
    let [compared, several] = [0, 0];
    for (let round = 0; round < 300; round++) {
      const place: [number, number] = [random.between(-40_000, 40_000), random.between(-40_000, 40_000)];
      const slot = plots.place(0, place[0], place[1], 2500, 400, 9e4);
      any.place(0, place[0], place[1], 2500, 400, 9e4);
      for (let timeMs = 1000; timeMs <= 5000; timeMs += 1000) {
        const report = reportAt(sensor, timeMs, 8, place, random);
        if (shape === 'position') asPlaces(values, report);
        else readValues(values, frame, sensor, report.detections, shape);
        if (plots.passOver(slot, report, byPlots)) continue;
        for (const [gaussians, out] of [[plots, byPlots], [any, byAny]] as const) {
          gaussians.predict(slot, timeMs);
          gaussians.weigh(slot, report, out);
        } // prettier-ignore
        assert.deepEqual(byPlots.detection.slice(0, byPlots.count), byAny.detection.slice(0, byAny.count));
        for (let k = 0; k < byAny.count; k++) assert.ok(near(byPlots.likelihood[k], byAny.likelihood[k]));
        if (byAny.count === 0) continue;
        const share = new Float64Array(byAny.count).fill(0.8 / byAny.count);
        for (const [gaussians, out] of [
          [plots, byPlots],
          [any, byAny],
        ] as const)
          gaussians.update(slot, report, 0.2, out.detection, share, 0, out.count);
        compared++;
        if (byAny.count > 1) several++;
        sameBank(plots, any);
      }
      plots.free(slot);
      any.free(slot);
    }
    assert.ok(compared > 300 && several > 30, `${compared} compared, ${several} with several`);
  });
}
