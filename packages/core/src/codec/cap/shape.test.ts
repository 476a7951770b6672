import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { readCapCircle, readCapPolygon, writeCapCircle, writeCapPolygon } from './shape.ts';

test('a polygon is written latitude first, closed, with no zeros to spare', () => {
  assert.equal(
    writeCapPolygon([49.4, 30.9, 49.5, 30.9, 49.5, -31]),
    '49.4,30.9 49.5,30.9 49.5,-31 49.4,30.9',
  );
  assert.equal(writeCapPolygon([1, 2, 100.000001, -0.000001, 5, 6, 1, 2]), '1,2 100,0 5,6 1,2');
  assert.equal(writeCapPolygon([]), '');
});

test('a written polygon is read back within half a metre, and is closed', () => {
  const degrees = fc.tuple(
    fc.double({ min: -90, max: 90, noNaN: true }),
    fc.double({ min: -180, max: 180, noNaN: true }),
  );
  fc.assert(
    fc.property(fc.array(degrees, { minLength: 3, maxLength: 50 }), (points) => {
      const flat = points.flat();
      const read = readCapPolygon(writeCapPolygon(flat));
      if (typeof read === 'string') return assert.match(read, /at least 4 points/);
      assert.equal(read[0], read.at(-2));
      for (let index = 0; index < flat.length; index++)
        assert.ok(Math.abs(read[index] - flat[index]) <= 0.500001e-5);
    }),
    { seed: 3 },
  );
});

test('a written circle is read back', () => {
  assert.equal(writeCapCircle(49.41, 30.9, 2.5), '49.41,30.9 2.5');
  assert.deepEqual(readCapCircle('49.41,30.9 2.5'), { latDeg: 49.41, lonDeg: 30.9, radiusKm: 2.5 });
});

test('points are bounded', () => {
  assert.match(String(readCapPolygon('1,2 '.repeat(100_001))), /at most 100000 points, found 100001/);
});
