import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTracks, takeTrack, type Tracks } from '../bank/tracks.ts';
import { judgeColdStart } from './cold-start.ts';
import {
  blockAt,
  coldShareAt,
  createIntensity,
  footprintOf,
  intensityAt,
  lowerIntensity,
  scaleOf,
  type Intensity,
} from './intensity.ts';

const nowMs = 10_000;
/** One in 10 km by 10 km. */
const statedPerM2 = 1e-8;

/** A track that began at a place and exists with probability `existence`, as far as the region's `scale` then told. */
function begin(tracks: Tracks, intensity: Intensity, east: number, existence: number, hits = 2): number {
  const i = takeTrack(tracks);
  tracks.existence[i] = existence;
  tracks.hits[i] = hits;
  tracks.bornMs[i] = nowMs;
  tracks.coldShare[i] = coldShareAt(intensity, east, 0);
  tracks.coldBlock[i] = blockAt(east, 0);
  tracks.coldScale[i] = scaleOf(intensity, tracks.coldBlock[i], 0);
  return i;
}

/** Two looks over 200 km by 200 km, each of which finds nine in ten. */
function looked(): Intensity {
  const intensity = createIntensity(nowMs);
  const footprint = footprintOf(
    0,
    0,
    100_000,
    () => 0.9,
    () => true,
  );
  lowerIntensity(intensity, footprint, nowMs);
  lowerIntensity(intensity, footprint, nowMs);
  return intensity;
}

const oddsOf = (p: number): number => p / (1 - p);

test('where looks found nothing else, a young track is as much less likely as the place is emptier', () => {
  const intensity = looked();
  const tracks = createTracks();
  const alone = begin(tracks, intensity, -60_000, 0.8);
  const among = Array.from({ length: 12 }, () => begin(tracks, intensity, 60_000, 0.8));
  const share = tracks.coldShare[alone];
  const scaleWas = tracks.coldScale[alone];
  judgeColdStart(intensity, tracks, nowMs);

  // Four to a block of 20 km by 20 km, of which 0.9 times 0.9 were to be found twice; ten by ten blocks were looked at.
  const expected = 4 * 0.9 * 0.9;
  const region = Math.max(0.2, (1 + 13 * 0.8 * share) / (1 + expected * 100));
  const scale = 0.1 / (0.1 / region + expected);
  const factor = share * (scale / scaleWas) + 1 - share;
  assert.ok(Math.abs(oddsOf(tracks.existence[alone]) / oddsOf(0.8) - factor) < 0.02 * factor);
  for (const i of among) assert.ok(tracks.existence[i] > 0.8);
});

test('a track does not speak for itself: found or not, it is judged by what others found', () => {
  const existence = [1, 2].map((hits) => {
    const intensity = looked();
    const tracks = createTracks();
    const i = begin(tracks, intensity, 0, 0.8, hits);
    judgeColdStart(intensity, tracks, nowMs);
    return tracks.existence[i];
  });
  assert.ok(Math.abs(existence[0] - existence[1]) < 0.01, `${existence}`);
});

test('judging twice in a row changes nothing that judging once did not', () => {
  const intensity = looked();
  const tracks = createTracks();
  const i = begin(tracks, intensity, 0, 0.8);
  for (let k = 0; k < 30; k++) judgeColdStart(intensity, tracks, nowMs);
  const before = tracks.existence[i];
  judgeColdStart(intensity, tracks, nowMs);
  assert.ok(Math.abs(tracks.existence[i] - before) < 1e-6);
});

test('a track older than half a minute is left as it is', () => {
  const intensity = looked();
  const tracks = createTracks();
  const i = begin(tracks, intensity, 0, 0.8);
  judgeColdStart(intensity, tracks, nowMs + 31_000);
  assert.equal(tracks.existence[i], 0.8);
});

test('an empty block expects less of what is not seen yet; what flies in later is expected as ever', () => {
  const intensity = looked();
  judgeColdStart(intensity, createTracks(), nowMs);
  const left = intensityAt(intensity, 0, 0, nowMs);
  assert.ok(left < 0.05 * statedPerM2 * 0.1 * 0.1, `${left}`);
  const later = intensityAt(intensity, 0, 0, nowMs + 60_000);
  assert.ok(Math.abs(later - left - statedPerM2 / 60) < 1e-3 * later);
});

test('where one look was had, nothing is judged yet: to be found takes two', () => {
  const intensity = createIntensity(nowMs);
  lowerIntensity(
    intensity,
    footprintOf(
      0,
      0,
      100_000,
      () => 0.9,
      () => true,
    ),
    nowMs,
  );
  judgeColdStart(intensity, createTracks(), nowMs);
  assert.equal(scaleOf(intensity, blockAt(0, 0), 0), 1);
});

test('behind a horizon, where what flies low is never found, an empty block tells nothing', () => {
  const intensity = createIntensity(nowMs);
  const footprint = footprintOf(
    0,
    0,
    100_000,
    () => 0.9,
    (east) => east < 0,
  );
  for (let look = 0; look < 3; look++) lowerIntensity(intensity, footprint, nowMs);
  judgeColdStart(intensity, createTracks(), nowMs);
  assert.ok(Math.abs(scaleOf(intensity, blockAt(50_000, 0), 0) - intensity.scale) < 1e-12);
  assert.ok(scaleOf(intensity, blockAt(-50_000, 0), 0) < 0.1);
});
