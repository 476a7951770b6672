import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAnalyser } from './analysis.ts';
import type { AnalysedWindow } from './analysis.ts';
import { createPitchDoubt } from './pitch-doubt.ts';
import type { PitchDoubt } from './pitch-doubt.ts';
import { createPitch, createPitchMeter } from './pitch.ts';
import { BIN_HZ, COMB_BINS, createBlock } from './spectrum.ts';
import { combInNoise } from './test-sound.ts';

/** A window whose blocks all have these lines, 20 dB over nothing. */
function windowWith(linesHz: readonly number[], index = 0): AnalysedWindow {
  const block = createBlock();
  for (const hz of linesHz) {
    const bin = Math.round(hz / BIN_HZ);
    if (bin < COMB_BINS) block.logPower.fill(20, bin - 1, bin + 2);
  }
  return {
    index,
    features: new Float32Array(),
    blocks: [block, block, block],
    blockCount: 3,
    windowAt: 0,
    path: new Int32Array(3),
    evidence: 30,
  };
}

const comb = (f0Hz: number): number[] => Array.from({ length: 14 }, (_, k) => (k + 1) * f0Hz);
const fitsOf = (ratesHz: readonly number[]) =>
  ratesHz.map((frequencyHz) => ({ frequencyHz, sigmaHz: 0.1, lines: 12 }));

/** The window's own are the third and fourth of six. */
function doubts(
  ratesHz: readonly number[],
  { sigmaHz = 0.1, elsewhere = 0.01, window = windowWith(comb(ratesHz[2]!)) } = {},
  doubt: PitchDoubt = createPitchDoubt(),
): boolean {
  const meanHz = 0.63 * ratesHz[2]! + 0.37 * ratesHz[3]!;
  return doubt.isDoubtful(meanHz, sigmaHz, elsewhere, fitsOf(ratesHz), ratesHz.length, 2, window);
}

test('a smooth, sure pitch is stated, also one that sweeps', () => {
  assert.equal(doubts([96, 96.2, 96.3, 96.4, 96.4, 96.6]), false);
  assert.equal(doubts([112, 109, 106, 103, 100, 97]), false);
});

test('one that is not sure, or may as well be another, is not', () => {
  assert.equal(doubts([96, 96, 96, 96, 96, 96], { sigmaHz: 0.5 }), true);
  assert.equal(doubts([96, 96, 96, 96, 96, 96], { elsewhere: 0.4 }), true);
  assert.equal(doubts([96, 96, 97.6, 96, 96, 96], { elsewhere: 0.1 }), false);
  assert.equal(doubts([96, 96, 97.6, 96, 96, 96], { elsewhere: 0.2 }), true);
});

test('half a second that is off those beside it, or stands still beside a leap, is not of the same engine', () => {
  assert.equal(doubts([96, 96, 99, 96.2, 96.1, 96]), true);
  assert.equal(doubts([94.5, 92, 87.5, 87.5, 87.5, 86]), true);
});

test('no drone changes by 8 Hz from one half second to the next, or in a second', () => {
  assert.equal(doubts([112, 112, 98.5, 98.4, 98.3, 98.2]), true);
  const doubt = createPitchDoubt();
  const steady = (hz: number, index: number): boolean =>
    doubts(Array<number>(6).fill(hz), { window: windowWith(comb(hz), index) }, doubt);
  assert.equal(steady(112, 0), false);
  assert.equal(steady(103, 1), true);
  assert.equal(steady(98.5, 2), false);
  assert.equal(steady(91, 3), false);
  assert.equal(steady(120.5, 4), true);
  assert.equal(steady(130, 9), false);
});

test('what stands still at 100 Hz is the mains if something else is there too, and a drone if not', () => {
  const still = [100, 100, 100, 100, 100, 100];
  assert.equal(doubts(still, { window: windowWith(comb(100)) }), false);
  assert.equal(doubts(still, { window: windowWith(comb(50)) }), true);
  assert.equal(doubts([100.4, 100.3, 100.1, 99.9, 99.8, 99.6], { window: windowWith(comb(50)) }), false);
});

test('a comb that holds little of the power of all lines is not what is heard', () => {
  const still = [96, 96, 96, 96, 96, 96];
  const window = windowWith(comb(96));
  const { logPower } = window.blocks[0]!;
  const bin = Math.round(240 / BIN_HZ);
  logPower[bin] = 30;
  assert.equal(doubts(still, { window }), false);
  logPower[bin] = 50;
  assert.equal(doubts(still, { window }), true);
});

test('two drones alike, 3 Hz apart, have no pitch rather than one of theirs in every other second', () => {
  const one = combInNoise({ f0Hz: 95, slopeHzPerS: 0.4, snrDb: 12, seconds: 8, seed: 3 });
  const other = combInNoise({ f0Hz: 98, slopeHzPerS: -0.4, snrDb: 12, seconds: 8, seed: 4 });
  const meter = createPitchMeter();
  const pitch = createPitch();
  const analyser = createAnalyser(16000, (window) => {
    meter.measure(pitch, window, true);
    const oneHz = 95 + 0.4 * (window.index + 0.5);
    const otherHz = 98 - 0.4 * (window.index + 0.5);
    const off = Math.min(Math.abs(pitch.frequencyHz - oneHz), Math.abs(pitch.frequencyHz - otherHz));
    assert.ok(Number.isNaN(pitch.frequencyHz) || off < 1, `${pitch.frequencyHz} in second ${window.index}`);
  });
  analyser.push(one.map((value, i) => value + other[i]!));
  analyser.flush();
});
