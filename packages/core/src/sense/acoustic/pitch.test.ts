import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '../../base/random.ts';
import { createAnalyser } from './analysis.ts';
import { createPitch, createPitchMeter } from './pitch.ts';
import type { Pitch } from './pitch.ts';
import { combInNoise } from './test-sound.ts';

function pitchesOf(samples: Float32Array, isPistonDrone = false): Pitch[] {
  const meter = createPitchMeter();
  const pitches: Pitch[] = [];
  const analyser = createAnalyser(16000, (window) => {
    const pitch = createPitch();
    meter.measure(pitch, window, isPistonDrone);
    pitches.push(pitch);
  });
  analyser.push(samples);
  analyser.flush();
  return pitches;
}

for (const snrDb of [0, 5, 15]) {
  test(`at ${snrDb} dB every fundamental from 60 to 270 Hz is within 1 Hz, no octave off, within four sigma`, () => {
    const random = createRandom(snrDb);
    for (let trial = 0; trial < 8; trial += 1) {
      const f0Hz = random.between(60, 270);
      const slopeHzPerS = random.between(-1, 1);
      const pitches = pitchesOf(combInNoise({ f0Hz, slopeHzPerS, snrDb, seconds: 5, seed: trial }));
      pitches.forEach((pitch, second) => {
        const error = pitch.frequencyHz - (f0Hz + slopeHzPerS * (second + 0.5));
        assert.ok(
          Math.abs(error) < 1,
          `${pitch.frequencyHz} Hz, ${error} off, in second ${second} of trial ${trial}`,
        );
        assert.ok(Math.abs(error) < 4 * pitch.sigmaHz, `${error} Hz off with sigma ${pitch.sigmaHz}`);
      });
    }
  });
}

/** Share of windows whose pitch is an octave or more off. */
function octaveErrors(kind: { oddDb?: number; halfDb?: number }, trials: number): number {
  const random = createRandom(21);
  let windows = 0;
  let wrong = 0;
  for (let trial = 0; trial < trials; trial += 1) {
    const f0Hz = random.between(80, 125);
    const pitches = pitchesOf(
      combInNoise({ f0Hz, slopeHzPerS: 0, snrDb: 10, seconds: 5, seed: trial, ...kind }),
    );
    windows += pitches.length;
    wrong += pitches.filter((pitch) => Math.abs(Math.log2(pitch.frequencyHz / f0Hz)) > 0.5).length;
  }
  return wrong / windows;
}

test('half orders of an engine do not halve its pitch', () => {
  assert.equal(octaveErrors({ halfDb: -8 }, 12), 0);
});

test('weak odd lines do not double it while they are there', () => {
  assert.equal(octaveErrors({ oddDb: -8 }, 12), 0);
});

test('a pitch keeps its octave while its odd lines drown for a second', () => {
  const whole = combInNoise({ f0Hz: 100, slopeHzPerS: 0, snrDb: 15, seconds: 12, seed: 3 });
  const evenOnly = combInNoise({ f0Hz: 200, slopeHzPerS: 0, snrDb: 15, seconds: 12, seed: 3 });
  const mixed = whole.map((value, i) => (i >= 80000 && i < 96000 ? evenOnly[i]! : value));
  for (const pitch of pitchesOf(mixed))
    assert.ok(Math.abs(pitch.frequencyHz - 100) < 1, `${pitch.frequencyHz}`);
});

for (const slopeHzPerS of [0, -4]) {
  test(`a piston drone's odd lines may drown: at ${slopeHzPerS} Hz/s its pitch is the shaft's rate`, () => {
    for (const [trial, f0Hz] of [104, 108, 112, 118].entries()) {
      const sound = combInNoise({ f0Hz, slopeHzPerS, snrDb: 6, seconds: 5, seed: trial, oddDb: -16 });
      pitchesOf(sound, true).forEach((pitch, second) => {
        const error = pitch.frequencyHz - (f0Hz + slopeHzPerS * (second + 0.5));
        assert.ok(Math.abs(error) < 1, `${error} Hz off at ${f0Hz} Hz in second ${second}`);
      });
    }
  });
}

