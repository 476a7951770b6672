import { FRAME_SAMPLES } from './spectrum.ts';

/**
 * A touch, a step or a drop of rain on the microphone's housing raises a whole frame's spectrum and buries its lines. In a
 * frame, stretches of 8 ms (at least one pulse of any engine) whose power in some 300 to 1,700 Hz is 9 dB over the frame's
 * median are brought down to the median: a noise blanker that limits instead of muting.
 */
const STRETCH_SAMPLES = 128;
const STRETCHES = FRAME_SAMPLES / STRETCH_SAMPLES;
const OVER_MEDIAN = 8;
/** Samples that the band's difference reaches back. */
const REACH = 11;

export type ImpulseLimiter = {
  /** Copies the frame of `samples` at `offset` to `out`, impulses limited; does nothing and says false where it has none. */
  limit(out: Float32Array, samples: Float32Array, offset: number): boolean;
};

export function createImpulseLimiter(): ImpulseLimiter {
  const power = new Float64Array(STRETCHES);
  const sorted = new Float64Array(STRETCHES);

  return {
    limit(out, samples, offset) {
      for (let s = 0; s < STRETCHES; s += 1) {
        const from = offset + s * STRETCH_SAMPLES;
        power[s] = bandPower(samples, s === 0 ? from + REACH : from, from + STRETCH_SAMPLES);
      }
      sorted.set(power);
      sorted.sort();
      const median = sorted[STRETCHES >> 1]!;
      if (!(sorted[STRETCHES - 1]! > OVER_MEDIAN * median)) return false;
      for (let s = 0; s < STRETCHES; s += 1) {
        const gain = power[s]! > OVER_MEDIAN * median ? Math.sqrt(median / power[s]!) : 1;
        const from = s * STRETCH_SAMPLES;
        for (let i = from; i < from + STRETCH_SAMPLES; i += 1) out[i] = gain * samples[offset + i]!;
      }
      return true;
    },
  };
}

/**
 * Power of the sum of four samples less that of the four 8 before them: greatest at 1 kHz, none at 0, 2 and 4 kHz, so that
 * neither wind nor crickets tell where the band of the lines is limited. Four at once, which share what they load.
 */
function bandPower(x: Float32Array, from: number, to: number): number {
  let power = 0;
  let a = x[from - 3]!;
  let b = x[from - 2]!;
  let c = x[from - 1]!;
  let p = x[from - 11]!;
  let q = x[from - 10]!;
  let r = x[from - 9]!;
  let i = from;
  for (; i + 4 <= to; i += 4) {
    const d = x[i]!;
    const e = x[i + 1]!;
    const f = x[i + 2]!;
    const g = x[i + 3]!;
    const s = x[i - 8]!;
    const t = x[i - 7]!;
    const u = x[i - 6]!;
    const v = x[i - 5]!;
    const first = a + b + c + d - (p + q + r + s);
    const second = b + c + d + e - (q + r + s + t);
    const third = c + d + e + f - (r + s + t + u);
    const fourth = d + e + f + g - (s + t + u + v);
    power += first * first + second * second + (third * third + fourth * fourth);
    a = e;
    b = f;
    c = g;
    p = t;
    q = u;
    r = v;
  }
  for (; i < to; i += 1) {
    const one = x[i]! + x[i - 1]! + x[i - 2]! + x[i - 3]! - (x[i - 8]! + x[i - 9]! + x[i - 10]! + x[i - 11]!);
    power += one * one;
  }
  return power;
}
