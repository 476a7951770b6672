import type { SensorDescription } from '../../base/event/index.ts';
import type { AcousticModel } from './model.ts';

const nearestHalfRangeM = 300;
const farthestHalfRangeM = 3000;

/**
 * What a microphone can say of itself as a sensor, be it a phone's, a Pi's or a recording's: a report each second, at most
 * the loudest source, falling off about `rangeNowM`, the range that it could hear when that was measured, within what any
 * such microphone can, since that minute may have been loud or very quiet. `pfa`: false reports a second, by its model.
 * Its levels are dB SPL by a typical full scale; no source's `level` is stated, so nobody takes a distance from them until
 * its offset is learned. `wave`: what its model hears.
 */
export function microphoneDescription(
  place: { latDeg: number; lonDeg: number },
  rangeNowM: number,
  pfa: number,
  wave: AcousticModel['wave'] = 'sound',
): SensorDescription {
  const halfRangeM = Math.min(farthestHalfRangeM, Math.max(nearestHalfRangeM, Math.round(rangeNowM)));
  return {
    type: 'acoustic',
    wave,
    ...place,
    periodMs: 1000,
    coverage: { maxRangeM: Math.round(2.5 * halfRangeM) },
    pd: { max: 0.9, halfRangeM, slope: 0.25 },
    clutter: { perReport: pfa },
    single: true,
  };
}

/** Of an array's bearings, each of which tells its own sigma, so many may be anything: none in noise, some by walls. */
const arrayOutlier = 0.05;
/** Where a bearing tells none. */
const arrayBearingRad = 0.05;
/** A level array of a metre is 0.02 off in noise (docs/listening.md), more where the ground reflects. */
const arrayElevationRad = 0.1;

/** The same of several microphones that tell where from, a sensor of type `bearing`. */
export function arrayDescription(...microphone: Parameters<typeof microphoneDescription>): SensorDescription {
  return {
    ...microphoneDescription(...microphone),
    type: 'bearing',
    outlier: arrayOutlier,
    sigma: { bearingRad: arrayBearingRad, elevationRad: arrayElevationRad },
  };
}
