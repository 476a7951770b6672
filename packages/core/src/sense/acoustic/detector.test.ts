import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createRandom } from '../../base/random.ts';
import { fuzzCount } from '../../../../../tools/test/fuzz.ts';
import { createAnalyser } from './analysis.ts';
import { createClassifier } from './classify.ts';
import { acousticModel, hydrophoneModel } from './weights.ts';
import { createAcousticDetector } from './detector.ts';
import type { SoundWindow } from './detector.ts';
import { combInNoise } from './test-sound.ts';

function heard(samples: Float32Array, sampleRateHz: number, pieces: readonly number[]): SoundWindow[] {
  const detector = createAcousticDetector(acousticModel, { sampleRateHz });
  const windows: SoundWindow[] = [];
  let at = 0;
  for (let turn = 0; at < samples.length; turn += 1) {
    const next = at + pieces[turn % pieces.length]!;
    windows.push(...detector.push(samples.subarray(at, next)));
    at = next;
  }
  return [...windows, ...detector.flush()];
}

const engine = combInNoise({ f0Hz: 101, slopeHzPerS: -0.5, snrDb: 12, seconds: 6.7, seed: 1, tiltDb: 2 });

test('a steady petrol comb of the right pitch is detected in every second', () => {
  const windows = heard(engine, 16000, [16000]);
  assert.deepEqual(
    windows.map((w) => w.startMs),
    [0, 1000, 2000, 3000, 4000, 5000, 6000],
  );
  for (const window of windows)
    assert.ok(window.detected, `${window.startMs}: ${window.logLikelihoodRatio['one-way']}`);
});

test('a comb of 60 to 270 Hz has its own pitch or none, also where it is not taken for a drone', () => {
  const random = createRandom(17);
  let stated = 0;
  let undetected = 0;
  for (let trial = 0; trial < 24; trial += 1) {
    const f0Hz = random.between(60, 270);
    const comb = {
      f0Hz,
      slopeHzPerS: random.between(-1, 1),
      snrDb: random.between(0, 20),
    };
    for (const { frequencyHz, startMs, detected } of heard(
      combInNoise({ ...comb, seconds: 6, seed: trial }),
      16000,
      [16000],
    )) {
      if (frequencyHz === undefined) continue;
      const error = frequencyHz - (f0Hz + comb.slopeHzPerS * (startMs / 1000 + 0.5));
      assert.ok(Math.abs(error) < 1, `${frequencyHz} of ${f0Hz} Hz at ${startMs} ms`);
      stated += 1;
      if (!detected) undetected += 1;
    }
  }
  assert.ok(
    undetected > 10 && stated - undetected > 40,
    `${stated} stated, ${undetected} of them undetected`,
  );
});

test('windows do not depend on how the samples come', () => {
  const whole = heard(engine, 16000, [engine.length]);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 9000 }), { minLength: 1, maxLength: 20 }), (pieces) => {
      assert.deepEqual(heard(engine, 16000, pieces), whole);
    }),
    { numRuns: fuzzCount(5) },
  );
});

test('the same sound at 48 kHz gives the same answers within a tolerance', () => {
  const low = heard(combInNoise({ f0Hz: 97, slopeHzPerS: 0, snrDb: 40, seconds: 5, seed: 2 }), 16000, [4000]);
  const high = heard(
    combInNoise({ f0Hz: 97, slopeHzPerS: 0, snrDb: 40, seconds: 5, seed: 2, rateHz: 48000 }),
    48000,
    [128],
  );
  assert.equal(high.length, low.length);
  high.forEach((window, i) => {
    assert.ok(Math.abs(window.frequencyHz! - low[i]!.frequencyHz!) < 0.05);
    assert.equal(window.detected, low[i]!.detected);
  });
});

