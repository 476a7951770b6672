import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { longitudeZones, placeFromPair, placeNear } from './cpr.ts';
import type { CprCode } from './cpr.ts';

/** The sender's side, by DO-260B A.1.7.3: an independent way round to the same place. */
function encoded(latDeg: number, lonDeg: number, odd: boolean, onSurface: boolean): CprCode {
  const span = onSurface ? 90 : 360;
  const scale = 131_072;
  const latZone = span / (odd ? 59 : 60);
  const fraction = (value: number, zone: number): number => (value - zone * Math.floor(value / zone)) / zone;
  const lat = Math.floor(scale * fraction(latDeg, latZone) + 0.5);
  const rebuiltLat = latZone * (lat / scale + Math.floor(latDeg / latZone));
  const lonZone = span / Math.max(zonesByFormula(rebuiltLat) - (odd ? 1 : 0), 1);
  const lon = Math.floor(scale * fraction(lonDeg, lonZone) + 0.5);
  return { lat: lat % scale, lon: lon % scale, odd };
}

/** NL as the standard writes it (A.1.7.2.d). */
function zonesByFormula(latDeg: number): number {
  const latitude = Math.abs(latDeg);
  if (latitude === 0) return 59;
  if (latitude >= 87) return latitude === 87 ? 2 : 1;
  const cosine = Math.cos((Math.PI / 180) * latitude);
  return Math.floor((2 * Math.PI) / Math.acos(1 - (1 - Math.cos(Math.PI / 30)) / (cosine * cosine)));
}

const latitudes = fc.double({ min: -86, max: 86, noNaN: true });
const longitudes = fc.double({ min: -180, max: 179.99, noNaN: true });

function degreesApart(a: number, b: number): number {
  const turned = Math.abs(a - b) % 360;
  return Math.min(turned, 360 - turned);
}

test('zones by table are zones by formula', () => {
  fc.assert(
    fc.property(latitudes, (latDeg) => longitudeZones(latDeg) === zonesByFormula(latDeg)),
    { numRuns: 2000 },
  );
});

test('a pair in the air gives back the place, anywhere', () => {
  fc.assert(
    fc.property(latitudes, longitudes, fc.boolean(), (latDeg, lonDeg, oddIsNewer) => {
      const even = encoded(latDeg, lonDeg, false, false);
      const odd = encoded(latDeg, lonDeg, true, false);
      const place = placeFromPair(even, odd, oddIsNewer ? odd : even);
      if (place === undefined) return;
      assert.ok(Math.abs(place.latDeg - latDeg) < 5e-5, `${place.latDeg}`);
      assert.ok(degreesApart(place.lonDeg, lonDeg) < 360 / 131_072, `${place.lonDeg}`);
    }),
    { numRuns: 2000 },
  );
});

test('a pair on the surface gives back the place nearest to a reference, anywhere', () => {
  const offset = fc.double({ min: -0.3, max: 0.3, noNaN: true });
  fc.assert(
    fc.property(latitudes, longitudes, offset, offset, (latDeg, lonDeg, north, east) => {
      const even = encoded(latDeg, lonDeg, false, true);
      const odd = encoded(latDeg, lonDeg, true, true);
      const place = placeFromPair(even, odd, odd, { latDeg: latDeg + north, lonDeg: lonDeg + east });
      if (place === undefined) return;
      assert.ok(Math.abs(place.latDeg - latDeg) < 2e-5, `${place.latDeg}`);
      assert.ok(degreesApart(place.lonDeg, lonDeg) < 90 / 131_072, `${place.lonDeg}`);
    }),
    { numRuns: 2000 },
  );
});

test('one frame near a reference gives back the place, in the air and on the surface', () => {
  const offset = fc.double({ min: -0.3, max: 0.3, noNaN: true });
  fc.assert(
    fc.property(
      latitudes,
      longitudes,
      offset,
      offset,
      fc.boolean(),
      (latDeg, lonDeg, north, east, onSurface) => {
        for (const odd of [false, true]) {
          const reference = { latDeg: latDeg + north, lonDeg: lonDeg + east };
          const place = placeNear(encoded(latDeg, lonDeg, odd, onSurface), reference, onSurface);
          assert.ok(place !== undefined && Math.abs(place.latDeg - latDeg) < 5e-5);
          assert.ok(degreesApart(place.lonDeg, lonDeg) < 360 / 131_072, `${place.lonDeg}`);
        }
      },
    ),
    { numRuns: 2000 },
  );
});
