import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ArrivalEvent, TrackEvent } from '../base/event/index.ts';
import { arrival, at, track } from '../base/testing/events.ts';
import { basisOf, judge, likeliestClass, weigh, type KnownTrack } from './judge.ts';
import { checkPolicy, defaultPolicy } from './policy.ts';

const checked = checkPolicy(defaultPolicy, {
  warnProbability: 0.4,
  warnWithinMs: 300_000,
  urgentProbability: 0.2,
  urgentWithinMs: 120_000,
  keepProbability: 0.15,
  keepWithinMs: 480_000,
  watchProbability: 0.3,
  watchWithinMs: 900_000,
  watchKeepProbability: 0.2,
});
if (!checked.ok) throw new Error(checked.expected);
const policy = checked.value;

function known(trackId: string, changes: Partial<TrackEvent> = {}, verdict: KnownTrack['verdict'] = 'none') {
  const one = { track: track(0, trackId, [0, 0, 50, 0], changes), verdict, watchShare: 0, warnShare: 0 };
  weigh(one, policy);
  return one;
}

function levels(
  arrivals: ArrivalEvent[],
  tracks: KnownTrack[],
  over = false,
  ignored: [string, number][] = [],
) {
  const byId = new Map(tracks.map((one) => [one.track.trackId, one]));
  const byTrack = new Map(arrivals.map((one) => [one.trackId, one]));
  const { raise, keep } = judge(byTrack, new Map(ignored), over, byId, at(0), policy);
  return `${raise}/${keep}`;
}

test('a likely arrival soon warns', () => {
  assert.equal(levels([arrival(0, 'a', 'z', 0.5, 200)], [known('a')]), 'warning/warning');
});

test('the same farther off is watched', () => {
  assert.equal(levels([arrival(0, 'a', 'z', 0.5, 600)], [known('a')]), 'watch/watch');
});

test('a less likely one does not raise, but keeps what stands', () => {
  assert.equal(levels([arrival(0, 'a', 'z', 0.25, 200)], [known('a')]), 'quiet/warning');
});

test('where no time is left, a lesser probability is enough', () => {
  assert.equal(levels([arrival(0, 'a', 'z', 0.25, 90)], [known('a')]), 'warning/warning');
});

test('several that are unlikely each are likely together', () => {
  const arrivals = ['a', 'b', 'c'].map((id) => arrival(0, id, 'z', 0.2, 200));
  assert.equal(levels(arrivals, [known('a'), known('b'), known('c')]), 'warning/warning');
});

test('unverified evidence never asks for more than watch', () => {
  const evidence: TrackEvent['evidence'] = { sources: 9, kinds: ['acoustic'], status: 'unverified' };
  assert.equal(levels([arrival(0, 'a', 'z', 1, 60)], [known('a', { evidence })]), 'watch/watch');
});

test('an operator’s confirmation verifies', () => {
  const evidence: TrackEvent['evidence'] = { sources: 1, kinds: ['spotter'], status: 'unverified' };
  const confirmed = known('a', { evidence }, 'confirmed');
  assert.equal(levels([arrival(0, 'a', 'z', 0.8, 60)], [confirmed]), 'warning/warning');
});

test('a dismissed track asks for nothing', () => {
  assert.equal(levels([arrival(0, 'a', 'z', 1, 60)], [known('a', {}, 'dismissed')]), 'quiet/quiet');
});

test('a track put aside here asks for nothing until then', () => {
  const arrivals = [arrival(0, 'a', 'z', 1, 60)];
  assert.equal(levels(arrivals, [known('a')], false, [['a', at(10)]]), 'quiet/quiet');
  assert.equal(levels(arrivals, [known('a')], false, [['a', at(-1)]]), 'warning/warning');
});

test('a reconnaissance drone is watched by itself, never warned of', () => {
  const recon = known('a', { classProb: { recon: 0.9, loitering: 0.1 } });
  assert.equal(levels([arrival(0, 'a', 'z', 1, 60)], [recon]), 'watch/watch');
});

test('what is most likely harmless is watched at most', () => {
  const airliner = known('a', { classProb: { aircraft: 0.8, cruise: 0.2 } });
  assert.equal(levels([arrival(0, 'a', 'z', 0.4, 60)], [airliner]), 'watch/watch');
});

test('a watched track overhead asks for watch', () => {
  assert.equal(levels([], [], true), 'watch/watch');
});

test('an identity that explains a corroborated threat clears nothing', () => {
  const explainedBy = [{ scheme: 'icao24', id: '3c6444', verified: true } as const];
  assert.equal(levels([arrival(0, 'a', 'z', 0.5, 200)], [known('a', { explainedBy })]), 'warning/warning');
});

test('an arrival whose track is not known counts for nothing', () => {
  assert.equal(levels([arrival(0, 'a', 'z', 1, 60)], []), 'quiet/quiet');
});

test('a basis names the likeliest first, and takes the first to come among those that matter', () => {
  const arrivals = [
    arrival(0, 'a', 'z', 0.5, 200),
    arrival(0, 'b', 'z', 0.9, 250),
    arrival(0, 'c', 'z', 0.1, 60),
  ];
  const tracks = new Map(['a', 'b', 'c'].map((id) => [id, known(id, { cause: [id.charCodeAt(0)] })]));
  const basis = basisOf(new Map(arrivals.map((one) => [one.trackId, one])), [], tracks);
  assert.deepEqual(basis.trackIds, ['b', 'a', 'c']);
  assert.equal(basis.first?.trackId, 'a');
  assert.deepEqual(basis.reasons[0].class, 'one-way');
});

test('a basis names at most eight arrivals and 64 facts', () => {
  const ids = Array.from({ length: 30 }, (_, i) => `t${i}`);
  const cause = Array.from({ length: 64 }, (_, i) => i + 1);
  const arrivals = ids.map((id, i) => ({
    ...arrival(0, id, 'z', 0.5, 100),
    cause: cause.map((c) => c + 64 * i),
  }));
  const basis = basisOf(
    new Map(arrivals.map((one) => [one.trackId, one])),
    [],
    new Map(ids.map((id) => [id, known(id)])),
  );
  assert.equal(basis.reasons.length, 8);
  assert.equal(basis.cause.length, 64);
});

test('the class named is the likeliest, unknown included', () => {
  assert.equal(
    likeliestClass(track(0, 'a', [0, 0, 0, 0], { classProb: { 'one-way': 0.6, aircraft: 0.3 } })),
    'one-way',
  );
  assert.equal(likeliestClass(track(0, 'a', [0, 0, 0, 0], { classProb: { 'one-way': 0.3 } })), 'unknown');
});
