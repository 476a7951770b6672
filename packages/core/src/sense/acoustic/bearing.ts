import { ANSWERED_AFTER_S } from './detector.ts';
import { createRealFft, hannWindow } from './fft.ts';
import { BIN_HZ, COMB_BINS } from './spectrum.ts';

/**
 * Bearings from a microphone array by steered response power with phase transform (SRP-PHAT; DiBiase, Silverman and
 * Brandstein 2001) over the bins of the target's comb only: wind and speech between the lines do not steer it.
 */
export type ArrayBearing = {
  /** Clockwise from true north, 0 to 2 pi. */
  readonly bearingRad: number;
  /** Up from the horizon; the array's own symmetry may leave it poorly known. */
  readonly elevationRad: number;
  /** From the curvature of the steered power at its peak and the share of coherent lines. */
  readonly sigmaRad: number;
  /** 0 incoherent to 1: all line phases agree with one plane wave. */
  readonly coherence: number;
};

export type ArrayOptions = {
  /** East, north, up of each microphone from the array's centre, m: x0, y0, z0, x1 … ; 3 to 16 microphones. */
  readonly positionsM: Float64Array;
  /** 343 in air, 1,500 in water. */
  readonly waveMps: number;
};

/** How long cross spectra are kept: until the detector's answer, its window, and two to spare. */
const KEPT_SECONDS = ANSWERED_AFTER_S + 1 + 2;
/** Phases are compared at this rate, frame by frame of the same length and bins as the detector's. */
export const BEARING_RATE_HZ = 16000;
const FRAME_SAMPLES = BEARING_RATE_HZ / BIN_HZ;
const FRAMES_PER_SECOND = 8;
const HOP_SAMPLES = BEARING_RATE_HZ / FRAMES_PER_SECOND;
const LEAST_LINE_HZ = 80;
/** The main lobe of an array a metre wide is some 0.15 of a direction cosine at 2 kHz: nothing may fall between two looks. */
const COARSE_AZIMUTHS = 72;
const COARSE_COSINE = 0.08;
const RINGS = 13;
const FEWEST_AZIMUTHS = 6;

/**
 * Listens beside a detector: push the same 16 kHz samples of every channel, then ask for the bearing of the comb that
 * the detector found in a window. Keeps six seconds of phase spectra; asking about older ones gives undefined.
 */
export type BearingFinder = {
  push(channels: readonly Float32Array[]): void;
  /** Bearing of the comb at `f0Hz` in the second from `startMs`; undefined without enough lines or frames. */
  find(startMs: number, f0Hz: number): ArrayBearing | undefined;
};

