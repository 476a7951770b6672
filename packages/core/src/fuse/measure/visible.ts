import { wrapAngle } from '../../base/geometry.ts';
import { pdAtRange, type SensorModel } from '../../base/sensor-model/index.ts';

/**
 * What a sensor's mask and horizon mean for a target whose height nobody measured. Its height above the ellipsoid is held to
 * lie between a low and a high end, log-uniform: at first all heights at which things fly; a detection raises the low end to
 * where the sensor could see it, a miss lowers the high end as Bayes' rule says. So a drone that dips below the mask is
 * excused, and one that was seen and then is not, less and less.
 */
export const lowestM = 40;
export const highestM = 12_000;
/** Never less than this share is taken to be visible: masks are stated coarsely, and hills end. */
const leastShare = 0.02;
const earthM = 6_371_000;
const radioEarthM = (4 / 3) * earthM;

/** Height above the ellipsoid from which a target at this distance along the ground is above mask and horizon. */
export function visibleFromM(model: SensorModel, groundM: number): number {
  let from = -Infinity;
  if (model.minElevationRad > -Math.PI / 2) {
    from = model.heightM + groundM * Math.tan(model.minElevationRad) + (groundM * groundM) / (2 * earthM);
  }
  if (!model.seesBelowHorizon) {
    const beyond = groundM - Math.sqrt(2 * radioEarthM * Math.max(0, model.heightM));
    if (beyond > 0) from = Math.max(from, (beyond * beyond) / (2 * radioEarthM));
  }
  return from;
}

/** Share of the heights between low and high that are above `fromM`, log-uniform. */
export function visibleShare(fromM: number, lowM: number, highM: number): number {
  if (fromM <= lowM) return 1;
  return fromM >= highM ? leastShare : Math.max(leastShare, Math.log(highM / fromM) / Math.log(highM / lowM));
}

/** Whether a sensor's Pd is the same wherever it is in range: most radars, and then `openPd` is all there is to it. */
export function isOpen(model: SensorModel): boolean {
  return (
    model.halfRangeM === Infinity &&
    model.halfWidthRad >= Math.PI &&
    model.seesBelowHorizon &&
    model.minElevationRad <= -Math.PI / 2
  );
}

export function openPd(model: SensorModel, rangeM: number): number {
  return rangeM > model.maxRangeM || rangeM < model.minRangeM ? 0 : model.pdMax;
}

/** Pd at a local place (east, north) along the ground, averaged over heights; 0 out of range and sector. */
export function pdOverHeights(
  model: SensorModel,
  east: number,
  north: number,
  rangeM: number,
  lowM: number,
  highM: number,
): number {
  if (rangeM > model.maxRangeM || rangeM < model.minRangeM) return 0;
  if (model.halfWidthRad < Math.PI) {
    if (Math.abs(wrapAngle(Math.atan2(east, north) - model.centreRad)) > model.halfWidthRad) return 0;
  }
  const pd = pdAtRange(model, rangeM);
  if (model.seesBelowHorizon && model.minElevationRad <= -Math.PI / 2) return pd;
  const groundM = Math.sqrt(east * east + north * north);
  return pd * visibleShare(visibleFromM(model, groundM), lowM, highM);
}

/**
 * Narrows low (heights[at]) and high (heights[at + 1]) after a look of a sensor that sees from `fromM` on. `seen`: how likely
 * it was that the target was detected; `pd`: had it been visible.
 */
export function learnHeight(
  heights: Float64Array,
  at: number,
  fromM: number,
  seen: number,
  pd: number,
): void {
  const low = heights[at];
  const high = heights[at + 1];
  if (fromM <= low) return;
  if (seen >= 0.5) {
    heights[at] = Math.min(fromM, highestM / 2);
    heights[at + 1] = Math.max(high, 2 * heights[at]);
    return;
  }
  const share = visibleShare(fromM, low, high);
  const after = (share * (1 - pd)) / (1 - share * pd);
  const hidden = Math.log(Math.min(fromM, high) / low);
  heights[at + 1] = Math.min(high, Math.max(2 * low, low * Math.exp(hidden / (1 - after))));
}
