import { FRAME_SAMPLES } from './spectrum.ts';

/**
 * A touch, a step or a drop of rain on the microphone's housing raises a whole frame's spectrum and buries its lines. In a
 * frame, stretches of 8 ms (at least one pulse of any engine) whose power in some 300 to 1,700 Hz is 9 dB over the frame's
 * median are brought down to the median: a noise blanker that limits instead of muting.
 */
const STRETCH_SAMPLES = 64;
const STRETCHES = FRAME_SAMPLES / STRETCH_SAMPLES;
const OVER_MEDIAN = 8;
/** At least what the band's difference reaches back, samples, and whole fours. */
const REACH = 8;

export type ImpulseLimiter = {
  /** Copies the frame of `samples` at `offset` to `out`, impulses limited; does nothing and says false where it has none. */
  limit(out: Float32Array, samples: Float32Array, offset: number): boolean;
};

export function createImpulseLimiter(): ImpulseLimiter {
  const power = new Float64Array(STRETCHES);
  const sorted = new Float64Array(STRETCHES);

  return {
    limit(out, samples, offset) {
      let greatest = 0;
      for (let s = 0; s < STRETCHES; s += 1) {
        const from = offset + s * STRETCH_SAMPLES;
        power[s] = bandPower(samples, s === 0 ? from + REACH : from, from + STRETCH_SAMPLES);
        if (power[s]! > greatest) greatest = power[s]!;
      }
      // Nothing is far over the median unless more than half are far under the greatest: mostly known without sorting.
      if (countUnder(power, greatest / OVER_MEDIAN) <= STRETCHES >> 1) return false;
      sorted.set(power);
      sorted.sort();
      const median = sorted[STRETCHES >> 1]!;
      for (let s = 0; s < STRETCHES; s += 1) {
        const gain = power[s]! > OVER_MEDIAN * median ? Math.sqrt(median / power[s]!) : 1;
        const from = s * STRETCH_SAMPLES;
        for (let i = from; i < from + STRETCH_SAMPLES; i += 1) out[i] = gain * samples[offset + i]!;
      }
      return true;
    },
  };
}

function countUnder(values: Float64Array, bound: number): number {
  let count = 0;
  for (let i = 0; i < values.length; i += 1) if (values[i]! < bound) count += 1;
  return count;
}

/** Gives the difference below back what the low pass took from it between 1 and 3 kHz. */
const SHARPENED = 0.07;

/**
 * Power of the samples less those 0.5 ms before them: greatest at 1 kHz, none at 0 and 2 kHz, and above that the low pass
 * has taken most, so that neither wind nor crickets tell where the band of the lines is limited. Four at once, which share
 * what they load.
 */
function bandPower(x: Float32Array, from: number, to: number): number {
  let power = 0;
  let a = x[from - 4]!;
  let b = x[from - 3]!;
  let c = x[from - 2]!;
  let d = x[from - 1]!;
  let before = c - x[from - 6]!;
  let now = d - x[from - 5]!;
  for (let i = from; i < to; i += 4) {
    const e = x[i]!;
    const f = x[i + 1]!;
    const g = x[i + 2]!;
    const h = x[i + 3]!;
    const first = e - a;
    const second = f - b;
    const third = g - c;
    const fourth = h - d;
    const p = now - SHARPENED * (before - now - now + first);
    const q = first - SHARPENED * (now - first - first + second);
    const r = second - SHARPENED * (first - second - second + third);
    const s = third - SHARPENED * (second - third - third + fourth);
    power += p * p + q * q + (r * r + s * s);
    a = e;
    b = f;
    c = g;
    d = h;
    before = third;
    now = fourth;
  }
  return power;
}
