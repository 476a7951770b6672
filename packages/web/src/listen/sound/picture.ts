import { createRealFft, hannWindow } from '@kentongan/core/sense/acoustic';
import { PICTURES_PER_SECOND, PICTURE_BANDS, PICTURE_TOP_HZ } from './heard.ts';

/** One column of the spectrogram, to be shown and forgotten. */
export interface SoundPicture {
  /** Level of all of it, dB re full scale. */
  levelDb: number;
  /** Loudest bin of each band, dB re full scale. */
  bandsDb: number[];
}

const FFT_SIZE = 8192;

/** Samples in, a column of the spectrogram out when one is due. Keeps one frame of samples, overwritten by the next. */
export function createPictureMaker(rateHz: number): (samples: Float32Array) => SoundPicture | undefined {
  const hop = Math.round(rateHz / PICTURES_PER_SECOND);
  const fft = createRealFft(FFT_SIZE);
  const hann = hannWindow(FFT_SIZE);
  const frame = new Float32Array(FFT_SIZE);
  const binHz = rateHz / FFT_SIZE;
  const binCount = Math.min(FFT_SIZE / 2, Math.ceil(PICTURE_TOP_HZ / binHz));
  const power = new Float64Array(binCount);
  let filled = 0;

  function make(): SoundPicture {
    let sum = 0;
    for (let i = FFT_SIZE - hop; i < FFT_SIZE; i++) sum += frame[i] * frame[i];
    fft.power(power, frame, 0, hann, binCount);
    const bandsDb = Array.from({ length: PICTURE_BANDS }, (_, band) => {
      const from = Math.floor((band * binCount) / PICTURE_BANDS);
      const to = Math.max(from + 1, Math.floor(((band + 1) * binCount) / PICTURE_BANDS));
      let loudest = 0;
      for (let bin = from; bin < to; bin++) loudest = Math.max(loudest, power[bin]);
      return decibels((16 * loudest) / (FFT_SIZE * FFT_SIZE));
    });
    return { levelDb: decibels(sum / hop), bandsDb };
  }

  return (samples) => {
    frame.copyWithin(0, samples.length);
    frame.set(samples, FFT_SIZE - samples.length);
    filled += samples.length;
    if (filled < hop) return undefined;
    filled -= hop;
    return make();
  };
}

/** Whole decibels are enough for the eye, and say less about the sound. */
const decibels = (power: number): number => Math.round(10 * Math.log10(power + 1e-12));
