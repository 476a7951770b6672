import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ageMsOf, inOrder, isTrouble, sourceSayOf } from './say.ts';
import type { Source } from './source.ts';

const nowMs = 1_000_000;

function source(sourceId: string, rest: Partial<Source> = {}): Source {
  return {
    sourceId,
    name: sourceId,
    role: 'receiver',
    protocol: 'asterix',
    state: 'connected',
    connections: 1,
    perSecond: 1,
    messages: 1,
    accepted: 1,
    refused: 0,
    errors: [],
    ...rest,
  };
}

test('what is connected flows while its last message is at most ten seconds old, and is quiet then', () => {
  assert.equal(sourceSayOf(source('a', { lastMessageMs: nowMs - 10_000 }), nowMs), 'flowing');
  assert.equal(sourceSayOf(source('a', { lastMessageMs: nowMs - 10_001 }), nowMs), 'quiet');
  assert.equal(sourceSayOf(source('a'), nowMs), 'quiet');
  assert.equal(ageMsOf(source('a'), nowMs), undefined);
});

test('what is not connected is said as it is, however new its last message', () => {
  for (const state of ['waiting', 'calling', 'silent', 'ended', 'failed'] as const)
    assert.equal(sourceSayOf(source('a', { state, lastMessageMs: nowMs }), nowMs), state);
});

test('only what cannot be reached or started is trouble', () => {
  const said = ['flowing', 'quiet', 'waiting', 'calling', 'failed', 'silent', 'ended'] as const;
  assert.deepEqual(said.filter(isTrouble), ['calling', 'failed']);
});

test('who needs a look stands first, single sensors after equipment, and the list itself is left as it was', () => {
  const list = [
    source('flows', { lastMessageMs: nowMs }),
    source('silent sensor', { role: 'sensor', state: 'silent' }),
    source('calls', { state: 'calling' }),
    source('refused more', { lastMessageMs: nowMs, refused: 3 }),
    source('failed', { state: 'failed' }),
  ];
  const before = [...list];
  assert.deepEqual(
    inOrder(list, nowMs).map(({ sourceId }) => sourceId),
    ['failed', 'calls', 'refused more', 'flows', 'silent sensor'],
  );
  assert.deepEqual(list, before);
});
