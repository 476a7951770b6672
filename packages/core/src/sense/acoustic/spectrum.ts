import { createRealFft, hannWindow } from './fft.ts';

/** All analysis happens at this rate, whatever rate the sound has. */
export const ANALYSIS_RATE_HZ = 8000;
export const FRAME_SAMPLES = 2048;
/** Eight frames a second, overlapping by half. */
export const HOP_SAMPLES = 1000;
/** The middle of a block's frames is this much after the middle of its half second. */
export const FRAME_LAG_S = (FRAME_SAMPLES - HOP_SAMPLES) / 2 / ANALYSIS_RATE_HZ;
export const FRAMES_PER_BLOCK = 4;
export const BLOCKS_PER_WINDOW = 2;
export const BIN_HZ = ANALYSIS_RATE_HZ / FRAME_SAMPLES;
/** Bins of the comb band, to 2,250 Hz: what far sound still carries. */
export const COMB_BINS = 576;
/** Nothing above this is looked at. */
export const MEASURED_TOP_HZ = COMB_BINS * BIN_HZ;
/** 28 bands would reach from 50 Hz to 7 kHz; those above 2 kHz are asked for by nobody. */
export const BAND_COUNT = 21;
const BAND_LOW_HZ = 50;
const BAND_RATIO = Math.exp(Math.log(140) / 28);
/** Bands in which peaks are counted. */
export const PEAK_BANDS = 3;
/** The band in which level, floor and SNR are stated. */
export const LEVEL_LOW_HZ = 60;
export const LEVEL_HIGH_HZ = 2000;

/** What half a second of sound (four frames) leaves behind. */
export type Block = {
  /** Mean over frames of 10 log10 |X|^2, comb band, dB. */
  readonly logPower: Float64Array;
  /** Its local level, lines left out, dB. */
  readonly localDb: Float64Array;
  /** `logPower` minus `localDb`: 0 in noise, positive on lines, dB, clipped. */
  readonly white: Float64Array;
  /** Mean level of each logarithmic band, dB re full scale. */
  readonly bandDb: Float64Array;
  /** How many peaks stand out in each of three bands, and how much stands out in all, dB: what features count of it. */
  readonly peaks: Float64Array;
  standing: number;
  /** Mean power in 60-2000 Hz re a full-scale square wave. */
  levelPower: number;
  frameCount: number;
};

export function createBlock(): Block {
  return {
    logPower: new Float64Array(COMB_BINS),
    localDb: new Float64Array(COMB_BINS),
    white: new Float64Array(COMB_BINS),
    bandDb: new Float64Array(BAND_COUNT),
    peaks: new Float64Array(PEAK_BANDS),
    standing: 0,
    levelPower: 0,
    frameCount: 0,
  };
}

/** Level of a line over the local level, not clipped, dB. */
export function lineDb(block: Block, bin: number): number {
  const at = Math.round(bin);
  const { logPower, localDb } = block;
  return 0.25 * logPower[at - 1]! + 0.5 * logPower[at]! + 0.25 * logPower[at + 1]! - localDb[at]!;
}

export const powerOfDb = (db: number): number => Math.exp((db * Math.LN10) / 10);

/** Edges of the logarithmic bands, as first bins; `BAND_COUNT + 1` entries. */
export const bandEdges: Int32Array = Int32Array.from({ length: BAND_COUNT + 1 }, (_, i) =>
  Math.round((BAND_LOW_HZ * Math.exp(i * Math.log(BAND_RATIO))) / BIN_HZ),
);

export const LEVEL_FROM_BIN = Math.round(LEVEL_LOW_HZ / BIN_HZ);
export const LEVEL_TO_BIN = Math.round(LEVEL_HIGH_HZ / BIN_HZ);
const DB_PER_NEPER = 10 / Math.LN10;
const SILENCE_POWER = 1e-13;

/** Adds frames to blocks: `clear`, then `add` for each frame, then `finish`. */
export type BlockMaker = {
  clear(block: Block): void;
  add(block: Block, samples: Float32Array, offset: number): void;
  finish(block: Block): void;
};

/** What a filter before it took from the band is given back up to this much: there may be nothing there. */
const LEAST_RESPONSE = 0.05;

/** Constants, and scratch that no block needs once its frame is added. */
const fft = createRealFft(FRAME_SAMPLES);
const window = hannWindow(FRAME_SAMPLES);
const energy = window.reduce((sum, value) => sum + value * value, 0);
const power = new Float64Array(COMB_BINS);

