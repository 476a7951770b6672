/**
 * Small dense matrices in flat Float64Arrays, row-major, `out` first, inputs read-only, summation order fixed. Packed
 * symmetric: the upper triangle row by row, n (n + 1) / 2 numbers.
 */

/** out = a b; a is m x k, b is k x n. out may be neither input. */
export function multiply(
  out: Float64Array,
  a: Float64Array,
  b: Float64Array,
  m: number,
  k: number,
  n: number,
): Float64Array {
  for (let row = 0; row < m; row++) {
    for (let column = 0; column < n; column++) {
      let sum = 0;
      for (let i = 0; i < k; i++) sum += a[row * k + i] * b[i * n + column];
      out[row * n + column] = sum;
    }
  }
  return out;
}

/** out = a b', with a m x k and b n x k. out may be neither input. */
export function multiplyTransposed(
  out: Float64Array,
  a: Float64Array,
  b: Float64Array,
  m: number,
  k: number,
  n: number,
): Float64Array {
  for (let row = 0; row < m; row++) {
    for (let column = 0; column < n; column++) {
      let sum = 0;
      for (let i = 0; i < k; i++) sum += a[row * k + i] * b[column * k + i];
      out[row * n + column] = sum;
    }
  }
  return out;
}

/**
 * Lower Cholesky factor of the symmetric n x n matrix a (only its lower triangle is read): a = L L'. false, with out
 * undefined, where a is not positive definite.
 */
export function cholesky(out: Float64Array, a: Float64Array, n: number): boolean {
  for (let row = 0; row < n; row++) {
    for (let column = 0; column <= row; column++) {
      let sum = a[row * n + column];
      for (let i = 0; i < column; i++) sum -= out[row * n + i] * out[column * n + i];
      if (row === column) {
        if (!(sum > 0)) return false;
        out[row * n + row] = Math.sqrt(sum);
      } else {
        out[row * n + column] = sum / out[column * n + column];
      }
    }
    for (let column = row + 1; column < n; column++) out[row * n + column] = 0;
  }
  return true;
}

/** Solves L L' x = b in place, L lower n x n. */
export function choleskySolve(x: Float64Array, lower: Float64Array, n: number): Float64Array {
  for (let row = 0; row < n; row++) {
    let sum = x[row];
    for (let i = 0; i < row; i++) sum -= lower[row * n + i] * x[i];
    x[row] = sum / lower[row * n + row];
  }
  for (let row = n - 1; row >= 0; row--) {
    let sum = x[row];
    for (let i = row + 1; i < n; i++) sum -= lower[i * n + row] * x[i];
    x[row] = sum / lower[row * n + row];
  }
  return x;
}

/** Full symmetric n x n from its packed upper triangle at `at`. */
export function fullFromPacked(
  out: Float64Array,
  packed: ArrayLike<number>,
  at: number,
  n: number,
): Float64Array {
  let i = at;
  for (let row = 0; row < n; row++) {
    for (let column = row; column < n; column++) {
      out[row * n + column] = packed[i];
      out[column * n + row] = packed[i];
      i++;
    }
  }
  return out;
}

/** Packs the upper triangle of a full symmetric n x n matrix to out[at…]. */
export function packedFromFull(out: Float64Array, at: number, full: Float64Array, n: number): Float64Array {
  let i = at;
  for (let row = 0; row < n; row++) {
    for (let column = row; column < n; column++) out[i++] = full[row * n + column];
  }
  return out;
}
