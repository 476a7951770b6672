import type { SensorDescription } from '../../../base/event/index.ts';

/** Line of sight to an airliner at 12 km is about 450 km. */
const farthestM = 450_000;

/** How a receiver of ADS-B is enrolled when nothing else is said of it. It reports when it likes: silence says nothing. */
export function adsbReceiver(latDeg: number, lonDeg: number, heightM = 0): SensorDescription {
  return {
    type: 'cooperative',
    wave: 'light',
    latDeg,
    lonDeg,
    heightM,
    coverage: { maxRangeM: farthestM },
    sigma: { positionM: 100 },
  };
}
