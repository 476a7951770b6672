import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { Header, SensorDescription, SensorEvent } from '../base/event/index.ts';
import { createAdmission, type Admission } from './admit.ts';

const header: Header = {
  kind: 'log',
  version: 1,
  region: 'r',
  origin: { latDeg: 49.5, lonDeg: 31, heightM: 0 },
  standing: 'test',
  startMs: 0,
};
const nowMs = 1_790_000_000_000;

function sensor(over: Partial<SensorDescription> = {}, state: SensorEvent['state'] = 'up'): SensorEvent {
  const described: SensorDescription = { type: 'radar', wave: 'light', latDeg: 49.5, lonDeg: 31, ...over };
  return { seq: 1, kind: 'sensor', timeMs: nowMs, sensorId: 's', state, sensor: described };
}

function admissionWith(event: SensorEvent): Admission {
  const admission = createAdmission(header);
  admission.noteSensor(event, nowMs);
  return admission;
}

function codeOf(admission: Admission, value: unknown, atMs = nowMs): string {
  const admitted = admission.admit('s', value, atMs);
  return admitted.ok ? 'ok' : admitted.code;
}

function plot(rangeM: number, bearingRad = 1, sensedMs = nowMs): object {
  return { sensedMs, measurement: { type: 'rangeBearing', rangeM, bearingRad } };
}

function position(latDeg: number, sensedMs: number, identity = 'a1b2c3'): object {
  return {
    sensedMs,
    measurement: { type: 'position', latDeg, lonDeg: 31, heightM: 1000 },
    identity: { scheme: 'icao24', id: identity },
  };
}

test('a plausible detection is admitted with the time of the server', () => {
  const admitted = admissionWith(sensor()).admit(
    's',
    { ...plot(1000), seq: 77, timeMs: 5, junk: 'x' },
    nowMs,
  );
  assert.deepEqual(admitted, {
    ok: true,
    detection: { seq: 1, kind: 'detection', timeMs: nowMs, sensorId: 's', ...plot(1000) },
  });
});

test('who is not enrolled, or no longer, is refused', () => {
  const admission = admissionWith(sensor({}, 'revoked'));
  assert.equal(codeOf(admission, plot(1)), 'revoked');
  const unknown = admission.admit('other', plot(1), nowMs);
  assert.ok(!unknown.ok && unknown.code === 'unknown');
});

test('a line for another sensor is refused', () => {
  assert.equal(codeOf(admissionWith(sensor()), { ...plot(1), sensorId: 'other' }), 'identity');
});

test('a malformed line says where, what was expected and what was found', () => {
  const admitted = admissionWith(sensor()).admit(
    's',
    { sensedMs: nowMs, measurement: { type: 'presence', frequencyHz: -1 } },
    nowMs,
  );
  assert.ok(!admitted.ok);
  assert.equal(admitted.code, 'malformed');
  assert.equal(admitted.at, '/measurement/frequencyHz');
  assert.equal(admitted.found, '-1');
});

test('the same claim twice counts once', () => {
  const admission = admissionWith(sensor());
  assert.equal(codeOf(admission, plot(1000)), 'ok');
  assert.equal(codeOf(admission, plot(1000)), 'duplicate');
  assert.equal(codeOf(admission, plot(1001)), 'ok');
});

test('a claim that the log holds from before is known', () => {
  const admission = admissionWith(sensor());
  admission.noteAdmitted({ seq: 5, kind: 'detection', timeMs: 1, sensorId: 's', ...plot(7) } as never);
  assert.equal(codeOf(admission, plot(7)), 'duplicate');
});

test('a claim that could not be kept may be made again', () => {
  const admission = admissionWith(sensor());
  const admitted = admission.admit('s', plot(7), nowMs);
  assert.ok(admitted.ok);
  admission.forget(admitted.detection);
  assert.equal(admission.counts('s')!.admitted, 0);
  assert.equal(codeOf(admission, plot(7)), 'ok');
});

test('times far from the clock of the server are refused', () => {
  const admission = admissionWith(sensor());
  assert.equal(codeOf(admission, plot(1, 1, nowMs - 3_600_000)), 'ok');
  assert.equal(codeOf(admission, plot(1, 1, nowMs - 3_950_000)), 'time');
  assert.equal(codeOf(admission, plot(1, 1, nowMs + 50_000)), 'ok');
  assert.equal(codeOf(admission, plot(1, 1, nowMs + 70_000)), 'time');
});

