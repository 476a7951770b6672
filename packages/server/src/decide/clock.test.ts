import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fedClock, liveClock } from './clock.ts';

function hands(): {
  wallMs: number;
  steadyMs: number;
  clocks: { wallMs(): number; steadyMs(): number };
} {
  const now = {
    wallMs: 1_000_000,
    steadyMs: 0,
    clocks: { wallMs: () => now.wallMs, steadyMs: () => now.steadyMs },
  };
  return now;
}

test('the live clock is the clock of the machine', () => {
  const now = hands();
  const clock = liveClock(now.clocks);
  assert.equal(clock.nowMs(), 1_000_000);
  now.wallMs += 500;
  now.steadyMs += 500;
  assert.equal(clock.nowMs(), 1_000_500);
  assert.equal(clock.aheadMs(), 0);
});

test('set forward, it follows at once', () => {
  const now = hands();
  const clock = liveClock(now.clocks);
  clock.nowMs();
  now.wallMs += 3_600_000;
  assert.equal(clock.nowMs(), 4_600_000);
});

test('set back, it goes on at half speed until it is right again, and says how far it is ahead', () => {
  const now = hands();
  const clock = liveClock(now.clocks);
  clock.nowMs();
  now.wallMs -= 10_000;
  assert.equal(clock.nowMs(), 1_000_000);
  assert.equal(clock.aheadMs(), 10_000);
  const shown: number[] = [];
  for (let second = 1; second <= 20; second++) {
    now.wallMs += 1000;
    now.steadyMs += 1000;
    shown.push(clock.nowMs());
  }
  assert.equal(shown[9], 1_005_000);
  assert.equal(shown[19], 1_010_000);
  assert.equal(clock.aheadMs(), 0);
});

test('it never shows a time before that of the log', () => {
  const clock = liveClock(hands().clocks);
  clock.note(2_000_000);
  assert.equal(clock.nowMs(), 2_000_000);
});

test('a fed clock shows the time of who feeds it, and goes on from there', () => {
  const now = hands();
  const clock = fedClock(50, now.clocks);
  clock.note(7000);
  now.steadyMs += 30;
  assert.equal(clock.nowMs(), 7030);
  clock.note(6000);
  assert.equal(clock.nowMs(), 7030);
});
