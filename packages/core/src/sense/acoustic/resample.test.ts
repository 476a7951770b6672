import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createResampler } from './resample.ts';

function tone(rateHz: number, hz: number, seconds: number): Float32Array {
  return Float32Array.from({ length: Math.round(rateHz * seconds) }, (_, i) =>
    Math.sin((2 * Math.PI * hz * i) / rateHz),
  );
}

function resampled(samples: Float32Array, rateHz: number, piece: number): number[] {
  const out: number[] = [];
  const resampler = createResampler(rateHz, 16000);
  for (let i = 0; i < samples.length; i += piece)
    resampler.push(samples.subarray(i, i + piece), (part) => out.push(...part));
  resampler.flush((part) => out.push(...part));
  return out;
}

for (const rateHz of [8000, 11025, 22050, 32000, 44100, 44117, 48000, 96000]) {
  test(`a tone from ${rateHz} Hz is the same tone at 16 kHz, sample for sample`, () => {
    const out = resampled(tone(rateHz, 1000, 0.5), rateHz, 1000);
    assert.ok(Math.abs(out.length - 8000) < 40, `${out.length} samples`);
    for (let i = 400; i < 7500; i += 1) {
      const expected = Math.sin((2 * Math.PI * 1000 * i) / 16000);
      assert.ok(Math.abs(out[i]! - expected) < 2e-3, `sample ${i}: ${out[i]} for ${expected}`);
    }
  });
}

test('what 16 kHz cannot carry does not come back as an alias', () => {
  const out = resampled(tone(48000, 10000, 0.5), 48000, 4800);
  assert.ok(Math.max(...out.slice(400, 7000).map(Math.abs)) < 1e-3);
});

for (const rateHz of [22050, 44100, 44117, 48000, 88200, 96000]) {
  test(`from ${rateHz} Hz all below 2,300 Hz passes, and nothing comes back there as an alias`, () => {
    const levelOf = (hz: number): number => {
      const out = resampled(tone(rateHz, hz, 0.3), rateHz, 4800).slice(400, 4400);
      return Math.sqrt((2 * out.reduce((sum, value) => sum + value * value, 0)) / out.length);
    };
    for (const hz of [60, 500, 1500, 2300]) {
      const level = levelOf(hz);
      assert.ok(Math.abs(level - 1) < 0.005, `${hz} Hz: ${level}`);
    }
    for (const hz of [13700, 15000, 16000, 17500, 18300, 20000]) {
      if (hz >= rateHz / 2) continue;
      const level = levelOf(hz);
      assert.ok(level < 1e-3, `${hz} Hz: ${level}`);
    }
  });
}

test('pieces of any size give the same samples', () => {
  const samples = tone(44100, 700, 0.2);
  const whole = resampled(samples, 44100, samples.length);
  assert.deepEqual(resampled(samples, 44100, 128), whole);
  assert.deepEqual(resampled(samples, 44100, 1), whole);
});

test('all that was pushed comes out', () => {
  for (const rateHz of [8000, 44100, 48000]) {
    const out = resampled(new Float32Array(rateHz + 17), rateHz, 128);
    const expected = ((rateHz + 17) * 16000) / rateHz;
    assert.ok(out.length >= expected && out.length < expected + 50, `${out.length} for ${expected}`);
  }
});
