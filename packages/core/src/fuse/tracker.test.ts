import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  checkConclusion,
  type DetectionEvent,
  type Fact,
  type Header,
  type SensorEvent,
  type TrackEvent,
} from '../base/event/index.ts';
import { createFrame, enuFromGeodetic, geodeticFromEnu, upAtHeight } from '../base/frame.ts';
import { createRandom } from '../base/random.ts';
import { createSensorModel, toLocal } from '../base/sensor-model/index.ts';
import { createTracker, type Tracker } from './index.ts';

type Track = Omit<TrackEvent, 'seq'>;

interface Scene {
  seed: number;
  startMs?: number;
  latDeg?: number;
  name?: (id: string) => string;
  seconds?: number;
  /** The whole scene turned about the origin, clockwise. */
  turnRad?: number;
}

const radars = [
  { east: -8000, north: -6000, phaseMs: 0 },
  { east: 8000, north: -6000, phaseMs: 500 },
];

function headerOf({ startMs = 1_790_000_000_000, latDeg = 49.5 }: Scene): Header {
  const origin = { latDeg, lonDeg: 31, heightM: 0 };
  return { kind: 'log', version: 1, region: 'test', origin, standing: 'test', startMs };
}

/** Two radars, four targets on straight lines over the ellipsoid, and clutter. */
function factsOf(scene: Scene): Fact[] {
  const header = headerOf(scene);
  const frame = createFrame(header.origin);
  const random = createRandom(scene.seed);
  const name = scene.name ?? ((id: string) => id);
  const facts: Fact[] = [];
  const add = (
    fact: Omit<SensorEvent, 'seq'> | Omit<DetectionEvent, 'seq'> | { kind: 'tick'; timeMs: number },
  ) => facts.push({ seq: facts.length + 1, ...fact } as Fact);
  const place = new Float64Array(3);
  const turnRad = scene.turnRad ?? 0;
  const turned = (east: number, north: number): [number, number] => [
    east * Math.cos(turnRad) + north * Math.sin(turnRad),
    north * Math.cos(turnRad) - east * Math.sin(turnRad),
  ];
  radars.forEach(({ phaseMs, ...site }, i) => {
    const [east, north] = turned(site.east, site.north);
    geodeticFromEnu(frame, place, east, north, upAtHeight(frame, east, north, 0));
    add({
      kind: 'sensor',
      timeMs: header.startMs,
      sensorId: name(`r${i}`),
      state: 'up',
      owner: `o${i}`,
      sensor: {
        type: 'radar', wave: 'light', latDeg: place[0], lonDeg: place[1], heightM: 0, periodMs: 1000, phaseMs,
        coverage: { maxRangeM: 30_000 }, pd: { max: 0.9 }, clutter: { perReport: 10 },
        sigma: { rangeM: 25, bearingRad: 0.0087 },
      },
    }); // prettier-ignore
  });
  const sensors = facts.map((fact) => ({ model: createSensorModel(frame, fact as SensorEvent) }));
  for (let half = 0; half <= 2 * (scene.seconds ?? 20); half++) {
    const timeMs = header.startMs + half * 500;
    const radar = half % 2;
    const scan = (rangeM: number, bearingRad: number): unknown =>
      add({
        kind: 'detection',
        timeMs,
        sensorId: name(`r${radar}`),
        sensedMs: timeMs,
        measurement: { type: 'rangeBearing', rangeM, bearingRad },
      });
    for (let target = 0; target < 4; target++) {
      if (random.uniform() > 0.9) continue;
      const [east, north] = turned(
        -6000 + 4000 * target + 30 * (half / 2),
        9000 - 500 * target - 40 * (half / 2),
      );
      const { model } = sensors[radar];
      toLocal(
        model,
        place,
        east - model.east,
        north - model.north,
        upAtHeight(frame, east, north, 0) - model.up,
      );
      scan(
        Math.hypot(place[0], place[1], place[2]) + 25 * random.gaussian(),
        Math.atan2(place[0], place[1]) + 0.0087 * random.gaussian(),
      );
    }
    for (let k = random.poisson(10); k > 0; k--)
      scan(random.between(0, 30_000), random.between(0, 6.28) + turnRad);
    if (radar === 0) add({ kind: 'tick', timeMs });
  }
  return facts;
}

