import type { Random } from '@kentongan/core/base/random';
import * as ambient from './ambient.ts';
import type { Source } from './aircraft.ts';
import { bandRms, carryFar, passThroughChain, rmsOf } from './chain.ts';
import { CONTROL_HZ, gainOfDb, wander } from './lines.ts';
import type { Medium } from './medium.ts';
import { SYNTH_RATE_HZ } from './spectral.ts';

/** A licensed recording, 16 kHz mono, that may take a synthesised source's place. */
export type Recording = { readonly name: string; readonly class: string; readonly samples: Float32Array };

export type Scene = {
  readonly samples: Float32Array;
  readonly class: string;
  /** Signal to noise in 60-2000 Hz of the last mixture, dB; Infinity where nothing was added. */
  readonly snrDb: number;
  /** Names of the recordings that are in it. */
  readonly recordings: readonly string[];
  /** Heard fundamental at 50 Hz, where the synthesis knows it. */
  readonly f0Hz?: Float64Array;
};

export type SceneOptions = {
  readonly medium: Medium;
  readonly class: string;
  /** Share of sources and backgrounds that are recordings, where there are any. */
  readonly recordedShare: number;
  readonly recordings: readonly Recording[];
};

/**
 * One scene of 4 to 8 s: a source of the class with some noise of its own, through a random chain; then, in
 * most scenes, carried further off, mixed with another background at -13 to +20 dB, and recorded again.
 */
export function composeScene(random: Random, options: SceneOptions): Scene {
  const seconds = random.between(4, 8);
  const used: string[] = [];
  const source = pickSource(random, options, used, options.class, seconds);
  let sound = unsteady(random, source.samples);
  let snrDb = Infinity;
  if (random.uniform() < 0.7) sound = mix(random, options, used, sound, random.between(0, 35));
  sound = passThroughChain(random, sound);
  if (random.uniform() < 0.6) {
    if (random.uniform() < 0.7)
      sound = carryFar(random, sound, 200 * Math.exp(random.uniform() * Math.log(20)));
    snrDb = random.between(-13, 20);
    sound = mix(random, options, used, sound, snrDb);
    if (random.uniform() < 0.5) sound = passThroughChain(random, sound);
  }
  const level = gainOfDb(-40 + 8 * random.gaussian()) / rmsOf(sound);
  const scene = { samples: scaled(sound, level), class: options.class, snrDb, recordings: used };
  return source.f0Hz === undefined ? scene : { ...scene, f0Hz: source.f0Hz };
}

/** What makes noise and no lines. */
const WEATHER = [ambient.wind, ambient.rain, ambient.colouredNoise];

/** A source in weather at 0 to 20 dB and nothing else: no other lines, no chain. */
export function composeInWeather(
  random: Random,
  wanted: string,
  make: (random: Random, seconds: number) => Source,
): Scene {
  const seconds = random.between(4, 8);
  const source = make(random, seconds);
  const snrDb = random.between(0, 20);
  const weather = WEATHER[random.below(WEATHER.length)]!(random, seconds);
  const samples = added(source.samples, weather.samples, snrDb);
  const scene = { samples, class: wanted, snrDb, recordings: [] };
  return source.f0Hz === undefined ? scene : { ...scene, f0Hz: source.f0Hz };
}

/** Unit power, with the swells of turbulent air and the dips of handling, edits and gain control. */
function unsteady(random: Random, samples: Float32Array): Float32Array {
  const steps = Math.ceil((samples.length / SYNTH_RATE_HZ) * CONTROL_HZ) + 1;
  const swell = wander(random, steps, random.between(0.2, 3));
  const depthDb = random.between(0, 5);
  const levelDb = swell.map((value) => depthDb * value);
  if (random.uniform() < 0.2) {
    for (let dips = 1 + random.below(3); dips > 0; dips -= 1) {
      const from = random.below(steps);
      const dipDb = random.between(6, 30);
      const to = Math.min(steps, from + Math.round(random.between(0.05, 0.8) * CONTROL_HZ));
      for (let i = from; i < to; i += 1) levelDb[i]! -= dipDb;
    }
  }
  const gain = levelDb.map(gainOfDb);
  const perStep = SYNTH_RATE_HZ / CONTROL_HZ;
  const norm = 1 / rmsOf(samples);
  return samples.map((value, i) => {
    const step = Math.floor(i / perStep);
    const part = i / perStep - step;
    return value * norm * (gain[step]! * (1 - part) + gain[step + 1]! * part);
  });
}

function pickSource(
  random: Random,
  options: SceneOptions,
  used: string[],
  wanted: string,
  seconds: number,
): Source {
  const recorded = options.recordings.filter((recording) => recording.class === wanted);
  if (recorded.length > 0 && random.uniform() < options.recordedShare) {
    const recording = recorded[random.below(recorded.length)]!;
    used.push(recording.name);
    return { samples: excerpt(random, recording.samples, seconds) };
  }
  return synthesise(random, options.medium, wanted, seconds);
}

/** One synthesised source of the class. */
export function synthesise(random: Random, medium: Medium, wanted: string, seconds: number): Source {
  const choices = medium.makers[wanted] ?? [];
  let draw = random.uniform() * choices.reduce((sum, [share]) => sum + share, 0);
  for (const [share, make] of choices) {
    draw -= share;
    if (draw < 0) return make(random, seconds);
  }
  throw new Error(`no maker for ${wanted}`);
}

/** A stretch of a recording, played up to 15 % slower or faster. */
function excerpt(random: Random, samples: Float32Array, seconds: number): Float32Array {
  const speed = Math.exp(random.between(-0.15, 0.15));
  const wanted = Math.min(Math.round(seconds * SYNTH_RATE_HZ), Math.floor((samples.length - 2) / speed));
  const start = random.between(0, samples.length - 2 - wanted * speed);
  return Float32Array.from({ length: wanted }, (_, i) => {
    const position = Math.max(0, start) + i * speed;
    const whole = Math.floor(position);
    const part = position - whole;
    return samples[whole]! * (1 - part) + samples[whole + 1]! * part;
  });
}

/** Adds a background at this ratio. */
function mix(
  random: Random,
  options: SceneOptions,
  used: string[],
  sound: Float32Array,
  snrDb: number,
): Float32Array {
  const wanted = random.uniform() < 0.12 ? options.medium.disturbance : 'background';
  const noise = pickSource(random, options, used, wanted, sound.length / SYNTH_RATE_HZ).samples;
  return added(sound, noise, snrDb);
}

/** Both, at this ratio in 60-2000 Hz, as long as the shorter of the two. */
function added(sound: Float32Array, noise: Float32Array, snrDb: number): Float32Array {
  const length = Math.min(sound.length, noise.length);
  const share = (bandRms(sound) / bandRms(noise)) * gainOfDb(-snrDb);
  const out = new Float32Array(length);
  for (let i = 0; i < length; i += 1) out[i] = sound[i]! + share * noise[i]!;
  return out;
}

function scaled(samples: Float32Array, gain: number): Float32Array {
  return samples.map((value) => value * gain);
}
