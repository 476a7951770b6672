import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '../../base/random.ts';
import { createRealFft } from './fft.ts';

/** The definition, O(n^2): the oracle. */
function slowTransform(samples: Float32Array, bin: number): { re: number; im: number } {
  let re = 0;
  let im = 0;
  samples.forEach((value, i) => {
    re += value * Math.cos((2 * Math.PI * bin * i) / samples.length);
    im -= value * Math.sin((2 * Math.PI * bin * i) / samples.length);
  });
  return { re, im };
}

for (const size of [8, 16, 64, 512, 2048]) {
  test(`a transform of ${size} equals the definition`, () => {
    const random = createRandom(size);
    const samples = Float32Array.from({ length: size }, () => random.gaussian());
    const fft = createRealFft(size);
    const re = new Float64Array(size / 2 + 1);
    const im = new Float64Array(size / 2 + 1);
    const power = new Float64Array(size / 2 + 1);
    fft.transform(re, im, samples, 0);
    fft.power(power, samples, 0, new Float64Array(size).fill(1), size / 2 + 1);
    for (let k = 0; k <= size / 2; k += Math.max(1, size >> 5)) {
      const slow = slowTransform(samples, k);
      assert.ok(Math.abs(re[k]! - slow.re) < 1e-9 * size, `re of bin ${k}`);
      assert.ok(Math.abs(im[k]! - slow.im) < 1e-9 * size, `im of bin ${k}`);
      assert.ok(
        Math.abs(power[k]! - (slow.re * slow.re + slow.im * slow.im)) < 1e-7 * size,
        `power of bin ${k}`,
      );
    }
  });
}

test('the lower bins alone are those of the whole spectrum', () => {
  const random = createRandom(5);
  const samples = Float32Array.from({ length: 64 }, () => random.gaussian());
  const window = new Float64Array(64).fill(1);
  const whole = new Float64Array(33);
  createRealFft(64).power(whole, samples, 0, window, 33);
  for (const count of [1, 7, 15, 16, 17, 20, 32]) {
    const lower = new Float64Array(33);
    createRealFft(64).power(lower, samples, 0, window, count);
    assert.deepEqual(lower.subarray(0, count), whole.subarray(0, count), `${count} bins`);
    assert.ok(lower.subarray(count).every((value) => value === 0));
  }
});

test('a size that is no power of two is refused', () => {
  assert.throws(() => createRealFft(1000), /power of two/);
});
