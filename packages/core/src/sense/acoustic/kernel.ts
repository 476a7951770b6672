/** What the low passes of `resample` and `decimate` share. */

export function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}

/** The Kaiser window, 0 outside -1 < x < 1, not scaled: a sinc times it is a low pass, and it is one by itself. */
export function kaiserWindow(x: number, beta: number): number {
  return Math.abs(x) >= 1 ? 0 : besselI0(beta * Math.sqrt(1 - x * x));
}

/** Modified Bessel function of order 0 by its power series; to double precision for x up to 20. */
function besselI0(x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > 1e-17 * sum; k += 1) {
    term *= (x * x) / (4 * k * k);
    sum += term;
  }
  return sum;
}
