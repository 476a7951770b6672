import type { SensorModel } from '../../base/sensor-model/index.ts';

/** Of its stated reach, where an array detects half of what it would near by. */
const halfReach = 1.2;
/** Drones differ by about 2 dB, a quarter in reach: as a logistic about the half range, its slope. */
const loudnessSlope = 0.12;
/** Of its stated reach, beyond which one in thirty is heard. */
const farthest = 1.7;

/**
 * What hears has no wall: a louder source is heard further off. Where an array that hears states only how far it reaches, it is
 * taken to detect five in six of what it would near by there, and half at 1.2 times as far (the logistic that others state as
 * `pd`). With a wall, the bearing of a drone just beyond it had no other explanation than to be an outlier of a track within,
 * which that kept alive.
 */
export function withoutWall(model: SensorModel): SensorModel {
  const hasWall = model.halfRangeM === Infinity && model.maxRangeM < Infinity;
  if (model.type !== 'bearing' || model.waveMps === Infinity || !hasWall) return model;
  return {
    ...model,
    halfRangeM: halfReach * model.maxRangeM,
    slope: loudnessSlope,
    maxRangeM: farthest * model.maxRangeM,
  };
}
