import assert from 'node:assert/strict';
import { test } from 'node:test';
import { absorptionDbPerM } from './absorption.ts';

// ISO 9613-1:1993, table 1 at 10 C and 70 %, dB per km (as quoted in ISO 9613-2, table 2: 0.1, 0.4, 1.0, 1.9, 3.7, 9.7, 32.8).
const table: readonly (readonly [number, number])[] = [
  [63, 0.1],
  [125, 0.4],
  [250, 1.0],
  [500, 1.9],
  [1000, 3.7],
  [2000, 9.7],
  [4000, 32.8],
];

test('absorption by air agrees with the standard at its octave bands', () => {
  for (const [hz, dbPerKm] of table) {
    // The table is for exact mid-band frequencies and rounded to 0.1.
    assert.ok(Math.abs(1000 * absorptionDbPerM(hz, 10, 70) - dbPerKm) < 0.06 + 0.015 * dbPerKm, `${hz} Hz`);
  }
});
