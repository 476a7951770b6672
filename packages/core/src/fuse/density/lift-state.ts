/**
 * What a slot holds of its height beside its modes (`gaussian-lift`): `liftSize` numbers from lift[liftSize * slot], here by
 * their places. "Half" is half the square of the height above the ellipsoid, m².
 */
export const liftSize = 16;
/** Numbers a slot of what is measured of its height, beside the height (`measure/height` `Climb`). */
export const climbSize = 5;
/** The half that the slot's modes are reckoned at, its variance, m⁴, and the height of it, m. */
export const half = 0;
export const halfVariance = 1;
export const reckonedM = 2;
/** How likely it does not fly low; its half and variance if so. */
export const high = 3;
export const highHalf = 4;
export const highVariance = 5;
/** What looks told of the half: information, 1/m⁴, and information times value. */
export const information = 6;
export const informed = 7;
/** Slope of the mean (4) by the half. */
export const sway = 8;
/** How far off what looks tell lately is, in sigmas of one look, smoothed: what sinks shows. */
export const trend = 12;
/** Looks since it was last reckoned with what they told. */
export const looks = 13;
/** 1: its height is given from outside, and nothing is learned of it here. */
export const held = 14;
/** Variance of the half that covers what flies low and what flies high, for gates; 0 where neither matters. */
export const wide = 15;

/**
 * How likely a target flies low, below some 300 m, before any is seen: where several fly high it is learned within seconds, and
 * pairs whose ranges cross are told apart the worse the more they may be high.
 */
export const usualLowShare = 0.97;

/** Moves a slot's half, at lift[at…]. */
export function setHalf(lift: Float64Array, at: number, value: number): void {
  lift[at + half] = value;
  lift[at + reckonedM] = Math.sqrt(2 * value);
}
