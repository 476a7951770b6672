import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { checkFact, checkHeader, checkTruth, type Fact, type Truth } from '@kentongan/core/base/event';
import { createExercise, type Exercise } from './exercise.ts';
import { planNight } from './night.ts';
import { exerciseNames, presets } from './preset.ts';

function digestOf(seed: number): string {
  const hash = createHash('sha256');
  const exercise = createExercise('border', { seed });
  hash.update(JSON.stringify(exercise.header));
  for (const fact of exercise.facts({ onTruth: (row) => hash.update(JSON.stringify(row)) }))
    hash.update(JSON.stringify(fact));
  return hash.digest('hex');
}

function* within(facts: Iterable<Fact>, untilMs: number): Generator<Fact> {
  for (const fact of facts) {
    if (fact.timeMs > untilMs) return;
    yield fact;
  }
}

describe('a night', () => {
  const exercise = createExercise('border', { seed: 2 });
  const truth: Truth[] = [];
  const facts: Fact[] = [...exercise.facts({ onTruth: (row) => truth.push(row) })];

  test('is the same to the byte for its seed, and another for another', () => {
    assert.equal(digestOf(5), digestOf(5));
    assert.notEqual(digestOf(5), digestOf(6));
  });

  test('holds to the contract: numbered from 1, in time, each fact and truth as its schema says', () => {
    assert.ok(checkHeader(exercise.header).ok);
    let lastMs = exercise.header.startMs;
    facts.forEach((fact, i) => {
      const checked = checkFact(fact);
      assert.ok(checked.ok, JSON.stringify({ checked, fact }));
      assert.equal(fact.seq, i + 1);
      assert.ok(fact.timeMs >= lastMs);
      lastMs = fact.timeMs;
    });
    for (const row of truth) assert.ok(checkTruth(row).ok, JSON.stringify(row));
    assert.equal(lastMs, exercise.endMs);
  });

  test('begins with all sensors and all zones, then ticks every second', () => {
    const opening = facts.findIndex((fact) => fact.kind !== 'sensor' && fact.kind !== 'command');
    assert.deepEqual(
      new Set(facts.slice(0, opening).map((fact) => fact.kind)),
      new Set(['sensor', 'command']),
    );
    assert.ok(!facts.slice(opening).some((fact) => fact.kind === 'command'));
    const ticks = facts.filter((fact) => fact.kind === 'tick').map((fact) => fact.timeMs);
    assert.deepEqual(
      ticks,
      ticks.map((_, i) => exercise.header.startMs + 1000 * (i + 1)),
    );
  });

  test('entered midway is what it has from there on', () => {
    const fromMs = exercise.header.startMs + 1_234_000;
    const entered = exercise.facts({ fromMs });
    const detections = (some: Iterable<Fact>, count: number) => {
      const found: object[] = [];
      for (const { seq: _, ...fact } of some) {
        if (fact.timeMs > fromMs) found.push(fact);
        if (found.length === count) break;
      }
      return found;
    };
    assert.deepEqual(detections(entered, 3000), detections(facts, 3000));
  });

  test('with sound at a microphone all others say what they say without', () => {
    const withSound = createExercise('border', { seed: 2, listening: 1 });
    const [sensorId] = withSound.listening;
    const fromMs = withSound.interestingFromMs;
    const said = (night: Exercise, isIt: boolean): Fact[] =>
      [...within(night.facts({ fromMs }), fromMs + 50_000)]
        .filter((fact) => 'sensorId' in fact && (fact.sensorId === sensorId) === isIt)
        .map((fact) => ({ ...fact, seq: 0 }));
    assert.deepEqual(said(withSound, false), said(exercise, false));
    assert.notDeepEqual(said(withSound, true), said(exercise, true));
  });

  test('tells of every target how it ended, when it was first heard and where it fell', () => {
    const ends = truth.filter((row) => row.end !== undefined);
    assert.equal(ends.length, new Set(truth.map((row) => row.targetId)).size);
    for (const row of ends) assert.equal(row.end === 'impact', row.zoneId !== undefined, JSON.stringify(row));
    assert.ok(
      ends.some((row) => row.end === 'impact' && row.firstHeardMs !== undefined && row.heightM === 3),
    );
    assert.ok(truth.some((row) => (row.sensors ?? 0) > 2));
  });

  test('has outages, dead sensors and clocks that are off', () => {
    const states = facts.filter((fact) => fact.kind === 'sensor').map((fact) => fact.state);
    for (const state of ['up', 'down', 'stale']) assert.ok(states.includes(state as 'up'), state);
    const plan = planNight(presets.border, 2);
    assert.ok(plan.sites.some((site) => site.isDeaf));
    assert.ok(plan.sites.some((site) => Math.abs(site.clockMs) > 200));
  });
});

