import type { SensorDescription } from '../base/event/index.ts';
import type { Place } from './report.ts';
import { unwrapTimeMs } from './unwrap.ts';

/**
 * A receiver of what targets say of themselves, enrolled when nothing else is said of it. It reports when it likes:
 * silence says nothing.
 */
export function cooperativeReceiver(
  { latDeg, lonDeg, heightM = 0 }: Place,
  maxRangeM: number,
  positionM: number,
): SensorDescription {
  return {
    type: 'cooperative',
    wave: 'light',
    latDeg,
    lonDeg,
    heightM,
    coverage: { maxRangeM },
    sigma: { positionM },
  };
}

/** Places are sent within seconds of the fix; a stated time further off than this is a wrong clock's. */
export const believedMs = 10_000;

/** When a place was fixed, by its time within a period (the minute, the hour); the arrival where it is not believed. */
export function fixedMs(withinMs: number, periodMs: number, heardMs: number): number {
  const fixed = unwrapTimeMs(withinMs, periodMs, heardMs);
  return Math.abs(fixed - heardMs) <= believedMs ? fixed : heardMs;
}
