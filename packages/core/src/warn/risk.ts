/** What of an arrival bears on its zone now. Times are absolute, ms. */
export interface ArrivalWindow {
  readonly probability: number;
  readonly etaMs: number;
  readonly etaP10Ms: number;
  readonly etaP90Ms: number;
}

/**
 * Probability that the arrival happens by `byMs`: its probability times the share of its window before then. The window's
 * distribution is taken as piecewise linear through p10, median and p90, with tails as long as their neighbours' halves.
 */
export function probabilityBy(arrival: ArrivalWindow, byMs: number): number {
  return arrival.probability * shareBy(arrival, byMs);
}

function shareBy({ etaMs, etaP10Ms, etaP90Ms }: ArrivalWindow, byMs: number): number {
  if (byMs < etaP10Ms) return Math.max(0, 0.1 * (1 - over(etaP10Ms - byMs, (etaMs - etaP10Ms) / 2)));
  if (byMs < etaMs) return 0.1 + 0.4 * over(byMs - etaP10Ms, etaMs - etaP10Ms);
  if (byMs < etaP90Ms) return 0.5 + 0.4 * over(byMs - etaMs, etaP90Ms - etaMs);
  return Math.min(1, 0.9 + 0.1 * over(byMs - etaP90Ms, (etaP90Ms - etaMs) / 2));
}

/** part / whole; 1 where the whole has no length. */
function over(part: number, whole: number): number {
  return whole > 0 ? part / whole : 1;
}
