/**
 * How targets move, as the interacting multiple models of every Gaussian track. Between looks the mode is a jump process:
 * at rate `redrawPerS` it is drawn anew from `share`. Its transition over dt is exp(-λ dt) I + (1 - exp(-λ dt)) 1 share',
 * exact for any dt, so asynchronous reports need no common step, and mixing costs O(modes) instead of O(modes²).
 */

/**
 * Power spectral density of white-noise acceleration, m²/s³ along each axis: steady flight, weaving, orbits, missiles and jets.
 * In an orbit at 50 m/s and 0.08 rad/s the acceleration is 4 m/s²; one way for a second or so between looks: about 4² m²/s³.
 */
export const modeQ = Float64Array.of(0.05, 1.5, 12, 25);
/** How likely each mode is where nothing tells. */
export const modeShare = Float64Array.of(0.9, 0.07, 0.015, 0.015);
/** Per second. */
export const redrawPerS = 1 / 15;
/** Sigma of each velocity component of a target just found, m/s: propeller drones three times; missiles and jets. */
export const birthSpeedMps = Float64Array.of(36, 36, 36, 150);
export const modeCount = modeQ.length;
