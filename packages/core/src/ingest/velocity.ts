const degree = Math.PI / 180;

/** Along true east and north of a speed over ground and a course, degrees clockwise from true north. */
export function velocityOf(speedMps: number, courseDeg: number): { eastMps: number; northMps: number } {
  return {
    eastMps: speedMps * Math.sin(courseDeg * degree),
    northMps: speedMps * Math.cos(courseDeg * degree),
  };
}

export const mpsPerKnot = 1852 / 3600;
export const metresPerFoot = 0.3048;

/**
 * 95 % bound of position error, m, by navigation accuracy category NACp (DO-260B table 2-70), which Remote ID's
 * horizontal accuracy shares (F3411-22a table 4) and extends by 12: 1 m. Undefined: unknown.
 */
const accuracyBoundM = [undefined, 18_520, 7408, 3704, 1852, 926, 555.6, 185.2, 92.6, 30, 10, 3, 1];
/** A Rayleigh distribution's 95 % bound, in sigmas of each axis. */
const sigmasInBound = 2.45;

/** Sigma along each horizontal axis, m; undefined where the category says nothing. */
export function positionSigmaOf(category: number): number | undefined {
  const boundM = accuracyBoundM[category];
  return boundM === undefined ? undefined : boundM / sigmasInBound;
}
