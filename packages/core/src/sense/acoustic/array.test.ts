import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createArrayDetector } from './array.ts';
import type { ArrayWindow } from './array.ts';
import { combInNoise } from './test-sound.ts';
import type { CombSound } from './test-sound.ts';
import { acousticModel } from './weights.ts';

const RATE = 48000;
const triangle = Float64Array.from([0, 0.6, 0, 0.52, -0.3, 0, -0.52, -0.3, 0]);

/** What three microphones make of a comb from this bearing. */
function hear(bearingRad: number, comb: Pick<CombSound, 'f0Hz' | 'halfDb'>): ArrayWindow[] {
  // 48 kHz is fine enough that a delay rounded to a sample is 7 mm.
  const far = combInNoise({
    ...comb,
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
  const windows: ArrayWindow[] = [];
  for (let at = 0; at < 4 * RATE; at += 4800)
    windows.push(...detector.push(channels.map((c) => c.subarray(at, at + 4800))));
  windows.push(...detector.flush());
  return windows;
}

function assertBearings(windows: readonly ArrayWindow[], bearingRad: number): void {
  assert.equal(windows.length, 4);
  for (const { bearing } of windows) {
    assert.ok(bearing !== undefined);
    assert.ok(Math.abs(bearing.bearingRad - bearingRad) < 0.05, `${bearing.bearingRad}`);
  }
}

test('three microphones at 48 kHz find a drone and its bearing', () => {
  assertBearings(hear(2.2, { f0Hz: 98 }), 2.2);
});

test('a comb whose octave nobody can tell has a bearing, and no pitch', () => {
  const windows = hear(0.7, { f0Hz: 160, halfDb: -10 });
  assertBearings(windows, 0.7);
  assert.ok(windows.every(({ frequencyHz }) => frequencyHz === undefined));
});
