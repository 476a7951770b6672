import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '../../base/random.ts';
import { createAnalyser } from './analysis.ts';
import { featureNames } from './features.ts';

/** Features of the third second of lines (Hz, and how they glide, Hz/s) in white noise. */
function featuresOf(lines: readonly { hz: number; slope?: number; level: number }[]): Record<string, number> {
  const random = createRandom(6);
  const phases = lines.map(() => 0);
  const sound = Float32Array.from({ length: 96000 }, (_, i) => {
    let value = 0.02 * random.gaussian();
    lines.forEach(({ hz, slope = 0, level }, n) => {
      phases[n]! += (2 * Math.PI * (hz + slope * (i / 16000 - 2.5))) / 16000;
      value += level * Math.sin(phases[n]!);
    });
    return value;
  });
  const found: Record<string, number> = {};
  const analyser = createAnalyser(16000, (window) => {
    if (window.index === 2) featureNames.forEach((name, i) => (found[name] = window.features[i]!));
  });
  analyser.push(sound);
  return found;
}

const hzOf = (logHz: number): number => 100 * Math.exp(logHz * Math.LN2);

test('the three strongest lines are found in their order, with how they glide', () => {
  const found = featuresOf([
    { hz: 207, level: 0.002 },
    { hz: 414, level: 0.0014, slope: 4 },
    { hz: 130, level: 0.0012 },
  ]);
  for (const [n, hz] of [207, 414, 130].entries()) {
    const foundHz = hzOf(found[`line ${n + 1} logHz`]!);
    assert.ok(Math.abs(foundHz - hz) < 4, `line ${n + 1}: ${foundHz} for ${hz}`);
  }
  // 4 Hz/s of 414 Hz are 4.8 thousandths in a block of half a second.
  assert.ok(Math.abs(found['line 2 drift']! - 4.8) < 2, `${found['line 2 drift']}`);
  assert.ok(Math.abs(found['line 1 drift']!) < 2, `${found['line 1 drift']}`);
});

test('three lines of a comb have more evidence an octave up than with the lines between that are not there', () => {
  const found = featuresOf([207, 414, 621].map((hz) => ({ hz, level: 0.0012 })));
  assert.ok(Math.abs(hzOf(found['upper logF0']!) - 207) < 1.5, `${hzOf(found['upper logF0']!)}`);
  assert.ok(found['upper evidence']! > 1.2 * found['low evidence']!);
});

test('noise has no lasting peaks, a dozen lines have a dozen', () => {
  const noise = featuresOf([]);
  for (const n of [1, 2, 3]) assert.ok(Math.expm1(noise[`lasting peaks ${n}`]!) < 1.5);
  const lines = featuresOf(Array.from({ length: 12 }, (_, k) => ({ hz: 150 * (k + 1), level: 0.002 })));
  const count = [1, 2, 3].reduce((sum, n) => sum + Math.expm1(lines[`lasting peaks ${n}`]!), 0);
  assert.ok(Math.abs(count - 12) < 2, `${count}`);
});
