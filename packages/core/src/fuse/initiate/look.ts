import type { SensorModel } from '../../base/sensor-model/index.ts';
import { highestM, lowestM, pdOverHeights, visibleFromM } from '../measure/visible.ts';
import { footprintOf, lowerIntensity, type Footprint, type Intensity } from './intensity.ts';

/** Sensors that see less far say little of cells of 5 km, m. */
const leastReachM = 3000;

/** Footprints by what a sensor says of itself: gone when it says something else. */
export type Footprints = WeakMap<SensorModel, Footprint>;

/** A sensor looked: undetected targets are fewer where it sees. */
export function look(intensity: Intensity, footprints: Footprints, model: SensorModel, atMs: number): void {
  if (!model.silenceInforms || model.maxRangeM < leastReachM) return;
  let footprint = footprints.get(model);
  if (footprint === undefined) {
    const { east, north, maxRangeM } = model;
    const pdAt = (e: number, n: number): number => {
      const groundM = Math.hypot(e - east, n - north);
      return pdOverHeights(model, e - east, n - north, groundM, lowestM, highestM);
    };
    footprint = footprintOf(east, north, maxRangeM, pdAt, (e, n) => judgesAt(model, e, n));
    footprints.set(model, footprint);
  }
  lowerIntensity(intensity, footprint, atMs);
}

/**
 * Whether what a sensor finds at a place tells how many targets are there: it looks, and would see what flies low as well. Behind
 * a horizon look after look finds nothing, however many fly there.
 */
export function judgesAt(model: SensorModel, east: number, north: number): boolean {
  const groundM = Math.hypot(east - model.east, north - model.north);
  return model.silenceInforms && visibleFromM(model, groundM) <= lowestM;
}
