import type { DetectionEvent } from '../../base/event/index.ts';
import type { ArrayBearing } from './bearing.ts';
import type { SoundWindow } from './detector.ts';

/** The fields of a detection that sound fills; who heard it and when is for the caller to add. */
export type SoundClaim = Pick<DetectionEvent, 'measurement' | 'sigma' | 'classLikelihood' | 'sound'>;

/**
 * A window as the event vocabulary says it: presence, or a bearing where an array has one. The class likelihoods are
 * the odds of each class, p(sound | class) / (p(sound | class) + p(sound | not the class)), and for `background` what the
 * likeliest class leaves; all up to the same factor.
 */
export function claimOf(
  window: SoundWindow,
  modelVersion: string,
  bearing?: ArrayBearing,
  flags?: string[],
): SoundClaim {
  const { frequencyHz, f0SigmaHz, slopeHzPerS, levelDb, floorDb, snrDb, rangeNowM } = window;
  const classLikelihood: Record<string, number> = {};
  let likeliest = 0;
  for (const [name, ratio] of Object.entries(window.logLikelihoodRatio)) {
    classLikelihood[name] = 1 / (1 + Math.exp(-ratio));
    likeliest = Math.max(likeliest, classLikelihood[name]!);
  }
  classLikelihood['background'] = 1 - likeliest;
  const presence = {
    type: 'presence' as const,
    levelDb,
    ...(frequencyHz === undefined ? {} : { frequencyHz }),
  };
  return {
    measurement:
      bearing === undefined
        ? presence
        : { type: 'bearing', bearingRad: bearing.bearingRad, elevationRad: bearing.elevationRad, levelDb },
    ...(bearing === undefined ? {} : { sigma: { bearingRad: bearing.sigmaRad } }),
    classLikelihood,
    sound: {
      ...(f0SigmaHz === undefined ? {} : { f0SigmaHz }),
      ...(slopeHzPerS === undefined ? {} : { slopeHzPerS }),
      floorDb,
      ...(snrDb === undefined ? {} : { snrDb }),
      rangeNowM,
      model: modelVersion,
      ...(flags === undefined || flags.length === 0 ? {} : { flags }),
    },
  };
}