/** `response`: what is left of a frequency in the samples it is given, as an amplitude. */
export function createBlockMaker(response: (hz: number) => number): BlockMaker {
  const scale = Float64Array.from({ length: COMB_BINS }, (_, k) => {
    const left = Math.max(LEAST_RESPONSE, response(k * BIN_HZ));
    // Parseval: the sum of one-sided bins times this is the mean square of the frame.
    return 2 / (FRAME_SAMPLES * energy * left * left);
  });

  return {
    clear(block) {
      block.logPower.fill(1);
      block.bandDb.fill(1);
      block.levelPower = 0;
      block.frameCount = 0;
    },
    add(block, samples, offset) {
      fft.power(power, samples, offset, window, COMB_BINS);
      // Until a block is finished its levels are products of its frames' powers: one logarithm does for all.
      const { logPower, bandDb } = block;
      for (let k = 0; k < COMB_BINS; k += 1) {
        const scaled = power[k]! * scale[k]!;
        power[k] = scaled;
        logPower[k]! *= scaled + SILENCE_POWER;
      }
      for (let b = 0; b < BAND_COUNT; b += 1)
        bandDb[b]! *= sumOf(power, bandEdges[b]!, bandEdges[b + 1]!) + SILENCE_POWER;
      block.levelPower += sumOf(power, LEVEL_FROM_BIN, LEVEL_TO_BIN + 1);
      block.frameCount += 1;
    },
    finish(block) {
      const { logPower, bandDb, frameCount } = block;
      const dbPerNeper = DB_PER_NEPER / frameCount;
      for (let k = 0; k < COMB_BINS; k += 1) logPower[k] = dbPerNeper * Math.log(logPower[k]!);
      for (let b = 0; b < BAND_COUNT; b += 1) bandDb[b] = dbPerNeper * Math.log(bandDb[b]!);
      block.levelPower /= frameCount;
      whiten(block.white, block.localDb, logPower);
    },
  };
}

function sumOf(values: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let k = from; k < to; k += 1) sum += values[k]!;
  return sum;
}

const WHITEN_HALF_BINS = 20;
const PEAK_CAP_DB = 3;
export const WHITE_MIN_DB = -6;
export const WHITE_MAX_DB = 15;

const capped = new Float64Array(COMB_BINS);

/**
 * Takes the local level (running mean over +-78 Hz, peaks capped 3 dB above a first mean) off a log spectrum,
 * smooths by [1 2 1]/4 (the Hann lobe), clips. Near the band's edges the running mean is one-sided.
 */
function whiten(out: Float64Array, local: Float64Array, logPower: Float64Array): void {
  runningMean(local, logPower);
  for (let k = 0; k < COMB_BINS; k += 1) {
    const cap = local[k]! + PEAK_CAP_DB;
    capped[k] = logPower[k]! < cap ? logPower[k]! : cap;
  }
  runningMean(local, capped);
  let before = logPower[0]! - local[0]!;
  let here = logPower[1]! - local[1]!;
  for (let k = 1; k < COMB_BINS - 1; k += 1) {
    const after = logPower[k + 1]! - local[k + 1]!;
    const smooth = 0.25 * before + 0.5 * here + 0.25 * after;
    out[k] = smooth < WHITE_MIN_DB ? WHITE_MIN_DB : smooth > WHITE_MAX_DB ? WHITE_MAX_DB : smooth;
    before = here;
    here = after;
  }
  out[0] = 0;
  out[COMB_BINS - 1] = 0;
}

function runningMean(out: Float64Array, values: Float64Array): void {
  const count = values.length;
  let sum = 0;
  for (let k = 0; k < WHITEN_HALF_BINS; k += 1) sum += values[k]!;
  for (let k = 0; k <= WHITEN_HALF_BINS; k += 1) {
    sum += values[k + WHITEN_HALF_BINS]!;
    out[k] = sum / (k + WHITEN_HALF_BINS + 1);
  }
  for (let k = WHITEN_HALF_BINS + 1; k < count - WHITEN_HALF_BINS; k += 1) {
    sum += values[k + WHITEN_HALF_BINS]! - values[k - WHITEN_HALF_BINS - 1]!;
    out[k] = sum / (2 * WHITEN_HALF_BINS + 1);
  }
  for (let k = count - WHITEN_HALF_BINS; k < count; k += 1) {
    sum -= values[k - WHITEN_HALF_BINS - 1]!;
    out[k] = sum / (count - k + WHITEN_HALF_BINS);
  }
}
