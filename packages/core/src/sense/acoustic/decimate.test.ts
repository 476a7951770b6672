import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '../../base/random.ts';
import { createDecimator } from './decimate.ts';
import {
  ANALYSIS_RATE_HZ,
  BIN_HZ,
  COMB_BINS,
  createBlock,
  createBlockMaker,
  FRAME_SAMPLES,
} from './spectrum.ts';

const RATES_HZ = [8000, 11025, 12345, 16000, 22050, 24000, 32000, 44100, 44117, 48000, 88200, 96000, 192000];

function tone(rateHz: number, hz: number, seconds: number): Float32Array {
  return Float32Array.from({ length: Math.round(rateHz * seconds) }, (_, i) =>
    Math.sin((2 * Math.PI * hz * i) / rateHz),
  );
}

function decimated(samples: Float32Array, rateHz: number, pieceSamples: number): number[] {
  const out: number[] = [];
  const decimator = createDecimator(rateHz);
  const take = (piece: Float64Array, count: number): void => void out.push(...piece.subarray(0, count));
  for (let i = 0; i < samples.length; i += pieceSamples)
    decimator.push(samples.subarray(i, i + pieceSamples), take);
  decimator.flush(take);
  return out;
}

for (const rateHz of [4000, 6000, ...RATES_HZ]) {
  test(`a tone from ${rateHz} Hz is the same tone, sample for sample, but for the response that is stated`, () => {
    for (const hz of [100, 1000, 2200]) {
      if (hz > 0.38 * rateHz) continue;
      const out = decimated(tone(rateHz, hz, 0.5), rateHz, 1000);
      const left = createDecimator(rateHz).response(hz);
      assert.ok(left > 0.05 && left < 1.01, `${hz} Hz: ${left}`);
      for (let i = 200; i < 3700; i += 1) {
        const expected = left * Math.sin((2 * Math.PI * hz * i) / ANALYSIS_RATE_HZ);
        assert.ok(Math.abs(out[i]! - expected) < 2e-3, `${hz} Hz, sample ${i}: ${out[i]} for ${expected}`);
      }
    }
  });
}

for (const rateHz of RATES_HZ.filter((hz) => hz > 12000)) {
  test(`from ${rateHz} Hz nothing comes back below 2,250 Hz as an alias`, () => {
    for (let hz = ANALYSIS_RATE_HZ - 2250; hz < rateHz / 2; hz += 83) {
      const folded = Math.abs(hz - ANALYSIS_RATE_HZ * Math.round(hz / ANALYSIS_RATE_HZ));
      if (folded > 2250) continue;
      const out = decimated(tone(rateHz, hz, 0.1), rateHz, 4800).slice(100, 700);
      const level = Math.sqrt((2 * out.reduce((sum, value) => sum + value * value, 0)) / out.length);
      assert.ok(level < 1.2e-3, `${hz} Hz: ${level}`);
    }
  });
}

test('pieces of any size give the same samples, and as many as the sound is long', () => {
  for (const rateHz of [6000, 16000, 44100, 48000]) {
    const samples = tone(rateHz, 700, 0.2).subarray(17);
    const whole = decimated(samples, rateHz, samples.length);
    assert.equal(whole.length, Math.ceil((samples.length * ANALYSIS_RATE_HZ) / rateHz));
    assert.deepEqual(decimated(samples, rateHz, 128), whole);
    assert.deepEqual(decimated(samples, rateHz, 1), whole);
  }
});

test('after flush it is as new', () => {
  const samples = tone(44100, 700, 0.2);
  const once: number[] = [];
  const twice: number[] = [];
  const decimator = createDecimator(44100);
  for (const out of [once, twice]) {
    const take = (piece: Float64Array, count: number): void => void out.push(...piece.subarray(0, count));
    decimator.push(samples, take);
    decimator.flush(take);
  }
  assert.deepEqual(twice, once);
});

/** Level of a frame by the definition, at its own rate, no filter before it: the oracle, dB. */
function slowLevelDb(samples: Float32Array, rateHz: number, bin: number): number {
  const count = (FRAME_SAMPLES * rateHz) / ANALYSIS_RATE_HZ;
  let re = 0;
  let im = 0;
  let energy = 0;
  for (let i = 0; i < count; i += 1) {
    const window = 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / count);
    energy += window * window;
    const angle = (2 * Math.PI * bin * BIN_HZ * i) / rateHz;
    re += samples[i]! * window * Math.cos(angle);
    im -= samples[i]! * window * Math.sin(angle);
  }
  return 10 * Math.log10((2 * (re * re + im * im)) / (count * energy));
}

for (const rateHz of [16000, 44100, 48000]) {
  test(`levels from ${rateHz} Hz are those of the definition on the sound as it came`, () => {
    const random = createRandom(rateHz);
    const samples = Float32Array.from({ length: rateHz / 2 }, () => random.gaussian());
    const decimator = createDecimator(rateHz);
    const out: number[] = [];
    const take = (piece: Float64Array, count: number): void => void out.push(...piece.subarray(0, count));
    decimator.push(samples, take);
    decimator.flush(take);
    const maker = createBlockMaker(decimator.response);
    const block = createBlock();
    maker.clear(block);
    maker.add(block, Float32Array.from(out), 0);
    maker.finish(block);
    let worst = 0;
    for (let bin = 4; bin < COMB_BINS; bin += 7) {
      const slow = slowLevelDb(samples, rateHz, bin);
      // A bin far under its neighbours shows what those leave in it.
      if (slow < -20) continue;
      worst = Math.max(worst, Math.abs(block.logPower[bin]! - slow));
    }
    assert.ok(worst < 0.15, `${worst} dB`);
  });
}