/** Throws a RangeError where the array has fewer than 3 or more than 16 microphones. */
export function createBearingFinder(options: ArrayOptions): BearingFinder {
  const count = options.positionsM.length / 3;
  if (!Number.isInteger(count) || count < 3 || count > 16) {
    throw new RangeError(
      `${options.positionsM.length} coordinates, expected three each for 3 to 16 microphones`,
    );
  }
  const pairs = pairsOf(count, options.positionsM, options.waveMps);
  const spectra = createPhaseSpectra(count);
  const capacity = KEPT_SECONDS * FRAMES_PER_SECOND;
  const rowSize = pairs.count * COMB_BINS;
  const crossRe = new Float32Array(capacity * rowSize);
  const crossIm = new Float32Array(capacity * rowSize);
  const sumRe = new Float64Array(rowSize);
  const sumIm = new Float64Array(rowSize);
  const buffers = Array.from({ length: count }, () => new Float32Array(2 * FRAME_SAMPLES));
  let buffered = 0;
  let frames = 0;

  function push(channels: readonly Float32Array[]): void {
    if (channels.length !== count) throw new RangeError(`${channels.length} channels, expected ${count}`);
    const length = channels[0]!.length;
    for (let taken = 0; taken < length;) {
      const piece = Math.min(buffers[0]!.length - buffered, length - taken);
      for (let c = 0; c < count; c += 1)
        buffers[c]!.set(channels[c]!.subarray(taken, taken + piece), buffered);
      buffered += piece;
      taken += piece;
      let start = 0;
      for (; start + FRAME_SAMPLES <= buffered; start += HOP_SAMPLES) addFrame(start);
      for (const buffer of buffers) buffer.copyWithin(0, start, buffered);
      buffered -= start;
    }
  }

  function addFrame(start: number): void {
    for (let c = 0; c < count; c += 1) spectra.load(c, buffers[c]!, start);
    const row = (frames % capacity) * rowSize;
    for (let p = 0; p < pairs.count; p += 1) {
      spectra.cross(crossRe, crossIm, row + p * COMB_BINS, pairs.first[p]!, pairs.second[p]!);
    }
    frames += 1;
  }

  function find(startMs: number, f0Hz: number): ArrayBearing | undefined {
    const from = Math.round((startMs / 1000) * FRAMES_PER_SECOND);
    const to = Math.min(frames, from + FRAMES_PER_SECOND);
    if (from < frames - capacity || to - from < FRAMES_PER_SECOND / 2 || from < 0) return undefined;
    const bins = lineBins(f0Hz);
    if (bins.length === 0) return undefined;
    sumRe.fill(0);
    sumIm.fill(0);
    for (let f = from; f < to; f += 1) {
      const row = (f % capacity) * rowSize;
      for (let p = 0; p < pairs.count; p += 1) {
        for (const bin of bins) {
          const at = p * COMB_BINS + bin;
          sumRe[at]! += crossRe[row + at]! / (to - from);
          sumIm[at]! += crossIm[row + at]! / (to - from);
        }
      }
    }
    return steer(pairs, sumRe, sumIm, bins);
  }

  return { push, find };
}

/** Bins within one of each line, from 80 Hz to the end of the comb band. */
function lineBins(f0Hz: number): Int32Array {
  const bins: number[] = [];
  for (let k = 1; k * f0Hz < (COMB_BINS - 2) * BIN_HZ; k += 1) {
    if (k * f0Hz < LEAST_LINE_HZ) continue;
    const bin = Math.round((k * f0Hz) / BIN_HZ);
    bins.push(bin - 1, bin, bin + 1);
  }
  return Int32Array.from(bins);
}

type Pairs = {
  readonly count: number;
  readonly first: Uint8Array;
  readonly second: Uint8Array;
  /** Delay of the second behind the first for a wave from a unit direction: dot product with this, s. */
  readonly slowness: Float64Array;
};

function pairsOf(microphones: number, positionsM: Float64Array, waveMps: number): Pairs {
  const count = (microphones * (microphones - 1)) / 2;
  const first = new Uint8Array(count);
  const second = new Uint8Array(count);
  const slowness = new Float64Array(3 * count);
  let p = 0;
  for (let a = 0; a < microphones; a += 1) {
    for (let b = a + 1; b < microphones; b += 1) {
      first[p] = a;
      second[p] = b;
      for (let axis = 0; axis < 3; axis += 1) {
        slowness[3 * p + axis] = (positionsM[3 * a + axis]! - positionsM[3 * b + axis]!) / waveMps;
      }
      p += 1;
    }
  }
  return { count, first, second, slowness };
}

/** Windowed spectra of one frame of every channel, and the phase of their products. */
function createPhaseSpectra(channels: number) {
  const fft = createRealFft(FRAME_SAMPLES);
  const window = hannWindow(FRAME_SAMPLES);
  const frame = new Float32Array(FRAME_SAMPLES);
  const re = Array.from({ length: channels }, () => new Float64Array(FRAME_SAMPLES / 2 + 1));
  const im = Array.from({ length: channels }, () => new Float64Array(FRAME_SAMPLES / 2 + 1));
  return {
    load(channel: number, samples: Float32Array, start: number): void {
      for (let i = 0; i < FRAME_SAMPLES; i += 1) frame[i] = samples[start + i]! * window[i]!;
      fft.transform(re[channel]!, im[channel]!, frame, 0);
    },
    /** First times the conjugate of second, over its magnitude. */
    cross(outRe: Float32Array, outIm: Float32Array, offset: number, first: number, second: number): void {
      const aRe = re[first]!;
      const aIm = im[first]!;
      const bRe = re[second]!;
      const bIm = im[second]!;
      for (let k = 0; k < COMB_BINS; k += 1) {
        const x = aRe[k]! * bRe[k]! + aIm[k]! * bIm[k]!;
        const y = aIm[k]! * bRe[k]! - aRe[k]! * bIm[k]!;
        const magnitude = Math.sqrt(x * x + y * y) + 1e-30;
        outRe[offset + k] = x / magnitude;
        outIm[offset + k] = y / magnitude;
      }
    },
  };
}