test('a second is answered three seconds after it ended, by the mean of the next ratio and those before', () => {
  const raw: number[] = [];
  const classifier = createClassifier(acousticModel);
  const analyser = createAnalyser(16000, (window) => {
    const out = new Float64Array(acousticModel.classes.length);
    classifier.classify(out, window.features);
    raw.push(out[0]!);
  });
  analyser.push(engine);
  analyser.flush();
  const detector = createAcousticDetector(acousticModel, { sampleRateHz: 16000 });
  assert.deepEqual(detector.push(engine.subarray(0, 4 * 16000)), []);
  const windows = [...detector.push(engine.subarray(4 * 16000)), ...detector.flush()];
  windows.forEach(({ logLikelihoodRatio }, i) => {
    const known = raw.slice(0, i + 2).reverse();
    const weights = known.map((_, age) => Math.exp(age * Math.log(acousticModel.memory)));
    const sum = known.reduce((total, ratio, age) => total + ratio * weights[age]!, 0);
    const expected = sum / weights.reduce((total, weight) => total + weight, 0);
    assert.ok(Math.abs(logLikelihoodRatio['one-way']! - expected) < 1e-9, `second ${i}`);
  });
});

test('after flush a detector starts afresh', () => {
  const detector = createAcousticDetector(acousticModel, { sampleRateHz: 44100 });
  const once = [...detector.push(engine), ...detector.flush()];
  assert.deepEqual([...detector.push(engine), ...detector.flush()], once);
});

test('a tail of half a second is a window of its own length, a shorter one is none', () => {
  assert.deepEqual(
    heard(engine.subarray(0, 16000 * 2.6), 16000, [999]).map((w) => w.durationMs),
    [1000, 1000, 600],
  );
  assert.deepEqual(
    heard(engine.subarray(0, 16000 * 2.4), 16000, [999]).map((w) => w.durationMs),
    [1000, 1000],
  );
});

test('silence, full-scale clipping and a driver that sends NaN give finite numbers and no detection', () => {
  const sounds = [0, 1, NaN, Infinity].map((value) => new Float32Array(48000).fill(value));
  for (const samples of sounds) {
    for (const window of heard(samples, 16000, [1000])) {
      assert.ok(Number.isFinite(window.logLikelihoodRatio['one-way']!));
      assert.ok(Number.isFinite(window.levelDb) && Number.isFinite(window.floorDb) && window.rangeNowM > 0);
      assert.equal(window.detected, false);
    }
  }
});

test('any numbers at all are survived', () => {
  fc.assert(
    fc.property(fc.float32Array({ minLength: 4000, maxLength: 40000 }), (samples) => {
      for (const window of heard(samples, 16000, [3000]))
        assert.ok(Number.isFinite(window.logLikelihoodRatio['one-way']!));
    }),
    { numRuns: fuzzCount(5) },
  );
});

test('a louder place hears less far', () => {
  const quiet = heard(
    engine.map((value) => value / 30),
    16000,
    [16000],
  );
  const loud = heard(engine, 16000, [16000]);
  assert.ok(quiet.at(-1)!.rangeNowM > 5 * loud.at(-1)!.rangeNowM);
  assert.ok(Math.abs(loud.at(-1)!.levelDb - quiet.at(-1)!.levelDb - 29.5) < 0.2);
});

test('a sample rate that no microphone has is refused', () => {
  assert.throws(() => createAcousticDetector(acousticModel, { sampleRateHz: 100 }), RangeError);
});

test('a hydrophone model hears an engine through the hull, by its own classes, and not the sea', () => {
  const random = createRandom(8);
  const sea = Float32Array.from({ length: 64000 }, () => 0.01 * random.gaussian());
  const boat = combInNoise({ f0Hz: 85, slopeHzPerS: 0.5, snrDb: 10, seconds: 4, seed: 9, tiltDb: 3 });
  const listen = (samples: Float32Array) => {
    const detector = createAcousticDetector(hydrophoneModel, { sampleRateHz: 16000 });
    return [...detector.push(samples), ...detector.flush()];
  };
  assert.deepEqual(Object.keys(listen(sea)[0]!.logLikelihoodRatio), ['surface', 'underwater']);
  assert.ok(listen(boat).every((window) => window.detected));
  assert.ok(listen(sea).every((window) => !window.detected));
});
