/**
 * A coordinated turn at a known rate (Bar-Shalom, Li, Kirubarajan 2001, 11.7.1): speed is kept and the velocity turns by
 * omega rad/s, positive to the left (counter-clockwise seen from above). Below 1e-6 rad/s the limit is used.
 */

/** sin(ωt)/ω and (1 - cos(ωt))/ω: what a turn makes of a velocity in displacement. */
function turnTerms(out: Float64Array, omega: number, dtS: number): void {
  const angle = omega * dtS;
  if (Math.abs(omega) < 1e-6) {
    out[0] = dtS;
    out[1] = (angle * dtS) / 2;
  } else {
    out[0] = Math.sin(angle) / omega;
    out[1] = (1 - Math.cos(angle)) / omega;
  }
  out[2] = Math.cos(angle);
  out[3] = Math.sin(angle);
}

const terms = new Float64Array(4);

/** Moves the mean east, north, eastMps, northMps at x[at…at+3] by dtS seconds in place. */
export function moveTurn(x: Float64Array, at: number, omega: number, dtS: number): void {
  turnTerms(terms, omega, dtS);
  const [s, c, cos, sin] = terms;
  const vE = x[at + 2];
  const vN = x[at + 3];
  x[at] += s * vE - c * vN;
  x[at + 1] += c * vE + s * vN;
  x[at + 2] = cos * vE - sin * vN;
  x[at + 3] = sin * vE + cos * vN;
}

/** The 4x4 transition of the turn, row-major, into out[0…15]: for covariances, F P F'. */
export function turnTransition(out: Float64Array, omega: number, dtS: number): Float64Array {
  turnTerms(terms, omega, dtS);
  const [s, c, cos, sin] = terms;
  out.fill(0);
  out[0] = 1;
  out[2] = s;
  out[3] = -c;
  out[5] = 1;
  out[6] = c;
  out[7] = s;
  out[10] = cos;
  out[11] = -sin;
  out[14] = sin;
  out[15] = cos;
  return out;
}
