import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createNoiseFloor, rangeNowM } from './floor.ts';
import { createBlock } from './spectrum.ts';

/** Ninety seconds whose level in every band is given; the floor after the last. */
function floorAfter(levelsDb: readonly number[]) {
  const floor = createNoiseFloor();
  const block = createBlock();
  for (const db of levelsDb) {
    block.bandDb.fill(db);
    floor.add([block], 0, 1);
  }
  return floor;
}

test('the floor is the tenth percentile of the last minute', () => {
  const rising = Array.from({ length: 90 }, (_, i) => -90 + i);
  // Seconds 31 to 90 are kept, -60 to -1 dB; of 60 values the sixth from below.
  assert.equal(floorAfter(rising).bandDb[0], -55);
  assert.equal(floorAfter([-70]).bandDb[5], -70);
});

test('passing lorries do not raise the floor', () => {
  const quietMostly = Array.from({ length: 60 }, (_, i) => (i % 5 < 4 ? -40 : -80));
  assert.equal(floorAfter(quietMostly).bandDb[3], -80);
});

test('without absorption each 20 dB of noise costs a factor of ten in range', () => {
  const hearing = { wave: 'soundWater' as const, sourceDb: 120, fullScaleDb: 120, neededSnrDb: 0 };
  const near = rangeNowM(floorAfter([-60]), hearing);
  const far = rangeNowM(floorAfter([-80]), hearing);
  assert.ok(Math.abs(far / near - 10) < 0.2, `${far} against ${near}`);
});

test('air takes its share, and no range is beyond twenty kilometres', () => {
  const air = { wave: 'sound' as const, sourceDb: 120, fullScaleDb: 120, neededSnrDb: 0 };
  const floor = floorAfter([-90]);
  assert.ok(rangeNowM(floor, air) < rangeNowM(floor, { ...air, wave: 'soundWater' }));
  assert.equal(rangeNowM(floorAfter([-200]), air), 20000);
});
