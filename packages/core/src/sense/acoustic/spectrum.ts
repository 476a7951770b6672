import { createRealFft, hannWindow } from './fft.ts';

/** All analysis happens at this rate; other rates are resampled to it. */
export const ANALYSIS_RATE_HZ = 16000;
export const FRAME_SAMPLES = 4096;
/** Eight frames a second, overlapping by half. */
export const HOP_SAMPLES = 2000;
export const FRAMES_PER_BLOCK = 4;
export const BLOCKS_PER_WINDOW = 2;
export const BIN_HZ = ANALYSIS_RATE_HZ / FRAME_SAMPLES;
/** Bins of the comb band, to 2,250 Hz: what far sound still carries. */
export const COMB_BINS = 576;
/** 28 bands would reach from 50 Hz to 7 kHz; those above 2 kHz are asked for by nobody. */
export const BAND_COUNT = 21;
const BAND_LOW_HZ = 50;
const BAND_RATIO = Math.exp(Math.log(140) / 28);
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

/** Edges of the logarithmic bands, as first bins; `BAND_COUNT + 1` entries. */
export const bandEdges: Int32Array = Int32Array.from({ length: BAND_COUNT + 1 }, (_, i) =>
  Math.round((BAND_LOW_HZ * Math.exp(i * Math.log(BAND_RATIO))) / BIN_HZ),
);

const DB_PER_NEPER = 10 / Math.LN10;
const SILENCE_POWER = 1e-13;

/** Adds frames to blocks: `clear`, then `add` for each frame, then `finish`. */
export type BlockMaker = {
  clear(block: Block): void;
  add(block: Block, samples: Float32Array, offset: number): void;
  finish(block: Block): void;
};

export function createBlockMaker(): BlockMaker {
  const fft = createRealFft(FRAME_SAMPLES);
  const window = hannWindow(FRAME_SAMPLES);
  let energy = 0;
  for (let i = 0; i < FRAME_SAMPLES; i += 1) energy += window[i]! * window[i]!;
  // Parseval: the sum of one-sided bins times this is the mean square of the frame.
  const scale = 2 / (FRAME_SAMPLES * energy);
  const power = new Float64Array(COMB_BINS);
  const whiten = createWhitener();
  const levelFrom = Math.round(LEVEL_LOW_HZ / BIN_HZ);
  const levelTo = Math.round(LEVEL_HIGH_HZ / BIN_HZ);

  return {
    clear(block) {
      block.logPower.fill(0);
      block.bandDb.fill(0);
      block.levelPower = 0;
      block.frameCount = 0;
    },
    add(block, samples, offset) {
      fft.power(power, samples, offset, window, COMB_BINS);
      const { logPower, bandDb } = block;
      for (let k = 0; k < COMB_BINS; k += 1)
        logPower[k]! += DB_PER_NEPER * Math.log(power[k]! * scale + SILENCE_POWER);
      for (let b = 0; b < BAND_COUNT; b += 1) {
        let sum = 0;
        for (let k = bandEdges[b]!; k < bandEdges[b + 1]!; k += 1) sum += power[k]!;
        bandDb[b]! += DB_PER_NEPER * Math.log(sum * scale + SILENCE_POWER);
      }
      let level = 0;
      for (let k = levelFrom; k <= levelTo; k += 1) level += power[k]!;
      block.levelPower += level * scale;
      block.frameCount += 1;
    },
    finish(block) {
      const { logPower, bandDb, frameCount } = block;
      for (let k = 0; k < COMB_BINS; k += 1) logPower[k]! /= frameCount;
      for (let b = 0; b < BAND_COUNT; b += 1) bandDb[b]! /= frameCount;
      block.levelPower /= frameCount;
      whiten(block.white, block.localDb, logPower);
    },
  };
}

const WHITEN_HALF_BINS = 20;
const PEAK_CAP_DB = 3;
export const WHITE_MIN_DB = -6;
export const WHITE_MAX_DB = 15;

/**
 * Takes the local level (running mean over +-78 Hz, peaks capped 3 dB above a first mean) off a log spectrum,
 * smooths by [1 2 1]/4 (the Hann lobe), clips. Near the band's edges the running mean is one-sided.
 */
function createWhitener(): (out: Float64Array, local: Float64Array, logPower: Float64Array) => void {
  const capped = new Float64Array(COMB_BINS);
  return (out, local, logPower) => {
    runningMean(local, logPower);
    for (let k = 0; k < COMB_BINS; k += 1) capped[k] = Math.min(logPower[k]!, local[k]! + PEAK_CAP_DB);
    runningMean(local, capped);
    for (let k = 0; k < COMB_BINS; k += 1) capped[k] = logPower[k]! - local[k]!;
    for (let k = 1; k < COMB_BINS - 1; k += 1) {
      const smooth = 0.25 * capped[k - 1]! + 0.5 * capped[k]! + 0.25 * capped[k + 1]!;
      out[k] = Math.max(WHITE_MIN_DB, Math.min(WHITE_MAX_DB, smooth));
    }
    out[0] = 0;
    out[COMB_BINS - 1] = 0;
  };
}

function runningMean(out: Float64Array, values: Float64Array): void {
  const count = values.length;
  let sum = 0;
  let from = 0;
  let to = 0;
  for (let k = 0; k < count; k += 1) {
    while (to < count && to <= k + WHITEN_HALF_BINS) {
      sum += values[to]!;
      to += 1;
    }
    while (from < k - WHITEN_HALF_BINS) {
      sum -= values[from]!;
      from += 1;
    }
    out[k] = sum / (to - from);
  }
}
