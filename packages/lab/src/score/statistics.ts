/** What scores are made of. Values that nothing was counted for are null, as in JSON. */

export function mean(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/** Of an even count, the mean of the two in the middle. */
export function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = Float64Array.from(values).sort();
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}

export function root(value: number | null): number | null {
  return value === null ? null : Math.sqrt(value);
}

export function rounded(value: number, places: number): number {
  const scale = Number(`1e${places}`);
  return Math.round(value * scale) / scale;
}

/** To 4 decimals; null of nothing. */
export function share(part: number, whole: number): number | null {
  return whole === 0 ? null : rounded(part / whole, 4);
}

export type Quantiles = Record<string, number | null>;

/** p10, p25 …: the value at that share of the sorted values (no interpolation), to 0.1. */
export function quantiles(
  values: readonly number[],
  at: readonly number[] = [0.1, 0.25, 0.5, 0.75, 0.9],
): Quantiles {
  const sorted = Float64Array.from(values).sort();
  return Object.fromEntries(
    at.map((q) => {
      const value = sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
      return [`p${Math.round(100 * q)}`, value === undefined ? null : rounded(value, 1)];
    }),
  );
}
