/** WGS 84: semi-major axis, third flattening n and the Krüger series to n^4 (Karney 2011, eq. 36); scale on the meridian. */
const equatorM = 6_378_137;
const flattening = 1 / 298.257_223_563;
const n = flattening / (2 - flattening);
const n2 = n * n;
const n3 = n2 * n;
const n4 = n3 * n;
const rectifyingM = (equatorM / (1 + n)) * (1 + n2 / 4 + n4 / 64);
const beta = [
  n / 2 - (2 / 3) * n2 + (37 / 96) * n3 - n4 / 360,
  n2 / 48 + n3 / 15 - (437 / 1440) * n4,
  (17 / 480) * n3 - (37 / 840) * n4,
  (4397 / 161_280) * n4,
];
const scale = 0.9996;
const falseEastM = 500_000;
const falseNorthM = 10_000_000;
const eccentricity = Math.sqrt(flattening * (2 - flattening));
const radian = 180 / Math.PI;

/** Eastings of a zone and its neighbours' overlap; northings from the equator to 84°, in the south from 10,000 km down. */
export const utmRange = { minEastM: 100_000, maxEastM: 900_000, maxNorthM: 10_000_000 } as const;

/**
 * UTM to degrees; `zone` as `30U`, or `30` with N or S for the hemisphere's letter where MGRS bands are not used. Below
 * 1 mm within the zone. A text says what does not fit: degrees labelled as metres are common.
 */
export function geodeticFromUtm(
  eastM: number,
  northM: number,
  zone: string,
): { latDeg: number; lonDeg: number } | string {
  const [, digits, letter] = /^\s*(\d{1,2})\s*([C-HJ-NP-X])\s*$/i.exec(zone) ?? [];
  const number = Number(digits);
  if (letter === undefined || number < 1 || number > 60)
    return `expected a UTM zone as 30U, found ${JSON.stringify(zone.slice(0, 20))}`;
  if (!(eastM >= utmRange.minEastM && eastM <= utmRange.maxEastM))
    return `expected an easting from ${utmRange.minEastM} to ${utmRange.maxEastM} m, found ${eastM}`;
  if (!(northM >= 0 && northM <= utmRange.maxNorthM))
    return `expected a northing from 0 to ${utmRange.maxNorthM} m, found ${northM}`;
  const isSouth = letter.toUpperCase() < 'N';
  return unproject(eastM - falseEastM, northM - (isSouth ? falseNorthM : 0), 6 * number - 183);
}

function unproject(eastM: number, northM: number, meridianDeg: number): { latDeg: number; lonDeg: number } {
  const xi = northM / (scale * rectifyingM);
  const eta = eastM / (scale * rectifyingM);
  let xiSphere = xi;
  let etaSphere = eta;
  for (let k = 1; k <= beta.length; k++) {
    xiSphere -= beta[k - 1] * Math.sin(2 * k * xi) * Math.cosh(2 * k * eta);
    etaSphere -= beta[k - 1] * Math.cos(2 * k * xi) * Math.sinh(2 * k * eta);
  }
  const conformal = Math.asin(Math.sin(xiSphere) / Math.cosh(etaSphere));
  const lonRad = Math.atan2(Math.sinh(etaSphere), Math.cos(xiSphere));
  return { latDeg: latitudeOf(conformal) * radian, lonDeg: meridianDeg + lonRad * radian };
}

/** Geodetic from conformal latitude; each round gains more than two digits. */
function latitudeOf(conformal: number): number {
  const target = Math.asinh(Math.tan(conformal));
  let sine = Math.sin(conformal);
  for (let round = 0; round < 8; round++)
    sine = Math.tanh(target + eccentricity * Math.atanh(eccentricity * sine));
  return Math.asin(sine);
}
