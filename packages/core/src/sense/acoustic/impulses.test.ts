import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '../../base/random.ts';
import { createAnalyser } from './analysis.ts';
import { createImpulseLimiter } from './impulses.ts';
import { ANALYSIS_RATE_HZ, FRAME_SAMPLES } from './spectrum.ts';
import { combInNoise } from './test-sound.ts';

function limited(frame: Float32Array): Float32Array {
  const out = new Float32Array(FRAME_SAMPLES);
  return createImpulseLimiter().limit(out, frame, 0) ? out : frame;
}

/** Adds bursts of 3 ms at random times, as of fingers and drops on a housing. */
function withTouches(sound: Float32Array, perSecond: number, level: number): Float32Array {
  const random = createRandom(8);
  const out = Float32Array.from(sound);
  for (let c = 0; c < (perSecond * sound.length) / 16000; c += 1) {
    const start = random.below(sound.length - 48);
    for (let i = start; i < start + 48; i += 1) out[i]! += level * random.gaussian();
  }
  return out;
}

function evidenceOf(sound: Float32Array): number {
  let evidence = 0;
  const analyser = createAnalyser(16000, (window) => {
    if (window.index === 2) evidence = window.evidence;
  });
  analyser.push(sound);
  return evidence;
}

test('noise, and an engine that fires 88 times a second, pass as they are', () => {
  const random = createRandom(3);
  const noise = Float32Array.from({ length: FRAME_SAMPLES }, () => 0.01 * random.gaussian());
  const period = ANALYSIS_RATE_HZ / 88;
  const pulses = noise.map((value, i) => 0.02 * value + 0.1 * Math.exp(-(i % period) / 10));
  for (const frame of [noise, pulses]) assert.deepEqual(limited(frame), frame);
});

test('a touch is brought down to its surroundings, and nothing else is changed', () => {
  const random = createRandom(4);
  const frame = Float32Array.from({ length: FRAME_SAMPLES }, () => 0.01 * random.gaussian());
  for (let i = 1000; i < 1020; i += 1) frame[i]! += random.gaussian();
  const out = limited(frame);
  assert.ok(Math.max(...out.map(Math.abs)) < 0.1);
  assert.deepEqual(out.subarray(0, 950), frame.subarray(0, 950));
  assert.deepEqual(out.subarray(1088), frame.subarray(1088));
});

test('touches six times a second leave a faint comb most of its evidence', () => {
  const comb = combInNoise({ f0Hz: 97, slopeHzPerS: 0, snrDb: -5, seconds: 6, seed: 1 });
  const clean = evidenceOf(comb);
  const touched = evidenceOf(withTouches(comb, 6, 0.5));
  assert.ok(touched > 0.6 * clean, `${touched} of ${clean}`);
});

test('silence stays silence', () => {
  assert.ok(limited(new Float32Array(FRAME_SAMPLES)).every((value) => value === 0));
});
