import { createAnalyser } from './analysis.ts';
import type { AnalysedWindow } from './analysis.ts';
import { createClassifier } from './classify.ts';
import { createNoiseFloor, rangeNowM } from './floor.ts';
import type { AcousticModel } from './model.ts';
import { createPitchMeter } from './pitch.ts';
import type { Pitch } from './pitch.ts';
import { createResampler } from './resample.ts';
import { ANALYSIS_RATE_HZ, BLOCKS_PER_WINDOW } from './spectrum.ts';

/** What was heard in one second; the times count from the first sample that was pushed. */
export type SoundWindow = {
  readonly startMs: number;
  /** 1,000, or 500 to 999 for the tail of a recording. */
  readonly durationMs: number;
  /**
   * Natural logarithm of p(sound | class) / p(sound | anything but this class), calibrated, averaged over this and the
   * seconds before with the model's memory. `background` is not in it.
   */
  readonly logLikelihoodRatio: Readonly<Record<string, number>>;
  /** The operating point's class is at or over its frozen threshold. */
  readonly detected: boolean;
  /** Spacing of the lines, whatever makes them; absent where no comb stands out. */
  readonly frequencyHz?: number;
  readonly f0SigmaHz?: number;
  readonly slopeHzPerS?: number;
  /**
   * Level of 60-2000 Hz in this second, and its 10th percentile over the last minute: dB SPL (re 20 uPa; re 1 uPa in
   * water), as good as `fullScaleDb` is known.
   */
  readonly levelDb: number;
  readonly floorDb: number;
  /** Power of the lines over that of the rest of 60-2000 Hz, dB; absent without lines. */
  readonly snrDb?: number;
  /** How far the model's target would be heard over that floor, m. */
  readonly rangeNowM: number;
};

export type AcousticDetectorOptions = {
  /** Of what is pushed: 4,000 to 384,000 Hz. */
  readonly sampleRateHz: number;
  /**
   * Sound pressure that drives the microphone to full scale: unless known 120 dB SPL (typical of phones), or for a
   * hydrophone 180 dB re 1 uPa.
   */
  readonly fullScaleDb?: number;
};

/**
 * Listens to one microphone. `push` any number of samples in -1 … 1 (an AudioWorklet's 128, a file's million); it
 * returns the windows that became certain, each two seconds after it ended, mostly none. It keeps five seconds of
 * spectra and no sound.
 */
export type AcousticDetector = {
  push(samples: Float32Array): readonly SoundWindow[];
  /** The sound has ended: judges the rest, and is ready for another recording. */
  flush(): readonly SoundWindow[];
};

const FULL_SCALE_DB = { sound: 120, soundWater: 180 } as const;
const NONE: readonly SoundWindow[] = [];

/** Throws a RangeError on a sample rate that no microphone has. */
export function createAcousticDetector(
  model: AcousticModel,
  options: AcousticDetectorOptions,
): AcousticDetector {
  const { sampleRateHz } = options;
  if (!(sampleRateHz >= 4000 && sampleRateHz <= 384000)) {
    throw new RangeError(`sample rate ${sampleRateHz} Hz, expected 4,000 to 384,000`);
  }
  let ready: SoundWindow[] = [];
  let received = 0;
  let describe = createDescriber(model, options);
  const analyser = createAnalyser((window) => {
    const leftMs = (received / sampleRateHz) * 1000 - window.index * 1000;
    ready.push(describe(window, Math.min(1000, Math.round(leftMs))));
  });
  const direct = sampleRateHz === ANALYSIS_RATE_HZ;
  let resampler = createResampler(sampleRateHz, ANALYSIS_RATE_HZ);

  function take(): readonly SoundWindow[] {
    if (ready.length === 0) return NONE;
    const taken = ready;
    ready = [];
    return taken;
  }

  return {
    push(samples) {
      received += samples.length;
      if (direct) analyser.push(samples);
      else resampler.push(samples, analyser.push);
      return take();
    },
    flush() {
      if (!direct) resampler.flush(analyser.push);
      analyser.flush();
      const windows = take();
      received = 0;
      describe = createDescriber(model, options);
      if (!direct) resampler = createResampler(sampleRateHz, ANALYSIS_RATE_HZ);
      return windows;
    },
  };
}

type Describe = (window: AnalysedWindow, durationMs: number) => SoundWindow;

function createDescriber(model: AcousticModel, options: AcousticDetectorOptions): Describe {
  const classifier = createClassifier(model);
  const pitchMeter = createPitchMeter();
  const floor = createNoiseFloor();
  const now = new Float64Array(model.classes.length);
  const ratios = new Float64Array(model.classes.length);
  const pitch: Pitch = { frequencyHz: NaN, sigmaHz: NaN, slopeHzPerS: NaN, snrDb: -Infinity };
  const { logLikelihoodRatio: inNoise, clearSnrDb, clearLogLikelihoodRatio: inClear } = model.operatingPoint;
  const deciding = model.classes.indexOf(model.operatingPoint.class);
  const fullScaleDb = options.fullScaleDb ?? FULL_SCALE_DB[model.wave];
  const hearing = { ...model.hearing, wave: model.wave, fullScaleDb };

  return (window, durationMs) => {
    const { blocks, blockCount, windowAt } = window;
    const end = Math.min(blockCount, windowAt + BLOCKS_PER_WINDOW);
    classifier.classify(now, window.features);
    const memory = window.index === 0 ? 0 : model.memory;
    for (let c = 0; c < ratios.length; c += 1) ratios[c] = memory * ratios[c]! + (1 - memory) * now[c]!;
    pitchMeter.measure(pitch, window, ratios[deciding]! >= 0);
    floor.add(blocks, windowAt, end);
    let power = 0;
    for (let b = windowAt; b < end; b += 1) power += blocks[b]!.levelPower / (end - windowAt);
    const logLikelihoodRatio: Record<string, number> = {};
    for (let c = 0; c < ratios.length; c += 1) {
      if (model.classes[c] !== 'background') logLikelihoodRatio[model.classes[c]!] = ratios[c]!;
    }
    return {
      startMs: window.index * 1000,
      durationMs,
      logLikelihoodRatio,
      detected: ratios[deciding]! >= (pitch.snrDb >= clearSnrDb ? inClear : inNoise),
      ...(Number.isNaN(pitch.frequencyHz)
        ? {}
        : { frequencyHz: pitch.frequencyHz, f0SigmaHz: pitch.sigmaHz, slopeHzPerS: pitch.slopeHzPerS }),
      levelDb: fullScaleDb + 10 * Math.log10(power + 1e-12),
      floorDb: fullScaleDb + floor.levelDb(),
      ...(pitch.snrDb === -Infinity ? {} : { snrDb: pitch.snrDb }),
      rangeNowM: rangeNowM(floor, hearing),
    };
  };
}