test('what lies outside the own coverage is refused', () => {
  const admission = admissionWith(
    sensor({
      coverage: { maxRangeM: 10_000, centreRad: 0, widthRad: 1 },
      sigma: { rangeM: 10, bearingRad: 0.01 },
    }),
  );
  assert.equal(codeOf(admission, plot(12_000, 0.4)), 'ok');
  assert.equal(codeOf(admission, plot(13_000, 0.4)), 'coverage');
  assert.equal(codeOf(admission, plot(5000, 0.7)), 'coverage');
  // A degree of latitude is 111 km.
  assert.equal(codeOf(admission, position(50.5, nowMs)), 'coverage');
});

test('no target is louder than a rocket nor whistles above hearing', () => {
  const admission = admissionWith(
    sensor({ type: 'acoustic', level: { sourceDb: 110 }, sigma: { levelDb: 4 } }),
  );
  assert.equal(codeOf(admission, presence(60, 100)), 'ok');
  assert.equal(codeOf(admission, presence(500, 100)), 'level');
  assert.equal(codeOf(admission, presence(60, 90_000)), 'level');
});

test('more than the rate of its kind is refused until time passes', () => {
  const admission = admissionWith(sensor({ type: 'spotter' }));
  const codes = Array.from({ length: 25 }, (_, k) => codeOf(admission, plot(k, 1)));
  assert.equal(codes.filter((code) => code === 'ok').length, 20);
  assert.equal(codes.at(-1), 'rate');
  assert.equal(codeOf(admission, plot(99), nowMs + 1000), 'ok');
});

test('an aircraft at 250 m/s is admitted for as long as it flies', () => {
  const admission = admissionWith(sensor({ type: 'cooperative' }));
  for (let second = 0; second < 120; second++) {
    const atMs = nowMs + second * 1000;
    assert.equal(codeOf(admission, position(49 + (second * 250) / 111_200, atMs), atMs), 'ok');
  }
});

test('the same flight a hundred times as fast is refused for impossible speed, in words', () => {
  const admission = admissionWith(sensor({ type: 'cooperative' }));
  const codes: string[] = [];
  for (let second = 0; second < 120; second++) {
    const atMs = nowMs + second * 10;
    codes.push(codeOf(admission, position(49 + (second * 250) / 111_200, atMs), atMs));
  }
  assert.ok(codes.filter((code) => code === 'speed').length > 100);
  assert.match(
    admission.counts('s')!.refusedWhy!,
    /speed: expected a speed of at most 800 m\/s, found \d+ m\/s/,
  );
});

test('one wild position does not lock an aircraft out', () => {
  const admission = admissionWith(sensor({ type: 'cooperative' }));
  assert.equal(codeOf(admission, position(52, nowMs)), 'ok');
  const codes = Array.from({ length: 20 }, (_, second) =>
    codeOf(admission, position(49 + (second * 250) / 111_200, nowMs + second * 1000), nowMs + second * 1000),
  );
  assert.equal(codes[0], 'speed');
  assert.equal(codes.at(-1), 'ok');
});

test('refusals are counted per sensor, and nothing thrown at it breaks admission', () => {
  const admission = admissionWith(sensor());
  let refused = 0;
  fc.assert(
    fc.property(fc.anything(), (value) => {
      if (!admission.admit('s', value, nowMs + refused * 10).ok) refused++;
    }),
  );
  assert.equal(admission.counts('s')!.refused, refused);
});

test("the sensor's clock is estimated from the quickest report", () => {
  const admission = admissionWith(sensor());
  for (const [k, delayMs] of [90, 20, 400].entries())
    codeOf(admission, plot(k + 1, 1, nowMs + k * 1000 + 1500), nowMs + k * 1000 + delayMs);
  assert.equal(admission.counts('s')!.clockOffsetMs, 1480);
});

function presence(levelDb: number, frequencyHz: number): object {
  return { sensedMs: nowMs, measurement: { type: 'presence', levelDb, frequencyHz } };
}
