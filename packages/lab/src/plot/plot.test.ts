import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collectDrawing } from './collect.ts';
import { plotTracks } from './plot.ts';

const header = {
  kind: 'log', version: 1, region: 'a <b> region', origin: { latDeg: 46.9, lonDeg: 31.7, heightM: 0 },
  standing: 'test', startMs: 1_790_000_000_000,
}; // prettier-ignore
const place = { latDeg: 46.91, lonDeg: 31.72 };
const facts = [
  header,
  { seq: 1, kind: 'sensor', timeMs: header.startMs, sensorId: 'm1', state: 'up', sensor: { type: 'acoustic', wave: 'sound', ...place } },
  { seq: 2, kind: 'command', timeMs: header.startMs, command: { type: 'zone', zoneId: 'z1', name: { en: 'Nova "Odesa"' }, polygon: [[31.7, 46.9], [31.71, 46.9], [31.71, 46.91], [31.7, 46.9]] } },
]; // prettier-ignore
const row = (s: number) => ({
  timeMs: header.startMs + 1000 * s,
  targetId: 'g1',
  latDeg: 46.9 + s / 1e4,
  lonDeg: 31.7,
  heightM: 200,
  eastMps: 0,
  northMps: 11,
  class: 'one-way',
});
const track = (s: number) => ({
  ...row(s),
  seq: s + 1,
  kind: 'track',
  trackId: 't1',
  status: 'confirmed',
  covariance: [400, 0, 0, 0, 900, 0, 0, 1, 0, 1],
  classProb: { 'one-way': 0.9 },
});
const seconds = Array.from({ length: 60 }, (_, i) => i);
const lines = (values: object[]) => values.map((value) => JSON.stringify(value));

test('a plot is one page without requests, with every target, track, zone and sensor', async () => {
  const page = await plotTracks({
    facts: lines(facts),
    truth: lines(seconds.map(row)),
    conclusions: lines(seconds.map(track)),
  });
  assert.ok(!/(?:src|href)=|url\(|https?:/.test(page));
  assert.ok(page.includes('a &lt;b&gt; region: tracks against truth'));
  assert.ok(page.includes('Nova &quot;Odesa&quot;'));
  assert.equal(page.match(/<polyline/g)?.length, 2);
  assert.ok(page.includes('<title>t1 one-way</title>') && page.includes('<title>g1 one-way</title>'));
  assert.ok(page.includes('<title>m1 acoustic</title>'));
  assert.ok(!page.includes('NaN') && !page.includes('Infinity'));
});

test('a track seen once is a dot, and the picture alone is an image that needs nothing else', async () => {
  const image = await plotTracks(
    { facts: lines(facts), truth: lines(seconds.map(row)), conclusions: lines([track(30)]) },
    'svg',
  );
  assert.match(image, /^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
  assert.match(image, /<circle [^>]*><title>t1 one-way<\/title><\/circle>/);
  assert.ok(image.includes('<style>') && !image.includes('<script'));
});

test("the ellipse of 95 % lies along the track's longer axis", async () => {
  const { tracks } = await collectDrawing({
    facts: lines(facts), truth: lines(seconds.map(row)),
    conclusions: lines([{ ...track(0), covariance: [250, 150, 0, 0, 250, 0, 0, 1, 0, 1] }]),
  }); // prettier-ignore
  // Variances 400 and 100 along north-east and north-west: half axes 2.448 sigma.
  assert.deepEqual(tracks[0].ellipse, [[49, 24, 45]]);
});
