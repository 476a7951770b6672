import { commonDivisor, kaiserWindow } from './kernel.ts';

/**
 * Any rate to 16 kHz, streaming: a windowed-sinc low pass (Kaiser, beta 6, about 63 dB) evaluated at each output
 * instant. Multiples of the output rate (48, 96 kHz) have one symmetric kernel that is cut at half
 * the output rate, where every third (sixth) tap is zero (a Nyquist filter): a third of the products. Flat to 6 kHz; images
 * of what lies within 1.9 kHz above the cut are only partly removed. Rates in a simple ratio (44.1 kHz …) have a kernel for
 * each phase there is; others take the nearest of 1,024 phases, an error below -60 dB. Every product counts there, and all
 * that is ever measured lies below 2.3 kHz, so from a higher rate the kernel is shorter: flat to 2.4 kHz, and nothing comes
 * back below that. From a lower rate it is flat to 0.38 of it.
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
/** Of the short kernel, cut at half the output rate: it falls from 2.4 to 13.6 kHz, which folds back to 2.4. */
const SHORT_ZERO_CROSSINGS = 2.9;
const PIECE_SAMPLES = 1024;
const BUFFER_SAMPLES = 4096;
const KAISER_BETA = 6;
/** Inputs that are gathered before any output is made: an AudioWorklet's pieces of 128 would cost more than the sums. */
export const GATHERED_SAMPLES = 1024;
/** Outputs made at once where all have the same kernel: each of its taps is then loaded once for all. */
const TOGETHER = 4;

export function createResampler(inputHz: number, outputHz: number): Resampler {
  const divisor = commonDivisor(inputHz, outputHz);
  const parts = outputHz / divisor;
  const phases = Math.min(MOST_PHASES, parts);
  const isShort = phases > 1 && inputHz > outputHz;
  const cut = (phases === 1 || isShort ? 1 : 0.92) * Math.min(1, outputHz / inputHz);
  // Even, so that a kernel is whole fours.
  const reach = 2 * Math.ceil((isShort ? SHORT_ZERO_CROSSINGS : ZERO_CROSSINGS) / cut / 2);
  const taps = 2 * reach;
  const table = kernelTable(cut, reach, phases);
  const wholeStep = Math.floor(inputHz / outputHz);
  const folded = foldKernel(table, reach, wholeStep);
  const partStep = inputHz / divisor - wholeStep * parts;
  const rowOfPart = Int32Array.from(
    { length: parts },
    (_, part) => taps * Math.round((part / parts) * phases),
  );
  const buffer = new Float64Array(Math.max(BUFFER_SAMPLES, 4 * taps));
  const piece = new Float32Array(PIECE_SAMPLES);
  // The first output instant is the first input sample: half a kernel of silence lies before it.
  let held = reach - 1;
  // Position of the next output in the buffer: whole samples, and parts of one, whole too, so that no error adds up.
  let whole = reach - 1;
  let part = 0;

  function push(samples: Float32Array, emit: (piece: Float32Array) => void): void {
    for (let taken = 0; taken < samples.length;) {
      if (held === buffer.length) dropUsed();
      const count = Math.min(buffer.length - held, samples.length - taken);
      const to = held;
      for (let i = 0; i < count; i += 1) buffer[to + i] = samples[taken + i]!;
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
      dotFour(piece, made, folded, buffer, whole, wholeStep);
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
    // Locals: what a closure shares is read from memory each time.
    const last = held - reach - 1;
    let made = 0;
    let at = whole;
    let now = part;
    while (at <= last) {
      piece[made] = dot(table, rowOfPart[now]!, buffer, at - reach + 1, taps);
      made += 1;
      at += wholeStep;
      now += partStep;
      if (now >= parts) {
        now -= parts;
        at += 1;
      }
      if (made === PIECE_SAMPLES) {
        emit(piece);
        made = 0;
      }
    }
    whole = at;
    part = now;
    if (made > 0) emit(piece.subarray(0, made));
  }

  return { push, flush };
}

/**
 * A symmetric kernel: its middle, and its taps 1, 1 + step, 1 + 2 step … after it, then 2, 2 + step … `rowTaps` in each
 * such row; those at multiples of the step are zero.
 */
type FoldedKernel = { readonly middle: number; readonly rows: Float64Array; readonly rowTaps: number };

function foldKernel(table: Float64Array, reach: number, step: number): FoldedKernel {
  const rowTaps = Math.ceil((reach - 1) / step);
  const rows = Float64Array.from({ length: rowTaps * Math.max(0, step - 1) }, (_, i) => {
    const off = 1 + Math.floor(i / rowTaps) + step * (i % rowTaps);
    return off < reach ? table[reach - 1 + off]! : 0;
  });
  return { middle: table[reach - 1]!, rows, rowTaps };
}

/**
 * Four outputs of one kernel, `step` samples apart, the first about `at`. Along a row the next tap meets three of the
 * samples that this one met, one output further: only one on either side is loaded.
 */
function dotFour(
  out: Float32Array,
  from: number,
  { middle, rows, rowTaps }: FoldedKernel,
  buffer: Float64Array,
  at: number,
  step: number,
): void {
  let a = middle * buffer[at]!;
  let b = middle * buffer[at + step]!;
  let c = middle * buffer[at + 2 * step]!;
  let d = middle * buffer[at + 3 * step]!;
  for (let row = 1, i = 0; row < step; row += 1) {
    let after1 = buffer[at + row]!;
    let after2 = buffer[at + row + step]!;
    let after3 = buffer[at + row + 2 * step]!;
    let before0 = buffer[at - row + step]!;
    let before1 = buffer[at - row + 2 * step]!;
    let before2 = buffer[at - row + 3 * step]!;
    for (let end = i + rowTaps, off = row; i < end; i += 1, off += step) {
      const weight = rows[i]!;
      const after0 = after1;
      after1 = after2;
      after2 = after3;
      after3 = buffer[at + off + 3 * step]!;
      const before3 = before2;
      before2 = before1;
      before1 = before0;
      before0 = buffer[at - off]!;
      a += weight * (before0 + after0);
      b += weight * (before1 + after1);
      c += weight * (before2 + after2);
      d += weight * (before3 + after3);
    }
  }
  out[from] = a;
  out[from + 1] = b;
  out[from + 2] = c;
  out[from + 3] = d;
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
      table[p * taps + i] = sinc * kaiserWindow(at, KAISER_BETA);
      sum += table[p * taps + i]!;
    }
    for (let i = 0; i < taps; i += 1) table[p * taps + i]! /= sum;
  }
  return table;
}
