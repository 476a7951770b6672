import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DetectionEvent } from '../../base/event/index.ts';
import { createFrame, enuFromGeodetic, geodeticFromEnu } from '../../base/frame.ts';
import { createSensorModel, toLocal } from '../../base/sensor-model/index.ts';
import { heightFrom, updateHeight } from './height.ts';

const frame = createFrame({ latDeg: 49.5, lonDeg: 31, heightM: 0 });
const model = createSensorModel(frame, {
  seq: 1, kind: 'sensor', timeMs: 0, sensorId: 'r', state: 'up',
  sensor: { type: 'radar', wave: 'light', latDeg: 49.5, lonDeg: 31, heightM: 30, sigma: { elevationRad: 0.01 } },
}); // prettier-ignore

function detectionOf(measurement: DetectionEvent['measurement']): DetectionEvent {
  return { seq: 1, kind: 'detection', timeMs: 0, sensorId: 'r', sensedMs: 0, measurement };
}

test('an elevation gives the height above the ellipsoid, the curve of the earth included', () => {
  const place = geodeticFromEnu(frame, new Float64Array(3), 50_000, 30_000, 2000);
  const enu = enuFromGeodetic(frame, new Float64Array(3), place[0], place[1], place[2]);
  const local = toLocal(
    model,
    new Float64Array(3),
    enu[0] - model.east,
    enu[1] - model.north,
    enu[2] - model.up,
  );
  const groundM = Math.hypot(local[0], local[1]);
  const elevationRad = Math.atan2(local[2], groundM);
  const detection = detectionOf({ type: 'rangeBearing', rangeM: 1, bearingRad: 0, elevationRad });
  const measured = heightFrom(detection, model, groundM);
  assert.ok(measured && Math.abs(measured.heightM - place[2]) < 2, `${measured?.heightM} ${place[2]}`);
});

test('a detection without height or elevation says nothing of it', () => {
  assert.equal(
    heightFrom(detectionOf({ type: 'rangeBearing', rangeM: 1, bearingRad: 0 }), model, 1000),
    undefined,
  );
  assert.equal(heightFrom(detectionOf({ type: 'position', latDeg: 0, lonDeg: 0 }), model, 1000), undefined);
});

test('heights are averaged by their variances, and begin anew after a jump', () => {
  const height = Float64Array.of(0, Infinity);
  updateHeight(height, 0, { heightM: 1000, variance: 900 }, 0);
  updateHeight(height, 0, { heightM: 1060, variance: 900 }, 0);
  assert.deepEqual([...height], [1030, 450]);
  updateHeight(height, 0, { heightM: 9000, variance: 900 }, 0);
  assert.deepEqual([...height], [9000, 900]);
});
