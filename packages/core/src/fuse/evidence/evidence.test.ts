import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DetectionEvent, SensorEvent } from '../../base/event/index.ts';
import { createFrame } from '../../base/frame.ts';
import { addSource, createTracks, takeTrack } from '../bank/tracks.ts';
import { createRegister, enrol } from '../sensors/register.ts';
import type { Sensor } from '../sensors/sensor.ts';
import { evidenceOf } from './evidence.ts';
import { createSources, sourceOf } from './sources.ts';

const origin = { latDeg: 0, lonDeg: 0, heightM: 0 };
const frame = createFrame(origin);

const register = createRegister();

/** Each with an index of its own: ids are made unique. */
function sensorOf(id: string, owner: string, domains?: Record<string, string>): Sensor {
  const event: SensorEvent = {
    seq: 1, kind: 'sensor', timeMs: 0, sensorId: `${id}-${register.sensors.length}`, state: 'up', owner, domains,
    sensor: { type: 'acoustic', wave: 'sound', latDeg: 0, lonDeg: 0 },
  }; // prettier-ignore
  const header = { kind: 'log', version: 1, region: 'x', origin, standing: 'test', startMs: 0 } as const;
  const sensor = enrol(register, frame, header, event);
  assert.ok(sensor);
  return sensor;
}

function said(origin?: string): DetectionEvent {
  return {
    seq: 1,
    kind: 'detection',
    timeMs: 0,
    sensorId: 'x',
    sensedMs: 0,
    origin,
    measurement: { type: 'presence' },
  };
}

function statusOf(claims: [Sensor, string?][], mass = 1, nowMs = 0): string {
  const tracks = createTracks();
  const i = takeTrack(tracks);
  const sources = createSources();
  for (const [sensor, relayed] of claims)
    addSource(tracks, i, sourceOf(sources, sensor, said(relayed)), mass, 0);
  const { status, sources: count } = evidenceOf(tracks, i, sources.list, nowMs);
  return `${status} ${count}`;
}

test('one owner with many sensors is one source', () => {
  assert.equal(statusOf([[sensorOf('a', 'o')], [sensorOf('b', 'o')], [sensorOf('c', 'o')]]), 'unverified 1');
});

test('two owners corroborate, unless they share a network', () => {
  assert.equal(statusOf([[sensorOf('a', 'o')], [sensorOf('b', 'p')]]), 'corroborated 2');
  const shared = { network: 'lte-3' };
  assert.equal(statusOf([[sensorOf('a', 'o', shared)], [sensorOf('b', 'p', shared)]]), 'unverified 1');
});

test('ten relays of one report count once', () => {
  const relays = Array.from({ length: 10 }, (_, k): [Sensor, string] => [
    sensorOf(`s${k}`, `o${k}`),
    'first',
  ]);
  assert.equal(statusOf(relays), 'unverified 1');
});

test('what weighed little, and what was said long ago, does not count', () => {
  const two: [Sensor][] = [[sensorOf('a', 'o')], [sensorOf('b', 'p')]];
  assert.equal(statusOf(two, 0.3), 'unverified 0');
  assert.equal(statusOf(two, 1, 121_000), 'unverified 0');
});
