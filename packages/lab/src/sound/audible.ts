import { createRealFft, hannWindow } from '@kentongan/core/sense/acoustic';
import { SYNTH_RATE_HZ } from './synth/spectral.ts';

/**
 * Whether a far cut's seconds hold the drone at all, whatever any detector says of them. The cut is found in the near
 * recording that it was made of; the lines that stand out there in that second are the template; the mean level of the
 * far cut on exactly those bins is compared with that of the template shifted off them. A second that hides even from who
 * knows where every line must be is no miss of a detector that does not.
 */
const FRAME_SAMPLES = 4096;
const HOP_SAMPLES = 500;
const FRAMES_PER_SECOND = SYNTH_RATE_HZ / HOP_SAMPLES;
const BINS = 512;
const LOW_BIN = 20;
const LOCAL_BINS = 20;
/** Lines of the template: this much over their surroundings, at least so many, none weighing more than this. */
const LINE_DB = 6;
const LEAST_LINES = 3;
const MOST_DB = 15;
/** Deviations over the shifted templates from which a second counts as audible. */
const AUDIBLE_DEVIATIONS = 3;
const SHIFTS = [5, 6, 7, 8, 9, 10, 11, 12, 13].flatMap((bins) => [-bins, bins]);
const ALIGN_STEP = 4;
const WHITE_MOST_DB = 12;

type Spectrogram = { readonly frames: number; readonly logPower: Float32Array; readonly white: Float32Array };

/** One answer for each whole second of `far`; false too where the recording it was made of is silent there. */
export function audibleSeconds(far: Float32Array, nears: readonly Float32Array[]): boolean[] {
  const heard = spectrogramOf(far);
  let best = { fit: -Infinity, offset: 0, of: heard };
  for (const near of nears) {
    const from = spectrogramOf(near);
    for (let offset = 0; offset + FRAMES_PER_SECOND <= from.frames; offset += 1) {
      const fit = alignment(heard, from, offset);
      if (fit > best.fit) best = { fit, offset, of: from };
    }
  }
  return Array.from({ length: Math.floor(far.length / SYNTH_RATE_HZ) }, (_, second) =>
    isAudible(heard, best.of, best.offset, second),
  );
}

function spectrogramOf(samples: Float32Array): Spectrogram {
  const fft = createRealFft(FRAME_SAMPLES);
  const window = hannWindow(FRAME_SAMPLES);
  const power = new Float64Array(FRAME_SAMPLES / 2 + 1);
  const frames = Math.max(1, Math.floor((samples.length - FRAME_SAMPLES) / HOP_SAMPLES) + 1);
  const logPower = new Float32Array(frames * BINS);
  const white = new Float32Array(frames * BINS);
  const padded = new Float32Array(Math.max(samples.length, FRAME_SAMPLES));
  padded.set(samples);
  for (let f = 0; f < frames; f += 1) {
    fft.power(power, padded, f * HOP_SAMPLES, window, BINS);
    for (let k = 0; k < BINS; k += 1) logPower[f * BINS + k] = 10 * Math.log10(power[k]! + 1e-12);
    for (let k = 0; k < BINS; k += 1) {
      const over = logPower[f * BINS + k]! - localMean(logPower, f * BINS, k);
      white[f * BINS + k] = Math.max(-LINE_DB, Math.min(WHITE_MOST_DB, over));
    }
  }
  return { frames, logPower, white };
}

function localMean(values: Float32Array, row: number, bin: number): number {
  const from = Math.max(0, bin - LOCAL_BINS);
  const to = Math.min(BINS - 1, bin + LOCAL_BINS);
  let sum = 0;
  for (let k = from; k <= to; k += 1) sum += values[row + k]!;
  return sum / (to - from + 1);
}

/** Mean product of the whitened spectra where they overlap: the cut's own place stands out by its very noise. */
function alignment(far: Spectrogram, near: Spectrogram, offset: number): number {
  let sum = 0;
  let frames = 0;
  for (let f = 0; f < far.frames && offset + f < near.frames; f += ALIGN_STEP) {
    const a = f * BINS;
    const b = (offset + f) * BINS;
    for (let k = LOW_BIN; k < BINS; k += 1) sum += far.white[a + k]! * near.white[b + k]!;
    frames += 1;
  }
  return sum / Math.max(1, frames);
}

function isAudible(far: Spectrogram, near: Spectrogram, offset: number, second: number): boolean {
  const from = second * FRAMES_PER_SECOND;
  const level = meanOver(
    near.logPower,
    offset + from,
    Math.min(near.frames, offset + from + FRAMES_PER_SECOND),
  );
  const lines = linesOf(level);
  if (lines.length < LEAST_LINES) return false;
  const heard = meanOver(far.white, from, Math.min(far.frames, from + FRAMES_PER_SECOND));
  const on = Math.max(...[-1, 0, 1].map((shift) => weighted(heard, lines, shift)));
  const off = SHIFTS.map((shift) => weighted(heard, lines, shift));
  const mean = off.reduce((sum, value) => sum + value, 0) / off.length;
  const deviation = Math.sqrt(
    off.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / off.length,
  );
  return on - mean >= AUDIBLE_DEVIATIONS * deviation;
}

function meanOver(values: Float32Array, from: number, to: number): Float64Array {
  const mean = new Float64Array(BINS);
  for (let f = from; f < to; f += 1)
    for (let k = 0; k < BINS; k += 1) mean[k]! += values[f * BINS + k]! / (to - from);
  return mean;
}

type Line = { readonly bin: number; readonly weight: number };

function linesOf(level: Float64Array): Line[] {
  const lines: Line[] = [];
  for (let k = LOW_BIN; k < BINS - 16; k += 1) {
    const around = level.slice(Math.max(0, k - LOCAL_BINS), k + LOCAL_BINS + 1).sort();
    const over = level[k]! - around[around.length >> 1]!;
    const isPeak = [-3, -2, -1, 1, 2, 3].every((d) => level[k]! >= level[k + d]!);
    if (over > LINE_DB && isPeak) lines.push({ bin: k, weight: Math.min(MOST_DB, over) });
  }
  return lines;
}

/** Weighted mean level on the lines moved by `shift` bins, each smoothed by [1 2 1] / 4. */
function weighted(heard: Float64Array, lines: readonly Line[], shift: number): number {
  let sum = 0;
  let weights = 0;
  for (const { bin, weight } of lines) {
    const k = bin + shift;
    sum += weight * (0.25 * heard[k - 1]! + 0.5 * heard[k]! + 0.25 * heard[k + 1]!);
    weights += weight;
  }
  return sum / weights;
}
