import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { DetectionEvent } from '../../base/event/index.ts';
import { createFrame } from '../../base/frame.ts';
import { createRegister, enrol } from '../sensors/register.ts';
import { maxRows } from './rows.ts';
import { createValues, firstNotBelow, readValues } from './values.ts';

const origin = { latDeg: 0, lonDeg: 0, heightM: 0 };
const frame = createFrame(origin);
const header = { kind: 'log', version: 1, region: 'x', origin, standing: 'test', startMs: 0 } as const;
const sensor = enrol(createRegister(), frame, header, {
  seq: 1,
  kind: 'sensor',
  timeMs: 0,
  sensorId: 'r',
  state: 'up',
  sensor: { type: 'radar', wave: 'light', latDeg: 0, lonDeg: 0 },
});

test('detections are found by rising range, those of equal range in their own order', () => {
  const range = fc.oneof(fc.nat(20), fc.double({ min: 0, max: 1e5, noNaN: true }), fc.constant(1e-300));
  fc.assert(
    fc.property(
      fc.array(range, { maxLength: 60 }),
      fc.double({ min: -1, max: 1e5, noNaN: true }),
      (ranges, least) => {
        assert.ok(sensor);
        const detections = ranges.map((rangeM, k): DetectionEvent => {
          const measurement = { type: 'rangeBearing', rangeM, bearingRad: k / 100 } as const;
          return { seq: k + 2, kind: 'detection', timeMs: 0, sensorId: 'r', sensedMs: 0, measurement };
        });
        const values = createValues();
        readValues(values, frame, sensor, detections, 'range-bearing');
        const sorted = ranges.map((_, k) => k).sort((a, b) => ranges[a] - ranges[b] || a - b);
        assert.deepEqual([...values.order.subarray(0, ranges.length)], sorted);
        sorted.forEach((j, at) => {
          assert.equal(values.key[at], ranges[j]);
          assert.equal(values.second[at], values.z[j * maxRows + 1]);
        });
        const expected = sorted.findIndex((j) => ranges[j] >= least);
        assert.equal(
          firstNotBelow(values, Float64Array.of(least), 0),
          expected < 0 ? ranges.length : expected,
        );
      },
    ),
  );
});
