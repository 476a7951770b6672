import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type {
  AlertEvent,
  ArrivalEvent,
  Event,
  Header,
  SensorEvent,
  TrackEvent,
} from '../../base/event/index.ts';
import { accumulate, emptyChanges, hasChanges, merge } from './accumulate.ts';
import { PictureKeeper } from './keeper.ts';
import type { Changes, Picture } from './picture.ts';

const header: Header = {
  kind: 'log',
  version: 1,
  region: 'r',
  origin: { latDeg: 49.5, lonDeg: 31, heightM: 0 },
  standing: 'test',
  startMs: 1000,
};

const ids = fc.constantFrom('a', 'b', 'c');
const times = fc.integer({ min: 1000, max: 100_000 });

const sensors = fc
  .record({ sensorId: ids, timeMs: times, state: fc.constantFrom('up', 'stale') })
  .map((given): SensorEvent => ({
    seq: 1,
    kind: 'sensor',
    ...given,
    state: given.state as 'up',
    sensor: { type: 'acoustic', wave: 'sound', latDeg: 49, lonDeg: 31 },
  }));
const tracks = fc
  .record({ trackId: ids, timeMs: times, status: fc.constantFrom('confirmed', 'dropped') })
  .map((given) => trackOf(given.trackId, given.timeMs, given.status as 'confirmed', [1]));
const arrivals = fc.record({ trackId: ids, zoneId: ids, timeMs: times }).map((given): ArrivalEvent => ({
  seq: 1,
  kind: 'arrival',
  cause: [],
  ...given,
  probability: 0.5,
  etaMs: 1,
  etaP10Ms: 1,
  etaP90Ms: 1,
}));
const alerts = fc.record({ alertId: ids, timeMs: times, expiresMs: times }).map((given): AlertEvent => ({
  seq: 1,
  kind: 'alert',
  cause: [],
  zoneId: 'z',
  revision: 1,
  level: 'watch',
  reasons: [{ rule: 'arrival' }],
  ...given,
}));
const zones = fc
  .record({ zoneId: ids, removed: fc.boolean(), population: fc.nat() })
  .map(({ zoneId, removed, population }): Event => ({
    seq: 1,
    kind: 'command',
    timeMs: 1,
    command: removed ? { type: 'zoneRemoved', zoneId } : { type: 'zone', zoneId, population },
  }));
const ticks = times.map((timeMs): Event => ({ seq: 1, kind: 'tick', timeMs }));
const events: fc.Arbitrary<Event> = fc.oneof(sensors, tracks, arrivals, alerts, zones, ticks);

test('a reader that adds up changes has the picture that the server has', () => {
  fc.assert(
    fc.property(fc.array(fc.array(events, { maxLength: 8 }), { maxLength: 6 }), (rounds) => {
      const keeper = new PictureKeeper(header);
      let read = keeper.picture(0);
      for (const [round, noted] of rounds.entries()) {
        for (const event of noted) keeper.note(event);
        keeper.noteSign({ sensorId: 'a', lastSeenMs: round, admitted: round, refused: 0 });
        read = accumulate(read, keeper.take(round));
        assert.deepEqual(sorted(read), sorted(keeper.picture(round)));
      }
    }),
  );
});

test('changes merged for a slow reader lead to the same picture as the changes one by one', () => {
  fc.assert(
    fc.property(fc.array(fc.array(events, { maxLength: 8 }), { minLength: 2, maxLength: 6 }), (rounds) => {
      const keeper = new PictureKeeper(header);
      const first = keeper.picture(0);
      let fast = first;
      let pending: Changes = emptyChanges(0, 0);
      for (const [round, noted] of rounds.entries()) {
        for (const event of noted) keeper.note(event);
        keeper.noteSign({ sensorId: 'b', lastSeenMs: round, admitted: round, refused: 1 });
        const changes = keeper.take(round);
        fast = accumulate(fast, changes);
        pending = merge(pending, changes);
      }
      assert.deepEqual(sorted(accumulate(first, pending)), sorted(fast));
    }),
  );
});

