import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aliveOf, clearDeaf, createHearingHealth, suspectDeaf } from './hearing-health.ts';

test('one in five is thought deaf before anything is known of them', () => {
  assert.ok(Math.abs(aliveOf(createHearingHealth(), 3, 0) - 0.8) < 1e-12);
});

test('silence where a sure track should have been heard goes by Bayes, each report counting for 0.15 of one', () => {
  const health = createHearingHealth();
  for (let k = 0; k < 4; k++) suspectDeaf(health, 0, 0, 0.8);
  const odds = 0.25 / 0.2 ** (0.15 * 4); // prettier-ignore
  assert.ok(Math.abs(aliveOf(health, 0, 0) - 1 / (1 + odds)) < 1e-9);
  assert.ok(Math.abs(aliveOf(health, 1, 0) - 0.8) < 1e-12);
});

test('where nothing is to be heard, silence speaks against it by the false detections that were due', () => {
  const health = createHearingHealth();
  for (let k = 0; k < 100; k++) suspectDeaf(health, 0, 0.01, 0);
  // A Poisson count of 1 that was 0: e to 1.
  assert.ok(Math.abs(aliveOf(health, 0, 0) - 1 / (1 + 0.25 * Math.E)) < 1e-9);
});

test('a claim clears it, whatever it was thought to be', () => {
  const health = createHearingHealth();
  for (let k = 0; k < 40; k++) suspectDeaf(health, 0, 0, 0.9);
  assert.ok(aliveOf(health, 0, 0) < 0.03);
  clearDeaf(health, 0);
  assert.ok(aliveOf(health, 0, 0) > 0.99);
});

test('one that was heard may fall deaf and is found out within a minute of silence about a sure track', () => {
  const health = createHearingHealth();
  clearDeaf(health, 0);
  for (let k = 0; k < 20; k++) suspectDeaf(health, 0, 0, 0.9);
  assert.ok(aliveOf(health, 0, 0) < 0.5);
});

test('what its silence was against a track is for its deafness, and a claim of it is not', () => {
  const health = createHearingHealth();
  // Nine silences, each missed with 0.4 by one that hears and with 1 by one that is deaf.
  const missed = 0.4 ** 9;
  assert.ok(Math.abs(aliveOf(health, 0, Math.log(missed)) - (0.8 * missed) / (0.8 * missed + 0.2)) < 1e-12);
  assert.ok(Math.abs(aliveOf(health, 0, 4) - 0.8) < 1e-12);
});
