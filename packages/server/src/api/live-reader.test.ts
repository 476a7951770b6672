import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Header } from '@kentongan/core/base/event';
import { emptyChanges, emptyPicture, type Changes, type LiveMessage } from '@kentongan/core/tell/picture';
import { LiveReader } from './live-reader.ts';

const header: Header = {
  kind: 'log',
  version: 1,
  region: 'r',
  origin: { latDeg: 49.5, lonDeg: 31, heightM: 0 },
  standing: 'test',
  startMs: 0,
};

class Line {
  readonly messages: LiveMessage[] = [];
  buffered = 0;
  closedWith: number | undefined;
  send = (text: string): void => void this.messages.push(JSON.parse(text) as LiveMessage);
  bufferedBytes = (): number => this.buffered;
  close = (code: number): void => void (this.closedWith = code);
}

function reading(): { line: Line; reader: LiveReader } {
  const line = new Line();
  const reader = new LiveReader(line);
  reader.begin(emptyPicture(header), 0);
  return { line, reader };
}

function changed(asOfMs: number, ...zoneIds: string[]): { changes: Changes; text: undefined } {
  const zones = zoneIds.map((zoneId) => ({ type: 'zone' as const, zoneId, population: asOfMs }));
  return { changes: { ...emptyChanges(asOfMs, asOfMs), zones }, text: undefined };
}

test('first the picture, then changes, at most ten a second', () => {
  const { line, reader } = reading();
  for (let nowMs = 10; nowMs <= 1000; nowMs += 10) reader.offer(changed(nowMs, 'z'), false, nowMs);
  assert.equal(line.messages[0].type, 'picture');
  assert.equal(line.messages.length, 11);
});

test('what is urgent goes at once, with what waited before it', () => {
  const { line, reader } = reading();
  reader.offer(changed(1, 'a'), false, 1);
  assert.equal(line.messages.length, 1);
  reader.offer(changed(2, 'b'), true, 2);
  const last = line.messages.at(-1)!;
  assert.deepEqual(
    last.zones.map(({ zoneId }) => zoneId),
    ['a', 'b'],
  );
});

test('a slow reader gets the newest value of each key, once, when it takes again', () => {
  const { line, reader } = reading();
  line.buffered = 1_000_000;
  for (let nowMs = 100; nowMs <= 5000; nowMs += 100) reader.offer(changed(nowMs, 'a', 'b'), true, nowMs);
  assert.equal(line.messages.length, 1);
  line.buffered = 0;
  reader.look(5050, () => emptyChanges(0, 0));
  assert.equal(line.messages.length, 2);
  assert.deepEqual(line.messages[1].zones, [
    { type: 'zone', zoneId: 'a', population: 5000 },
    { type: 'zone', zoneId: 'b', population: 5000 },
  ]);
});

test('who takes nothing for 30 s has to go', () => {
  const { line, reader } = reading();
  line.buffered = 1_000_000;
  reader.look(29_000, () => emptyChanges(0, 0));
  assert.equal(line.closedWith, undefined);
  reader.look(31_000, () => emptyChanges(0, 0));
  assert.equal(line.closedWith, 4408);
  assert.equal(reader.isClosed, true);
});

test('when nothing happens there is still a word every second', () => {
  const { line, reader } = reading();
  for (let nowMs = 50; nowMs <= 3000; nowMs += 50) reader.look(nowMs, () => emptyChanges(nowMs, 7));
  assert.equal(line.messages.length, 4);
  assert.equal(line.messages[3].serverTimeMs, 3000);
});

test('why is told of what was selected, and again only when it rests on something else', () => {
  const { reader } = reading();
  let seq = 5;
  const whyOf = (of: 'track' | 'alert', id: string) => ({
    of,
    id,
    contributions: [{ seq, sensorId: 's', measurement: 'presence' as const, sensedMs: 1 }],
  });
  assert.deepEqual(reader.newWhy(whyOf), []);
  reader.select([['track', 't1']]);
  assert.equal(reader.newWhy(whyOf).length, 1);
  assert.deepEqual(reader.newWhy(whyOf), []);
  seq = 6;
  assert.equal(reader.newWhy(whyOf)[0].contributions[0].seq, 6);
});
