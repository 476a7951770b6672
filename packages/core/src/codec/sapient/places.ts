/** Written from the tables by testing/message-types.ts; change those. */

import type * as enums from './enums.ts';

export interface Location {
  x?: number;
  y?: number;
  z?: number;
  xError?: number;
  yError?: number;
  zError?: number;
  coordinateSystem?: enums.LocationCoordinateSystem;
  datum?: enums.LocationDatum;
  utmZone?: string;
}

export interface LocationList {
  locations: Location[];
}

export interface LocationOrRangeBearing {
  fovOneof:
    | { case: 'rangeBearing'; value: RangeBearingCone }
    | { case: 'locationList'; value: LocationList }
    | { case: undefined; value?: undefined };
}

export interface RangeBearing {
  elevation?: number;
  azimuth?: number;
  range?: number;
  elevationError?: number;
  azimuthError?: number;
  rangeError?: number;
  coordinateSystem?: enums.RangeBearingCoordinateSystem;
  datum?: enums.RangeBearingDatum;
}

export interface RangeBearingCone {
  elevation?: number;
  azimuth?: number;
  range?: number;
  horizontalExtent?: number;
  verticalExtent?: number;
  horizontalExtentError?: number;
  verticalExtentError?: number;
  elevationError?: number;
  azimuthError?: number;
  rangeError?: number;
  coordinateSystem?: enums.RangeBearingCoordinateSystem;
  datum?: enums.RangeBearingDatum;
}

export interface ENUVelocity {
  eastRate?: number;
  northRate?: number;
  upRate?: number;
  eastRateError?: number;
  northRateError?: number;
  upRateError?: number;
}

export interface ENUVelocityUnits {
  eastNorthRateUnits?: enums.SpeedUnits;
  upRateUnits?: enums.SpeedUnits;
}
