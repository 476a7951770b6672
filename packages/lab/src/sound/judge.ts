/** Rank statistics of scores with the target (`positives`) and without. */

/** Area under the ROC curve: probability that a positive outranks a negative, ties half (Mann and Whitney 1947). */
export function areaUnderCurve(positives: readonly number[], negatives: readonly number[]): number {
  if (positives.length === 0 || negatives.length === 0) return NaN;
  const all = [
    ...positives.map((score) => ({ score, is: true })),
    ...negatives.map((score) => ({ score, is: false })),
  ];
  all.sort((a, b) => a.score - b.score);
  let ranks = 0;
  for (let i = 0; i < all.length;) {
    let end = i;
    while (end < all.length && all[end]!.score === all[i]!.score) end += 1;
    for (let k = i; k < end; k += 1) if (all[k]!.is) ranks += (i + end + 1) / 2;
    i = end;
  }
  return (ranks - (positives.length * (positives.length + 1)) / 2) / (positives.length * negatives.length);
}

/** The least threshold at which at most `pfa` of the negatives are over it: a score must be greater to count. */
export function thresholdAt(negatives: readonly number[], pfa: number): number {
  const sorted = [...negatives].sort((a, b) => b - a);
  return sorted[Math.floor(pfa * sorted.length)] ?? -Infinity;
}

export function shareOver(scores: readonly number[], threshold: number): number {
  return scores.filter((score) => score > threshold).length / scores.length;
}

/** Share and its 95 % confidence interval (Wilson 1927). */
export function shareWithInterval(count: number, of: number): { share: number; low: number; high: number } {
  const z = 1.96;
  const p = count / of;
  const centre = (p + (z * z) / (2 * of)) / (1 + (z * z) / of);
  const half = (z / (1 + (z * z) / of)) * Math.sqrt((p * (1 - p)) / of + (z * z) / (4 * of * of));
  return { share: p, low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}
