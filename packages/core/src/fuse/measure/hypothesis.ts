import { innovation, maxRows, type Rows } from './rows.ts';

/**
 * The linear-Gaussian part of one state and one linearised measurement: innovation covariance, likelihood of a measured
 * vector, and the corrected state. Up to `maxRows` rows; diagonal measurement noise.
 */
export interface Hypothesis {
  rows: number;
  /** P H' : 4 x rows, column by column (4 numbers a row of the measurement). */
  readonly cross: Float64Array;
  /** H P H' without noise, rows x rows (row-major, maxRows wide). */
  readonly spread: Float64Array;
  /** Lower Cholesky factor of the innovation covariance. */
  readonly lower: Float64Array;
  readonly y: Float64Array;
  /** Natural logarithm of sqrt(det 2 pi S). */
  logNorm: number;
}

export function createHypothesis(): Hypothesis {
  return {
    rows: 0,
    cross: new Float64Array(4 * maxRows),
    spread: new Float64Array(maxRows * maxRows),
    lower: new Float64Array(maxRows * maxRows),
    y: new Float64Array(maxRows),
    logNorm: 0,
  };
}

const halfLogTau = 0.5 * Math.log(2 * Math.PI);

/** Cross covariance and spread for the packed covariance at p[at…]. */
export function project(out: Hypothesis, rows: Rows, p: Float64Array, at: number): void {
  const { cross, spread } = out;
  const h = rows.jacobian;
  const count = rows.count;
  out.rows = count;
  for (let i = 0; i < count; i++) {
    const a = h[4 * i];
    const b = h[4 * i + 1];
    const c = h[4 * i + 2];
    const d = h[4 * i + 3];
    cross[4 * i] = p[at] * a + p[at + 1] * b + p[at + 2] * c + p[at + 3] * d;
    cross[4 * i + 1] = p[at + 1] * a + p[at + 4] * b + p[at + 5] * c + p[at + 6] * d;
    cross[4 * i + 2] = p[at + 2] * a + p[at + 5] * b + p[at + 7] * c + p[at + 8] * d;
    cross[4 * i + 3] = p[at + 3] * a + p[at + 6] * b + p[at + 8] * c + p[at + 9] * d;
    for (let j = 0; j <= i; j++) {
      spread[maxRows * i + j] =
        h[4 * j] * cross[4 * i] +
        h[4 * j + 1] * cross[4 * i + 1] +
        h[4 * j + 2] * cross[4 * i + 2] +
        h[4 * j + 3] * cross[4 * i + 3];
    }
  }
}

/** Factors the innovation covariance with the noise variances at variance[at…]. false where it is not positive definite. */
export function factor(out: Hypothesis, rows: Rows, variance: Float64Array, at: number): boolean {
  if (out.rows === 2) return factorTwo(out, rows, variance, at);
  const { lower, spread } = out;
  let logNorm = 0;
  for (let i = 0; i < out.rows; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = spread[maxRows * i + j];
      if (i === j) sum += variance[at + i] + rows.extraVariance[i];
      for (let k = 0; k < j; k++) sum -= lower[maxRows * i + k] * lower[maxRows * j + k];
      if (i === j) {
        if (!(sum > 0)) return false;
        const root = Math.sqrt(sum);
        lower[maxRows * i + i] = root;
        logNorm += halfLogTau + Math.log(root);
      } else {
        lower[maxRows * i + j] = sum / lower[maxRows * j + j];
      }
    }
  }
  out.logNorm = logNorm;
  return true;
}

/** The same without loops for a range and a bearing, or a position: most of what there is. */
function factorTwo(out: Hypothesis, rows: Rows, variance: Float64Array, at: number): boolean {
  const { lower, spread } = out;
  const first = spread[0] + (variance[at] + rows.extraVariance[0]);
  if (!(first > 0)) return false;
  const root = Math.sqrt(first);
  const cross = spread[maxRows] / root;
  const second = spread[maxRows + 1] + (variance[at + 1] + rows.extraVariance[1]) - cross * cross;
  if (!(second > 0)) return false;
  const rootSecond = Math.sqrt(second);
  lower[0] = root;
  lower[maxRows] = cross;
  lower[maxRows + 1] = rootSecond;
  out.logNorm = 2 * halfLogTau + Math.log(root * rootSecond);
  return true;
}

/** Squared Mahalanobis distance of the measured vector at z[at…]; leaves L^-1 innovation in out.y. */
export function distance2(out: Hypothesis, rows: Rows, z: Float64Array, at: number): number {
  const { lower, y } = out;
  let d2 = 0;
  for (let i = 0; i < out.rows; i++) {
    let sum = innovation(rows, i, z[at + i]);
    for (let k = 0; k < i; k++) sum -= lower[maxRows * i + k] * y[k];
    y[i] = sum / lower[maxRows * i + i];
    d2 += y[i] * y[i];
  }
  return d2;
}

/** out[at…] = L^-1 of a column of as many numbers as the measurement has. */
export function whiten(
  out: Float64Array,
  at: number,
  column: Float64Array,
  { lower, rows }: Hypothesis,
): void {
  for (let i = 0; i < rows; i++) {
    let sum = column[i];
    for (let k = 0; k < i; k++) sum -= lower[maxRows * i + k] * out[at + k];
    out[at + i] = sum / lower[maxRows * i + i];
  }
}

/** gain[at…] = P H' L'^-1, 4 numbers a row, so that the correction is gain y and the covariance loses gain gain'. */
export function solveGain(gain: Float64Array, at: number, hypothesis: Hypothesis): void {
  const { lower, cross, rows } = hypothesis;
  for (let i = 0; i < rows; i++) {
    const scale = 1 / lower[maxRows * i + i];
    for (let s = 0; s < 4; s++) {
      let sum = cross[4 * i + s];
      for (let k = 0; k < i; k++) sum -= lower[maxRows * i + k] * gain[at + 4 * k + s];
      gain[at + 4 * i + s] = sum * scale;
    }
  }
}