function run(tracker: Tracker, facts: readonly Fact[]): Track[] {
  const tracks: Track[] = [];
  for (const fact of facts) tracker.step(fact, (track) => void tracks.push(track));
  return tracks;
}

function lastOf(tracks: readonly Track[]): Track[] {
  const { timeMs } = tracks[tracks.length - 1];
  return tracks.filter((track) => track.timeMs === timeMs && track.status === 'confirmed');
}

test('what two radars see is tracked: four confirmed tracks where the targets are, and nothing else', () => {
  const scene = { seed: 1 };
  const header = headerOf(scene);
  const last = lastOf(run(createTracker(header), factsOf(scene)));
  assert.equal(last.length, 4);
  const frame = createFrame(header.origin);
  const found = last.map((track) =>
    enuFromGeodetic(frame, new Float64Array(3), track.latDeg, track.lonDeg, 0),
  );
  for (let target = 0; target < 4; target++) {
    const near = found.filter(
      ([e, n]) => Math.hypot(e - (-5400 + 4000 * target), n - (8200 - 500 * target)) < 150,
    );
    assert.equal(near.length, 1);
  }
  for (const track of last) {
    assert.equal(track.evidence.status, 'corroborated');
    assert.ok(Math.hypot(track.eastMps - 30, track.northMps + 40) < 15);
    assert.ok(track.cause.length > 0 && track.cause.length <= 64);
  }
});

test('every track fits the schema, and its covariance is positive definite', () => {
  const scene = { seed: 2 };
  run(createTracker(headerOf(scene)), factsOf(scene)).forEach((track, i) => {
    const checked = checkConclusion({ seq: i + 1, ...track });
    assert.ok(checked.ok, JSON.stringify(checked));
    const [ee, en, , , nn] = track.covariance;
    assert.ok(ee > 0 && ee * nn - en * en > 0);
  });
});

test('two runs are the same to the byte', () => {
  const scene = { seed: 3 };
  const facts = factsOf(scene);
  const first = JSON.stringify(run(createTracker(headerOf(scene)), facts));
  assert.equal(JSON.stringify(run(createTracker(headerOf(scene)), facts)), first);
});

test('saved anywhere and loaded, it goes on to the byte', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (seed, share) => {
        const scene = { seed, seconds: 8 };
        const facts = factsOf(scene);
        const at = Math.floor(share * facts.length);
        const whole = createTracker(headerOf(scene));
        run(whole, facts.slice(0, at));
        const other = createTracker(headerOf(scene));
        other.load(whole.save());
        assert.equal(
          JSON.stringify(run(other, facts.slice(at))),
          JSON.stringify(run(whole, facts.slice(at))),
        );
      },
    ),
    { numRuns: 4, endOnFailure: true },
  );
});

test('a snapshot of another version is refused', () => {
  const tracker = createTracker(headerOf({ seed: 1 }));
  assert.throws(() => tracker.load('{"version":0}'), /expected a tracker snapshot of version 12, found 0/);
});

test('an hour later the answer is the same, an hour later', () => {
  const early = run(createTracker(headerOf({ seed: 4 })), factsOf({ seed: 4 }));
  const later = { seed: 4, startMs: 1_790_003_600_000 };
  const shifted = run(createTracker(headerOf(later)), factsOf(later));
  const back = (track: Track) => ({ ...track, timeMs: track.timeMs - 3_600_000, supportedMs: 0 });
  assert.deepEqual(
    shifted.map(back),
    early.map((track) => ({ ...track, supportedMs: 0 })),
  );
});

test('sensors by other names give the same answer', () => {
  const named = { seed: 5, name: (id: string) => `zz-${id === 'r0' ? 'q' : 'a'}` };
  assert.deepEqual(
    run(createTracker(headerOf(named)), factsOf(named)),
    run(createTracker(headerOf(named)), factsOf({ seed: 5 })),
  );
});

test('elsewhere on the earth the answer is the same in the plane, to a metre', () => {
  const here = { seed: 6 };
  const there = { seed: 6, latDeg: -7.2 };
  const plane = (scene: Scene) => {
    const frame = createFrame(headerOf(scene).origin);
    return lastOf(run(createTracker(headerOf(scene)), factsOf(scene))).map((track) =>
      enuFromGeodetic(frame, new Float64Array(3), track.latDeg, track.lonDeg, 0),
    );
  };
  const a = plane(here);
  const b = plane(there);
  assert.equal(a.length, b.length);
  a.forEach(([e, n], i) => assert.ok(Math.hypot(e - b[i][0], n - b[i][1]) < 1, `${e} ${n} ${b[i]}`));
});

