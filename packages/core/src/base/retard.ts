/**
 * Retarded time: what is heard at t left the target earlier, at the emitted time t - delay, where the target was then.
 * For a target in uniform motion the delay has a closed form: |d - v delay| = c delay, with d the target's position
 * relative to the sensor at t and v its velocity.
 */

/** Speed of sound: 343 m/s in air at 20 C, 1,500 m/s in the sea, unless the sensor states its own. */
export const waveMpsOf = { light: 299_792_458, sound: 343, soundWater: 1500 } as const;

export type Wave = keyof typeof waveMpsOf;

/**
 * Seconds between emission and reception at time t, for a target at (dx, dy, dz) m from the sensor at t and moving with
 * (vx, vy, vz) m/s. Subsonic targets have exactly one solution. A target at or above the wave's speed is heard, if at
 * all, from inside its Mach cone, as two emissions at once: the later one is returned, or NaN where none arrives at t.
 */
export function emissionDelayS(
  dx: number,
  dy: number,
  dz: number,
  vx: number,
  vy: number,
  vz: number,
  waveMps: number,
): number {
  const dd = dx * dx + dy * dy + dz * dz;
  const dv = dx * vx + dy * vy + dz * vz;
  const a = waveMps * waveMps - (vx * vx + vy * vy + vz * vz);
  const discriminant = dv * dv + a * dd;
  if (discriminant < 0) return Number.NaN;
  const root = Math.sqrt(discriminant);
  if (a > 0) return dv <= 0 ? (root - dv) / a : dd / (dv + root);
  const delay = a === 0 ? dd / (2 * dv) : (dv - root) / -a;
  return dv > 0 ? delay : Number.NaN;
}
