import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { checkFact } from './check.ts';
import { createDetectionBytes } from './detection-bytes.ts';

const reader = createDetectionBytes();

function bySchema(line: string): unknown {
  try {
    const checked = checkFact(JSON.parse(line));
    return checked.ok ? checked.value : undefined;
  } catch {
    return undefined;
  }
}

function byBytes(line: string): unknown {
  // Amid other bytes, so that reading beyond the line would show.
  const bytes = Buffer.from(`7${line}\n{"seq":`);
  return reader.read(bytes, 1, bytes.length - '\n{"seq":'.length);
}

/** Numbers as programs write them: integers, decimals, and the odd ones. */
const written = fc.oneof(
  fc.integer({ min: -10, max: 2_000_000_000_000 }).map(String),
  fc.double({ min: -7, max: 7, noNaN: true }).map((value) => JSON.stringify(value)),
  fc.tuple(fc.integer({ min: -700_000, max: 99_999_999 }), fc.integer({ min: 0, max: 7 })).map(([n, k]) => (n / Number(`1e${k}`)).toFixed(k)),
  fc.constantFrom('-0', '0.0', '1.0', '01', '1.', '.5', '-', '1e3', '6.2832', '6.28320000000001', '6.283200000000001', '8640000000000001', '123456789012345', '1234567890123456', '0.000000000000001', 'null', '"7"', '1.5708', '-1.5709', '-0.00'),
); // prettier-ignore

const identifiers = fc.oneof(
  fc.constantFrom(
    's0',
    's1',
    'radar-12',
    '',
    'é',
    '\\u0041',
    '\\"',
    '\\',
    'a\tb',
    'x'.repeat(200),
    'x'.repeat(201),
  ),
  fc.string({ maxLength: 12 }),
);

const fields = fc.record({
  seq: written, timeMs: written, sensedMs: written, rangeM: written, bearingRad: written, elevationRad: written,
  rangeRateMps: written, sensorId: identifiers,
}); // prettier-ignore

const lines = fc
  .tuple(fields, fc.boolean(), fc.boolean(), fc.boolean())
  .map(([f, isRange, hasElevation, hasRate]) => {
    const range = `rangeBearing","rangeM":${f.rangeM},"bearingRad":${f.bearingRad}`;
    const elevation = hasElevation ? `,"elevationRad":${f.elevationRad}` : '';
    const rate = hasRate ? `,"rangeRateMps":${f.rangeRateMps}` : '';
    const measurement = isRange ? range : `bearing","bearingRad":${f.bearingRad}`;
    return `{"seq":${f.seq},"kind":"detection","timeMs":${f.timeMs},"sensorId":"${f.sensorId}","sensedMs":${f.sensedMs},"measurement":{"type":"${measurement}${elevation}${rate}}}`;
  });

test('what is read from bytes is what the schema accepts and nothing else, to the bit', () => {
  fc.assert(
    fc.property(lines, (line) => {
      const read = byBytes(line);
      if (read !== undefined) assert.deepStrictEqual(read, bySchema(line));
    }),
    { numRuns: 4000 },
  );
});

test('a good line that was damaged anywhere is not read as something else', () => {
  const good =
    '{"seq":41,"kind":"detection","timeMs":1790000001000,"sensorId":"s1","sensedMs":1790000000999.5,"measurement":{"type":"rangeBearing","rangeM":8123.4,"bearingRad":-1.234567,"elevationRad":0.1,"rangeRateMps":-31.25}}';
  assert.deepStrictEqual(byBytes(good), bySchema(good));
  fc.assert(
    fc.property(fc.nat(good.length), fc.nat(3), fc.string({ maxLength: 3 }), (at, cut, put) => {
      const line = good.slice(0, at) + put + good.slice(at + cut);
      const read = byBytes(line);
      if (read !== undefined) assert.deepStrictEqual(read, bySchema(line));
    }),
    { numRuns: 4000 },
  );
});

test('the lines of radars and arrays are read, with numbers as they are usually written', () => {
  const measurements = [
    '{"type":"rangeBearing","rangeM":19367.7,"bearingRad":2.814255}',
    '{"type":"rangeBearing","rangeM":0,"bearingRad":6.2832,"elevationRad":-0.25}',
    '{"type":"rangeBearing","rangeM":19367.123456,"bearingRad":0.5,"rangeRateMps":-51.2}',
    '{"type":"bearing","bearingRad":-3.141592653589}',
  ];
  for (const measurement of measurements) {
    const line = `{"seq":1,"kind":"detection","timeMs":1790026318000,"sensorId":"s0","sensedMs":1790026318000,"measurement":${measurement}}`;
    assert.notEqual(byBytes(line), undefined);
    assert.deepStrictEqual(byBytes(line), bySchema(line));
  }
});
