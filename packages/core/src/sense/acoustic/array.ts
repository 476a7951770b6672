import { BEARING_RATE_HZ, createBearingFinder } from './bearing.ts';
import type { ArrayBearing, ArrayOptions } from './bearing.ts';
import { createAcousticDetector } from './detector.ts';
import type { AcousticDetectorOptions, SoundWindow } from './detector.ts';
import type { AcousticModel } from './model.ts';
import { createResampler, GATHERED_SAMPLES } from './resample.ts';
import type { Resampler } from './resample.ts';

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

type Emit = (piece: Float32Array) => void;

/** Throws a RangeError on a sample rate or an array that cannot be. */
export function createArrayDetector(
  model: AcousticModel,
  options: AcousticDetectorOptions & ArrayOptions,
): ArrayDetector {
  const count = options.positionsM.length / 3;
  const detector = createAcousticDetector(model, { ...options, sampleRateHz: BEARING_RATE_HZ });
  let finder = createBearingFinder(options);
  const makeResamplers = () =>
    Array.from({ length: count }, () => createResampler(options.sampleRateHz, BEARING_RATE_HZ));
  let resamplers = makeResamplers();

  function withBearing(window: SoundWindow): ArrayWindow {
    if (window.combHz === undefined) return window;
    const bearing = finder.find(window.startMs, window.combHz);
    return bearing === undefined || bearing.coherence < LEAST_COHERENCE ? window : { ...window, bearing };
  }

  /** What each channel's resampler makes of at most `most` samples, all of one length. */
  function gather(
    most: number,
    feed: (resampler: Resampler, channel: number, emit: Emit) => void,
  ): Float32Array[] {
    const capacity = Math.ceil(((most + 2 * GATHERED_SAMPLES) * BEARING_RATE_HZ) / options.sampleRateHz);
    return resamplers.map((resampler, channel) => {
      const out = new Float32Array(capacity);
      let length = 0;
      feed(resampler, channel, (piece) => {
        out.set(piece, length);
        length += piece.length;
      });
      return out.subarray(0, length);
    });
  }

  function hear(resampled: readonly Float32Array[]): ArrayWindow[] {
    finder.push(resampled);
    const mean = resampled[0]!.map(
      (_, i) => resampled.reduce((sum, channel) => sum + channel[i]!, 0) / count,
    );
    return detector.push(mean).map(withBearing);
  }

  const direct = options.sampleRateHz === BEARING_RATE_HZ;
  return {
    push(channels) {
      if (direct) return hear(channels);
      return hear(gather(channels[0]!.length, (resampler, c, emit) => resampler.push(channels[c]!, emit)));
    },
    flush() {
      const rest = direct ? [] : hear(gather(0, (resampler, _, emit) => resampler.flush(emit)));
      const windows = [...rest, ...detector.flush().map(withBearing)];
      finder = createBearingFinder(options);
      resamplers = makeResamplers();
      return windows;
    },
  };
}
