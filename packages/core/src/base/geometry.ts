/** Angles, and polygons in the region's ENU plane (metres). A ring is flat: e0, n0, e1, n1 …, closed or not. */

export const tau = 2 * Math.PI;

/** Into (-π, π]. */
export function wrapAngle(rad: number): number {
  const turned = rad - tau * Math.floor((rad + Math.PI) / tau);
  return turned <= -Math.PI || turned > Math.PI ? Math.PI : turned;
}

/** Into [0, 2π). */
export function wrapBearing(rad: number): number {
  const turned = rad - tau * Math.floor(rad / tau);
  return turned < 0 || turned >= tau ? 0 : turned;
}

/** Clockwise from north, in [0, 2π). */
export function bearingOf(east: number, north: number): number {
  return wrapBearing(Math.atan2(east, north));
}

/** An area of one or more polygons; each polygon's first ring is its outside, further rings are holes. */
export interface Area {
  readonly polygons: readonly (readonly Float64Array[])[];
  /** Bounding box: min east, min north, max east, max north. */
  readonly box: Float64Array;
}

export function createArea(polygons: readonly (readonly Float64Array[])[]): Area {
  const box = Float64Array.of(Infinity, Infinity, -Infinity, -Infinity);
  for (const [outside] of polygons) {
    for (let i = 0; i < outside.length; i += 2) {
      box[0] = Math.min(box[0], outside[i]);
      box[1] = Math.min(box[1], outside[i + 1]);
      box[2] = Math.max(box[2], outside[i]);
      box[3] = Math.max(box[3], outside[i + 1]);
    }
  }
  return { polygons, box };
}

/** Even-odd rule. */
export function isInRing(ring: Float64Array, east: number, north: number): boolean {
  let inside = false;
  const count = ring.length;
  for (let i = 0, j = count - 2; i < count; j = i, i += 2) {
    const ni = ring[i + 1];
    const nj = ring[j + 1];
    if (ni > north === nj > north) continue;
    if (east < ring[i] + ((ring[j] - ring[i]) * (north - ni)) / (nj - ni)) inside = !inside;
  }
  return inside;
}

export function isInArea(area: Area, east: number, north: number): boolean {
  const { box } = area;
  if (east < box[0] || north < box[1] || east > box[2] || north > box[3]) return false;
  for (const rings of area.polygons) {
    if (!isInRing(rings[0], east, north)) continue;
    let inHole = false;
    for (let k = 1; k < rings.length && !inHole; k++) inHole = isInRing(rings[k], east, north);
    if (!inHole) return true;
  }
  return false;
}

/** Metres to the area, 0 inside. */
export function distanceToAreaM(area: Area, east: number, north: number): number {
  if (isInArea(area, east, north)) return 0;
  let least2 = Infinity;
  for (const rings of area.polygons) {
    for (const ring of rings) least2 = Math.min(least2, distance2ToRing(ring, east, north));
  }
  return Math.sqrt(least2);
}

function distance2ToRing(ring: Float64Array, east: number, north: number): number {
  let least2 = Infinity;
  const count = ring.length;
  for (let i = 0, j = count - 2; i < count; j = i, i += 2) {
    const ae = ring[j];
    const an = ring[j + 1];
    const de = ring[i] - ae;
    const dn = ring[i + 1] - an;
    const length2 = de * de + dn * dn;
    const along = length2 === 0 ? 0 : ((east - ae) * de + (north - an) * dn) / length2;
    const t = along < 0 ? 0 : along > 1 ? 1 : along;
    const xe = ae + t * de - east;
    const xn = an + t * dn - north;
    least2 = Math.min(least2, xe * xe + xn * xn);
  }
  return least2;
}

/** Twice the signed area of a ring: positive when counter-clockwise. */
export function signedArea2(ring: Float64Array): number {
  let sum = 0;
  const count = ring.length;
  for (let i = 0, j = count - 2; i < count; j = i, i += 2)
    sum += ring[j] * ring[i + 1] - ring[i] * ring[j + 1];
  return sum;
}
