import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TrackEvent } from '../../base/event/index.ts';
import { createFrame } from '../../base/frame.ts';
import { confirmed, createTracks, takeTrack } from '../bank/tracks.ts';
import { createGaussians } from '../density/gaussian.ts';
import { learnFit } from '../density/mixture-fit.ts';
import { addFamily, createMixture, surround, type Mixture } from '../density/mixture-state.ts';
import { createMixtures } from '../density/mixtures.ts';
import { startRivalry, type Rivalry } from '../exist/rivals.ts';
import { createValues } from '../measure/values.ts';
import { showTrack } from './conclude.ts';

const variance = 40_000;

function mixtureAt(east: number): Mixture {
  const mixture = createMixture(2, 0, 0);
  addFamily(mixture, 1, [east, 0, 50, 0, 0], [variance, variance, 25, 25, 1], 0);
  surround(mixture);
  return mixture;
}

/** Two heard tracks 2 km apart, and how the first is shown. */
function scene() {
  const frame = createFrame({ latDeg: 50, lonDeg: 30, heightM: 0 });
  const values = createValues();
  const gaussians = createGaussians(frame, values, 1);
  const mixtures = createMixtures(frame, values);
  const tracks = createTracks();
  for (const east of [0, 2000]) {
    const i = takeTrack(tracks);
    tracks.kind[i] = 1;
    tracks.slot[i] = mixtures.add(mixtureAt(east));
    tracks.existence[i] = 0.99;
    tracks.status[i] = confirmed;
    tracks.number[i] = ++tracks.lastNumber;
  }
  const heard = { rivalries: [] as Rivalry[], toldApartMs: new Map<string, number>() };
  const densities = [gaussians, mixtures];
  const shown = { tracks, heard, densities, sources: { list: [] } as never, identities: new Map(), frame };
  return {
    state: { tracks, heard },
    mixtures,
    shownFirst(): TrackEvent {
      let first: TrackEvent | undefined;
      showTrack(shown, 0, 0, false, (track) => (first = track as TrackEvent));
      return first!;
    },
  };
}

test('a heard track whose claims miss by more than chance is shown as much wider, and believes what it did', () => {
  const { mixtures, state, shownFirst } = scene();
  assert.equal(shownFirst().covariance[0], variance);
  const mixture = mixtures.of(state.tracks.slot[0]);
  for (let k = 0; k < 200; k++) learnFit(mixture, 4, 1);
  const factor = (5 + 20 * 4) / (5 + 20);
  for (const [at, believed] of [variance, 0, 0, 0, variance, 0, 0, 25, 0, 25].entries())
    assert.ok(Math.abs(shownFirst().covariance[at] - factor * believed) <= 1e-3 * believed, `entry ${at}`);
  const covariance = new Float64Array(10);
  mixtures.moments(state.tracks.slot[0], 0, new Float64Array(4), covariance);
  assert.equal(covariance[0], variance);
});

test('a heard track that has grown wider than 2.6 km is shown as tentative, and stays what it is', () => {
  const { mixtures, state, shownFirst } = scene();
  const { covariance } = mixtures.of(state.tracks.slot[0]);
  covariance[0] = 1250 * 1250 - variance;
  assert.equal(shownFirst().status, 'confirmed');
  covariance[0] = 1350 * 1350 - variance;
  assert.equal(shownFirst().status, 'tentative');
  assert.equal(state.tracks.status[0], confirmed);
});

test('one that is wide only because it may be two sources is shown as confirmed', () => {
  const { state, mixtures, shownFirst } = scene();
  const { mean } = mixtures.of(state.tracks.slot[1]);
  mean[0] = 8000;
  startRivalry(state, mixtures, 0, 1, 0, false);
  state.tracks.existence[1] = 0.5;
  const { status, covariance } = shownFirst();
  assert.ok(covariance[0] > 1500 * 1500);
  assert.equal(status, 'confirmed');
});

test('a host that may be one source is shown as wide as both ways to see it, at the place that it shows', () => {
  const { mixtures, state, shownFirst } = scene();
  startRivalry(state, mixtures, 0, 1, 0, false);
  state.tracks.existence[1] = 0.5;
  // Alone it is at 0 with 0.7 and at 2,000 m with 0.3.
  const alone = { mean: 600, variance: variance + 0.3 * 0.7 * 2000 * 2000 };
  const expected = 0.5 * variance + 0.5 * (alone.variance + alone.mean * alone.mean);
  const { covariance, lonDeg } = shownFirst();
  assert.ok(Math.abs(covariance[0] / expected - 1) < 1e-6, `${covariance[0]}, expected ${expected}`);
  assert.ok(Math.abs(covariance[4] - variance) < 1, 'across they agree');
  assert.ok(Math.abs(lonDeg - 30) < 1e-6);
});
