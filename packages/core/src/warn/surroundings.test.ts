import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SensorEvent } from '../base/event/index.ts';
import { createFrame } from '../base/frame.ts';
import { command, header, microphone, squareZone } from '../base/testing/events.ts';
import { defaultPolicy } from './policy.ts';
import { createSurroundings } from './surroundings.ts';

function freshWith(...events: SensorEvent[]): boolean {
  const surroundings = createSurroundings(createFrame(header.origin));
  const sensors = new Map<string, SensorEvent>();
  surroundings.placeZone(squareZone('z', 0, 0), sensors, defaultPolicy);
  for (const event of events) {
    sensors.set(event.sensorId, event);
    surroundings.placeSensor(event, defaultPolicy);
  }
  return surroundings.isFresh('z', sensors, defaultPolicy);
}

function changed(event: SensorEvent, sensor: Partial<SensorEvent['sensor']>): SensorEvent {
  return { ...event, sensor: { ...event.sensor, ...sensor } };
}

test('a zone with no sensor around is never fresh', () => {
  assert.equal(freshWith(), false);
  assert.equal(freshWith(microphone(0, 'far', 12_000, 0)), false);
});

test('half of the sensors around must be up', () => {
  const up = microphone(0, 'a', 5000, 0);
  assert.equal(freshWith(up), true);
  assert.equal(freshWith(up, microphone(0, 'b', 0, 5000, 'stale')), true);
  assert.equal(freshWith(up, microphone(0, 'b', 0, 5000, 'stale'), microphone(0, 'c', 0, 0, 'down')), false);
});

test('a revoked sensor counts for nothing', () => {
  assert.equal(
    freshWith(
      microphone(0, 'a', 5000, 0),
      microphone(0, 'b', 0, 0, 'revoked'),
      microphone(0, 'c', 0, 0, 'revoked'),
    ),
    true,
  );
});

test('a sensor far away counts within the range that it states', () => {
  const radar = changed(microphone(0, 'r', 20_000, 0), {
    type: 'radar',
    pd: { max: 0.9, halfRangeM: 25_000 },
  });
  assert.equal(freshWith(radar), true);
});

test('people and transponder receivers tell nothing by their silence', () => {
  const near = microphone(0, 'a', 0, 0);
  assert.equal(freshWith(changed(near, { type: 'spotter' })), false);
  assert.equal(freshWith(changed(near, { type: 'cooperative' })), false);
  assert.equal(freshWith(changed(near, { periodMs: undefined })), false);
});

test('a sensor that moved away no longer counts', () => {
  const surroundings = createSurroundings(createFrame(header.origin));
  const sensors = new Map([['a', microphone(0, 'a', 0, 0)]]);
  surroundings.placeZone(squareZone('z', 0, 0), sensors, defaultPolicy);
  assert.equal(surroundings.isFresh('z', sensors, defaultPolicy), true);
  const moved = microphone(1, 'a', 40_000, 0);
  surroundings.placeSensor(moved, defaultPolicy);
  assert.equal(surroundings.isFresh('z', new Map([['a', moved]]), defaultPolicy), false);
});

test('a zone without an outline is nowhere', () => {
  const surroundings = createSurroundings(createFrame(header.origin));
  surroundings.placeZone(command(0, { type: 'zone', zoneId: 'z' }), new Map(), defaultPolicy);
  assert.equal(surroundings.isWithin('z', Float64Array.of(0, 0, 0), 1e9), false);
});
