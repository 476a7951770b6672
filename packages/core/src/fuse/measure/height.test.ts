import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DetectionEvent } from '../../base/event/index.ts';
import { createFrame, enuFromGeodetic, geodeticFromEnu } from '../../base/frame.ts';
import { createRandom } from '../../base/random.ts';
import { createSensorModel, toLocal } from '../../base/sensor-model/index.ts';
import { heightFrom, measureClimb, updateHeight, type Climb } from './height.ts';

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

test('a single height far off is not believed, two that agree are, and two that do not agree are not', () => {
  const climb: Climb = {
    heightM: 0, variance: Infinity, upMps: 0, covariance: 0, upVariance: 0, oddM: 0, oddVariance: Infinity,
  }; // prettier-ignore
  const variance = 100 * 100;
  const flown = (heights: readonly number[]): number => {
    for (const heightM of heights) measureClimb(climb, { heightM, variance }, 1);
    return climb.heightM;
  };
  assert.equal(flown([2000]), 2000, 'the first is');
  const steady = flown([2000, 2000, 2000, 2000, 2000, 2000]);
  assert.ok(Math.abs(steady - 2000) < 1e-9);
  assert.ok(Math.abs(flown([150]) - 2000) < 1e-9, 'one far off');
  assert.ok(Math.abs(flown([2010]) - 2000) < 20 && climb.oddVariance === Infinity, 'forgotten');
  assert.ok(Math.abs(flown([150, 1100]) - 2000) < 20, 'two that do not agree');
  assert.equal(flown([1150]), 1150, 'the second agrees');
  assert.equal(climb.upMps, 0);
});

test('a dive of 40 m/s by heights of 150 m a second is followed within 15 s', () => {
  const random = createRandom(7);
  let [nees, error2] = [0, 0];
  const seeds = 40;
  for (let seed = 0; seed < seeds; seed++) {
    const climb: Climb = {
      heightM: 0, variance: Infinity, upMps: 0, covariance: 0, upVariance: 0, oddM: 0, oddVariance: Infinity,
    }; // prettier-ignore
    for (let s = 0; s <= 55; s++) {
      const heightM = 2500 - 40 * Math.max(0, s - 40);
      measureClimb(
        climb,
        { heightM: heightM + 150 * random.gaussian(), variance: 150 * 150 },
        s === 0 ? 0 : 1,
      );
    }
    const off = climb.heightM - 1900;
    error2 += (off * off) / seeds;
    nees += (off * off) / climb.variance / seeds;
  }
  assert.ok(nees < 2.5 && Math.sqrt(error2) < 120, `NEES ${nees}, ${Math.sqrt(error2)} m`);
});
