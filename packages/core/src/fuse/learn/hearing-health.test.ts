import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aliveOf, clearDeaf, createHearingHealth, suspectDeaf } from './hearing-health.ts';

test('three in a hundred are thought deaf before anything is known of them', () => {
  assert.ok(Math.abs(aliveOf(createHearingHealth(), 3) - 0.97) < 1e-12);
});

test('silence where a sure track should have been heard goes by Bayes, each report counting for 0.15 of one', () => {
  const health = createHearingHealth();
  for (let k = 0; k < 4; k++) suspectDeaf(health, 0, 0, 0.8);
  const odds = 0.03 / 0.97 / 0.2 ** (0.15 * 4); // prettier-ignore
  assert.ok(Math.abs(aliveOf(health, 0) - 1 / (1 + odds)) < 1e-9);
  assert.ok(Math.abs(aliveOf(health, 1) - 0.97) < 1e-12);
});

test('where nothing is to be heard, silence speaks against it by the false detections that were due', () => {
  const health = createHearingHealth();
  for (let k = 0; k < 100; k++) suspectDeaf(health, 0, 0.01, 0);
  // A Poisson count of 1 that was 0: e to 1.
  assert.ok(Math.abs(aliveOf(health, 0) - 1 / (1 + (0.03 / 0.97) * Math.E)) < 1e-9);
});

test('a claim clears it, whatever it was thought to be', () => {
  const health = createHearingHealth();
  for (let k = 0; k < 40; k++) suspectDeaf(health, 0, 0, 0.9);
  assert.ok(aliveOf(health, 0) < 0.03);
  clearDeaf(health, 0);
  assert.ok(aliveOf(health, 0) > 0.99);
});

test('one that was heard may fall deaf and is found out within a minute of silence about a sure track', () => {
  const health = createHearingHealth();
  clearDeaf(health, 0);
  for (let k = 0; k < 20; k++) suspectDeaf(health, 0, 0, 0.9);
  assert.ok(aliveOf(health, 0) < 0.5);
});
