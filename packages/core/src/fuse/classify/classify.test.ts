import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DetectionEvent } from '../../base/event/index.ts';
import { createTracks, takeTrack } from '../bank/tracks.ts';
import { addClassEvidence, addIdentityEvidence, classProbOf } from './classify.ts';

function heard(classLikelihood: Record<string, number>): DetectionEvent {
  return {
    seq: 1, kind: 'detection', timeMs: 0, sensorId: 'm', sensedMs: 0, measurement: { type: 'presence' }, classLikelihood,
  }; // prettier-ignore
}

test('many weak looks agree on a class', () => {
  const tracks = createTracks();
  const i = takeTrack(tracks);
  for (let k = 0; k < 20; k++) {
    addClassEvidence(tracks, i, heard({ helicopter: 0.5, 'one-way': 0.25, aircraft: 0.25 }), 1);
  }
  const prob = classProbOf(tracks, i, 50, 5);
  assert.ok(prob.helicopter > 0.9, JSON.stringify(prob));
});

test('an identity explains, and what contradicts it still counts', () => {
  const tracks = createTracks();
  const i = takeTrack(tracks);
  addIdentityEvidence(tracks, i, { scheme: 'icao24', id: 'abc123' });
  assert.ok(classProbOf(tracks, i, 50, 5)['one-way'] < 0.2);
  for (let k = 0; k < 20; k++) {
    addClassEvidence(tracks, i, heard({ 'one-way': 0.8, aircraft: 0.1, helicopter: 0.1 }), 1);
    addIdentityEvidence(tracks, i, { scheme: 'icao24', id: 'abc123' });
  }
  assert.ok(classProbOf(tracks, i, 50, 5)['one-way'] > 0.9);
});

test('speed alone tells a missile from a drone', () => {
  const tracks = createTracks();
  const i = takeTrack(tracks);
  assert.ok(!(classProbOf(tracks, i, 230, 5)['one-way'] > 0.01));
  assert.ok(classProbOf(tracks, i, 50, 5)['one-way'] > 0.5);
});
