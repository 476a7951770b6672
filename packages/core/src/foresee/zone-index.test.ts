import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createArea, distanceToAreaM } from '../base/geometry.ts';
import { createZoneIndex, type ZoneIndex, type ZoneRing } from './zone-index.ts';

const square = (zoneId: string, east: number, north: number, halfM: number): ZoneRing => ({
  zoneId,
  radiusM: 2000,
  area: createArea([
    [
      Float64Array.of(
        east - halfM, north - halfM, east + halfM, north - halfM,
        east + halfM, north + halfM, east - halfM, north + halfM,
      ), // prettier-ignore
    ],
  ]),
});

function zonesAt(index: ZoneIndex, east: number, north: number): number[] {
  const column = Math.floor((east - index.westM) / index.cellM);
  const row = Math.floor((north - index.southM) / index.cellM);
  if (column < 0 || row < 0 || column >= index.columns || row >= index.rows) return [];
  const cell = row * index.columns + column;
  return [...index.members.subarray(index.starts[cell], index.starts[cell + 1])];
}

test('a place is in a ring as its distance says, but within half a cell of the edge', () => {
  const place = fc.double({ min: -20_000, max: 20_000, noNaN: true });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(place, place), { minLength: 1, maxLength: 8 }),
      place,
      place,
      (centres, e, n) => {
        const rings = centres.map(([x, y], i) => square(`z${i}`, x, y, 300 + 200 * i));
        const index = createZoneIndex(rings);
        const found = zonesAt(index, e, n);
        for (let zone = 0; zone < rings.length; zone++) {
          const outsideM = distanceToAreaM(rings[zone].area, e, n) - 2000;
          if (Math.abs(outsideM) > index.cellM * Math.SQRT1_2)
            assert.equal(found.includes(zone), outsideM < 0);
        }
      },
    ),
  );
});

test('a block is marked where any of its cells has a ring', () => {
  const index = createZoneIndex([square('a', 0, 0, 500), square('b', 30_000, 8000, 500)]);
  for (let cell = 0; cell < index.columns * index.rows; cell++) {
    if (index.starts[cell] === index.starts[cell + 1]) continue;
    const row = Math.floor(cell / index.columns);
    const column = cell - row * index.columns;
    assert.equal(index.blocks[(row >> 2) * index.blockColumns + (column >> 2)], 1);
  }
});

test('zones a continent apart get coarser cells, not more of them', () => {
  const index = createZoneIndex([square('a', 0, 0, 500), square('b', 3_000_000, 3_000_000, 500)]);
  assert.ok(index.columns * index.rows <= 4_100_000);
  assert.deepEqual(zonesAt(index, 0, 0), [0]);
});

test('no zones: no place is in any', () => {
  assert.deepEqual(zonesAt(createZoneIndex([]), 0, 0), []);
});
