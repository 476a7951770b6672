import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFrame } from '../../base/frame.ts';
import { confirmed, takeTrack } from '../bank/tracks.ts';
import { addFamily, createMixture, modeCount, momentsOf, surround } from '../density/mixture-state.ts';
import { createMixtures, type Mixtures } from '../density/mixtures.ts';
import { createValues } from '../measure/values.ts';
import { createState, type State } from '../state.ts';
import { otherWayOf, settleRivalries } from './rivals.ts';
import { askWhetherTwo } from './split.ts';

interface Scene {
  state: State;
  mixtures: Mixtures;
  ask(atMs: number): void;
}

/** One confirmed track at the middle that flies north-east, so much louder than typical, dB. */
function track(louderDb: number, kind = 0): Scene {
  const mixtures = createMixtures(createFrame({ latDeg: 50, lonDeg: 30, heightM: 0 }), createValues());
  const state = createState(0);
  const { tracks } = state;
  const mixture = createMixture(2, 0, 0);
  addFamily(mixture, 1, [0, 0, 40, 30, louderDb], [40_000, 40_000, 25, 25, 0.1], kind);
  surround(mixture);
  const start = (atMs: number, slot: number, existence: number): number => {
    const i = takeTrack(tracks);
    tracks.kind[i] = 1;
    tracks.slot[i] = slot;
    tracks.existence[i] = existence;
    tracks.atMs[i] = tracks.supportedMs[i] = atMs;
    return i;
  };
  const host = start(0, mixtures.add(mixture), 0.99);
  tracks.status[host] = confirmed;
  tracks.number[host] = ++tracks.lastNumber;
  tracks.placedMs[host] = -Infinity;
  return { state, mixtures, ask: (atMs) => askWhetherTwo(state, mixtures, start, atMs) };
}

test('a track louder than the night is asked whether it is two, and shows itself as it was meanwhile', () => {
  const { state, mixtures, ask } = track(3.5);
  const before = state.tracks.slot[0];
  ask(0);
  assert.equal(state.heard.rivalries.length, 1);
  assert.equal(state.tracks.existence[1], 0.1);
  settleRivalries(state, mixtures, 1000);
  assert.equal(state.heard.rivalries.length, 1);
  assert.equal(state.tracks.slot[0], before);
  assert.equal(otherWayOf(state, 0)?.probability, 0.1, 'and as wide as both ways');
});

test('the rival may be anywhere within some two kilometres, the host nearer, as loud as others, on about its course', () => {
  const { state, mixtures, ask } = track(3.5);
  ask(0);
  const [{ beside }] = state.heard.rivalries;
  const sigmas = [beside, state.tracks.slot[1]].map((slot) => {
    const mixture = mixtures.of(slot);
    const [mean, covariance] = [new Float64Array(5), new Float64Array(25)];
    momentsOf(mixture, 0, mixture.families * modeCount, mean, covariance);
    for (const [i, expected] of [0, 0, 40, 30, 0].entries()) assert.ok(Math.abs(mean[i] - expected) < 1e-6);
    assert.ok(Math.abs(covariance[12] - 55) < 1e-9);
    assert.equal(covariance[4], 0, 'where it is says nothing of how loud it is');
    assert.ok(Math.abs(covariance[0] - covariance[6]) < 1, 'alike in all directions');
    return Math.sqrt(covariance[0]);
  });
  // Of 7 and 19 places alike, mean squares of 3/7 and 24/19 steps² an axis, and a width of 0.3 steps² each.
  assert.ok(Math.abs(sigmas[0] - Math.sqrt(40_000 + 800 * 800 * (3 / 7 + 0.3))) < 1, `${sigmas[0]}`);
  assert.ok(Math.abs(sigmas[1] - Math.sqrt(40_000 + 1100 * 1100 * (24 / 19 + 0.3))) < 1, `${sigmas[1]}`);
});

test('neither one as loud as others is asked, nor what is no drone, nor what a radar placed of late', () => {
  for (const scene of [track(0.5), track(3.5, 1)]) {
    scene.ask(0);
    assert.equal(scene.state.heard.rivalries.length, 0);
  }
  const placed = track(3.5);
  placed.state.tracks.placedMs[0] = -1000;
  placed.ask(0);
  assert.equal(placed.state.heard.rivalries.length, 0);
});

test('one whose claims miss their levels is asked as well', () => {
  const { state, mixtures, ask } = track(0);
  const mixture = mixtures.of(state.tracks.slot[0]);
  mixture.fitClaims = 20;
  mixture.fitMiss2 = 40;
  ask(0);
  assert.equal(state.heard.rivalries.length, 1);
});

test('a rival that may be anywhere is given up late and believed when it is sure; then it is not asked again soon', () => {
  const { state, mixtures, ask } = track(3.5);
  ask(0);
  for (const open of [0.005, 0.99]) {
    state.tracks.existence[1] = open;
    settleRivalries(state, mixtures, 5000);
    assert.equal(state.heard.rivalries.length, 1);
  }
  state.tracks.existence[1] = 0.0005;
  settleRivalries(state, mixtures, 6000);
  assert.equal(state.heard.rivalries.length, 0);
  ask(7000);
  assert.equal(state.heard.rivalries.length, 0);
});