test('a dive whose half orders may be odd lines of half its rate has no pitch rather than the wrong one', () => {
  const dive = combInNoise({ f0Hz: 160, slopeHzPerS: 0, snrDb: 15, seconds: 6, seed: 1, halfDb: -10 });
  for (const { frequencyHz } of pitchesOf(dive, true))
    assert.ok(Number.isNaN(frequencyHz) || Math.abs(frequencyHz - 160) < 1, `${frequencyHz}`);
  const receding = combInNoise({ f0Hz: 80, slopeHzPerS: 0, snrDb: 15, seconds: 6, seed: 1, oddDb: -3 });
  for (const { frequencyHz } of pitchesOf(receding, true))
    assert.ok(Math.abs(frequencyHz - 80) < 1, `${frequencyHz}`);
});

test('a dive that comes near, with half orders and weak odd ones, has no pitch rather than half of it', () => {
  for (const seed of [1, 2, 3]) {
    const sound = { f0Hz: 178, slopeHzPerS: -1, snrDb: 12, seconds: 5, seed, oddDb: -14, halfDb: -24 };
    for (const { frequencyHz } of pitchesOf(combInNoise(sound), true))
      assert.ok(Number.isNaN(frequencyHz) || Math.abs(frequencyHz - 176) < 4, `${frequencyHz}`);
  }
});

test('a dive whose odd lines are as weak as its half orders has no pitch rather than half of it', () => {
  for (const [seed, f0Hz] of [148, 154, 160].entries()) {
    const sound = { f0Hz, slopeHzPerS: -1, snrDb: 12, seconds: 6, seed, oddDb: -14, halfDb: -12 };
    pitchesOf(combInNoise(sound), true).forEach(({ frequencyHz }, second) => {
      const error = frequencyHz - (f0Hz - (second + 0.5));
      assert.ok(Number.isNaN(frequencyHz) || Math.abs(error) < 1, `${frequencyHz} of ${f0Hz}`);
    });
  }
});

test('a drone with strong half orders and weak odd ones has no pitch rather than 3/2 of it', () => {
  for (const [seed, f0Hz] of [85, 88, 92].entries()) {
    const sound = { f0Hz, slopeHzPerS: 0, snrDb: 12, seconds: 4, seed, oddDb: -14, halfDb: -2 };
    for (const { frequencyHz } of pitchesOf(combInNoise(sound), true))
      assert.ok(Number.isNaN(frequencyHz) || Math.abs(frequencyHz - f0Hz) < 1, `${frequencyHz} of ${f0Hz}`);
  }
});

test('a comb whose lines say that no drone makes it has no pitch rather than half or twice of it', () => {
  for (const [seed, f0Hz] of [62, 64, 205, 212, 220].entries()) {
    const sound = { f0Hz, slopeHzPerS: 0.5, snrDb: 12, seconds: 6, seed };
    const pitches = pitchesOf(combInNoise(sound), true);
    assert.equal(pitches.length, 6);
    for (const { frequencyHz, combHz } of pitches) {
      assert.ok(Number.isNaN(frequencyHz), `${frequencyHz} of ${f0Hz}`);
      assert.ok(Math.abs(Math.abs(Math.log2(combHz / f0Hz)) - 1) < 0.1, `${combHz} of ${f0Hz}`);
    }
  }
});

test('lines tell an octave alone where none is missing and none is between', () => {
  const comb = { f0Hz: 100, slopeHzPerS: 0, snrDb: 15, seconds: 5, seed: 4 };
  const isPlain = (kind: { oddDb?: number; halfDb?: number }): boolean[] =>
    pitchesOf(combInNoise({ ...comb, ...kind }), true).map((pitch) => pitch.isPlain);
  assert.deepEqual(isPlain({}), [true, true, true, true, true]);
  assert.deepEqual(isPlain({ oddDb: -30 }), [false, false, false, false, false]);
  assert.deepEqual(isPlain({ halfDb: -8 }), [false, false, false, false, false]);
});

