import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { aimMirror, createMirror, mirrorState } from './gaussian-mirror.ts';

const kept = { east: -9000, north: -6000 };
const other = { east: 9000, north: -6000 };

/** Two that fly about abreast, 100 to 250 m apart, where the two sensors' lines of sight cross well. */
const pairs = fc
  .record({
    east: fc.double({ min: -6000, max: 6000, noNaN: true }),
    north: fc.double({ min: 0, max: 6000, noNaN: true }),
    apartM: fc.double({ min: 100, max: 250, noNaN: true }),
    bearingRad: fc.double({ min: 0, max: 6.28, noNaN: true }),
    eastMps: fc.double({ min: -60, max: 60, noNaN: true }),
    northMps: fc.double({ min: -60, max: 60, noNaN: true }),
  })
  .map(({ east, north, apartM, bearingRad, eastMps, northMps }) => ({
    a: Float64Array.of(east, north, eastMps, northMps),
    b: Float64Array.of(
      east + apartM * Math.sin(bearingRad),
      north + apartM * Math.cos(bearingRad),
      eastMps + 1,
      northMps - 2,
    ),
  }));

const wide = Float64Array.of(400, 50, 20, 5, 300, 2, 30, 9, 1, 8);
const narrow = Float64Array.of(100, -20, 3, 1, 200, 0, 10, 4, 0, 5);

function mirrorOf(a: Float64Array, b: Float64Array): { mean: Float64Array[]; covariance: Float64Array[] } {
  const mirror = createMirror();
  assert.ok(aimMirror(mirror, a, b, kept, other));
  const mean = [new Float64Array(4), new Float64Array(4)];
  const covariance = [new Float64Array(10), new Float64Array(10)];
  mirrorState(mirror, a, wide, b, narrow, mean[0], covariance[0]);
  mirrorState(mirror, b, narrow, a, wide, mean[1], covariance[1]);
  return { mean, covariance };
}

function rangeAfter(x: Float64Array, dtS: number, place: { east: number; north: number }): number {
  return Math.hypot(x[0] + dtS * x[2] - place.east, x[1] + dtS * x[3] - place.north);
}

test('mirrored, each keeps its range at the one sensor and has the other one’s at the other, now and as they fly on', () => {
  fc.assert(
    fc.property(pairs, ({ a, b }) => {
      const { mean } = mirrorOf(a, b);
      const awayM = Math.hypot(mean[0][0] - a[0], mean[0][1] - a[1]) + 250;
      // Arcs are taken for straight lines over so far.
      const bendM = (awayM * awayM) / 6000;
      for (const dtS of [0, 3]) {
        for (const [mirrored, same, crossed] of [
          [mean[0], a, b],
          [mean[1], b, a],
        ]) {
          const offKept = rangeAfter(mirrored, dtS, kept) - rangeAfter(same, dtS, kept);
          const offOther = rangeAfter(mirrored, dtS, other) - rangeAfter(crossed, dtS, other);
          assert.ok(Math.abs(offKept) < bendM + 1, `kept off by ${offKept} of ${bendM}`);
          assert.ok(Math.abs(offOther) < bendM + 1, `other off by ${offOther} of ${bendM}`);
        }
      }
    }),
  );
});

test('mirrored twice they are where they were', () => {
  fc.assert(
    fc.property(pairs, ({ a, b }) => {
      const { mean } = mirrorOf(a, b);
      const again = mirrorOf(mean[0], mean[1]).mean;
      [a, b].forEach((x, i) =>
        x.forEach((value, k) => assert.ok(Math.abs(again[i][k] - value) < (k < 2 ? 1e-6 : 3))),
      );
    }),
  );
});

test('the covariance is that of drawing both and mirroring each draw', () => {
  const a = Float64Array.of(2000, 3000, 40, 10);
  const b = Float64Array.of(2100, 3080, 41, 9);
  const mirror = createMirror();
  assert.ok(aimMirror(mirror, a, b, kept, other));
  const none = new Float64Array(10);
  const [base, moved] = [new Float64Array(4), new Float64Array(4)];
  mirrorState(mirror, a, none, b, none, base, new Float64Array(10));
  const full = (p: Float64Array): number[][] => [
    [p[0], p[1], p[2], p[3]],
    [p[1], p[4], p[5], p[6]],
    [p[2], p[5], p[7], p[8]],
    [p[3], p[6], p[8], p[9]],
  ];
  const expected = full(none);
  for (const [x, p] of [
    [a, wide],
    [b, narrow],
  ]) {
    // How the mirrored state moves with each number of this state, by moving it.
    const slopes = [0, 1, 2, 3].map((k) => {
      x[k] += 1;
      mirrorState(mirror, a, none, b, none, moved, new Float64Array(10));
      x[k] -= 1;
      return [...moved].map((value, i) => value - base[i]);
    });
    for (let i = 0; i < 4; i++) {
      for (let j = 0; j < 4; j++) {
        full(p).forEach((row, k) =>
          row.forEach((value, l) => (expected[i][j] += slopes[k][i] * value * slopes[l][j])),
        );
      }
    }
  }
  const covariance = new Float64Array(10);
  mirrorState(mirror, a, wide, b, narrow, new Float64Array(4), covariance);
  full(covariance).forEach((row, i) =>
    row.forEach((value, j) => assert.ok(Math.abs(value - expected[i][j]) < 1e-6 * (1 + Math.abs(value)))),
  );
});

test('where both sensors look along one line there is no other crossing', () => {
  const a = Float64Array.of(20_000, -6000, 40, 0);
  const b = Float64Array.of(20_100, -5950, 40, 0);
  assert.equal(aimMirror(createMirror(), a, b, kept, other), false);
});
