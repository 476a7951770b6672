/** Squared Mahalanobis gate: chi-square of up to 4 degrees of freedom leaves out below 2e-4. */
const gateD2 = 22;
export const leastGateD2 = 6;

/** A mode's gate: an unlikely mode has to fit the better to matter. */
export function gateOf(mu: number): number {
  return Math.max(leastGateD2, gateD2 + 2 * Math.log(mu));
}
