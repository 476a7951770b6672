import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkFact, checkTruth } from '@kentongan/core/base/event';
import { createTracker } from '@kentongan/core/fuse';
import { makeHearing } from './hearing-scenario.ts';

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

test('the tracker finds its drones', () => {
  const { header, facts, truth } = makeHearing(small);
  const tracker = createTracker(header);
  const last = new Map<string, { latDeg: number; lonDeg: number }>();
  for (const fact of facts) {
    if (fact.kind === 'tick') last.clear();
    tracker.step(fact, (track) => {
      if (track.status === 'confirmed') last.set(track.trackId, track);
    });
  }
  const end = truth.filter(({ timeMs }) => timeMs === header.startMs + small.durationS * 1000);
  const far = [...last.values()].map(({ latDeg, lonDeg }) =>
    Math.min(
      ...end.map((row) =>
        Math.hypot(
          (row.latDeg - latDeg) * 111_200,
          (row.lonDeg - lonDeg) * 111_320 * Math.cos((row.latDeg * Math.PI) / 180),
        ),
      ),
    ),
  );
  assert.ok(far.length >= 1 && far.every((metres) => metres < 2000), `tracks at ${far.join(', ')} m`);
});
