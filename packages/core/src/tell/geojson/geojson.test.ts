import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sampleTrack } from '../testing/samples.ts';
import {
  geojsonFromAlerts,
  geojsonFromSensors,
  geojsonFromTracks,
  geojsonFromZones,
  isSelected,
  publicGeojsonFromTracks,
} from './index.ts';

const origin = { latDeg: 46.5, lonDeg: 30.75, heightM: 0 };

test('operators see each track where it is', () => {
  const { features } = geojsonFromTracks(
    [sampleTrack({ heightM: 200 }), sampleTrack({ status: 'dropped' })],
    origin,
  );
  assert.equal(features.length, 1);
  assert.deepEqual(features[0].geometry?.coordinates, [30.75, 46.5, 200]);
  assert.equal(features[0].properties.class, 'one-way');
  assert.equal(features[0].properties.sigmaM, 30);
});

test('anyone sees how many of which class are in a cell, and nothing that could be followed', () => {
  const collection = publicGeojsonFromTracks([
    sampleTrack(),
    sampleTrack({ trackId: 't4', latDeg: 46.58 }),
    sampleTrack({ trackId: 't5', status: 'tentative' }),
    sampleTrack({ trackId: 't6', evidence: { sources: 1, kinds: ['spotter'], status: 'unverified' } }),
  ]);
  assert.equal(collection.features.length, 1);
  assert.deepEqual(collection.features[0].geometry?.coordinates, [30.75, 46.55]);
  assert.equal(collection.features[0].properties.count, 2);
  assert.deepEqual(Object.keys(collection.features[0].properties).sort(), ['class', 'count', 'timeMs']);
  assert.doesNotMatch(JSON.stringify(collection), /"id"|t3|t4|cause|Mps/);
});

test('a track that moves within a cell changes nothing for anyone', () => {
  const told = [46.51, 46.55, 46.59].map((latDeg) =>
    JSON.stringify(publicGeojsonFromTracks([sampleTrack({ latDeg })])),
  );
  assert.equal(new Set(told).size, 1);
});

/** Metres east and north of a place nearby, by the radii of curvature of WGS 84 at that latitude. */
function metresFrom(at: readonly number[], [lonDeg, latDeg]: readonly number[]): [number, number] {
  const degree = Math.PI / 180;
  const sin = Math.sin(at[1] * degree);
  const w = 1 - 0.00669438 * sin * sin;
  const northM = (6_378_137 * (1 - 0.00669438)) / (w * Math.sqrt(w));
  const eastM = (6_378_137 / Math.sqrt(w)) * Math.cos(at[1] * degree);
  return [(lonDeg - at[0]) * degree * eastM, (latDeg - at[1]) * degree * northM];
}

test('the ellipse of a track holds it with 90 %: each corner at that Mahalanobis distance', () => {
  const [ee, en, nn] = [90_000, 40_000, 40_000];
  const track = sampleTrack({ covariance: [ee, en, 0, 0, nn, 0, 0, 9, 0, 9] });
  const [feature] = geojsonFromTracks([track], origin).features;
  const { coordinates } = feature.properties.ellipse90 as { coordinates: number[][][] };
  const [ring] = coordinates;
  assert.deepEqual(ring[0], ring.at(-1));
  const determinant = ee * nn - en * en;
  let area2 = 0;
  for (const [k, corner] of ring.entries()) {
    const [x, y] = metresFrom([track.lonDeg, track.latDeg], corner);
    const d2 = (nn * x * x - 2 * en * x * y + ee * y * y) / determinant;
    // Chi-square with two degrees of freedom: -2 ln(1 - 0.9).
    assert.ok(Math.abs(d2 / (-2 * Math.log(0.1)) - 1) < 0.01, `${d2}`);
    const [nextX, nextY] = metresFrom([track.lonDeg, track.latDeg], ring[(k + 1) % ring.length]);
    area2 += x * nextY - nextX * y;
  }
  assert.ok(area2 > 0, 'anticlockwise, as RFC 7946 wants an outside');
});

test('alerts bear the zone that they are for, zones and sensors where they are', () => {
  const ring = [
    [30.7, 46.4],
    [30.8, 46.4],
    [30.8, 46.5],
    [30.7, 46.4],
  ];
  const zone = { type: 'zone', zoneId: 'z1', name: { en: 'Harbour' }, polygon: ring } as const;
  const polygon = { type: 'Polygon', coordinates: [ring] };
  const [told] = geojsonFromZones([{ ...zone, polygon: ring }]).features;
  assert.deepEqual(told, {
    type: 'Feature',
    id: 'z1',
    geometry: polygon,
    properties: { zoneId: 'z1', name: { en: 'Harbour' } },
  });
  const alert = {
    seq: 3,
    kind: 'alert',
    timeMs: 1,
    cause: [1],
    alertId: 'a1',
    zoneId: 'z1',
    revision: 2,
    level: 'watch',
    expiresMs: 9,
    reasons: [{ rule: 'arrival' }],
  } as const;
  const find = (zoneId: string) => (zoneId === 'z1' ? { ...zone, polygon: ring } : undefined);
  const [first, second] = geojsonFromAlerts(
    [alert, { ...alert, alertId: 'a2', zoneId: 'z2' }].map((one) => ({ ...one, cause: [1], reasons: [] })),
    find,
  ).features;
  assert.deepEqual([first.id, first.geometry, first.properties.level], ['a1', polygon, 'watch']);
  assert.equal(second.geometry, null);
  const [sensor] = geojsonFromSensors([
    {
      seq: 1,
      kind: 'sensor',
      timeMs: 1,
      sensorId: 'r0',
      state: 'up',
      owner: 'port',
      sensor: { type: 'radar', wave: 'light', latDeg: 46.5, lonDeg: 30.7, heightM: 12 },
    },
  ]).features;
  assert.deepEqual(sensor.geometry, { type: 'Point', coordinates: [30.7, 46.5, 12] });
  assert.equal(sensor.properties.sensorType, 'radar');
});

test('a time selects a track by when it is, an alert by when it holds', () => {
  const [track] = geojsonFromTracks([sampleTrack({ timeMs: 1000 })], origin).features;
  const alert = { ...track, properties: { timeMs: 1000, expiresMs: 5000 } };
  const at = (fromMs: number, toMs: number): boolean[] =>
    [track, alert].map((one) => isSelected(one, { time: { fromMs, toMs } }));
  assert.deepEqual(at(1000, 1000), [true, true]);
  assert.deepEqual(at(2000, Infinity), [false, true]);
  assert.deepEqual(at(-Infinity, 999), [false, false]);
  assert.deepEqual(at(5001, 6000), [false, false]);
});
