import type { SensorDescription } from '../../../base/event/index.ts';
import { cooperativeReceiver } from '../../cooperative.ts';

/** Line of sight to an airliner at 12 km is about 450 km. */
const farthestM = 450_000;
const plainSigmaM = 100;

export function adsbReceiver(latDeg: number, lonDeg: number, heightM = 0): SensorDescription {
  return cooperativeReceiver({ latDeg, lonDeg, heightM }, farthestM, plainSigmaM);
}
