/**
 * Any rate to 16 kHz, streaming: a windowed-sinc low pass (Kaiser, beta 7, about 70 dB) evaluated at each output
 * instant from a table of 128 phases with linear interpolation between them. Flat to 6.6 kHz, or to 0.41 of a
 * lower input rate; images of what lies within 1.4 kHz above the cut are only partly removed.
 */
export type Resampler = {
  /** Resamples all of `samples`, handing pieces of at most 1,024 output samples to `emit` (a reused array). */
  push(samples: Float32Array, emit: (piece: Float32Array) => void): void;
};

const PHASES = 128;
const ZERO_CROSSINGS = 10;
const PIECE_SAMPLES = 1024;
const KAISER_BETA = 7;

export function createResampler(inputHz: number, outputHz: number): Resampler {
  const cut = 0.92 * Math.min(1, outputHz / inputHz);
  // Even, so that a kernel is whole fours.
  const reach = 2 * Math.ceil(ZERO_CROSSINGS / cut / 2);
  const taps = 2 * reach;
  const table = kernelTable(cut, reach);
  const wholeStep = Math.floor(inputHz / outputHz);
  const partStep = inputHz - wholeStep * outputHz;
  const buffer = new Float32Array(taps + PIECE_SAMPLES);
  const piece = new Float32Array(PIECE_SAMPLES);
  // The first output instant is the first input sample: half a kernel of silence lies before it.
  let held = reach - 1;
  // Position of the next output in the buffer: whole samples, and parts of 1 / outputHz so that no error adds up.
  let whole = reach - 1;
  let part = 0;

  function push(samples: Float32Array, emit: (piece: Float32Array) => void): void {
    for (let taken = 0; taken < samples.length;) {
      const count = Math.min(buffer.length - held, samples.length - taken);
      for (let i = 0; i < count; i += 1) buffer[held + i] = samples[taken + i]!;
      held += count;
      taken += count;
      produce(emit);
    }
  }

  function produce(emit: (piece: Float32Array) => void): void {
    let made = 0;
    while (whole + reach < held) {
      piece[made] = interpolate(buffer, table, taps, whole - reach + 1, part / outputHz);
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
    const done = Math.min(held, whole - reach + 1);
    if (done > 0) {
      buffer.copyWithin(0, done, held);
      held -= done;
      whole -= done;
    }
  }

  return { push };
}

/** The kernel `fraction` of a sample after tap `reach - 1`, over the samples from `from`. */
function interpolate(
  buffer: Float32Array,
  table: Float64Array,
  taps: number,
  from: number,
  fraction: number,
): number {
  const phase = fraction * PHASES;
  const row = Math.floor(phase);
  const part = phase - row;
  const near = row * taps;
  const far = near + taps;
  const low = dot(table, near, buffer, from, taps);
  return part === 0 ? low : low + part * (dot(table, far, buffer, from, taps) - low);
}

/** Four sums side by side, so that no addition waits for the one before. */
function dot(table: Float64Array, row: number, buffer: Float32Array, from: number, count: number): number {
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

/** Row p holds the kernel for an instant p / PHASES after a sample; one row more for the interpolation. */
function kernelTable(cut: number, reach: number): Float64Array {
  const taps = 2 * reach;
  const table = new Float64Array((PHASES + 1) * taps);
  for (let p = 0; p <= PHASES; p += 1) {
    let sum = 0;
    for (let i = 0; i < taps; i += 1) {
      const x = i - reach + 1 - p / PHASES;
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
