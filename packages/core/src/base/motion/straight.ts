/**
 * Straight flight with white-noise acceleration (Bar-Shalom, Li, Kirubarajan 2001, 6.2.2): state east, north, eastMps,
 * northMps; q is the power spectral density of acceleration in m²/s³ along each axis. Noise over dt, for each axis:
 * position q dt³/3, position-velocity q dt²/2, velocity q dt.
 *
 * Symmetric 4x4 covariances are packed as the upper triangle, row by row: 10 numbers
 * (ee en eE eN nn nE nN EE EN NN, lower case position, upper case velocity), the order of a track's `covariance`.
 */

/** Moves the mean at x[at…at+3] by dtS seconds in place. */
export function moveStraight(x: Float64Array, at: number, dtS: number): void {
  x[at] += dtS * x[at + 2];
  x[at + 1] += dtS * x[at + 3];
}

/** Moves the packed covariance at p[at…at+9] by dtS seconds in place: F P F' + Q. */
export function spreadStraight(p: Float64Array, at: number, dtS: number, q: number): void {
  const eE = p[at + 2];
  const eN = p[at + 3];
  const nE = p[at + 5];
  const nN = p[at + 6];
  const EE = p[at + 7];
  const EN = p[at + 8];
  const NN = p[at + 9];
  const q1 = q * dtS;
  const q2 = (q1 * dtS) / 2;
  const q3 = (q1 * dtS * dtS) / 3;
  p[at] += dtS * (2 * eE + dtS * EE) + q3;
  p[at + 1] += dtS * (eN + nE + dtS * EN);
  p[at + 2] = eE + dtS * EE + q2;
  p[at + 3] = eN + dtS * EN;
  p[at + 4] += dtS * (2 * nN + dtS * NN) + q3;
  p[at + 5] = nE + dtS * EN;
  p[at + 6] = nN + dtS * NN + q2;
  p[at + 7] = EE + q1;
  p[at + 9] = NN + q1;
}
