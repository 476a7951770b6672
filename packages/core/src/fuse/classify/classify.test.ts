import assert from 'node:assert/strict';
import { test } from 'node:test';
import { classIndex, type DetectionEvent } from '../../base/event/index.ts';
import { classCapacity, createTracks, takeTrack } from '../bank/tracks.ts';
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

test('what a thousand looks said of another source is outweighed by sixty of this one', () => {
  const tracks = createTracks();
  const i = takeTrack(tracks);
  const vehicle = heard({ ground: 0.7, 'one-way': 0.1, aircraft: 0.1, helicopter: 0.1 });
  const drone = heard({ ground: 0.1, 'one-way': 0.7, aircraft: 0.1, helicopter: 0.1 });
  for (let k = 0; k < 1000; k++) addClassEvidence(tracks, i, vehicle, 1);
  assert.ok(classProbOf(tracks, i, 40, 5).ground > 0.95);
  for (let k = 0; k < 60; k++) addClassEvidence(tracks, i, drone, 1);
  assert.ok(classProbOf(tracks, i, 40, 5)['one-way'] > 0.95);
});

test('classes are forgotten as by a chain that is drawn anew, worked out in probabilities', () => {
  const tracks = createTracks();
  const i = takeTrack(tracks);
  const look = { helicopter: 0.4, 'one-way': 0.3, aircraft: 0.3 };
  // Helicopter, one-way, aircraft, one of the eleven others, unknown.
  const prior = [0.05, 0.3, 0.05, 0.05, 0.05];
  const count = [1, 1, 1, 11, 1];
  const likelihood = [0.4, 0.3, 0.3, 0.03, 0.7 / 3].map(Math.sqrt);
  let belief = prior.map((p) => p / prior.reduce((sum, q, d) => sum + q * count[d], 0));
  const start = belief;
  for (let k = 0; k < 500; k++) {
    addClassEvidence(tracks, i, heard(look), 1);
    const seen = belief.map((p, c) => p * likelihood[c]);
    const sum = seen.reduce((all, p, c) => all + p * count[c], 0);
    belief = seen.map((p, c) => (0.9997 * p) / sum + 0.0003 * start[c]);
  }
  const from = i * classCapacity;
  const odds = (one: number, other: number): number =>
    tracks.classLog[from + one] - tracks.classLog[from + other] + Math.log(prior[0] / prior[1]);
  const expected = Math.log(belief[0] / belief[1]);
  assert.ok(Math.abs(odds(classIndex('helicopter'), classIndex('one-way')) - expected) < 1e-9);
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
