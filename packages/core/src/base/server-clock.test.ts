import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from './random.ts';
import { ServerClock } from './server-clock.ts';

const nowMs = 1_790_000_000_000;
const round = (atMs: number, outMs: number, backMs: number, offsetMs: number, stepMs = 0) => ({
  sentMs: atMs,
  serverMs: Math.round(atMs + outMs + offsetMs),
  receivedMs: atMs + outMs + backMs,
  stepMs,
});

test('the stated sigma is about the real error, over many networks', () => {
  const random = createRandom(7);
  let sum = 0;
  const trials = 2000;
  for (let trial = 0; trial < trials; trial++) {
    const clock = new ServerClock();
    const offsetMs = random.between(-4000, 4000);
    for (let i = 0; i < 5; i++) {
      const tripMs = random.between(20, 200);
      const outMs = random.between(0, tripMs);
      clock.add(round(nowMs + i * 1000, outMs, tripMs - outMs, offsetMs));
    }
    const estimate = clock.at(nowMs + 6000)!;
    sum += ((estimate.offsetMs - offsetMs) / estimate.sigmaMs) ** 2;
  }
  assert.ok(Math.abs(sum / trials - 1) < 0.1, String(sum / trials));
});

test('the shortest round trip is believed, until it is old', () => {
  const clock = new ServerClock();
  clock.add(round(nowMs, 5, 5, 700));
  clock.add(round(nowMs + 1000, 300, 0, 900));
  assert.ok(Math.abs(clock.at(nowMs + 2000)!.offsetMs - 700) <= 1);
  const oldMs = nowMs + 3_600_000;
  clock.add(round(oldMs, 20, 20, 720));
  assert.ok(Math.abs(clock.at(oldMs)!.offsetMs - 720) <= 1);
});

test('a clock that was set anew forgets what it knew', () => {
  const clock = new ServerClock();
  clock.add(round(nowMs, 1, 1, 0));
  clock.add(round(nowMs + 3_601_000, 50, 50, -3_600_000, 3_600_000));
  assert.ok(Math.abs(clock.at(nowMs + 3_602_000)!.offsetMs + 3_600_000) <= 1);
});

test('before the first answer nothing is known', () => {
  assert.equal(new ServerClock().at(nowMs), undefined);
});
