import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Store } from './store.ts';
import { admittedForMs, lineOf, waitingCapacity, WaitingReports, type Waiting } from './waiting.ts';

const nowMs = 1_790_000_000_000;
const clock = { offsetMs: 250, sigmaMs: 4 };

function memoryStore(): Store<Waiting> {
  const kept = new Map<IDBValidKey, Waiting>();
  return {
    all: async () => [...kept.values()].map((value) => structuredClone(value)),
    put: async (key, value) => void kept.set(key, structuredClone(value)),
    remove: async (keys) => keys.forEach((key) => kept.delete(key)),
  };
}

const heard = (deviceMs: number): Omit<Waiting, 'id'> => ({
  role: 'microphone',
  deviceMs,
  deviceSigmaMs: 3,
  claim: { measurement: { type: 'presence', frequencyHz: 98 } },
});

test('a report bears the server time of when it was sensed, and how well that is known', () => {
  const waiting = new WaitingReports(memoryStore(), () => assert.fail());
  waiting.add(heard(nowMs));
  const [report] = waiting.next('microphone', 10, clock, nowMs + 60_000);
  assert.deepEqual(JSON.parse(lineOf(report)), {
    sensedMs: nowMs + 250,
    measurement: { type: 'presence', frequencyHz: 98 },
    sigma: { clockMs: 5 },
  });
});

test('a report that is said again says the same, though the clock is known better by then', () => {
  const waiting = new WaitingReports(memoryStore(), () => assert.fail());
  waiting.add(heard(nowMs));
  const first = lineOf(waiting.next('microphone', 10, clock, nowMs)[0]);
  assert.equal(lineOf(waiting.next('microphone', 10, { offsetMs: 900, sigmaMs: 1 }, nowMs)[0]), first);
});

test('a reload keeps what waits, in order, with its date, and goes on counting', async () => {
  const store = memoryStore();
  const before = new WaitingReports(store, () => assert.fail());
  before.add(heard(nowMs));
  before.add(heard(nowMs + 1000));
  const dated = before.next('microphone', 1, clock, nowMs)[0].sensedMs;
  const after = new WaitingReports(store, () => assert.fail());
  await after.load();
  assert.equal(after.count, 2);
  assert.equal(after.next('microphone', 1, { offsetMs: 0, sigmaMs: 1 }, nowMs)[0].sensedMs, dated);
  assert.ok(after.add(heard(nowMs + 2000)).id > 2);
});

test('what is forgotten is kept nowhere, and is counted', async () => {
  const dropped: Waiting[] = [];
  const store = memoryStore();
  const waiting = new WaitingReports(store, (reports) => dropped.push(...reports));
  waiting.add(heard(nowMs));
  waiting.forget();
  assert.deepEqual([waiting.count, dropped.length, (await store.all()).length], [0, 1, 0]);
});

test('the oldest makes room, and is counted', () => {
  const dropped: Waiting[] = [];
  const waiting = new WaitingReports(memoryStore(), (reports) => dropped.push(...reports));
  for (let i = 0; i < waitingCapacity + 5; i++) waiting.add(heard(nowMs + i));
  assert.equal(waiting.count, waitingCapacity);
  assert.deepEqual(
    dropped.map(({ deviceMs }) => deviceMs - nowMs),
    [0, 1, 2, 3, 4],
  );
});

test('what the server would no longer admit is not sent, and is counted', () => {
  const dropped: Waiting[] = [];
  const waiting = new WaitingReports(memoryStore(), (reports) => dropped.push(...reports));
  waiting.add(heard(nowMs - admittedForMs - 1));
  waiting.add(heard(nowMs));
  assert.equal(waiting.next('microphone', 10, clock, nowMs).length, 1);
  assert.equal(dropped.length, 1);
});

test('each role has its own reports', () => {
  const waiting = new WaitingReports(memoryStore(), () => assert.fail());
  waiting.add(heard(nowMs));
  const spotted = waiting.add({ ...heard(nowMs), role: 'spotter' });
  assert.deepEqual(waiting.next('spotter', 10, clock, nowMs), [spotted]);
  waiting.done([spotted]);
  assert.equal(waiting.count, 1);
});
