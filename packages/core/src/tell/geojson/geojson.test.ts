import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sampleTrack } from '../testing/samples.ts';
import { geojsonFromTracks, publicGeojsonFromTracks } from './index.ts';

test('operators see each track where it is', () => {
  const { features } = geojsonFromTracks([sampleTrack({ heightM: 200 }), sampleTrack({ status: 'dropped' })]);
  assert.equal(features.length, 1);
  assert.deepEqual(features[0].geometry.coordinates, [30.75, 46.5, 200]);
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
  assert.deepEqual(collection.features[0].geometry.coordinates, [30.75, 46.55]);
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
