import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createArrayDetector } from './array.ts';
import { combInNoise } from './test-sound.ts';
import { acousticModel } from './weights.ts';

const RATE = 48000;
const triangle = Float64Array.from([0, 0.6, 0, 0.52, -0.3, 0, -0.52, -0.3, 0]);

test('three microphones at 48 kHz find a drone and its bearing', () => {
  const bearingRad = 2.2;
  // 48 kHz is fine enough that a delay rounded to a sample is 7 mm.
  const far = combInNoise({
    f0Hz: 98,
    slopeHzPerS: 0,
    snrDb: 20,
    seconds: 4.2,
    seed: 6,
    rateHz: RATE,
    tiltDb: 2,
  });
  const channels = [0, 1, 2].map((m) => {
    const along = triangle[3 * m]! * Math.sin(bearingRad) + triangle[3 * m + 1]! * Math.cos(bearingRad);
    const lead = 100 + Math.round((along / 343) * RATE);
    return far.subarray(lead, lead + 4 * RATE);
  });
  const detector = createArrayDetector(acousticModel, {
    sampleRateHz: RATE,
    positionsM: triangle,
    waveMps: 343,
  });
  const windows = [];
  for (let at = 0; at < 4 * RATE; at += 4800)
    windows.push(...detector.push(channels.map((c) => c.subarray(at, at + 4800))));
  windows.push(...detector.flush());
  assert.equal(windows.length, 4);
  for (const { bearing } of windows) {
    assert.ok(bearing !== undefined);
    assert.ok(Math.abs(bearing.bearingRad - bearingRad) < 0.05, `${bearing.bearingRad}`);
  }
});