test('a list that nothing touched stays the same list', () => {
  const keeper = new PictureKeeper(header);
  keeper.note(trackOf('a', 2000, 'confirmed', []));
  const before = keeper.picture(0);
  const after = accumulate(before, emptyChanges(5, 5));
  assert.equal(after.tracks, before.tracks);
  assert.equal(after.sensors, before.sensors);
});

test('taking twice gives nothing the second time', () => {
  const keeper = new PictureKeeper(header);
  keeper.note(trackOf('a', 2000, 'confirmed', []));
  assert.equal(hasChanges(keeper.take(1)), true);
  assert.equal(hasChanges(keeper.take(2)), false);
});

test('a dropped track leaves with its arrivals', () => {
  const keeper = new PictureKeeper(header);
  keeper.note(trackOf('a', 2000, 'confirmed', []));
  keeper.note({
    seq: 2,
    kind: 'arrival',
    timeMs: 2000,
    cause: [],
    trackId: 'a',
    zoneId: 'z',
    probability: 0.5,
    etaMs: 1,
    etaP10Ms: 1,
    etaP90Ms: 1,
  });
  keeper.take(0);
  keeper.note(trackOf('a', 3000, 'dropped', []));
  const changes = keeper.take(1);
  assert.deepEqual(changes.dropped, ['a']);
  assert.deepEqual(changes.arrivalsGone, ['a\nz']);
  assert.deepEqual(keeper.picture(1).arrivals, []);
});

test('why names the detections that a track rests on, newest first', () => {
  const keeper = new PictureKeeper(header);
  keeper.note({
    seq: 1,
    kind: 'sensor',
    timeMs: 1000,
    sensorId: 's',
    state: 'up',
    sensor: { type: 'radar', wave: 'light', latDeg: 49, lonDeg: 31 },
  });
  for (const seq of [2, 3])
    keeper.note({
      seq,
      kind: 'detection',
      timeMs: 1000 + seq,
      sensorId: 's',
      sensedMs: 1000 + seq,
      measurement: { type: 'presence' },
    });
  keeper.note(trackOf('t', 2000, 'confirmed', [2, 3, 77]));
  assert.deepEqual(keeper.why('track', 't'), {
    of: 'track',
    id: 't',
    contributions: [
      { seq: 3, sensorId: 's', sensorType: 'radar', measurement: 'presence', sensedMs: 1003 },
      { seq: 2, sensorId: 's', sensorType: 'radar', measurement: 'presence', sensedMs: 1002 },
    ],
  });
  assert.equal(keeper.why('track', 'unknown'), undefined);
});

test('a keeper loaded from its own snapshot shows the same picture', () => {
  fc.assert(
    fc.property(fc.array(events, { maxLength: 20 }), (noted) => {
      const keeper = new PictureKeeper(header);
      for (const event of noted) keeper.note(event);
      const loaded = new PictureKeeper(header);
      loaded.load(keeper.save());
      assert.deepEqual(loaded.picture(9), keeper.picture(9));
    }),
  );
});

function trackOf(trackId: string, timeMs: number, status: TrackEvent['status'], cause: number[]): TrackEvent {
  return {
    seq: 1,
    kind: 'track',
    timeMs,
    cause,
    trackId,
    status,
    existence: 0.9,
    latDeg: 49,
    lonDeg: 31,
    eastMps: 0,
    northMps: 0,
    covariance: [1, 0, 0, 0, 1, 0, 0, 1, 0, 1],
    classProb: {},
    evidence: { sources: 1, kinds: ['acoustic'], status: 'unverified' },
  };
}

/** Entries may come in another order. */
function sorted(picture: Picture): Picture {
  return {
    ...picture,
    sensors: [...picture.sensors].sort(byText),
    zones: [...picture.zones].sort(byText),
    tracks: [...picture.tracks].sort(byText),
    arrivals: [...picture.arrivals].sort(byText),
    alerts: [...picture.alerts].sort(byText),
  };
}

function byText(a: unknown, b: unknown): number {
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
}
