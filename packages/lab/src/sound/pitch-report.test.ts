import assert from 'node:assert/strict';
import { test } from 'node:test';
import { measurePitch } from './pitch-report.ts';

test('a synthesised drone that is detected has its shaft rate, within 1 Hz and no octave off', () => {
  const { detected } = measurePitch(5, 24);
  assert.ok(detected.windows > 20, `${detected.windows} windows detected`);
  assert.equal(detected.octaves + detected.others, 0);
  assert.ok(detected.errorsHz.filter((error) => error > 1).length <= 0.05 * detected.windows);
});

for (const where of ['weather', 'combs'] as const) {
  test(`of ${where} at 0 dB and above no pitch is over 1 Hz off, detected or not`, () => {
    const tallies = measurePitch(5, 40, where);
    for (const { octaves, others, errorsHz } of [tallies.detected, tallies.missed]) {
      assert.equal(octaves + others, 0);
      assert.ok(errorsHz.every((error) => error <= 1));
      assert.ok(errorsHz.length > 20, `${errorsHz.length} pitches`);
    }
  });
}

test('of drones that are detected in weather few pitches are withheld', () => {
  const { detected } = measurePitch(6, 40, 'weather');
  assert.ok(detected.errorsHz.length > 100, `${detected.errorsHz.length} pitches`);
  assert.ok(detected.silent < 0.12 * detected.windows, `${detected.silent} of ${detected.windows} withheld`);
});
