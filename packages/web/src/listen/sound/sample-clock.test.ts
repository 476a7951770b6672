import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SampleClock } from './sample-clock.ts';

const rateHz = 48_000;
const startMs = 1_790_000_000_000;

/** Messages eight times a second, each held up by up to 60 ms. */
function hear(clock: SampleClock, fromS: number, toS: number, lostMs = 0, ppm = 0): void {
  for (let atS = fromS; atS < toS; atS += 0.125) {
    const delayMs = (atS * 8 * 37) % 60;
    clock.note(Math.round(atS * rateHz), startMs + lostMs + atS * 1000 * (1 + ppm / 1e6) + delayMs);
  }
}

test('the least delayed message says when the stream began', () => {
  const clock = new SampleClock(rateHz);
  hear(clock, 1, 30);
  assert.ok(Math.abs(clock.timeMs(12_000) - (startMs + 12_000)) < 2);
});

test('a sound card that drifts is followed', () => {
  const clock = new SampleClock(rateHz);
  hear(clock, 1, 600, 0, 100);
  assert.ok(Math.abs(clock.timeMs(600_000) - (startMs + 600_060)) < 8);
});

test('sound that was lost moves what comes after it, after a second', () => {
  const clock = new SampleClock(rateHz);
  hear(clock, 1, 30);
  hear(clock, 30, 45, 4000);
  assert.ok(Math.abs(clock.timeMs(45_000) - (startMs + 49_000)) < 5);
});

test('before anything is heard nothing is dated', () => {
  assert.ok(Number.isNaN(new SampleClock(rateHz).timeMs(0)));
});
