import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SensorEvent } from '../event/index.ts';
import { createFrame, enuFromGeodetic } from '../frame.ts';
import { covers, createSensorModel, horizonM, levelAtRange, pdAt, reportNumber, toLocal } from './index.ts';

const frame = createFrame({ latDeg: 49.5, lonDeg: 31, heightM: 0 });

function sensor(description: Partial<SensorEvent['sensor']>, rest: Partial<SensorEvent> = {}): SensorEvent {
  return {
    seq: 1,
    kind: 'sensor',
    timeMs: 0,
    sensorId: 'm1',
    state: 'up',
    ...rest,
    sensor: { type: 'acoustic', wave: 'sound', latDeg: 49.6, lonDeg: 32, ...description },
  };
}

test('a target due true north of the sensor is due north in its own frame, though not in the region frame', () => {
  const model = createSensorModel(frame, sensor({}));
  const target = enuFromGeodetic(frame, new Float64Array(3), 49.7, 32, 0);
  const local = toLocal(
    model,
    new Float64Array(3),
    target[0] - model.east,
    target[1] - model.north,
    target[2] - model.up,
  );
  assert.ok(Math.abs(local[0]) < 1e-6, String(local[0]));
  assert.ok(Math.abs(local[1] - 11_122) < 30, String(local[1]));
  assert.ok(Math.abs(target[0] - model.east) > 100);
});

test('pd is half its maximum at the half range, and a louder target is heard as a nearer one', () => {
  const model = createSensorModel(frame, sensor({ pd: { max: 0.9, halfRangeM: 3000, slope: 0.15 } }));
  assert.ok(Math.abs(pdAt(model, 3000, 0, 0, 0) - 0.45) < 1e-12);
  assert.ok(Math.abs(pdAt(model, 6000, 0, 0, 0, 20 * Math.log10(2)) - 0.45) < 1e-9);
});

test('coverage has range, sector, mask and horizon', () => {
  const ranged = createSensorModel(frame, sensor({ coverage: { minRangeM: 100, maxRangeM: 5000 } }));
  assert.deepEqual(
    [50, 200, 6000].map((east) => covers(ranged, east, 0, 0, 0)),
    [false, true, false],
  );
  const sector = createSensorModel(frame, sensor({ coverage: { centreRad: 0, widthRad: 1 } }));
  assert.deepEqual([covers(sector, 100, 1000, 0, 0), covers(sector, 1000, 100, 0, 0)], [true, false]);
  const masked = createSensorModel(frame, sensor({ coverage: { minElevationRad: 0.01 } }));
  assert.deepEqual([covers(masked, 10_000, 0, 90, 90), covers(masked, 10_000, 0, 110, 110)], [false, true]);
  const radar = createSensorModel(frame, sensor({ heightM: 10, coverage: { horizon: true } }));
  assert.deepEqual([covers(radar, 40_000, 0, 0, 30), covers(radar, 40_000, 0, 0, 100)], [false, true]);
});

test('the radio horizon is 4.12 km times the root of the height', () => {
  assert.ok(Math.abs(horizonM(100, 0) - 41_200) < 100);
});

test('level falls with spreading and absorption', () => {
  const model = createSensorModel(frame, sensor({ level: { sourceDb: 110, absorptionDbPerM: 0.002 } }));
  assert.ok(Math.abs(levelAtRange(model, 1000) - (110 - 60 - 2)) < 1e-9);
});

test('a report belongs to the nearest report time of a clock that errs', () => {
  const model = createSensorModel(frame, sensor({ periodMs: 1000, phaseMs: 740 }));
  assert.equal(reportNumber(model, 5000, 5000 + 740 + 3000 + 480), 3);
});

test('only an up sensor with report times informs by silence', () => {
  assert.equal(createSensorModel(frame, sensor({ periodMs: 1000 })).silenceInforms, true);
  assert.equal(createSensorModel(frame, sensor({})).silenceInforms, false);
  assert.equal(
    createSensorModel(frame, sensor({ periodMs: 1000 }, { state: 'stale' })).silenceInforms,
    false,
  );
});

test('only what looks all around reports all that it detects', () => {
  const exhaustive = (type: 'radar' | 'acoustic' | 'bearing' | 'spotter' | 'cooperative' | 'system') =>
    createSensorModel(frame, sensor({ type })).isExhaustive;
  assert.deepEqual(['radar' as const, 'acoustic' as const, 'bearing' as const].map(exhaustive), [
    true,
    true,
    true,
  ]);
  assert.deepEqual(['spotter' as const, 'cooperative' as const, 'system' as const].map(exhaustive), [
    false,
    false,
    false,
  ]);
});

test('failure domains are what the sensor names, else itself', () => {
  assert.deepEqual(
    createSensorModel(frame, sensor({}, { owner: 'o1', domains: { network: 'lte-3' } })).domains,
    ['network:lte-3', 'owner:o1'],
  );
  assert.deepEqual(createSensorModel(frame, sensor({})).domains, ['sensor:m1']);
});
