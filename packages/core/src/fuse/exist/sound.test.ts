import assert from 'node:assert/strict';
import { test } from 'node:test';
import type {
  DetectionEvent,
  Fact,
  Header,
  SensorEvent,
  TrackEvent,
  Unnumbered,
} from '../../base/event/index.ts';
import { snapshotFromState, stateFromSnapshot } from '../../base/snapshot.ts';
import { modeCount } from '../density/modes.ts';
import type { GaussianBank } from '../density/gaussian-bank.ts';
import type { Mixture } from '../density/mixture-state.ts';
import { createTracker, type Tracker } from '../index.ts';
import { isSound } from './sound.ts';

type Track = Unnumbered<TrackEvent>;

const startMs = 1_790_000_000_000;
const origin = { latDeg: 0, lonDeg: 0, heightM: 0 };
const header: Header = { kind: 'log', version: 1, region: 'x', origin, standing: 'test', startMs };

/** Roughly: 111,320 m a degree. */
function degrees(metres: number): number {
  return metres / 111_320;
}

function sensorAt(id: string, east: number, north: number, sensor: object): SensorEvent {
  return {
    seq: 1, kind: 'sensor', timeMs: startMs, sensorId: id, state: 'up', owner: id,
    sensor: { wave: 'light', latDeg: degrees(north), lonDeg: degrees(east), periodMs: 1000, ...sensor },
  } as SensorEvent; // prettier-ignore
}

function said(id: string, s: number, measurement: DetectionEvent['measurement']): DetectionEvent {
  const timeMs = startMs + 1000 * s;
  return { seq: 1, kind: 'detection', timeMs, sensorId: id, sensedMs: timeMs, measurement };
}

const radar = {
  type: 'radar',
  pd: { max: 0.9 },
  clutter: { perReport: 0.1 },
  sigma: { rangeM: 20, bearingRad: 0.002 },
};
const ears = [[0, 0], [1500, 0], [0, 1500], [-1500, 0], [0, -1500]] as const; // prettier-ignore
const ear = {
  type: 'acoustic', pd: { max: 0.9, halfRangeM: 3000, slope: 0.15 }, clutter: { perReport: 0.001 }, single: true,
  level: { sourceDb: 110 }, sigma: { levelDb: 2 },
}; // prettier-ignore

/** Two targets that a radar sees, 12 km apart. */
function seen(s: number): Fact[] {
  const plots = [1.2, 2.4].map((bearingRad) =>
    said('r', s, { type: 'rangeBearing', rangeM: 10_000 + 40 * s, bearingRad }),
  );
  return [...plots, { seq: 1, kind: 'tick', timeMs: startMs + 1000 * s }];
}

/** A source that stands over five microphones. */
function heard(s: number): Fact[] {
  const claims = ears.map(([east, north], k) => {
    const range = Math.hypot(east - 300, north - 400, 200);
    return said(`m${k}`, s, { type: 'presence', levelDb: 110 - 20 * Math.log10(range) });
  });
  return [...claims, { seq: 1, kind: 'tick', timeMs: startMs + 1000 * s }];
}

function lookAt(tracker: Tracker, facts: readonly Fact[]): Track[] {
  const tracks: Track[] = [];
  for (const fact of facts) tracker.step(fact, (track) => void tracks.push(track));
  return tracks;
}

interface Saved {
  gaussians: GaussianBank;
  mixtures: { mixtures: (Mixture | null)[] };
  state: { tracks: { active: number[]; number: Int32Array; slot: Int32Array; kind: Uint8Array } };
}

/** A tracker whose saved belief went wrong in one track, that with this number, and goes on. */
function spoiled(tracker: Tracker, trackId: string, spoil: (saved: Saved, slot: number) => void): Tracker {
  const saved = stateFromSnapshot(tracker.save()) as Saved;
  const { active, number, slot } = saved.state.tracks;
  const i = active.find((at) => `t${number[at]}` === trackId);
  assert.ok(i !== undefined);
  spoil(saved, slot[i]);
  const next = createTracker(header);
  next.load(snapshotFromState(saved));
  return next;
}

function assertShown(tracks: readonly Track[]): void {
  for (const { covariance, latDeg, lonDeg, existence } of tracks) {
    assert.ok([...covariance, latDeg, lonDeg, existence].every(Number.isFinite));
    assert.ok(covariance[0] > 0 && covariance[4] > 0);
  }
}

test('a covariance is sound when it is finite and positive definite', () => {
  const mean = new Float64Array(4);
  const packed = Float64Array.of(4, 0, 0, 0, 4, 0, 0, 1, 0, 1);
  assert.ok(isSound(mean, packed));
  assert.ok(!isSound(Float64Array.of(0, Number.NaN, 0, 0), packed));
  assert.ok(!isSound(mean, packed.with(0, Infinity)));
  assert.ok(!isSound(mean, packed.with(4, -1)));
  assert.ok(!isSound(mean, packed.with(1, 5)));
});

const spoils: [string, (bank: GaussianBank, slot: number) => void][] = [
  [
    'a mean that is no number',
    (bank, slot) => bank.x.fill(Number.NaN, 4 * modeCount * slot, 4 * modeCount * (slot + 1)),
  ],
  ['an infinite variance', (bank, slot) => (bank.p[10 * modeCount * slot] = Infinity)],
  [
    'a negative variance',
    (bank, slot) =>
      Array.from({ length: modeCount }, (_, mode) => (bank.p[10 * (modeCount * slot + mode) + 9] = -1e6)),
  ],
];

for (const [what, spoil] of spoils) {
  test(`a seen track with ${what} is dropped and counted, never shown so, and the other stays`, () => {
    const tracker = createTracker(header);
    lookAt(tracker, [sensorAt('r', 0, 0, radar)]);
    let shown: Track[] = [];
    for (let s = 1; s <= 8; s++) shown = lookAt(tracker, seen(s));
    const [first, second] = shown
      .filter(({ status }) => status === 'confirmed')
      .map(({ trackId }) => trackId);
    assert.ok(second !== undefined);
    const next = spoiled(tracker, first, (saved, slot) => spoil(saved.gaussians, slot));
    const after = lookAt(next, [9, 10].flatMap(seen));
    assertShown(after);
    assert.equal(next.counts.brokenTracks, 1);
    const statuses = after.filter(({ trackId }) => trackId === first).map(({ status }) => status);
    assert.deepEqual(statuses.slice(-1), ['dropped']);
    const kept = after.filter(({ trackId }) => trackId === second).map(({ status }) => status);
    assert.deepEqual(kept, ['confirmed', 'confirmed']);
  });
}

test('a heard track that is no longer a number is dropped and counted, never shown so', () => {
  const tracker = createTracker(header);
  lookAt(
    tracker,
    ears.map(([east, north], k) => sensorAt(`m${k}`, east, north, ear)),
  );
  let shown: Track[] = [];
  for (let s = 1; s <= 15; s++) shown = lookAt(tracker, heard(s));
  const confirmed = shown.find(({ status }) => status === 'confirmed');
  assert.ok(confirmed !== undefined);
  const next = spoiled(tracker, confirmed.trackId, ({ mixtures }, slot) => {
    mixtures.mixtures[slot]?.mean.fill(Number.NaN);
  });
  const after = lookAt(next, heard(16));
  assertShown(after);
  assert.ok(next.counts.brokenTracks >= 1);
  assert.deepEqual(
    after.filter(({ trackId }) => trackId === confirmed.trackId).map(({ status }) => status),
    ['dropped'],
  );
});
