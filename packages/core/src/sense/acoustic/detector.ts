import { createAnalyser, JUDGED_AFTER_S } from './analysis.ts';
import type { AnalysedWindow } from './analysis.ts';
import { createClassifier } from './classify.ts';
import type { Classifier } from './classify.ts';
import { createNoiseFloor, rangeNowM } from './floor.ts';
import type { AcousticModel } from './model.ts';
import { createPitch, createPitchMeter } from './pitch.ts';
import { BLOCKS_PER_WINDOW } from './spectrum.ts';

/** What was heard in one second; the times count from the first sample that was pushed. */
export type SoundWindow = {
  readonly startMs: number;
  /** 1,000, or 500 to 999 for the tail of a recording. */
  readonly durationMs: number;
  /**
   * Natural logarithm of p(sound | class) / p(sound | anything but this class), calibrated, averaged over the next second,
   * this and those before with the model's memory. `background` is not in it.
   */
  readonly logLikelihoodRatio: Readonly<Record<string, number>>;
  /** The operating point's class is at or over its frozen threshold. */
  readonly detected: boolean;
  /**
   * Spacing of the lines: the shaft's rate where the target is detected, else of whatever makes them. Absent where no comb
   * stands out, or nobody can tell its octave: where nothing is detected, from the lines alone.
   */
  readonly frequencyHz?: number;
  readonly f0SigmaHz?: number;
  readonly slopeHzPerS?: number;
  /**
   * Spacing of the lines that stand out, also where it is not stated because it may be an octave or some hertz off: enough to
   * tell which bins are theirs.
   */
  readonly combHz?: number;
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
   * Sound pressure that drives the microphone to full scale: `FULL_SCALE_DB` unless known, which
   * is typical of phones and of hydrophones.
   */
  readonly fullScaleDb?: number;
};

/**
 * Listens to one microphone. `push` any number of samples in -1 … 1 (an AudioWorklet's 128, a file's million); it
 * returns the windows that became certain, each three seconds after it ended, mostly none. It keeps five seconds of
 * spectra and no sound.
 */
export type AcousticDetector = {
  push(samples: Float32Array): readonly SoundWindow[];
  /** The sound has ended: judges the rest, and is ready for another recording. */
  flush(): readonly SoundWindow[];
};

/** Sound pressure that full scale is taken for where nobody says better, dB SPL (re 20 uPa; re 1 uPa in water). */
export const FULL_SCALE_DB = { sound: 120, soundWater: 180 } as const;
/** How long after its end a window is answered: once the next one, a second later, is judged. */
export const ANSWERED_AFTER_S = JUDGED_AFTER_S + 1;
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
  const classifier = createClassifier(model);
  let describer = createDescriber(model, options, classifier);
  const analyser = createAnalyser(sampleRateHz, (window) => {
    const leftMs = (received / sampleRateHz) * 1000 - window.index * 1000;
    const described = describer.next(window, Math.min(1000, Math.round(leftMs)));
    if (described !== undefined) ready.push(described);
  });

  function take(): readonly SoundWindow[] {
    if (ready.length === 0) return NONE;
    const taken = ready;
    ready = [];
    return taken;
  }

  return {
    push(samples) {
      received += samples.length;
      analyser.push(samples);
      return take();
    },
    flush() {
      analyser.flush();
      const last = describer.last();
      if (last !== undefined) ready.push(last);
      const windows = take();
      received = 0;
      describer = createDescriber(model, options, classifier);
      return windows;
    },
  };
}

/** Describes a window when the next one is known, whose second of evidence counts for it too. */
type Describer = {
  next(window: AnalysedWindow, durationMs: number): SoundWindow | undefined;
  last(): SoundWindow | undefined;
};

type MeasuredPitch = Pick<SoundWindow, 'frequencyHz' | 'f0SigmaHz' | 'slopeHzPerS'>;
type Measured = {
  readonly levels: Omit<SoundWindow, 'logLikelihoodRatio' | 'detected' | keyof MeasuredPitch>;
  readonly pitch: MeasuredPitch;
  /** It holds whatever made the sound. */
  readonly isPlain: boolean;
};

function createDescriber(
  model: AcousticModel,
  options: AcousticDetectorOptions,
  classifier: Classifier,
): Describer {
  const measure = createMeasurer(model, options);
  const now = new Float64Array(model.classes.length);
  const sums = new Float64Array(model.classes.length);
  const { operatingPoint } = model;
  const deciding = model.classes.indexOf(operatingPoint.class);
  let weight = 0;
  let held: Measured | undefined;

  function release(): SoundWindow | undefined {
    if (held === undefined) return undefined;
    const logLikelihoodRatio: Record<string, number> = {};
    for (let c = 0; c < sums.length; c += 1) {
      if (model.classes[c] !== 'background') logLikelihoodRatio[model.classes[c]!] = sums[c]! / weight;
    }
    const detected = sums[deciding]! / weight >= operatingPoint.logLikelihoodRatio;
    return { ...held.levels, ...(detected || held.isPlain ? held.pitch : {}), logLikelihoodRatio, detected };
  }

  return {
    next(window, durationMs) {
      classifier.classify(now, window.features);
      for (let c = 0; c < sums.length; c += 1) sums[c] = model.memory * sums[c]! + now[c]!;
      weight = model.memory * weight + 1;
      const released = release();
      held = measure(window, durationMs, model.wave === 'sound' && sums[deciding]! >= 0);
      return released;
    },
    last: release,
  };
}

type Measure = (window: AnalysedWindow, durationMs: number, isPistonDrone: boolean) => Measured;

function createMeasurer(model: AcousticModel, options: AcousticDetectorOptions): Measure {
  const pitchMeter = createPitchMeter();
  const floor = createNoiseFloor();
  const pitch = createPitch();
  const fullScaleDb = options.fullScaleDb ?? FULL_SCALE_DB[model.wave];
  const hearing = { ...model.hearing, wave: model.wave, fullScaleDb };

  return (window, durationMs, isPistonDrone) => {
    const { blocks, blockCount, windowAt } = window;
    const end = Math.min(blockCount, windowAt + BLOCKS_PER_WINDOW);
    pitchMeter.measure(pitch, window, isPistonDrone);
    floor.add(blocks, windowAt, end);
    let power = 0;
    for (let b = windowAt; b < end; b += 1) power += blocks[b]!.levelPower / (end - windowAt);
    const { frequencyHz, sigmaHz, slopeHzPerS, isPlain, combHz } = pitch;
    const levels = {
      startMs: window.index * 1000,
      durationMs,
      levelDb: fullScaleDb + 10 * Math.log10(power + 1e-12),
      floorDb: fullScaleDb + floor.levelDb(),
      ...(pitch.snrDb === -Infinity ? {} : { snrDb: pitch.snrDb }),
      rangeNowM: rangeNowM(floor, hearing),
      ...(Number.isNaN(combHz) ? {} : { combHz }),
    };
    return {
      levels,
      pitch: Number.isNaN(frequencyHz) ? {} : { frequencyHz, f0SigmaHz: sigmaHz, slopeHzPerS },
      isPlain,
    };
  };
}
