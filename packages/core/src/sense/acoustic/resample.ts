/**
 * Any rate to 16 kHz, streaming: a windowed-sinc low pass (Kaiser, beta 6, about 63 dB) evaluated at each output
 * instant. Rates in a simple ratio (44.1, 48, 96 kHz …) have a kernel for each phase there is; others take the nearest
 * of 1,024 phases, an error below -60 dB. Flat to 6 kHz, or to 0.38 of a lower input rate; images of what lies within
 * 1.3 kHz above the cut are only partly removed.
 */
export type Resampler = {
  /**
   * Resamples `samples`, handing pieces of at most 1,024 output samples to `emit` (a reused array). Up to 1,024 samples
   * and half a kernel wait for what follows.
   */
  push(samples: Float32Array, emit: (piece: Float32Array) => void): void;
  /** The sound has ended: the rest, as if silence followed. Make another for another recording. */
  flush(emit: (piece: Float32Array) => void): void;
};

const MOST_PHASES = 1024;
const ZERO_CROSSINGS = 8;
const PIECE_SAMPLES = 1024;
const BUFFER_SAMPLES = 4096;
const KAISER_BETA = 6;
/** Inputs that are gathered before any output is made: an AudioWorklet's pieces of 128 would cost more than the sums. */
export const GATHERED_SAMPLES = 1024;
/** Outputs made at once where all have the same kernel: each of its taps is then loaded once for all. */
const TOGETHER = 4;

export function createResampler(inputHz: number, outputHz: number): Resampler {
  const cut = 0.92 * Math.min(1, outputHz / inputHz);
  // Even, so that a kernel is whole fours.
  const reach = 2 * Math.ceil(ZERO_CROSSINGS / cut / 2);
  const taps = 2 * reach;
  const phases = Math.min(MOST_PHASES, outputHz / commonDivisor(inputHz, outputHz));
  const table = kernelTable(cut, reach, phases);
  const wholeStep = Math.floor(inputHz / outputHz);
  const partStep = inputHz - wholeStep * outputHz;
  const buffer = new Float64Array(Math.max(BUFFER_SAMPLES, 4 * taps));
  const piece = new Float32Array(PIECE_SAMPLES);
  // The first output instant is the first input sample: half a kernel of silence lies before it.
  let held = reach - 1;
  // Position of the next output in the buffer: whole samples, and parts of 1 / outputHz so that no error adds up.
  let whole = reach - 1;
  let part = 0;

  function push(samples: Float32Array, emit: (piece: Float32Array) => void): void {
    for (let taken = 0; taken < samples.length;) {
      if (held === buffer.length) dropUsed();
      const count = Math.min(buffer.length - held, samples.length - taken);
      for (let i = 0; i < count; i += 1) buffer[held + i] = samples[taken + i]!;
      held += count;
      taken += count;
      if (held - whole >= reach + GATHERED_SAMPLES) produce(emit);
    }
  }

  function flush(emit: (piece: Float32Array) => void): void {
    push(new Float32Array(reach + TOGETHER * wholeStep), emit);
    produce(emit);
  }

  function produce(emit: (piece: Float32Array) => void): void {
    if (phases === 1) produceTogether(emit);
    else produceEach(emit);
  }

  function dropUsed(): void {
    const used = Math.min(held, whole - reach + 1);
    buffer.copyWithin(0, used, held);
    held -= used;
    whole -= used;
  }

  function produceTogether(emit: (piece: Float32Array) => void): void {
    let made = 0;
    while (whole + (TOGETHER - 1) * wholeStep + reach < held) {
      dotFour(piece, made, table, buffer, whole - reach + 1, wholeStep, taps);
      made += TOGETHER;
      whole += TOGETHER * wholeStep;
      if (made === PIECE_SAMPLES) {
        emit(piece);
        made = 0;
      }
    }
    if (made > 0) emit(piece.subarray(0, made));
  }

  function produceEach(emit: (piece: Float32Array) => void): void {
    let made = 0;
    while (whole + reach < held) {
      const row = Math.round((part / outputHz) * phases);
      piece[made] = dot(table, row * taps, buffer, whole - reach + 1, taps);
      made += 1;
      whole += wholeStep;
      part += partStep;
      if (part >= outputHz) {
        part -= outputHz;
        whole += 1;
      }
      if (made === PIECE_SAMPLES) {
        emit(piece);
        made = 0;
      }
    }
    if (made > 0) emit(piece.subarray(0, made));
  }

  return { push, flush };
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}

/** Four outputs, `step` samples apart, of one kernel. */
function dotFour(
  out: Float32Array,
  at: number,
  kernel: Float64Array,
  buffer: Float64Array,
  from: number,
  step: number,
  taps: number,
): void {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (let i = 0; i < taps; i += 1) {
    const weight = kernel[i]!;
    const k = from + i;
    a += weight * buffer[k]!;
    b += weight * buffer[k + step]!;
    c += weight * buffer[k + 2 * step]!;
    d += weight * buffer[k + 3 * step]!;
  }
  out[at] = a;
  out[at + 1] = b;
  out[at + 2] = c;
  out[at + 3] = d;
}

/** Four sums side by side, so that no addition waits for the one before. */
function dot(table: Float64Array, row: number, buffer: Float64Array, from: number, count: number): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (let i = 0; i < count; i += 4) {
    a += table[row + i]! * buffer[from + i]!;
    b += table[row + i + 1]! * buffer[from + i + 1]!;
    c += table[row + i + 2]! * buffer[from + i + 2]!;
    d += table[row + i + 3]! * buffer[from + i + 3]!;
  }
  return a + b + (c + d);
}

/** Row p holds the kernel for an instant p / phases after a sample; one row more, for what rounds up to the next. */
function kernelTable(cut: number, reach: number, phases: number): Float64Array {
  const taps = 2 * reach;
  const table = new Float64Array((phases + 1) * taps);
  for (let p = 0; p <= phases; p += 1) {
    let sum = 0;
    for (let i = 0; i < taps; i += 1) {
      const x = i - reach + 1 - p / phases;
      const at = Math.abs(x) / reach;
      const angle = Math.PI * cut * x;
      const sinc = Math.abs(angle) < 1e-9 ? 1 : Math.sin(angle) / angle;
      table[p * taps + i] = at >= 1 ? 0 : sinc * besselI0(KAISER_BETA * Math.sqrt(1 - at * at));
      sum += table[p * taps + i]!;
    }
    for (let i = 0; i < taps; i += 1) table[p * taps + i]! /= sum;
  }
  return table;
}

/** Modified Bessel function of order 0 by its power series; to double precision for x up to 20. */
function besselI0(x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > 1e-17 * sum; k += 1) {
    term *= (x * x) / (4 * k * k);
    sum += term;
  }
  return sum;
}
