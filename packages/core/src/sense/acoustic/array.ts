import { createBearingFinder } from './bearing.ts';
import type { ArrayBearing, ArrayOptions } from './bearing.ts';
import { createAcousticDetector } from './detector.ts';
import type { AcousticDetectorOptions, SoundWindow } from './detector.ts';
import type { AcousticModel } from './model.ts';
import { createResampler } from './resample.ts';
import { ANALYSIS_RATE_HZ } from './spectrum.ts';

export type ArrayWindow = SoundWindow & {
  /** Of the comb, where one stands out and enough lines agree. */
  readonly bearing?: ArrayBearing;
};

/** A detector for several microphones: it listens to their mean, and asks their phases where the comb came from. */
export type ArrayDetector = {
  /** One array a channel, all of one length. */
  push(channels: readonly Float32Array[]): readonly ArrayWindow[];
  flush(): readonly ArrayWindow[];
};

/** Less coherent than this, no plane wave fits and a bearing would be a guess. */
const LEAST_COHERENCE = 0.2;

/** Throws a RangeError on a sample rate or an array that cannot be. */
export function createArrayDetector(
  model: AcousticModel,
  options: AcousticDetectorOptions & ArrayOptions,
): ArrayDetector {
  const count = options.positionsM.length / 3;
  const detector = createAcousticDetector(model, { ...options, sampleRateHz: ANALYSIS_RATE_HZ });
  let finder = createBearingFinder(options);
  const makeResamplers = () =>
    Array.from({ length: count }, () => createResampler(options.sampleRateHz, ANALYSIS_RATE_HZ));
  let resamplers = makeResamplers();

  function withBearing(window: SoundWindow): ArrayWindow {
    if (window.frequencyHz === undefined) return window;
    const bearing = finder.find(window.startMs, window.frequencyHz);
    return bearing === undefined || bearing.coherence < LEAST_COHERENCE ? window : { ...window, bearing };
  }

  function atAnalysisRate(channels: readonly Float32Array[]): readonly Float32Array[] {
    if (options.sampleRateHz === ANALYSIS_RATE_HZ) return channels;
    return channels.map((channel, c) => {
      const out = new Float32Array(Math.ceil((channel.length * ANALYSIS_RATE_HZ) / options.sampleRateHz) + 2);
      let length = 0;
      resamplers[c]!.push(channel, (piece) => {
        out.set(piece, length);
        length += piece.length;
      });
      return out.subarray(0, length);
    });
  }

  return {
    push(channels) {
      const resampled = atAnalysisRate(channels);
      finder.push(resampled);
      const mean = resampled[0]!.map(
        (_, i) => resampled.reduce((sum, channel) => sum + channel[i]!, 0) / count,
      );
      return detector.push(mean).map(withBearing);
    },
    flush() {
      const windows = detector.flush().map(withBearing);
      finder = createBearingFinder(options);
      resamplers = makeResamplers();
      return windows;
    },
  };
}
