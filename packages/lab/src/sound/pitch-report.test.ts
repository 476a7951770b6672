import assert from 'node:assert/strict';
import { test } from 'node:test';
import { measurePitch } from './pitch-report.ts';

test('a synthesised drone that is detected has its shaft rate, within 1 Hz and no octave off', () => {
  const { detected } = measurePitch(5, 24);
  assert.ok(detected.windows > 20, `${detected.windows} windows detected`);
  assert.equal(detected.octaves, 0);
  assert.ok(detected.errorsHz.filter((error) => error > 1).length <= 0.05 * detected.windows);
});
