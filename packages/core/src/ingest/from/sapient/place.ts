import { enuFromGeodetic, type Frame } from '../../../base/frame.ts';
import { sapientEnums, type Location } from '../../../codec/sapient/index.ts';
import type { Place } from '../../report.ts';
import { geodeticFromUtm } from './utm.ts';

const { LocationCoordinateSystem: systems } = sapientEnums;
const radian = 180 / Math.PI;
const metresPerDegree = 111_200;
/** No sensor of a region and nothing it detects is further from the region's origin. */
const farthestM = 700_000;

/** Which of x and y is longitude: x by the standard, yet nodes exist that have it the other way round. */
export type Axes = 'lonFirst' | 'latFirst';

export interface Placed {
  readonly place: Place;
  /** Along each horizontal axis, m. */
  readonly sigmaM: number | undefined;
  readonly axes: Axes;
  /** Only one order of the axes was possible, so it says something of the node. */
  readonly isCertain: boolean;
}

/**
 * A location in degrees and metres, or what is wrong with it. Of the two orders of the axes the one is taken that lies
 * within 700 km of the region's origin; where both do, `usual` decides (what the node's other reports showed), and where
 * neither does, the place is refused. A height over the geoid is taken as over the ellipsoid: up to 100 m wrong.
 */
export function placeOf(location: Location, region: Frame, usual: Axes): Placed | string {
  const { x, y, z, coordinateSystem } = location;
  if (x === undefined || y === undefined) return 'expected x and y, found none';
  const height = z === undefined || !Number.isFinite(z) ? {} : { heightM: z };
  if (coordinateSystem === systems.LOCATION_COORDINATE_SYSTEM_UTM_M) {
    const found = geodeticFromUtm(x, y, location.utmZone ?? '');
    if (typeof found === 'string') return found;
    if (!isNear(found, region)) return tooFar([found], region);
    return {
      place: { ...found, ...height },
      sigmaM: sigmaOf(location.xError, location.yError),
      axes: usual,
      isCertain: false,
    };
  }
  const isRadians = coordinateSystem === systems.LOCATION_COORDINATE_SYSTEM_LAT_LNG_RAD_M;
  const degrees = isRadians ? radian : 1;
  const readings: readonly { axes: Axes; latDeg: number; lonDeg: number }[] = [
    { axes: 'lonFirst', latDeg: y * degrees, lonDeg: x * degrees },
    { axes: 'latFirst', latDeg: x * degrees, lonDeg: y * degrees },
  ];
  const near = readings.filter((reading) => isNear(reading, region));
  if (near.length === 0) return tooFar(readings.filter(isOnEarth), region);
  const { axes, latDeg, lonDeg } = near.find((reading) => reading.axes === usual) ?? near[0];
  return {
    place: { latDeg, lonDeg, ...height },
    sigmaM: angularSigmaM(location.xError, location.yError, isRadians),
    axes,
    isCertain: near.length === 1,
  };
}

function isOnEarth({ latDeg, lonDeg }: Place): boolean {
  return Math.abs(latDeg) <= 90 && Math.abs(lonDeg) <= 180;
}

const enu = new Float64Array(3);

function isNear(place: Place, region: Frame): boolean {
  if (!isOnEarth(place)) return false;
  const [east, north, up] = enuFromGeodetic(region, enu, place.latDeg, place.lonDeg, 0);
  return east * east + north * north + up * up <= farthestM * farthestM;
}

function tooFar(readings: readonly Place[], region: Frame): string {
  const found = readings.map(({ latDeg, lonDeg }) => `${latDeg}, ${lonDeg}`).join(' or ');
  const where = `${region.origin.latDeg}, ${region.origin.lonDeg}`;
  return `expected a place within ${farthestM / 1000} km of ${where}, found ${found === '' ? 'none on Earth' : found}`;
}

function sigmaOf(xM: number | undefined, yM: number | undefined): number | undefined {
  if (xM === undefined && yM === undefined) return undefined;
  const [a, b] = [xM ?? yM ?? 0, yM ?? xM ?? 0];
  const sigmaM = Math.sqrt((a * a + b * b) / 2);
  return sigmaM > 0 && Number.isFinite(sigmaM) ? sigmaM : undefined;
}

/**
 * Errors are in the units of the coordinates, says the standard; in practice metres stand beside degrees. Nobody states
 * an error below 10 cm, nor one above 0.1 degrees (11 km): that tells them apart.
 */
function angularSigmaM(x: number | undefined, y: number | undefined, isRadians: boolean): number | undefined {
  const sigma = sigmaOf(x, y);
  if (sigma === undefined) return undefined;
  const inDegrees = isRadians ? sigma * radian : sigma;
  return inDegrees < 0.1 ? inDegrees * metresPerDegree : sigma;
}