test('adding to a night changes nothing of what was in it', () => {
  const plans = [presets.raid, presets.heavy, { ...presets.raid, motorbikes: 99, recon: 0 }].map((preset) =>
    planNight(preset, 9),
  );
  const [first] = plans;
  for (const { targets, sites } of plans) {
    for (const target of first.targets.filter((one) => /one-way|cruise|airliner/.test(one.targetId))) {
      const same = targets.find((one) => one.targetId === target.targetId);
      assert.deepEqual(same?.path, target.path);
      assert.deepEqual(same?.voice, target.voice);
    }
    assert.deepEqual(
      sites.map((site) => site.sensor),
      first.sites.map((site) => site.sensor),
    );
  }
});

test('every exercise can be made anywhere, and its interesting moment lies within it', () => {
  for (const name of exerciseNames) {
    const exercise = createExercise(name, { seed: 3, at: { latDeg: -7.2, lonDeg: 110.4 }, standing: 'test' });
    assert.equal(exercise.header.standing, 'test');
    assert.equal(exercise.header.origin.latDeg, -7.2);
    assert.ok(exercise.interestingFromMs > exercise.header.startMs);
    assert.ok(exercise.interestingFromMs < exercise.endMs);
  }
});

test('is placed so that its interesting moment falls where asked', () => {
  const exercise = createExercise('raid', { seed: 1, interestingAtMs: 1_800_000_000_000 });
  assert.equal(exercise.interestingFromMs, 1_800_000_000_000);
});

test('at its interesting moment a hostile target is perceived within ten seconds', () => {
  for (const seed of [1, 2, 4]) {
    const exercise = createExercise('raid', { seed });
    const { interestingFromMs } = exercise;
    const heard = new Set<string>();
    let heardAs = 0;
    for (const fact of exercise.facts({ fromMs: interestingFromMs })) {
      if (fact.timeMs > interestingFromMs + 10_000) break;
      if (fact.kind !== 'detection') continue;
      heard.add(fact.sensorId);
      if ((fact.classLikelihood?.['one-way'] ?? 0) >= 0.2) heardAs++;
    }
    assert.ok(heard.size > 10 && heardAs > 5, `seed ${seed}: ${heard.size} sensors, ${heardAs} drone-like`);
  }
});

test('a name or a seed that is none is refused with what was expected', () => {
  assert.throws(() => createExercise('nosuch'), /expected an exercise, one of raid, .*found nosuch/);
  assert.throws(() => createExercise('raid', { seed: -1 }), /expected a seed/);
});

test('what is made up cannot be called actual, not even by who ignores the types', () => {
  const options = JSON.parse('{"standing":"actual"}') as object;
  assert.throws(() => createExercise('raid', options), /expected standing exercise or test/);
});

test('streams: memory does not grow with the night', () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const heapMb = () => {
    collect();
    return process.memoryUsage().heapUsed / 1e6;
  };
  const exercise = createExercise('border', { seed: 4 });
  const { startMs } = exercise.header;
  let early = 0;
  let most = 0;
  for (const fact of exercise.facts()) {
    if (fact.kind !== 'tick') continue;
    const atS = (fact.timeMs - startMs) / 1000;
    if (atS === 600) early = heapMb();
    if (atS > 600 && atS % 600 === 0) most = Math.max(most, heapMb());
  }
  assert.ok(most - early < 8, `grew from ${early} to ${most} MB`);
});