/** Coarse rings, then steps in both angles that halve where none is better; sigma from the curvature over bearing. */
function steer(pairs: Pairs, re: Float64Array, im: Float64Array, bins: Int32Array): ArrayBearing {
  const power = (bearing: number, elevation: number): number =>
    steeredPower(pairs, re, im, bins, bearing, elevation);
  let bearing = 0;
  let elevation = 0;
  let best = -Infinity;
  for (let ring = 0; ring < RINGS; ring += 1) {
    const cosine = 1 - COARSE_COSINE * ring;
    const tilt = Math.acos(cosine);
    const azimuths = Math.max(FEWEST_AZIMUTHS, Math.ceil(COARSE_AZIMUTHS * cosine));
    for (let a = 0; a < azimuths; a += 1) {
      const azimuth = (2 * Math.PI * a) / azimuths;
      const now = power(azimuth, tilt);
      if (now > best) {
        best = now;
        bearing = azimuth;
        elevation = tilt;
      }
    }
  }
  for (let step = Math.PI / COARSE_AZIMUTHS; step > 1e-4;) {
    let isBetter = false;
    for (const [db, de] of [
      [step, 0],
      [-step, 0],
      [0, step],
      [0, -step],
    ] as const) {
      const tilt = Math.max(0, Math.min(Math.PI / 2, elevation + de));
      const now = power(bearing + db, tilt);
      if (now > best) {
        best = now;
        bearing += db;
        elevation = tilt;
        isBetter = true;
      }
    }
    // Near the horizon a level array hardly feels elevation, so it may take many steps.
    if (!isBetter) step /= 2;
  }
  const reach = 0.02;
  const curve =
    (2 * best - power(bearing + reach, elevation) - power(bearing - reach, elevation)) / (reach * reach);
  const coherence = Math.max(0, Math.min(1, best));
  // A cosine main lobe of curvature q whose phases scatter by 1 - coherence, averaged over its independent terms.
  const terms = Math.max(1, (bins.length / 3) * (pairs.count / 2));
  const sigmaRad = Math.min(
    Math.PI,
    Math.sqrt((1 - coherence + 0.02) / (Math.max(curve, 1e-6) * terms)) + 0.002,
  );
  const turn = 2 * Math.PI;
  return { bearingRad: ((bearing % turn) + turn) % turn, elevationRad: elevation, sigmaRad, coherence };
}

/** Mean over pairs and bins of the cross phase turned back by what a wave from that direction would give. */
function steeredPower(
  pairs: Pairs,
  re: Float64Array,
  im: Float64Array,
  bins: Int32Array,
  bearingRad: number,
  elevationRad: number,
): number {
  const east = Math.sin(bearingRad) * Math.cos(elevationRad);
  const north = Math.cos(bearingRad) * Math.cos(elevationRad);
  const up = Math.sin(elevationRad);
  let sum = 0;
  for (let p = 0; p < pairs.count; p += 1) {
    const { slowness } = pairs;
    const lead = slowness[3 * p]! * east + slowness[3 * p + 1]! * north + slowness[3 * p + 2]! * up;
    for (let i = 0; i < bins.length; i += 1) {
      const bin = bins[i]!;
      const phase = 2 * Math.PI * bin * BIN_HZ * lead;
      sum += re[p * COMB_BINS + bin]! * Math.cos(phase) + im[p * COMB_BINS + bin]! * Math.sin(phase);
    }
  }
  return sum / (pairs.count * bins.length);
}
