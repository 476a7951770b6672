import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '@kentongan/core/base/random';
import { audibleSeconds } from './audible.ts';
import { addLines, CONTROL_HZ } from './synth/lines.ts';
import { SYNTH_RATE_HZ } from './synth/spectral.ts';

/** Nine seconds of noise in which a comb of 100 Hz sounds from the fifth on. */
function recording(): Float32Array {
  const random = createRandom(1);
  const sound = Float32Array.from({ length: 9 * SYNTH_RATE_HZ }, () => 0.1 * random.gaussian());
  const orders = Float64Array.from({ length: 18 }, (_, i) => i + 1);
  const rate = new Float64Array(9 * CONTROL_HZ).fill(100);
  addLines(
    sound,
    random,
    rate,
    orders,
    orders.map(() => 0.03),
    undefined,
    (_, step) => (step >= 5 * CONTROL_HZ ? 1 : 0),
  );
  return sound;
}

function mixed(cut: Float32Array, noise: number): Float32Array {
  const random = createRandom(2);
  return cut.map((value) => value + noise * random.gaussian());
}

test('seconds before the drone comes are not audible, those with it are', () => {
  const near = recording();
  const far = mixed(near.subarray(3 * SYNTH_RATE_HZ, 7 * SYNTH_RATE_HZ), 0.05);
  assert.deepEqual(audibleSeconds(far, [near]), [false, false, true, true]);
});

test('what drowns in noise is not audible', () => {
  const near = recording();
  const far = mixed(near.subarray(5 * SYNTH_RATE_HZ, 9 * SYNTH_RATE_HZ), 2);
  assert.ok(audibleSeconds(far, [near]).filter((is) => is).length <= 1);
});
