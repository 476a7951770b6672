import { createRealFft } from '@kentongan/core/sense/acoustic';
import type { Random } from '@kentongan/core/base/random';

/** Sound is made and kept at this rate. */
export const SYNTH_RATE_HZ = 16000;

const FRAME = 1024;
const HALF = FRAME / 2;
const HOP = FRAME / 2;
const fft = createRealFft(FRAME);
const re = new Float64Array(HALF + 1);
const im = new Float64Array(HALF + 1);
const frame = new Float32Array(FRAME);
const gain = new Float64Array(HALF + 1);
// The square root of a Hann window before and after: their product overlaps to exactly one.
const rootHann = Float64Array.from({ length: FRAME }, (_, i) => Math.sin((Math.PI * (i + 0.5)) / FRAME));
const NOISE_SCALE = 1 / Math.sqrt(FRAME);

/**
 * Writes the linear gain of each bin (frequency `bin * 15.625` Hz, bins 0 to 512) for the frame that is centred at `timeS`.
 * Called in order of time.
 */
export type GainCurve = (gain: Float64Array, timeS: number) => void;
export const GAIN_BIN_HZ = SYNTH_RATE_HZ / FRAME;

/** Gaussian noise whose spectrum follows `curve`, 1 = white of unit variance; added to `out`. */
export function addShapedNoise(out: Float32Array, random: Random, curve: GainCurve, level = 1): void {
  for (let start = -HOP; start < out.length; start += HOP) {
    curve(gain, (start + HALF) / SYNTH_RATE_HZ);
    frame[0] = random.gaussian() * gain[0]!;
    for (let k = 1; k < HALF; k += 1) {
      // Box and Muller's pair feeds both Hartley coefficients of the bin.
      const radius = Math.sqrt(-2 * Math.log(1 - random.uniform())) * gain[k]!;
      const angle = 2 * Math.PI * random.uniform();
      frame[k] = radius * Math.cos(angle);
      frame[FRAME - k] = radius * Math.sin(angle);
    }
    frame[HALF] = random.gaussian() * gain[HALF]!;
    hartley();
    overlap(out, start, level * NOISE_SCALE);
  }
}

/** Filters `samples` without phase shift by a curve that may change with time; returns a new array. */
export function filterByCurve(samples: Float32Array, curve: GainCurve): Float32Array {
  const out = new Float32Array(samples.length);
  for (let start = -HOP; start < samples.length; start += HOP) {
    for (let i = 0; i < FRAME; i += 1) {
      const at = start + i;
      frame[i] = at >= 0 && at < samples.length ? samples[at]! * rootHann[i]! : 0;
    }
    curve(gain, (start + HALF) / SYNTH_RATE_HZ);
    hartley();
    frame[0]! *= gain[0]!;
    for (let k = 1; k < HALF; k += 1) {
      frame[k]! *= gain[k]!;
      frame[FRAME - k]! *= gain[k]!;
    }
    frame[HALF]! *= gain[HALF]!;
    hartley();
    overlap(out, start, 1 / FRAME);
  }
  return out;
}

/**
 * Rewrites the magnitudes of each frame: `change(magnitudes, timeS)` gets |X| and leaves gains in its place.
 * What codecs and noise suppressors do.
 */
export function filterByContent(samples: Float32Array, change: GainCurve): Float32Array {
  const out = new Float32Array(samples.length);
  for (let start = -HOP; start < samples.length; start += HOP) {
    for (let i = 0; i < FRAME; i += 1) {
      const at = start + i;
      frame[i] = at >= 0 && at < samples.length ? samples[at]! * rootHann[i]! : 0;
    }
    hartley();
    gain[0] = Math.abs(frame[0]!);
    for (let k = 1; k < HALF; k += 1) {
      gain[k] = Math.sqrt(0.5 * (frame[k]! * frame[k]! + frame[FRAME - k]! * frame[FRAME - k]!));
    }
    gain[HALF] = Math.abs(frame[HALF]!);
    change(gain, (start + HALF) / SYNTH_RATE_HZ);
    frame[0]! *= gain[0]!;
    for (let k = 1; k < HALF; k += 1) {
      frame[k]! *= gain[k]!;
      frame[FRAME - k]! *= gain[k]!;
    }
    frame[HALF]! *= gain[HALF]!;
    hartley();
    overlap(out, start, 1 / FRAME);
  }
  return out;
}

/** Discrete Hartley transform of `frame` in place (its own inverse, times FRAME). */
function hartley(): void {
  fft.transform(re, im, frame, 0);
  frame[0] = re[0]!;
  frame[HALF] = re[HALF]!;
  for (let k = 1; k < HALF; k += 1) {
    frame[k] = re[k]! - im[k]!;
    frame[FRAME - k] = re[k]! + im[k]!;
  }
}

function overlap(out: Float32Array, start: number, scale: number): void {
  const from = Math.max(0, -start);
  const to = Math.min(FRAME, out.length - start);
  for (let i = from; i < to; i += 1) out[start + i]! += frame[i]! * rootHann[i]! * scale;
}
