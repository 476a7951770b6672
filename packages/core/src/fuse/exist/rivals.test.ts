import assert from 'node:assert/strict';
import { test } from 'node:test';
import { confirmed, createTracks, takeTrack } from '../bank/tracks.ts';
import { addFamily, createMixture, familyWeight, surround, type Mixture } from '../density/mixture-state.ts';
import { createMixtures } from '../density/mixtures.ts';
import { createFrame } from '../../base/frame.ts';
import { createValues } from '../measure/values.ts';
import {
  doubtNear,
  endRivalryOf,
  otherWayOf,
  settleRivalries,
  startRivalry,
  type Rivalry,
} from './rivals.ts';

function mixtureAt(east: number): Mixture {
  const mixture = createMixture(2, 0, 0);
  addFamily(mixture, 1, [east, 0, 50, 0, 0], [40_000, 40_000, 25, 25, 1], 0);
  surround(mixture);
  return mixture;
}

function two(apartM: number): {
  state: {
    tracks: ReturnType<typeof createTracks>;
    heard: { rivalries: Rivalry[]; toldApartMs: Map<string, number> };
  };
  mixtures: ReturnType<typeof createMixtures>;
} {
  const frame = createFrame({ latDeg: 50, lonDeg: 30, heightM: 0 });
  const mixtures = createMixtures(frame, createValues());
  const tracks = createTracks();
  for (const east of [0, apartM]) {
    const i = takeTrack(tracks);
    tracks.kind[i] = 1;
    tracks.slot[i] = mixtures.add(mixtureAt(east));
    tracks.existence[i] = 0.99;
    tracks.status[i] = confirmed;
    tracks.number[i] = ++tracks.lastNumber;
  }
  return { state: { tracks, heard: { rivalries: [], toldApartMs: new Map() } }, mixtures };
}

test('where one source explains all as well, the rival ends and the host goes on alone', () => {
  const { state, mixtures } = two(2000);
  startRivalry(state, mixtures, 0, 1, 0, false);
  const { alone } = state.heard.rivalries[0];
  assert.equal(state.tracks.existence[1], 0.5);
  assert.equal(mixtures.of(alone).families, 2);
  assert.ok(Math.abs(familyWeight(mixtures.of(alone), 1) - 0.3) < 1e-12);
  state.tracks.existence[1] = 0.01;
  settleRivalries(state, mixtures, 3000);
  assert.deepEqual(state.heard.rivalries, []);
  assert.equal(state.tracks.existence[1], 0);
  assert.equal(state.tracks.slot[0], alone);
});

test('a rival that explains what one source cannot is believed, and the host keeps its place beside it', () => {
  const { state, mixtures } = two(2000);
  const beside = state.tracks.slot[0];
  startRivalry(state, mixtures, 0, 1, 0, false);
  state.tracks.existence[1] = 0.98;
  settleRivalries(state, mixtures, 3000);
  assert.deepEqual(state.heard.rivalries, []);
  assert.equal(state.tracks.slot[0], beside);
  assert.equal(state.tracks.existence[1], 0.98);
});

test('what is still open stays so for forty seconds, then it is one, unless two is nine times likelier', () => {
  for (const [odds, left] of [
    [0.4, 0],
    [0.86, 0],
    [0.93, 0.93],
  ]) {
    const { state, mixtures } = two(2000);
    startRivalry(state, mixtures, 0, 1, 0, false);
    state.tracks.existence[1] = odds;
    settleRivalries(state, mixtures, 39_000);
    assert.equal(state.heard.rivalries.length, 1);
    settleRivalries(state, mixtures, 41_000);
    assert.equal(state.tracks.existence[1], left);
  }
});

test('a rival whose host is gone stays where it is likelier than not', () => {
  const { state, mixtures } = two(2000);
  startRivalry(state, mixtures, 0, 1, 0, false);
  state.tracks.existence.set([0, 0.6]);
  settleRivalries(state, mixtures, 3000);
  assert.equal(state.tracks.existence[1], 0.6);
  assert.deepEqual(state.heard.rivalries, []);
});

test('of two confirmed tracks near each other it is asked whether they are one, once a minute; of far ones not', () => {
  const far = two(5000);
  doubtNear(far.state, far.mixtures, 0);
  assert.equal(far.state.heard.rivalries.length, 0);
  const { state, mixtures } = two(2000);
  doubtNear(state, mixtures, 0);
  assert.equal(state.heard.rivalries.length, 1);
  endRivalryOf(state, mixtures, 1);
  state.tracks.existence[1] = 0.99;
  assert.equal(state.heard.rivalries.length, 0);
  doubtNear(state, mixtures, 30_000);
  assert.equal(state.heard.rivalries.length, 0);
  doubtNear(state, mixtures, 70_000);
  assert.equal(state.heard.rivalries.length, 1);
});

test('the other way to see a host is the one that it does not show, as likely as that is', () => {
  const { state, mixtures } = two(2000);
  assert.equal(otherWayOf(state, 0), undefined);
  startRivalry(state, mixtures, 0, 1, 0, false);
  const { alone, beside } = state.heard.rivalries[0];
  state.tracks.existence[1] = 0.7;
  assert.deepEqual(otherWayOf(state, 0), { slot: alone, probability: 1 - 0.7 });
  assert.equal(otherWayOf(state, 1), undefined, 'the rival is what it is');
  state.tracks.slot[0] = alone;
  assert.deepEqual(otherWayOf(state, 0), { slot: beside, probability: 0.7 });
});
