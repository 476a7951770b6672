import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '../../base/random.ts';
import { createAnalyser } from './analysis.ts';
import { createBlockFitter, createWindowSmoother } from './pitch-fit.ts';
import type { BlockPitch } from './pitch-fit.ts';
import { createPitch, createPitchMeter } from './pitch.ts';
import { BIN_HZ, COMB_BINS, createBlock } from './spectrum.ts';
import type { Block } from './spectrum.ts';

const measured = (frequencyHz: number, sigmaHz: number): BlockPitch => ({ frequencyHz, sigmaHz, lines: 9 });

/** A block whose spectrum has parabolic peaks at these frequencies and nothing else. */
function blockWith(lines: readonly { hz: number; db: number }[]): Block {
  const block = createBlock();
  for (let j = 0; j < COMB_BINS; j += 1) {
    for (const { hz, db } of lines) {
      const off = j - hz / BIN_HZ;
      block.logPower[j] = Math.max(block.logPower[j]!, db - 3 * off * off);
    }
    block.white[j] = Math.min(15, block.logPower[j]!);
  }
  return block;
}

function fitted(block: Block, f0Hz: number): BlockPitch {
  const out = measured(0, 0);
  createBlockFitter()(out, block, f0Hz);
  return out;
}

const comb = (f0Hz: number, orders: readonly number[], db: number) =>
  orders.map((k) => ({ hz: k * f0Hz, db }));

test('lines of another source near a comb do not draw it', () => {
  const own = comb(97.3, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 12);
  const others = comb(97.75, [12, 14, 15], 9);
  const alone = fitted(blockWith(own), 97.4);
  const disturbed = fitted(blockWith([...own, ...others]), 97.4);
  assert.ok(Math.abs(alone.frequencyHz - 97.3) < 0.01);
  assert.ok(Math.abs(disturbed.frequencyHz - 97.3) < 0.05, `${disturbed.frequencyHz}`);
  assert.ok(disturbed.sigmaHz > alone.sigmaHz);
});

test('peaks that lie anywhere are not sure, and no peaks less so', () => {
  const random = createRandom(3);
  const scattered = [2, 4, 5, 8, 11, 13].map((k) => ({ hz: k * 97 + random.between(-5, 5), db: 7 }));
  assert.ok(fitted(blockWith(comb(97, [1, 2, 3, 4, 5, 6, 7, 8], 12)), 97).sigmaHz < 0.2);
  assert.ok(fitted(blockWith(scattered), 97).sigmaHz > 0.4);
  assert.ok(fitted(createBlock(), 97).sigmaHz > 1.5);
});

/** The path of least squares, one block after the other until none moves: the oracle. */
function slowPath(blocks: readonly BlockPitch[]): number[] {
  const path = blocks.map(({ frequencyHz }) => frequencyHz);
  const cost = (): number => {
    let sum = 0;
    path.forEach((hz, b) => {
      const off = (hz - blocks[b]!.frequencyHz) / blocks[b]!.sigmaHz;
      const step = b > 0 ? (hz - path[b - 1]!) / 3 : 0;
      const bend = b > 1 ? hz - 2 * path[b - 1]! + path[b - 2]! : 0;
      sum += off * off + step * step + bend * bend;
    });
    return sum;
  };
  for (let by = 1; by > 1e-7; by /= 2) {
    for (let moved = true; moved;) {
      moved = false;
      for (let b = 0; b < path.length; b += 1) {
        for (const step of [by, -by]) {
          const before = cost();
          path[b]! += step;
          if (cost() < before - 1e-14) moved = true;
          else path[b]! -= step;
        }
      }
    }
  }
  return path;
}

test('a window is the mean of the path of least squares', () => {
  const random = createRandom(4);
  const out = { frequencyHz: 0, sigmaHz: 0 };
  for (let n = 0; n < 10; n += 1) {
    const blocks = Array.from({ length: 5 }, () =>
      measured(random.between(90, 96), random.between(0.1, 1.5)),
    );
    createWindowSmoother(6).smooth(out, blocks, 5, 2);
    const path = slowPath(blocks);
    // Its frames lie 65.5 ms late: of the line through both halves the mean of the second is 0.369 of the way.
    const expected = 0.631 * path[2]! + 0.369 * path[3]! + 0.0503 * (path[1]! - 2 * path[2]! + path[3]!);
    assert.ok(Math.abs(out.frequencyHz - expected) < 0.01, `${out.frequencyHz} for ${expected}`);
  }
});

test('half a second that was not heard is bridged, and the less sure for it', () => {
  const sure = { frequencyHz: 0, sigmaHz: 0 };
  const bridged = { frequencyHz: 0, sigmaHz: 0 };
  const line = [98, 97, 96, 95, 94, 93].map((hz) => measured(hz, 0.1));
  const smoother = createWindowSmoother(6);
  smoother.smooth(sure, line, 6, 2);
  smoother.smooth(bridged, line.with(3, measured(99, 1.8)), 6, 2);
  assert.ok(Math.abs(sure.frequencyHz - (96 - 0.369)) < 0.02);
  assert.ok(Math.abs(bridged.frequencyHz - sure.frequencyHz) < 0.4, `${bridged.frequencyHz}`);
  assert.ok(bridged.sigmaHz > 2 * sure.sigmaHz);
});

test('a rate that sweeps is the less sure, by 0.06 of how far both halves lie apart', () => {
  const still = { frequencyHz: 0, sigmaHz: 0 };
  const swept = { frequencyHz: 0, sigmaHz: 0 };
  const smoother = createWindowSmoother(6);
  smoother.smooth(
    still,
    Array.from({ length: 6 }, () => measured(98, 0.1)),
    6,
    2,
  );
  smoother.smooth(
    swept,
    Array.from({ length: 6 }, (_, b) => measured(108 - 4 * b, 0.1)),
    6,
    2,
  );
  const added = Math.sqrt(swept.sigmaHz * swept.sigmaHz - still.sigmaHz * still.sigmaHz);
  assert.ok(added > 0.2 && added < 0.3, `${added}`);
});

test('an engine that wanders, and is louder in one half of a second, is stated at the mean of its second', () => {
  const random = createRandom(5);
  const rateHz = 16000;
  const f0At = (timeS: number): number => 97 + 2 * Math.sin((2 * Math.PI * timeS) / 2.3);
  let phase = 0;
  const sound = Float32Array.from({ length: 8 * rateHz }, (_, i) => {
    phase += (2 * Math.PI * f0At(i / rateHz)) / rateHz;
    const gain = i % rateHz < rateHz / 2 ? 1 : 0.3;
    let sum = 0.2 * random.gaussian();
    for (let k = 1; k <= 16; k += 1) sum += gain * 0.3 * Math.sin(k * phase + k * k);
    return 0.02 * sum;
  });
  const meter = createPitchMeter();
  let judged = 0;
  const analyser = createAnalyser(rateHz, (window) => {
    const pitch = createPitch();
    meter.measure(pitch, window, true);
    let truth = 0;
    for (let i = 0; i < 100; i += 1) truth += f0At(window.index + (i + 0.5) / 100) / 100;
    assert.ok(
      Math.abs(pitch.frequencyHz - truth) < 0.45,
      `${window.index}: ${pitch.frequencyHz} for ${truth}`,
    );
    judged += 1;
  });
  analyser.push(sound);
  analyser.flush();
  assert.equal(judged, 8);
});
