import type { Random } from '@kentongan/core/base/random';
import { SYNTH_RATE_HZ } from './spectral.ts';

/** Frequencies and gains of a source are laid down fifty times a second. */
export const CONTROL_HZ = 50;
const SEGMENT = SYNTH_RATE_HZ / CONTROL_HZ;
const TOP_HZ = 7600;

/** Linear gain of a line at this frequency in this control step. */
export type PathGain = (frequencyHz: number, step: number) => number;

/**
 * Adds lines at `orders[i] * rateHz[step]` with amplitude `amplitude[i]`, each with its own slow fluctuation
 * (`flutter[i * steps + step]`, linear). Phases are random; within a step the frequency is constant.
 */
export function addLines(
  out: Float32Array,
  random: Random,
  rateHz: Float64Array,
  orders: Float64Array,
  amplitude: Float64Array,
  flutter: Float64Array | undefined,
  path: PathGain,
): void {
  const steps = rateHz.length;
  for (let i = 0; i < orders.length; i += 1) {
    const order = orders[i]!;
    let phase = 2 * Math.PI * random.uniform();
    let gainFrom = -1;
    for (let step = 0; step < steps; step += 1) {
      const frequencyHz = order * rateHz[step]!;
      const turn = (2 * Math.PI * frequencyHz) / SYNTH_RATE_HZ;
      const audible = frequencyHz < TOP_HZ && frequencyHz > 8;
      const fluctuation = flutter === undefined ? 1 : flutter[i * steps + step]!;
      const gainTo = audible ? amplitude[i]! * fluctuation * path(frequencyHz, step) : 0;
      if (gainFrom < 0) gainFrom = gainTo;
      if (gainFrom > 0 || gainTo > 0) addSegment(out, step * SEGMENT, phase, turn, gainFrom, gainTo);
      phase = (phase + turn * SEGMENT) % (2 * Math.PI);
      gainFrom = gainTo;
    }
  }
}

function addSegment(
  out: Float32Array,
  start: number,
  phase: number,
  turn: number,
  gainFrom: number,
  gainTo: number,
): void {
  const end = Math.min(out.length, start + SEGMENT);
  const cos = Math.cos(turn);
  const sin = Math.sin(turn);
  let x = Math.cos(phase);
  let y = Math.sin(phase);
  let gain = gainFrom;
  const slope = (gainTo - gainFrom) / SEGMENT;
  for (let at = start; at < end; at += 1) {
    out[at]! += gain * y;
    const next = x * cos - y * sin;
    y = x * sin + y * cos;
    x = next;
    gain += slope;
  }
}

/** An Ornstein-Uhlenbeck process of unit variance at the control rate. */
export function wander(random: Random, steps: number, timeConstantS: number): Float64Array {
  const keep = Math.exp(-1 / (CONTROL_HZ * timeConstantS));
  const kick = Math.sqrt(1 - keep * keep);
  const out = new Float64Array(steps);
  let value = random.gaussian();
  for (let i = 0; i < steps; i += 1) {
    out[i] = value;
    value = keep * value + kick * random.gaussian();
  }
  return out;
}

/** Linear fluctuation of each line: lognormal in level with this standard deviation and time constant. */
export function flutterOf(
  random: Random,
  lines: number,
  steps: number,
  sigmaDb: number,
  timeConstantS: number,
): Float64Array {
  const out = new Float64Array(lines * steps);
  for (let i = 0; i < lines; i += 1) {
    const level = wander(random, steps, timeConstantS);
    for (let s = 0; s < steps; s += 1) out[i * steps + s] = gainOfDb(sigmaDb * level[s]!);
  }
  return out;
}

export function gainOfDb(db: number): number {
  return Math.exp((db * Math.LN10) / 20);
}
