/**
 * Compact position reporting (ICAO Doc 9871, appendix C.2.6; RTCA DO-260B, appendix A.1.7): 17 bits each of latitude and
 * longitude within a zone; an even and an odd frame, whose zones differ in size, together say which zone.
 */

const full = 131_072;

/** Latitudes at which the number of longitude zones falls from n to n - 1, at index n (DO-260B, A.1.7.2.d). */
const zoneEdgesDeg = new Float64Array(60);
for (let zones = 2; zones <= 59; zones++) {
  const ratio = (1 - Math.cos(Math.PI / 30)) / (1 - Math.cos((2 * Math.PI) / zones));
  zoneEdgesDeg[zones] = (180 / Math.PI) * Math.acos(Math.sqrt(ratio));
}

/** NL: longitude zones at a latitude, 59 at the equator, 1 beyond 87 degrees. */
export function longitudeZones(latDeg: number): number {
  const latitude = Math.abs(latDeg);
  if (latitude > 87) return 1;
  let low = 2;
  let high = 59;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (latitude < zoneEdgesDeg[middle]) low = middle;
    else high = middle - 1;
  }
  return low;
}

export interface CprPlace {
  readonly latDeg: number;
  readonly lonDeg: number;
}

/** What one position frame bears: 17-bit values, and whether it is odd. */
export interface CprCode {
  readonly lat: number;
  readonly lon: number;
  readonly odd: boolean;
}

/**
 * Where the newer frame was, from a pair; undefined where the two lie in latitudes with different zones, or nowhere.
 * On the surface zones are a quarter as large, so the answer nearest to `reference` is taken.
 */
export function placeFromPair(
  even: CprCode,
  odd: CprCode,
  newer: CprCode,
  reference?: CprPlace,
): CprPlace | undefined {
  const span = reference === undefined ? 360 : 90;
  const index = Math.floor((59 * even.lat - 60 * odd.lat) / full + 0.5);
  let evenLat = (span / 60) * (modulo(index, 60) + even.lat / full);
  let oddLat = (span / 59) * (modulo(index, 59) + odd.lat / full);
  if (reference === undefined) {
    if (evenLat >= 270) evenLat -= 360;
    if (oddLat >= 270) oddLat -= 360;
  } else {
    const south = Math.abs(evenLat - 90 - reference.latDeg) < Math.abs(evenLat - reference.latDeg);
    if (south) {
      evenLat -= 90;
      oddLat -= 90;
    }
  }
  const latDeg = newer.odd ? oddLat : evenLat;
  const zones = longitudeZones(evenLat);
  if (!(Math.abs(evenLat) <= 90 && Math.abs(oddLat) <= 90) || zones !== longitudeZones(oddLat))
    return undefined;
  const count = Math.max(newer.odd ? zones - 1 : zones, 1);
  const m = Math.floor((even.lon * (zones - 1) - odd.lon * zones) / full + 0.5);
  let lonDeg = (span / count) * (modulo(m, count) + newer.lon / full);
  if (reference !== undefined) lonDeg += 90 * Math.round((reference.lonDeg - lonDeg) / 90);
  return { latDeg, lonDeg: wrappedLon(lonDeg) };
}

/** Where one frame was, if within half a zone of `reference` (180 NM in the air, 45 NM on the surface). */
export function placeNear(code: CprCode, reference: CprPlace, onSurface: boolean): CprPlace | undefined {
  const span = onSurface ? 90 : 360;
  const latZone = span / (code.odd ? 59 : 60);
  const latDeg = nearest(code.lat / full, latZone, reference.latDeg);
  if (!(Math.abs(latDeg) <= 90)) return undefined;
  const lonZone = span / Math.max(longitudeZones(latDeg) - (code.odd ? 1 : 0), 1);
  return { latDeg, lonDeg: wrappedLon(nearest(code.lon / full, lonZone, reference.lonDeg)) };
}

function nearest(fraction: number, zone: number, referenceDeg: number): number {
  return zone * (Math.round(referenceDeg / zone - fraction) + fraction);
}

function modulo(value: number, divisor: number): number {
  return value - divisor * Math.floor(value / divisor);
}

function wrappedLon(lonDeg: number): number {
  return lonDeg - 360 * Math.floor((lonDeg + 180) / 360);
}
