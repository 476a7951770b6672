import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkFact, checkTruth } from '@kentongan/core/base/event';
import { createMixedField } from './mixed-field.ts';

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
