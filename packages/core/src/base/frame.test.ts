import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  createFrame,
  ecefFromGeodetic,
  enuFromGeodetic,
  geodeticFromEcef,
  geodeticFromEnu,
  localFromEnu,
  upAtHeight,
} from './frame.ts';

const place = fc.record({
  latDeg: fc.double({ min: -89.9, max: 89.9, noNaN: true }),
  lonDeg: fc.double({ min: -180, max: 180, noNaN: true }),
  heightM: fc.double({ min: -10_000, max: 400_000, noNaN: true }),
});

test('geodetic to ECEF agrees with published vectors', () => {
  // GeographicLib's CartConvert documentation: 33.3 N 44.4 E 6000 m.
  const published = ecefFromGeodetic(new Float64Array(3), 33.3, 44.4, 6000);
  assert.ok(Math.abs(published[0] - 3_816_209.6) < 0.05, String(published[0]));
  assert.ok(Math.abs(published[1] - 3_737_108.55) < 0.05, String(published[1]));
  assert.ok(Math.abs(published[2] - 3_485_109.57) < 0.05, String(published[2]));
  const pole = ecefFromGeodetic(new Float64Array(3), 90, 0, 0);
  assert.ok(Math.abs(pole[2] - 6_356_752.314_245) < 1e-5, String(pole[2]));
});

test('geodetic to ENU agrees with published vectors', () => {
  // GeographicLib's CartConvert documentation: the same place seen from 33 N 44 E 20 m.
  const frame = createFrame({ latDeg: 33, lonDeg: 44, heightM: 20 });
  const published = enuFromGeodetic(frame, new Float64Array(3), 33.3, 44.4, 6000);
  [37_288.97, 33_374.29, 5783.65].forEach((metres, i) => assert.ok(Math.abs(published[i] - metres) < 0.01));
});

test('ECEF comes back to the same place', () => {
  fc.assert(
    fc.property(place, ({ latDeg, lonDeg, heightM }) => {
      const ecef = ecefFromGeodetic(new Float64Array(3), latDeg, lonDeg, heightM);
      const back = geodeticFromEcef(new Float64Array(3), ecef[0], ecef[1], ecef[2]);
      assert.ok(Math.abs(back[0] - latDeg) < 1e-9);
      assert.ok(Math.abs(back[1] - lonDeg) < 1e-9 || Math.abs(Math.abs(back[1] - lonDeg) - 360) < 1e-9);
      assert.ok(Math.abs(back[2] - heightM) < 1e-5, `${back[2]} ${heightM}`);
    }),
  );
});

test('ENU keeps distances and comes back', () => {
  fc.assert(
    fc.property(
      place,
      fc.integer({ min: -300_000, max: 300_000 }),
      fc.integer({ min: -300_000, max: 300_000 }),
      (origin, east, north) => {
        const frame = createFrame({ ...origin, heightM: 0 });
        const up = upAtHeight(frame, east, north, 1000);
        const geodetic = geodeticFromEnu(frame, new Float64Array(3), east, north, up);
        assert.ok(Math.abs(geodetic[2] - 1000) < 2e-3, `height ${geodetic[2]}`);
        const back = enuFromGeodetic(frame, new Float64Array(3), geodetic[0], geodetic[1], geodetic[2]);
        assert.ok(
          Math.abs(back[0] - east) < 1e-3 &&
            Math.abs(back[1] - north) < 1e-3 &&
            Math.abs(back[2] - up) < 1e-3,
        );
      },
    ),
  );
});

test('level flight 100 km from the origin lies about 785 m below the plane', () => {
  const frame = createFrame({ latDeg: 49.5, lonDeg: 31, heightM: 0 });
  const up = upAtHeight(frame, 100_000, 0, 0);
  assert.ok(up < -780 && up > -790, String(up));
});

test('true north at a place east of the origin leans by the meridian convergence', () => {
  const frame = createFrame({ latDeg: 49.5, lonDeg: 31, heightM: 0 });
  const rotation = localFromEnu(frame, 49.5, 32);
  // Local north's components along the region's east: convergence is dLon sin(lat).
  const convergence = (Math.PI / 180) * Math.sin((49.5 * Math.PI) / 180);
  assert.ok(Math.abs(rotation[3] - -Math.sin(convergence)) < 2e-5, String(rotation[3]));
});
