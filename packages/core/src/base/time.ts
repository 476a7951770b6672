/** Times are Float64 milliseconds since 1970 UTC (a step of about 0.24 µs today); spans are `…Ms` or, in kernels, `…S`. */

export const secondMs = 1000;
export const minuteMs = 60_000;
export const hourMs = 3_600_000;

export function secondsFromMs(spanMs: number): number {
  return spanMs / 1000;
}

/** How old knowledge is allowed to become: fresh is usable, stale is usable but silent too long, expired is not usable. */
export type Freshness = 'fresh' | 'stale' | 'expired';

export function freshness(ageMs: number, staleMs: number, expiredMs: number): Freshness {
  if (ageMs >= expiredMs) return 'expired';
  return ageMs >= staleMs ? 'stale' : 'fresh';
}
