/**
 * The whole time, ms since 1970 UTC, of a clock that starts again at each `periodMs` (a day for ASTERIX' time of day, an
 * hour for Remote ID): of all times that `withinMs` may mean, the one nearest to `nearMs`. Right while the two clocks
 * and the way between them differ by less than half a period. Days have no leap second here, as in Unix time.
 */
export function unwrapTimeMs(withinMs: number, periodMs: number, nearMs: number): number {
  return withinMs + Math.round((nearMs - withinMs) / periodMs) * periodMs;
}
