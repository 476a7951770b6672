import type { Random } from '@kentongan/core/base/random';
import { addLines, CONTROL_HZ, gainOfDb } from './lines.ts';
import { absorptionDbPerKm } from './path.ts';
import { resonances } from './engine.ts';
import { filterByContent, filterByCurve, GAIN_BIN_HZ, SYNTH_RATE_HZ } from './spectral.ts';

/**
 * What lies between air and file: room, microphone, gain control, codec, limiter. One random chain; the same
 * distribution goes over targets and everything else, so that no chain gives a class away.
 */
export function passThroughChain(random: Random, samples: Float32Array): Float32Array {
  let sound = samples;
  if (random.uniform() < 0.2) sound = hum(random, sound);
  if (random.uniform() < 0.3) sound = room(random, sound);
  if (random.uniform() < 0.85) sound = microphone(random, sound);
  if (random.uniform() < 0.35) sound = gainControl(random, sound);
  if (random.uniform() < 0.12) sound = limit(random, sound);
  if (random.uniform() < 0.45) sound = codec(random, sound);
  if (random.uniform() < 0.08) sound = dropOut(random, sound);
  return sound;
}

/** Mains hum of the recorder or the neighbourhood. */
function hum(random: Random, samples: Float32Array): Float32Array {
  const out = Float32Array.from(samples);
  const mainsHz = random.uniform() < 0.7 ? 50 : 60;
  const level = rmsOf(samples) * gainOfDb(random.between(-35, 0));
  const slope = random.between(0, 10);
  const orders = Float64Array.from({ length: 20 }, (_, i) => i + 1);
  const gains = orders.map((k) => level * gainOfDb(-slope * Math.log2(k) + 6 * random.gaussian()));
  const steps = Math.ceil((samples.length / SYNTH_RATE_HZ) * CONTROL_HZ);
  addLines(out, random, new Float64Array(steps).fill(mainsHz), orders, gains, undefined, () => 1);
  return out;
}

/** A handful of early reflections. */
function room(random: Random, samples: Float32Array): Float32Array {
  const out = Float32Array.from(samples);
  const echoes = 1 + random.below(6);
  const decayS = random.between(0.01, 0.15);
  for (let e = 0; e < echoes; e += 1) {
    const delayS = random.exponential(decayS);
    const delay = Math.max(1, Math.round(delayS * SYNTH_RATE_HZ));
    const gain = random.between(-0.7, 0.7) * Math.exp(-delayS / (2 * decayS));
    for (let i = delay; i < out.length; i += 1) out[i]! += gain * samples[i - delay]!;
  }
  return out;
}

/** High pass, low pass, tilt and bumps of a microphone in its housing. */
function microphone(random: Random, samples: Float32Array): Float32Array {
  const lowHz = random.between(15, 320) * (random.uniform() < 0.5 ? 0.3 : 1);
  const lowSlope = random.between(6, 24);
  const highHz = random.between(2000, 9000);
  const highSlope = random.between(6, 40);
  const tilt = random.between(-4, 4);
  const body = resonances(random, 3, 7);
  const curve = Float64Array.from({ length: 513 }, (_, k) => {
    const hz = Math.max(1, k * GAIN_BIN_HZ);
    const db =
      -lowSlope * Math.max(0, Math.log2(lowHz / hz)) -
      highSlope * Math.max(0, Math.log2(hz / highHz)) +
      tilt * Math.log2(hz / 500) +
      body(hz);
    return gainOfDb(Math.max(-90, Math.min(30, db)));
  });
  return filterByCurve(samples, (gain) => gain.set(curve));
}

/** Automatic gain: follows the level with its own attack and release. */
function gainControl(random: Random, samples: Float32Array): Float32Array {
  const attack = 1 - Math.exp(-1 / (random.between(0.005, 0.1) * SYNTH_RATE_HZ));
  const release = 1 - Math.exp(-1 / (random.between(0.1, 3) * SYNTH_RATE_HZ));
  const strength = random.between(0.3, 1);
  const rms = rmsOf(samples);
  let power = rms * rms;
  return samples.map((value) => {
    const now = value * value;
    power += (now > power ? attack : release) * (now - power);
    return value * Math.exp(-0.5 * strength * Math.log(power / (rms * rms) + 0.01));
  });
}

/** Soft or hard clipping of the peaks. */
function limit(random: Random, samples: Float32Array): Float32Array {
  const top = rmsOf(samples) * random.between(0.8, 3);
  const hard = random.uniform() < 0.4;
  return samples.map((value) => (hard ? Math.max(-top, Math.min(top, value)) : top * Math.tanh(value / top)));
}

/** A lossy codec or a noise suppressor: a low pass, and holes where a bin lies far below its neighbours. */
function codec(random: Random, samples: Float32Array): Float32Array {
  const cutHz = random.uniform() < 0.5 ? random.between(3400, 7900) : 8000;
  const maskDb = random.between(12, 45);
  const reach = 4 + random.below(40);
  const depth = gainOfDb(-random.between(6, 40));
  const mask = gainOfDb(-maskDb);
  const loud = new Float64Array(513);
  return filterByContent(samples, (gain) => {
    let held = 0;
    const fall = Math.exp(-1 / reach);
    for (let k = 0; k < 513; k += 1) {
      held = Math.max(gain[k]!, held * fall);
      loud[k] = held;
    }
    held = 0;
    for (let k = 512; k >= 0; k -= 1) {
      held = Math.max(gain[k]!, held * fall);
      const top = Math.max(held, loud[k]!);
      const kept = gain[k]! >= mask * top ? 1 : depth;
      gain[k] = k * GAIN_BIN_HZ <= cutHz ? kept : 1e-4;
    }
  });
}

/** A stretch of nothing, as where files are padded or streams stall. */
function dropOut(random: Random, samples: Float32Array): Float32Array {
  const out = Float32Array.from(samples);
  const atEnd = random.uniform() < 0.7;
  const length = Math.round(random.between(0.05, 0.5) * samples.length);
  const start = atEnd ? samples.length - length : random.below(samples.length - length);
  out.fill(0, start, start + length);
  return out;
}

/** Carries a recording further away: absorption over the distance and slow fading. */
export function carryFar(random: Random, samples: Float32Array, distanceM: number): Float32Array {
  const curve = Float64Array.from({ length: 513 }, (_, k) =>
    gainOfDb((-absorptionDbPerKm(k * GAIN_BIN_HZ) * distanceM) / 1000),
  );
  const periodS = random.between(0.5, 4);
  const depthDb = random.between(0, 5);
  const phase = random.between(0, 2 * Math.PI);
  return filterByCurve(samples, (gain, timeS) => {
    const fade = gainOfDb(depthDb * Math.sin((2 * Math.PI * timeS) / periodS + phase));
    for (let k = 0; k < gain.length; k += 1) gain[k] = curve[k]! * fade;
  });
}

export function rmsOf(samples: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < samples.length; i += 1) sum += samples[i]! * samples[i]!;
  return Math.sqrt(sum / Math.max(1, samples.length)) + 1e-9;
}

/** Root mean square in 60-2000 Hz, the band in which signal-to-noise ratios are stated. */
export function bandRms(samples: Float32Array): number {
  return rmsOf(
    filterByCurve(samples, (gain) => {
      for (let k = 0; k < gain.length; k += 1)
        gain[k] = k * GAIN_BIN_HZ >= 60 && k * GAIN_BIN_HZ <= 2000 ? 1 : 0;
    }),
  );
}
