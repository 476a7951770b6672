import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkFact, checkTruth } from '@kentongan/core/base/event';
import { createFrame, enuFromGeodetic } from '@kentongan/core/base/frame';
import { createTracker } from '@kentongan/core/fuse';
import { makeHearing, type HearingScenario } from './hearing-scenario.ts';

const small = { seed: 3, durationS: 40, sideM: 16_000, targets: 2, early: 1 };

test('a seed gives the same night, another seed another', () => {
  const night = JSON.stringify(makeHearing(small));
  assert.equal(JSON.stringify(makeHearing(small)), night);
  assert.notEqual(JSON.stringify(makeHearing({ ...small, seed: 4 })), night);
});

test('its facts and its truth keep the schema', () => {
  const { facts, truth } = makeHearing(small);
  assert.ok(facts.every((fact) => checkFact(fact).ok));
  assert.ok(truth.length > 0 && truth.every((row) => checkTruth(row).ok));
});

test('flights that stay never leave the square, where others do', () => {
  const inward = { ...small, durationS: 450, sideM: 24_000, targets: 8, fromEdge: true };
  assert.ok(furthestOut(makeHearing({ ...inward, stays: true })) < 30);
  assert.ok(furthestOut(makeHearing(inward)) > 200);
});

/** How far beyond the edge any target is at any time, m. */
function furthestOut({ header, truth }: HearingScenario): number {
  const frame = createFrame(header.origin);
  const enu = new Float64Array(3);
  return truth.reduce((most, { latDeg, lonDeg, heightM }) => {
    enuFromGeodetic(frame, enu, latDeg, lonDeg, heightM);
    return Math.max(most, Math.abs(enu[0]) - 12_000, Math.abs(enu[1]) - 12_000);
  }, -Infinity);
}

test('the tracker finds most drones within 40 s of a cold start, and little else', () => {
  let [drones, found, tracks] = [0, 0, 0];
  for (let seed = 1; seed <= 8; seed++) {
    const { header, facts, truth } = makeHearing({ ...small, seed });
    const tracker = createTracker(header);
    const last = new Map<string, { latDeg: number; lonDeg: number }>();
    for (const fact of facts) {
      if (fact.kind === 'tick') last.clear();
      tracker.step(fact, (track) => {
        if (track.status === 'confirmed') last.set(track.trackId, track);
      });
    }
    const end = truth.filter(({ timeMs }) => timeMs === header.startMs + small.durationS * 1000);
    const near = (row: (typeof end)[number]): boolean =>
      [...last.values()].some((track) => metresBetween(row, track) < 2500);
    drones += end.length;
    found += end.filter(near).length;
    tracks += last.size;
  }
  assert.ok(found >= 0.75 * drones, `${found} of ${drones} found`);
  assert.ok(tracks <= 1.25 * drones, `${tracks} tracks of ${drones} drones`);
});

function metresBetween(a: { latDeg: number; lonDeg: number }, b: { latDeg: number; lonDeg: number }): number {
  const east = (a.lonDeg - b.lonDeg) * 111_320 * Math.cos((a.latDeg * Math.PI) / 180);
  return Math.hypot(east, (a.latDeg - b.latDeg) * 111_200);
}
