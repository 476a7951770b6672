import type { SensorModel } from '../../base/sensor-model/index.ts';
import { highestM, lowestM, pdOverHeights } from '../measure/visible.ts';
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
    footprint = footprintOf(model.east, model.north, model.maxRangeM, (east, north) => {
      const de = east - model.east;
      const dn = north - model.north;
      return pdOverHeights(model, de, dn, Math.sqrt(de * de + dn * dn), lowestM, highestM);
    });
    footprints.set(model, footprint);
  }
  lowerIntensity(intensity, footprint, atMs);
}
