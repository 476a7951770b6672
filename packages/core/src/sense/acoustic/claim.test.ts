import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkEvent } from '../../base/event/index.ts';
import { claimOf } from './claim.ts';
import { createAcousticDetector } from './detector.ts';
import { combInNoise } from './test-sound.ts';
import { acousticModel } from './weights.ts';

const detector = createAcousticDetector(acousticModel, { sampleRateHz: 16000 });
const engine = combInNoise({ f0Hz: 99, slopeHzPerS: 0, snrDb: 10, seconds: 3, seed: 3, tiltDb: 2 });
const [window] = [...detector.push(engine), ...detector.flush()];
const rest = { seq: 1, kind: 'detection', timeMs: 5000, sensorId: 'm1', sensedMs: 4000 };

test('a claim makes a valid detection, with and without a bearing', () => {
  const bearing = { bearingRad: 1, elevationRad: 0.2, sigmaRad: 0.03, coherence: 0.8 };
  for (const claim of [claimOf(window!, 'm1'), claimOf(window!, 'm1', bearing, ['gainControl'])]) {
    const checked = checkEvent({ ...rest, ...claim });
    assert.ok(checked.ok, JSON.stringify(checked));
  }
});

test('likelihoods follow the ratios, and background takes what the likeliest leaves', () => {
  const { classLikelihood } = claimOf(
    { ...window!, logLikelihoodRatio: { 'one-way': Math.log(9), jet: -50 } },
    'm1',
  );
  assert.ok(Math.abs(classLikelihood!['one-way']! - 0.9) < 1e-12);
  assert.ok(classLikelihood!['jet']! < 1e-20);
  assert.ok(Math.abs(classLikelihood!['background']! - 0.1) < 1e-12);
});