test('a scene turned about the origin gives the same answer, turned, to a metre', () => {
  const header = headerOf({ seed: 6 });
  const frame = createFrame(header.origin);
  const straight = lastOf(run(createTracker(header), factsOf({ seed: 6 })));
  for (const turnRad of [0.3, 1.5707963267948966, 4]) {
    const turned = lastOf(run(createTracker(header), factsOf({ seed: 6, turnRad })));
    assert.equal(turned.length, straight.length);
    straight.forEach((track, i) => {
      const [e, n] = enuFromGeodetic(frame, new Float64Array(3), track.latDeg, track.lonDeg, 0);
      const [east, north] = enuFromGeodetic(
        frame,
        new Float64Array(3),
        turned[i].latDeg,
        turned[i].lonDeg,
        0,
      );
      const [cos, sin] = [Math.cos(turnRad), Math.sin(turnRad)];
      assert.ok(Math.hypot(east - (e * cos + n * sin), north - (n * cos - e * sin)) < 1);
      // The trace of the covariance does not turn; ranges over the ellipsoid do, a little.
      const trace = ({ covariance }: Track) => covariance[0] + covariance[4];
      assert.ok(Math.abs(trace(turned[i]) / trace(track) - 1) < 0.01);
      assert.ok(Math.abs(turned[i].existence - track.existence) < 1e-3);
    });
  }
});

test('detections of unknown, down and revoked sensors are counted, not fused', () => {
  const scene = { seed: 7 };
  const [first, ...rest] = factsOf(scene);
  const tracker = createTracker(headerOf(scene));
  const radar = first as SensorEvent;
  run(tracker, [{ ...radar, state: 'revoked' }, ...rest.slice(1, 40)]);
  assert.ok(tracker.counts.silencedSensor > 0);
  assert.ok(tracker.counts.unknownSensor > 0);
});

test('what an aircraft broadcasts of itself is no miss of those that broadcast nothing', () => {
  const scene = { seed: 14, seconds: 32 };
  const all = factsOf(scene);
  const downMs = all[0].timeMs + 20_000;
  const down = all.flatMap((fact): Fact[] =>
    fact.kind === 'sensor' ? [{ ...fact, timeMs: downMs, state: 'down' }] : [],
  );
  const quiet = [
    ...all.filter(({ timeMs }) => timeMs < downMs),
    ...down,
    ...all.filter(({ kind, timeMs }) => kind === 'tick' && timeMs >= downMs),
  ];
  const receiver: Fact = {
    seq: 0, kind: 'sensor', timeMs: all[0].timeMs, sensorId: 'adsb', state: 'up', owner: 'o9',
    sensor: {
      type: 'cooperative', wave: 'light', latDeg: 49.5, lonDeg: 31, heightM: 0, coverage: { maxRangeM: 250_000 },
      pd: { max: 0.5 }, sigma: { positionM: 50 },
    },
  }; // prettier-ignore
  const measurement = { type: 'position', latDeg: 50.3, lonDeg: 31, heightM: 9000 } as const;
  const busy = quiet.flatMap((fact): Fact[] => {
    if (fact.kind !== 'tick') return [fact];
    const { timeMs } = fact;
    return [{ seq: 0, kind: 'detection', timeMs, sensorId: 'adsb', sensedMs: timeMs, measurement }, fact];
  });
  const ofDrones = (facts: readonly Fact[]): number[] => {
    const last = lastOf(run(createTracker(headerOf(scene)), facts));
    return last.flatMap(({ latDeg, existence }) => (latDeg < 50 ? existence : []));
  };
  const alone = ofDrones(quiet);
  assert.equal(alone.length, 4);
  assert.deepEqual(ofDrones([receiver, ...busy]), alone);
});

test('what is sensed longer ago than the horizon is counted late', () => {
  const scene = { seed: 8 };
  const facts = factsOf(scene);
  const tracker = createTracker(headerOf(scene));
  const detection = facts.find((fact) => fact.kind === 'detection') as DetectionEvent;
  run(tracker, [...facts.slice(0, 2), { ...detection, timeMs: detection.sensedMs + 31_000 }]);
  assert.equal(tracker.counts.late, 1);
});

