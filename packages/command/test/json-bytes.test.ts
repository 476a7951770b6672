import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { JsonBytes } from '../src/json-bytes.ts';

function written(value: unknown): string {
  const json = new JsonBytes();
  json.value(value);
  return json.take().toString('utf8');
}

test('any value is written as JSON.stringify writes it', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      assert.equal(written(value), JSON.stringify(value));
    }),
    { numRuns: 1000 },
  );
});

test('any number is, whole or rounded to decimals, however large or small', () => {
  const rounded = fc
    .tuple(fc.double({ min: -1e9, max: 1e9, noNaN: true }), fc.nat(9))
    .map(([value, decimals]) => Math.round(value * Number(`1e${decimals}`)) / Number(`1e${decimals}`));
  const power = fc.integer({ min: -330, max: 310 }).map((k) => Number(`1e${k}`));
  const any = fc.oneof(
    fc.double(),
    fc.maxSafeInteger(),
    rounded,
    power,
    fc.integer({ min: 0, max: 999 }).map((n) => n / 1e8),
  );
  fc.assert(
    fc.property(any, (value) => {
      assert.equal(written(value), JSON.stringify(value));
    }),
    { numRuns: 20_000 },
  );
});

test('a key without a value is left out, and what has grown large is whole', () => {
  const value = { b: undefined, a: 1, c: [undefined, null, true, Number.NaN, -0], 'é"': 'a\n' };
  assert.equal(written(value), JSON.stringify(value));
  const large = Array.from({ length: 100_000 }, (_, k) => k / 8);
  assert.equal(written(large), JSON.stringify(large));
});
