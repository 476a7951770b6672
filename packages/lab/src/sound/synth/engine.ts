import type { Random } from '@kentongan/core/base/random';
import { addLines, CONTROL_HZ, flutterOf, gainOfDb, wander } from './lines.ts';
import { pathGain } from './path.ts';
import type { FlyPath } from './path.ts';
import { addShapedNoise, GAIN_BIN_HZ, SYNTH_RATE_HZ } from './spectral.ts';

/** A machine that turns: lines at multiples of half its shaft rate, and the noise it makes besides. */
export type Engine = {
  /** Shaft (or comb) rate at each control step, at the source, Hz. */
  readonly rateHz: Float64Array;
  /** Level of each order; index i is order `(i + 1) / 2`, dB, -Infinity where absent. */
  readonly orderDb: Float64Array;
  /** Fluctuation of lines on their way through the air, dB, and how fast, s. */
  readonly flutterDb: number;
  readonly flutterS: number;
  /** Broadband noise re the lines' power, dB, and its fall per octave above 300 Hz, dB. */
  readonly noiseDb: number;
  readonly noiseSlopeDb: number;
};

/** Renders the engine along its path: unit power of lines plus noise, where the path is at its reference. */
export function renderEngine(random: Random, engine: Engine, path: FlyPath, seconds: number): Float32Array {
  const out = new Float32Array(Math.round(seconds * SYNTH_RATE_HZ));
  const steps = engine.rateHz.length;
  const heardHz = engine.rateHz.map((rate, i) => 0.5 * rate * path.doppler[i]!);
  const present: number[] = [];
  engine.orderDb.forEach((db, i) => {
    if (db > -60) present.push(i);
  });
  const amplitude = Float64Array.from(present, (i) => gainOfDb(engine.orderDb[i]!));
  const power = amplitude.reduce((sum, a) => sum + 0.5 * a * a, 0);
  for (let i = 0; i < amplitude.length; i += 1) amplitude[i]! /= Math.sqrt(power);
  const orders = Float64Array.from(present, (i) => i + 1);
  const flutter = flutterOf(random, orders.length, steps, engine.flutterDb, engine.flutterS);
  addLines(out, random, heardHz, orders, amplitude, flutter, (f, step) => pathGain(path, f, step));
  if (engine.noiseDb > -60) addEngineNoise(out, random, engine, path);
  return out;
}

function addEngineNoise(out: Float32Array, random: Random, engine: Engine, path: FlyPath): void {
  const last = path.distanceM.length - 1;
  const shape = noiseShape(engine.noiseSlopeDb);
  addShapedNoise(
    out,
    random,
    (gain, timeS) => {
      const step = Math.max(0, Math.min(last, Math.round(timeS * CONTROL_HZ)));
      for (let k = 0; k < gain.length; k += 1) gain[k] = shape[k]! * pathGain(path, k * GAIN_BIN_HZ, step);
    },
    gainOfDb(engine.noiseDb),
  );
}

/** Band noise of unit power in 60-2000 Hz, flat to 300 Hz, then falling. */
function noiseShape(slopeDb: number): Float64Array {
  const shape = new Float64Array(513);
  let power = 0;
  for (let k = 1; k < shape.length; k += 1) {
    const hz = k * GAIN_BIN_HZ;
    shape[k] = gainOfDb(-slopeDb * Math.max(0, Math.log2(hz / 300))) * Math.min(1, hz / 60);
    if (hz >= 60 && hz <= 2000) power += shape[k]! * shape[k]!;
  }
  const scale = Math.sqrt(512 / power);
  return shape.map((value) => value * scale);
}

/** Shaft rate with slow governing, gusts and cycle jitter, all relative; `driftPerS` for throttle and dives. */
export function unsteadyRate(
  random: Random,
  steps: number,
  rateHz: number,
  wobble: number,
  wobbleS: number,
  jitter: number,
  driftPerS = 0,
): Float64Array {
  const slow = wander(random, steps, wobbleS);
  const fast = wander(random, steps, 0.04);
  return Float64Array.from(slow, (value, i) => {
    const drift = (driftPerS * (i - steps / 2)) / CONTROL_HZ;
    return rateHz * Math.exp(drift + wobble * value + jitter * fast[i]!);
  });
}

/** Resonances of exhaust, body and room: a smooth random curve in dB over frequency. */
export function resonances(random: Random, count: number, maxDb: number): (frequencyHz: number) => number {
  const peaks = Array.from({ length: count }, () => ({
    hz: 80 * Math.exp(random.uniform() * Math.log(40)),
    width: random.between(0.15, 0.7),
    db: random.between(-maxDb, maxDb),
  }));
  return (frequencyHz) => {
    let db = 0;
    for (const { hz, width, db: peak } of peaks) {
      const octaves = Math.log2(Math.max(1, frequencyHz) / hz) / width;
      db += peak * Math.exp(-0.5 * octaves * octaves);
    }
    return db;
  };
}
