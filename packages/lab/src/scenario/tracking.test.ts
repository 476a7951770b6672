import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Truth } from '@kentongan/core/base/event';
import { withLate } from './tracking-late.ts';
import { createTrackingField } from './tracking-kinds.ts';
import { judgeField, type FieldScore } from './tracking-run.ts';

function meanOf(scores: readonly FieldScore[], pick: (score: FieldScore) => number): number {
  return scores.reduce((sum, score) => sum + pick(score), 0) / scores.length;
}

test('over 20 seeds and places the stated uncertainty of crossing targets is honest, and few are missed', () => {
  const scores = Array.from({ length: 20 }, (_, k) =>
    judgeField(createTrackingField('crossing', 100 + k), 500),
  );
  const nees = meanOf(scores, (score) => score.nees);
  assert.ok(nees > 0.8 && nees < 1.25, `NEES ${nees}`);
  assert.ok(meanOf(scores, (score) => score.missed) < 0.2);
  assert.ok(meanOf(scores, (score) => score.false) < 0.05);
});

test('pairs that fly abreast in clutter are told apart, and bearings that cross find targets', () => {
  const abreast = [1, 2, 3].map((seed) => judgeField(createTrackingField('abreast', seed), 500));
  assert.ok(meanOf(abreast, (score) => score.missed) < 0.5);
  assert.ok(meanOf(abreast, (score) => score.false) < 0.3);
  const bearings = [1, 2].map((seed) => judgeField(createTrackingField('bearings', seed), 1000));
  assert.ok(meanOf(bearings, (score) => score.missed) < 0.2);
});

test('where who is who cannot be told the stated uncertainty says so', () => {
  for (const kind of ['abreast', 'swarm'] as const) {
    const scores = [101, 102, 103, 104].map((seed) => judgeField(createTrackingField(kind, seed), 500));
    const nees = meanOf(scores, (score) => score.nees);
    assert.ok(nees > 0.8 && nees < 1.3, `${kind}: NEES ${nees}`);
  }
});

test('what dives sinks ever faster to 20 m/s and more, slows over ground, and ends at the ground', () => {
  const { truth } = createTrackingField('heights', 1);
  const ways = new Map<string, Truth[]>();
  for (const at of truth) ways.set(at.targetId, [...(ways.get(at.targetId) ?? []), at]);
  const dives = [...ways.values()].filter((way) => way.length < 121);
  assert.ok(dives.length > 0);
  for (const way of dives) {
    const [before, last] = way.slice(-2);
    assert.ok(way[0].heightM >= 100 && way[0].heightM <= 3000);
    assert.ok(last.heightM < 61 && before.heightM - last.heightM > 12, `${before.heightM} ${last.heightM}`);
    const fastest = Math.max(...way.slice(1).map(({ heightM }, i) => way[i].heightM - heightM));
    assert.ok(fastest > 18 && fastest < 61, `${fastest}`);
  }
});

test('a field is the same from the same seed', () => {
  assert.deepEqual(createTrackingField('swarm', 3).facts, createTrackingField('swarm', 3).facts);
});

test('a tenth of the reports 2 to 20 s late costs little of what having them in order gives, and less than losing them', () => {
  const seeds = [201, 202, 203];
  const gospa = (share: number, areLost: boolean): number =>
    meanOf(
      seeds.map((seed) =>
        judgeField(withLate(createTrackingField('crossing', seed), share, seed, areLost), 500),
      ),
      (score) => score.gospa,
    );
  const [ordered, late, lost] = [gospa(0, false), gospa(0.1, false), gospa(0.1, true)];
  assert.ok(late < 1.15 * ordered, `GOSPA ${late} with late reports, ${ordered} in order`);
  assert.ok(late < lost, `GOSPA ${late} with late reports, ${lost} without them`);
});
