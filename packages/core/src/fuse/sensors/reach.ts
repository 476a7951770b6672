import type { SensorModel } from '../../base/sensor-model/index.ts';

/** Drones differ by 2 to 3 dB, a quarter or a third in reach: as a logistic about the stated reach, its slope. */
const loudnessSlope = 0.15;
/** Beyond this many times the stated reach fewer than one in a hundred of those that are as loud as any are heard. */
const farthest = 1.7;

/**
 * What hears has no wall: a louder source is heard further off. Where an array that hears states only how far it reaches, that is
 * taken for where it detects half of what it would near by (`pd` of docs/formats: the logistic that others state). With a wall, a
 * bearing of a drone just beyond it had no other explanation than to be an outlier of a track within, which it kept alive.
 */
export function withoutWall(model: SensorModel): SensorModel {
  const hasWall = model.halfRangeM === Infinity && model.maxRangeM < Infinity;
  if (model.type !== 'bearing' || model.waveMps === Infinity || !hasWall) return model;
  return {
    ...model,
    halfRangeM: model.maxRangeM,
    slope: loudnessSlope,
    maxRangeM: farthest * model.maxRangeM,
  };
}
