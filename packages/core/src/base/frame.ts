/**
 * Places: WGS 84 geodetic, ECEF, and the region's ENU plane (metres east, north, up along the axes at the region's
 * origin). All tracking happens in ENU. ENU is flat and the earth is not: at 100 km from the origin a target at height 0
 * lies 785 m below the plane and true north there differs by about a degree, so sensors measure in a local frame of
 * their own (`localFromEnu`) and height is kept above the ellipsoid (`upAtHeight`).
 */

/** Semi-major axis and flattening of WGS 84 (NIMA TR8350.2). */
const equatorM = 6_378_137;
const flattening = 1 / 298.257_223_563;
const poleM = equatorM * (1 - flattening);
const eccentricity2 = flattening * (2 - flattening);
const degree = Math.PI / 180;
const acrossAtSea = 1 / (equatorM * equatorM);
const alongAtSea = 1 / (poleM * poleM);

export interface Geodetic {
  latDeg: number;
  lonDeg: number;
  heightM: number;
}

/** A region's frame: its origin in ECEF and the rows of the rotation to ENU (row-major 3x3: east, north, up). */
export interface Frame {
  readonly origin: Geodetic;
  readonly originEcef: Float64Array;
  readonly enuFromEcef: Float64Array;
}

export function createFrame(origin: Geodetic): Frame {
  const originEcef = ecefFromGeodetic(new Float64Array(3), origin.latDeg, origin.lonDeg, origin.heightM);
  return { origin: { ...origin }, originEcef, enuFromEcef: axesAt(origin.latDeg, origin.lonDeg) };
}

/** Rows are the unit vectors east, north and up at a place, in ECEF. */
function axesAt(latDeg: number, lonDeg: number): Float64Array {
  const sinLat = Math.sin(latDeg * degree);
  const cosLat = Math.cos(latDeg * degree);
  const sinLon = Math.sin(lonDeg * degree);
  const cosLon = Math.cos(lonDeg * degree);
  return Float64Array.of(
    -sinLon, cosLon, 0,
    -sinLat * cosLon, -sinLat * sinLon, cosLat,
    cosLat * cosLon, cosLat * sinLon, sinLat,
  ); // prettier-ignore
}

/** out: x, y, z in metres. */
export function ecefFromGeodetic(
  out: Float64Array,
  latDeg: number,
  lonDeg: number,
  heightM: number,
): Float64Array {
  const sinLat = Math.sin(latDeg * degree);
  const cosLat = Math.cos(latDeg * degree);
  const primeVerticalM = equatorM / Math.sqrt(1 - eccentricity2 * sinLat * sinLat);
  out[0] = (primeVerticalM + heightM) * cosLat * Math.cos(lonDeg * degree);
  out[1] = (primeVerticalM + heightM) * cosLat * Math.sin(lonDeg * degree);
  out[2] = (primeVerticalM * (1 - eccentricity2) + heightM) * sinLat;
  return out;
}

/**
 * out: latDeg, lonDeg, heightM. Bowring's formula (Survey Review 1976), iterated twice: below 1e-9 degrees and 1e-6 m
 * from 10 km under to 1,000 km over the ellipsoid.
 */
export function geodeticFromEcef(out: Float64Array, x: number, y: number, z: number): Float64Array {
  const p = Math.sqrt(x * x + y * y);
  let reduced = Math.atan2(z * equatorM, p * poleM);
  let lat = 0;
  for (let round = 0; round < 2; round++) {
    const sinReduced = Math.sin(reduced);
    const cosReduced = Math.cos(reduced);
    const second2 = (equatorM * equatorM - poleM * poleM) / (poleM * poleM);
    lat = Math.atan2(
      z + second2 * poleM * sinReduced * sinReduced * sinReduced,
      p - eccentricity2 * equatorM * cosReduced * cosReduced * cosReduced,
    );
    reduced = Math.atan2((1 - flattening) * Math.sin(lat), Math.cos(lat));
  }
  const sinLat = Math.sin(lat);
  const cosLat = Math.cos(lat);
  const primeVerticalM = equatorM / Math.sqrt(1 - eccentricity2 * sinLat * sinLat);
  out[0] = lat / degree;
  out[1] = Math.atan2(y, x) / degree;
  // Well-conditioned at the poles too, where p / cos(lat) is not.
  out[2] = p * cosLat + z * sinLat - (equatorM * equatorM) / primeVerticalM;
  return out;
}

const scratch = new Float64Array(3);

/** out: east, north, up in metres along the axes at the region's origin. */
export function enuFromGeodetic(
  frame: Frame,
  out: Float64Array,
  latDeg: number,
  lonDeg: number,
  heightM: number,
): Float64Array {
  const { originEcef: o, enuFromEcef: r } = frame;
  ecefFromGeodetic(scratch, latDeg, lonDeg, heightM);
  const x = scratch[0] - o[0];
  const y = scratch[1] - o[1];
  const z = scratch[2] - o[2];
  out[0] = r[0] * x + r[1] * y + r[2] * z;
  out[1] = r[3] * x + r[4] * y + r[5] * z;
  out[2] = r[6] * x + r[7] * y + r[8] * z;
  return out;
}

/** out: latDeg, lonDeg, heightM. */
export function geodeticFromEnu(
  frame: Frame,
  out: Float64Array,
  east: number,
  north: number,
  up: number,
): Float64Array {
  const { originEcef: o, enuFromEcef: r } = frame;
  return geodeticFromEcef(
    out,
    o[0] + r[0] * east + r[3] * north + r[6] * up,
    o[1] + r[1] * east + r[4] * north + r[7] * up,
    o[2] + r[2] * east + r[5] * north + r[8] * up,
  );
}

/**
 * The ENU `up` of a point over (east, north) at a height above the ellipsoid: what level flight is in the flat frame.
 * Solves the ellipsoid with both axes grown by the height; within 1 mm of exact below 20 km of height and 500 km of range.
 */
export function upAtHeight(frame: Frame, east: number, north: number, heightM: number): number {
  const { originEcef: o, enuFromEcef: r } = frame;
  const x = o[0] + r[0] * east + r[3] * north;
  const y = o[1] + r[1] * east + r[4] * north;
  const z = o[2] + r[2] * east + r[5] * north;
  // On the surface itself, where most that is asked lies, the same two numbers without a division.
  const across = heightM === 0 ? acrossAtSea : 1 / ((equatorM + heightM) * (equatorM + heightM));
  const along = heightM === 0 ? alongAtSea : 1 / ((poleM + heightM) * (poleM + heightM));
  const a = (r[6] * r[6] + r[7] * r[7]) * across + r[8] * r[8] * along;
  const half = (r[6] * x + r[7] * y) * across + r[8] * z * along;
  const c = (x * x + y * y) * across + z * z * along - 1;
  return -c / (half + Math.sqrt(half * half - a * c));
}

/** Rotation (row-major 3x3) that turns a vector along the region's axes into one along true east, north, up at a place. */
export function localFromEnu(frame: Frame, latDeg: number, lonDeg: number): Float64Array {
  const local = axesAt(latDeg, lonDeg);
  const region = frame.enuFromEcef;
  const out = new Float64Array(9);
  for (let row = 0; row < 3; row++) {
    for (let column = 0; column < 3; column++) {
      out[3 * row + column] =
        local[3 * row] * region[3 * column] +
        local[3 * row + 1] * region[3 * column + 1] +
        local[3 * row + 2] * region[3 * column + 2];
    }
  }
  return out;
}
