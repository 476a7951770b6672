/**
 * How targets move, as the interacting multiple models of every Gaussian track (Blom and Bar-Shalom 1988): steady flight,
 * weaving, jets and missiles, and a coordinated turn to the left and to the right. How they follow one another: `jumps.ts`.
 */

/** Power spectral density of white-noise acceleration, m²/s³ along each axis. That of turns covers rates from 0.03 to 0.12 rad/s. */
export const modeQ = Float64Array.of(0.05, 1.5, 25, 8, 8);
/** Rate of turn, rad/s, positive to the left. */
export const turnRadPerS = 0.08;
export const modeTurn = Float64Array.of(0, 0, 0, turnRadPerS, -turnRadPerS);
/** How likely each mode is of a target just found: while its velocity is not known, turns could not be told from the others. */
export const modeShare = Float64Array.of(0.92, 0.07, 0.01, 0, 0);
/** Sigma of each velocity component of a target just found, m/s: propeller drones three times; missiles and jets; drones. */
export const birthSpeedMps = Float64Array.of(36, 36, 150, 36, 36);
export const modeCount = modeQ.length;
/** When a turn began that nobody noticed yet, s ago: what looks tell of it fades so fast (`gaussian-veer`). */
export const veerMemoryS = 4;
/** The mode that weaves; modes from `firstTurn` on turn. */
export const weave = 1;
export const firstTurn = 3;
