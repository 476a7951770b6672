/** How likely a target is there, from detections, misses and the passing of time; and what follows for its status. */

/** Mean life of a target as far as a prior says, s: it flies on, unless it falls or leaves. */
const lifeS = 3600;
/**
 * A hypothesis is confirmed from here on, when at least two reports support it: one of a target that was there at the cold
 * start as soon as it is likelier than not (there is much to find, and nothing yet to lose), a newcomer when it is sure.
 */
const confirmCold = 0.5;
const confirmNewcomer = 0.7;
/** A confirmed track below this is dropped; it was seen, so a few misses do not end it. */
export const dropExistence = 0.25;
/** A hypothesis below this is forgotten. */
export const forgetExistence = 1e-5;
/** Below this a hypothesis is not shown. */
export const showExistence = 0.3;

/** Once nothing supported it for this long, s, wherever it may be, its mean life is `unseenLifeS`: gone, or landed. */
const unseenS = 45;
const unseenLifeS = 60;

/** Existence after `dtS` seconds in which nothing was learned, when the last support is `unsupportedS` ago at their end. */
export function survive(existence: number, dtS: number, unsupportedS = 0): number {
  if (!(dtS > 0)) return existence;
  const unseen = Math.min(dtS, Math.max(0, unsupportedS - unseenS));
  return existence * Math.exp(-dtS / lifeS - unseen / unseenLifeS);
}

/** Most a hypothesis that was never confirmed waits for support, s, and for looks that should have shown it. */
const waitS = 30;
const waitMisses = 4;

/** Whether a hypothesis that was never confirmed is given up for want of support. */
export function isForgotten(existence: number, unsupportedS: number, missed: number): boolean {
  return existence < forgetExistence || unsupportedS > waitS || missed > waitMisses;
}

/** Existence after the sensor, which would have detected it with probability pd, did not. */
export function existenceAfterMiss(existence: number, pd: number): number {
  return (existence * (1 - pd)) / (1 - existence * pd);
}

/** Existence after association: `none` is the probability that no detection of the report was its. */
export function existenceAfter(existence: number, pd: number, none: number): number {
  return Math.min(1 - 1e-9, 1 - none + none * existenceAfterMiss(existence, pd));
}

/** For this long after the first report everything is a cold start, s: each sensor has looked once or twice. */
const coldS = 15;

/** `coldShare`: how likely it is, if real, that it was there at the start. `ageS`: since the tracker's first report. */
export function confirmsAt(coldShare: number, ageS: number): number {
  return coldShare > 0.5 || ageS < coldS ? confirmCold : confirmNewcomer;
}

/** A confirmed track that is less likely than this is tentative again. */
export const demoteExistence = 0.5;