test('a drone that passes keeps its octave below the rates at which nobody could tell it alone', () => {
  const sound = { f0Hz: 98, slopeHzPerS: -2.5, snrDb: 12, seconds: 8, seed: 2, oddDb: -12 };
  pitchesOf(combInNoise(sound), true).forEach(({ frequencyHz }, second) => {
    const error = frequencyHz - (98 - 2.5 * (second + 0.5));
    assert.ok(Math.abs(error) < 1, `${error} Hz off in second ${second}`);
  });
});

test('a second of silence within a comb has no pitch', () => {
  const sound = combInNoise({ f0Hz: 100, slopeHzPerS: 0, snrDb: 15, seconds: 9, seed: 2 });
  const holed = sound.map((value, i) => (i >= 60000 && i < 85000 ? 0 : value));
  const pitches = pitchesOf(holed, true);
  assert.ok(Number.isNaN(pitches[4]!.frequencyHz), `${pitches[4]!.frequencyHz}`);
  assert.ok(Math.abs(pitches[2]!.frequencyHz - 100) < 0.2);
});

test('the slope of a gliding comb is within 0.3 Hz/s', () => {
  const pitches = pitchesOf(combInNoise({ f0Hz: 110, slopeHzPerS: -2, snrDb: 10, seconds: 5, seed: 4 }));
  for (const pitch of pitches.slice(1, -1))
    assert.ok(Math.abs(pitch.slopeHzPerS + 2) < 0.3, `${pitch.slopeHzPerS}`);
});

test('a gliding comb that drowns for half a second has the pitch of the whole one', () => {
  const random = createRandom(13);
  const sound = combInNoise({ f0Hz: 112, slopeHzPerS: -4, snrDb: 15, seconds: 6, seed: 6 });
  const noisy = sound.map((value, i) => value + (Math.floor(i / 8000) % 2 ? 0.04 * random.gaussian() : 0));
  const pitches = pitchesOf(noisy, true).slice(1, -1);
  pitches.forEach(({ frequencyHz }, i) => {
    const error = frequencyHz - (112 - 4 * (i + 1.5));
    assert.ok(Math.abs(error) < 0.5, `${error} Hz off in second ${i + 1}`);
  });
});

test('a second in which the comb has a fiftieth of the power has no pitch', () => {
  const random = createRandom(12);
  const sound = combInNoise({ f0Hz: 100, slopeHzPerS: 0, snrDb: 15, seconds: 9, seed: 2 });
  const drowned = sound.map((value, i) => value + (i >= 60000 && i < 85000 ? 0.28 * random.gaussian() : 0));
  const pitches = pitchesOf(drowned, true);
  assert.ok(Number.isNaN(pitches[4]!.frequencyHz), `${pitches[4]!.frequencyHz}`);
  assert.ok(Math.abs(pitches[2]!.frequencyHz - 100) < 0.2);
});

test('line to noise ratio follows the truth within 3 dB', () => {
  for (const snrDb of [0, 6, 12]) {
    const pitches = pitchesOf(combInNoise({ f0Hz: 100, slopeHzPerS: 0, snrDb, seconds: 4, seed: 5 }));
    for (const pitch of pitches) assert.ok(Math.abs(pitch.snrDb - snrDb) < 3, `${pitch.snrDb} for ${snrDb}`);
  }
});

test('noise alone has no fundamental', () => {
  const random = createRandom(11);
  const pitches = pitchesOf(Float32Array.from({ length: 64000 }, () => 0.01 * random.gaussian()));
  assert.ok(pitches.every((pitch) => Number.isNaN(pitch.frequencyHz)));
});
