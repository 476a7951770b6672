import type { SensorDescription } from '../../base/event/index.ts';

const nearestHalfRangeM = 300;
const farthestHalfRangeM = 3000;

/**
 * What a microphone can say of itself as a sensor, be it a phone's, a Pi's or a recording's: a report each second, at most
 * the loudest source, falling off about `rangeNowM`, the range that it could hear when that was measured, within what any
 * such microphone can, since that minute may have been loud or very quiet. `pfa`: false reports a second, by its model.
 * Its levels are dB SPL by a typical full scale; no source's `level` is stated, so nobody takes a distance from them until
 * its offset is learned.
 */
export function microphoneDescription(
  place: { latDeg: number; lonDeg: number },
  rangeNowM: number,
  pfa: number,
): SensorDescription {
  const halfRangeM = Math.min(farthestHalfRangeM, Math.max(nearestHalfRangeM, Math.round(rangeNowM)));
  return {
    type: 'acoustic',
    wave: 'sound',
    ...place,
    periodMs: 1000,
    coverage: { maxRangeM: Math.round(2.5 * halfRangeM) },
    pd: { max: 0.9, halfRangeM, slope: 0.25 },
    clutter: { perReport: pfa },
    single: true,
  };
}