test('an operator who dismisses a track ends it, one who confirms it verifies it', () => {
  const scene = { seed: 9 };
  const facts = factsOf(scene);
  const tracker = createTracker(headerOf(scene));
  const [one, two] = lastOf(run(tracker, facts));
  const timeMs = facts[facts.length - 1].timeMs;
  const seq = facts.length;
  const after = run(tracker, [
    { seq: seq + 1, kind: 'command', timeMs, command: { type: 'dismiss', trackId: one.trackId } },
    { seq: seq + 2, kind: 'command', timeMs, command: { type: 'confirm', trackId: two.trackId } },
    { seq: seq + 3, kind: 'tick', timeMs },
  ]);
  assert.equal(after.find((track) => track.trackId === one.trackId)?.status, 'dropped');
  assert.equal(after.find((track) => track.trackId === two.trackId)?.evidence.status, 'verified');
});

test('facts out of order within the horizon give nearly the track that ordered ones give', () => {
  const scene = { seed: 10 };
  const facts = factsOf(scene);
  const frame = createFrame(headerOf(scene).origin);
  const ordered = lastOf(run(createTracker(headerOf(scene)), facts));
  // One radar's line is two seconds late for all it says in the last ten seconds.
  const endMs = facts[facts.length - 1].timeMs;
  const late = facts.map((fact) =>
    fact.kind === 'detection' && fact.sensorId === 'r1' && endMs - fact.timeMs < 10_000
      ? { ...fact, timeMs: fact.timeMs + 2000 }
      : fact,
  );
  late.sort((a, b) => a.timeMs - b.timeMs || a.seq - b.seq);
  const admitted = late.filter((fact) => fact.timeMs <= endMs).map((fact, i) => ({ ...fact, seq: i + 1 }));
  const shuffled = lastOf(run(createTracker(headerOf(scene)), admitted));
  assert.equal(shuffled.length, ordered.length);
  const plane = ({ latDeg, lonDeg }: Track) => enuFromGeodetic(frame, new Float64Array(3), latDeg, lonDeg, 0);
  for (const track of ordered) {
    const [e, n] = plane(track);
    const off = Math.min(...shuffled.map((other) => Math.hypot(plane(other)[0] - e, plane(other)[1] - n)));
    const [ee, , , , nn] = track.covariance;
    assert.ok(off < 2.5 * Math.sqrt(ee + nn), `${off} m off, sigma ${Math.sqrt(ee + nn)}`);
  }
});

for (const isOneOwner of [true, false]) {
  test(`five sensors of twenty-five, of ${isOneOwner ? 'one owner' : 'five owners'}, that invent a target make no corroborated track of it`, () => {
    const header = headerOf({ seed: 11 });
    const frame = createFrame(header.origin);
    const place = new Float64Array(3);
    const tracker = createTracker(header);
    const facts: Fact[] = [];
    for (let i = 0; i < 25; i++) {
      geodeticFromEnu(frame, place, 2000 * (i % 5), 2000 * Math.floor(i / 5), 0);
      facts.push({
      seq: facts.length + 1, kind: 'sensor', timeMs: header.startMs, sensorId: `b${i}`, state: 'up',
      owner: i < 5 && isOneOwner ? 'liar' : `o${i}`,
      sensor: {
        type: 'bearing', wave: 'light', latDeg: place[0], lonDeg: place[1], heightM: 0, periodMs: 1000, phaseMs: 0,
        coverage: { maxRangeM: 8000 }, pd: { max: 0.8 }, clutter: { perReport: 0.05 }, outlier: 0.05,
        sigma: { bearingRad: 0.05 },
      },
    }); // prettier-ignore
    }
    for (let s = 0; s <= 60; s++) {
      const timeMs = header.startMs + 1000 * s;
      for (let i = 0; i < 5; i++) {
        const bearingRad = Math.atan2(3000 + 40 * s - 2000 * i, 3500);
        facts.push({
        seq: facts.length + 1, kind: 'detection', timeMs, sensorId: `b${i}`, sensedMs: timeMs,
        measurement: { type: 'bearing', bearingRad },
      }); // prettier-ignore
      }
      facts.push({ seq: facts.length + 1, kind: 'tick', timeMs });
    }
    const believed = run(tracker, facts).filter(
      (track) => track.status === 'confirmed' && track.evidence.status !== 'unverified',
    );
    assert.deepEqual(believed, []);
  });
}
