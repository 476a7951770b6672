import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { capDateTimeOf, dateTimeOf, timeMsOfDateTime } from './time.ts';

test('dates and times of every year are what the platform makes of them', () => {
  fc.assert(
    fc.property(fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 }), (timeMs) => {
      const text = new Date(timeMs).toISOString();
      assert.equal(dateTimeOf(timeMs), text);
      assert.equal(timeMsOfDateTime(text), timeMs);
    }),
    { numRuns: 2000 },
  );
});

test('offsets, fractions and their absence are read', () => {
  const timeMs = Date.UTC(2026, 6, 2, 16, 19, 28);
  for (const text of [
    '2026-07-02T16:19:28Z',
    '2026-07-02T16:19:28',
    '2026-07-02T16:19:28-00:00',
    '2026-07-02T19:19:28+03:00',
    '2026-07-02T11:49:28-0430',
    '2026-07-02T16:19:28.000000Z',
  ]) {
    assert.equal(timeMsOfDateTime(text), timeMs, text);
  }
  assert.equal(timeMsOfDateTime('2023-07-18T15:23:09.5Z'), Date.UTC(2023, 6, 18, 15, 23, 9, 500));
  assert.equal(capDateTimeOf(timeMs + 700), '2026-07-02T16:19:28-00:00');
});

test('what is no time is none', () => {
  for (const text of [
    '',
    'now',
    '2026-07-02',
    '2026-02-30T00:00:00Z',
    '2025-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '0000-01-01T00:00:00Z',
    '2026-07-02T24:00:01Z',
    '2026-07-02T16:60:00Z',
    '2026-07-02T16:19:28+15:00',
    '2026-07-02 16:19:28Z',
    '2026-07-02T16:19:28ZZ',
  ]) {
    assert.equal(timeMsOfDateTime(text), undefined, text);
  }
});
