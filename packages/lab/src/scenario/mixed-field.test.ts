import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkFact, checkTruth } from '@kentongan/core/base/event';
import { createFrame } from '@kentongan/core/base/frame';
import { createMixedField } from './mixed-field.ts';
import { mixedKinds } from './mixed-sources.ts';
import { planeOf } from './tracking-fields.ts';

const small = { seed: 5, durationS: 30, sideM: 12_000, oneWay: 3, arrays: 2 };

test('a seed gives the same field, another seed another', () => {
  const field = JSON.stringify(createMixedField(small).facts);
  assert.equal(JSON.stringify(createMixedField(small).facts), field);
  assert.notEqual(JSON.stringify(createMixedField({ ...small, seed: 6 }).facts), field);
});

test('its facts and its truth keep the schema, and times never fall', () => {
  const { facts, truth } = createMixedField(small);
  assert.ok(facts.every((fact) => checkFact(fact).ok));
  assert.ok(truth.length > 0 && truth.every((row) => checkTruth(row).ok));
  assert.ok(facts.every((fact, i) => fact.seq === i + 1 && (i === 0 || fact.timeMs >= facts[i - 1].timeMs)));
});

test('liars are the stated share of the cell, and tell of what is not there', () => {
  const field = createMixedField({
    ...small,
    durationS: 150,
    oneWay: 0,
    confusers: 0,
    hasRadar: false,
    liars: 0.5,
    cellM: 20_000,
  });
  assert.equal(field.liars.size, 18);
  assert.ok(field.fakes.length > 0);
  const claims = field.facts.filter((fact) => fact.kind === 'detection');
  const byLiars = claims.filter(({ sensorId }) => field.liars.has(sensorId));
  // Others have only false detections: two in a thousand reports.
  assert.ok(byLiars.length > 20 && claims.length - byLiars.length < 20);
});

test('inbound drones begin at the edge of the net and never leave it, and the radar stands inside', () => {
  const field = createMixedField({ ...mixedKinds.inbound, seed: 5, durationS: 120 });
  const frame = createFrame(field.header.origin);
  const halfM = mixedKinds.inbound.sideM / 2;
  const awayM = (at: { latDeg: number; lonDeg: number }): number =>
    Math.max(...planeOf(frame, at).map(Math.abs));
  const drones = new Map<string, number[]>();
  for (const row of field.truth.filter((one) => one.class === 'one-way'))
    drones.set(row.targetId, [...(drones.get(row.targetId) ?? []), awayM(row)]);
  assert.equal(drones.size, 20);
  for (const [first, ...later] of drones.values()) {
    assert.ok(Math.abs(first - halfM) < 100);
    assert.ok(later.every((away) => away < halfM + 100));
  }
  const sensors = field.facts.filter((fact) => fact.kind === 'sensor');
  assert.equal(sensors.filter(({ sensor }) => sensor.type === 'acoustic').length, 196);
  const radars = sensors.filter(({ sensor }) => sensor.type === 'radar');
  assert.ok(radars.length === 1 && awayM(radars[0].sensor) < halfM);
});
