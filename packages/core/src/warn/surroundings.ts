import type { SensorEvent } from '../base/event/index.ts';
import { distanceToAreaM, type Area } from '../base/geometry.ts';
import type { Policy } from './policy.ts';

/** Metres from a place to an area, or Infinity where it is certainly farther than `mostM`. */
export function distanceWithinM(area: Area, east: number, north: number, mostM: number): number {
  const { box } = area;
  if (east < box[0] - mostM || north < box[1] - mostM || east > box[2] + mostM || north > box[3] + mostM)
    return Infinity;
  return distanceToAreaM(area, east, north);
}

/** A sensor whose silence tells something about what flies near: not a transponder receiver, not a person. */
export function speaksForPlaces({ sensor }: SensorEvent): boolean {
  return sensor.type !== 'cooperative' && sensor.type !== 'spotter' && sensor.periodMs !== undefined;
}

/** Whether enough of the sensors around a zone are up. Revoked ones count for nothing. */
export function isFresh(states: Iterable<SensorEvent['state']>, policy: Policy): boolean {
  let up = 0;
  let all = 0;
  for (const state of states) {
    if (state === 'revoked') continue;
    all++;
    if (state === 'up') up++;
  }
  return up >= policy.freshSensors && up >= policy.freshShare * all;
}
