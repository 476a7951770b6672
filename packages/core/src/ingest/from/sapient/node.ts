import type { SensorDescription } from '../../../base/event/index.ts';
import {
  sapientEnums,
  type LocationOrRangeBearing,
  type RangeBearingCone,
  type Registration,
} from '../../../codec/sapient/index.ts';
import type { Place } from '../../report.ts';

const {
  RangeBearingCoordinateSystem: systems,
  RangeBearingDatum: datums,
  RegistrationNodeType: types,
  SpeedUnits: speeds,
} = sapientEnums;
const radian = 180 / Math.PI;

/** What acts on a target instead of sensing it. Kentongan is never part of that: such a node is refused. */
const effectors: ReadonlyMap<number, string> = new Map([
  [types.NODE_TYPE_KINETIC, 'kinetic effector'],
  [types.NODE_TYPE_JAMMER, 'jammer'],
  [types.NODE_TYPE_CYBER, 'cyber effector'],
  [types.NODE_TYPE_LDEW, 'laser effector'],
  [types.NODE_TYPE_RFDEW, 'radio-frequency effector'],
]);

/** The effector that a registration names, also beside sensors; undefined where there is none. */
export function effectorOf(registration: Registration): string | undefined {
  for (const { nodeType, nodeSubType } of registration.nodeDefinition) {
    const name = effectors.get(nodeType ?? 0);
    if (name !== undefined) return name;
    const subType = nodeSubType.find((text) => /effector|jammer|interceptor|weapon/i.test(text));
    if (subType !== undefined) return subType.slice(0, 60);
  }
  return undefined;
}

/** What a node is in our words, from what it registered as; its place comes with its status. */
export function describedNode(
  registration: Registration,
): Pick<SensorDescription, 'type' | 'wave' | 'sigma'> {
  const kinds = registration.nodeDefinition.map(({ nodeType }) => nodeType ?? 0);
  const has = (kind: number): boolean => kinds.includes(kind);
  if (has(types.NODE_TYPE_FUSION_NODE)) return { type: 'system', wave: 'light', sigma: { positionM: 100 } };
  if (has(types.NODE_TYPE_RADAR) || has(types.NODE_TYPE_LIDAR))
    return { type: 'radar', wave: 'light', sigma: { rangeM: 25, bearingRad: 0.01, elevationRad: 0.02 } };
  if (has(types.NODE_TYPE_ACOUSTIC) || has(types.NODE_TYPE_SEISMIC))
    return { type: 'bearing', wave: 'sound', sigma: { bearingRad: 0.08, elevationRad: 0.1 } };
  if (has(types.NODE_TYPE_HUMAN))
    return { type: 'spotter', wave: 'light', sigma: { bearingRad: 0.2, positionM: 500 } };
  if (has(types.NODE_TYPE_PASSIVE_RF))
    return { type: 'bearing', wave: 'light', sigma: { bearingRad: 0.05, elevationRad: 0.1 } };
  if (has(types.NODE_TYPE_CAMERA))
    return { type: 'bearing', wave: 'light', sigma: { bearingRad: 0.01, elevationRad: 0.01 } };
  return { type: 'system', wave: 'light', sigma: { positionM: 100, bearingRad: 0.05 } };
}

/** Metres per second in a unit of the node's velocities: km/h where it registered so. */
export function mpsPerUnitOf(registration: Registration): number {
  for (const { detectionDefinition } of registration.modeDefinition) {
    for (const { velocityType } of detectionDefinition) {
      const units = velocityType?.velocityUnitsOneof;
      if (units?.case === 'enuVelocityUnits' && units.value.eastNorthRateUnits === speeds.SPEED_UNITS_KPH)
        return 1 / 3.6;
    }
  }
  return 1;
}

export interface PolarUnits {
  readonly radPerUnit: number;
  readonly mPerUnit: number;
}

/** Of a range and bearing; a text where its angles are not from true north. */
export function polarUnitsOf(polar: { coordinateSystem?: number; datum?: number }): PolarUnits | string {
  if (polar.datum !== datums.RANGE_BEARING_DATUM_TRUE)
    return `expected bearings from true north, found datum ${polar.datum ?? 'none'}`;
  const { coordinateSystem: system } = polar;
  const isRadians =
    system === systems.RANGE_BEARING_COORDINATE_SYSTEM_RADIANS_M ||
    system === systems.RANGE_BEARING_COORDINATE_SYSTEM_RADIANS_KM;
  const isKm =
    system === systems.RANGE_BEARING_COORDINATE_SYSTEM_DEGREES_KM ||
    system === systems.RANGE_BEARING_COORDINATE_SYSTEM_RADIANS_KM;
  return { radPerUnit: isRadians ? 1 : 1 / radian, mPerUnit: isKm ? 1000 : 1 };
}

/** A sector that a node says it sees; undefined where it does not, or not from true north. */
export function coverageOf(
  fields: readonly (LocationOrRangeBearing | undefined)[],
): SensorDescription['coverage'] {
  for (const field of fields) {
    if (field?.fovOneof.case !== 'rangeBearing') continue;
    const coverage = coneCoverage(field.fovOneof.value);
    if (coverage !== undefined) return coverage;
  }
  return undefined;
}

function coneCoverage(cone: RangeBearingCone): SensorDescription['coverage'] {
  const units = polarUnitsOf(cone);
  if (typeof units === 'string') return undefined;
  const { range, azimuth, horizontalExtent } = cone;
  const maxRangeM = range === undefined ? 0 : range * units.mPerUnit;
  const widthRad = horizontalExtent === undefined ? 0 : horizontalExtent * units.radPerUnit;
  const centreRad = azimuth === undefined ? 0 : azimuth * units.radPerUnit;
  const isSector = azimuth !== undefined && widthRad > 0 && widthRad < 2 * Math.PI;
  if (!(maxRangeM > 0) || !(Math.abs(centreRad) <= 2 * Math.PI)) return undefined;
  return { maxRangeM, ...(isSector ? { centreRad, widthRad } : {}) };
}

export function withPlace(
  described: Pick<SensorDescription, 'type' | 'wave' | 'sigma'>,
  place: Place,
  coverage: SensorDescription['coverage'],
): SensorDescription {
  const { latDeg, lonDeg, heightM } = place;
  return {
    ...described,
    latDeg,
    lonDeg,
    ...(heightM === undefined ? {} : { heightM }),
    ...(coverage === undefined ? {} : { coverage }),
  };
}
