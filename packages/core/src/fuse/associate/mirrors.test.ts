import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Fact, Header, SensorEvent } from '../../base/event/index.ts';
import { createFrame, enuFromGeodetic, geodeticFromEnu, upAtHeight } from '../../base/frame.ts';
import { createRandom } from '../../base/random.ts';
import { createSensorModel, toLocal } from '../../base/sensor-model/index.ts';
import { createTracker } from '../tracker.ts';
import { pairSum } from './mirrors.ts';
import { enumerate } from './testing/enumerate.ts';

const odd = fc.double({ min: 0.05, max: 20, noNaN: true });

test('the sum over a pair’s associations is that of listing them', () => {
  fc.assert(
    fc.property(
      fc.array(odd, { minLength: 4, maxLength: 4 }),
      fc.array(odd, { minLength: 4, maxLength: 4 }),
      (a, b) => {
        const sum = pairSum(Float64Array.from(a), Float64Array.from(b), [0, 1, 2, 3]);
        // Of the ways in which the first has none, the second has one of all or none.
        const none = enumerate([a, b], 4)[0][4];
        const rest = 1 + b.reduce((total, value) => total + value, 0);
        assert.ok(Math.abs(sum - rest / none) < 1e-9 * sum);
      },
    ),
  );
});

const header: Header = {
  kind: 'log',
  version: 1,
  region: 'test',
  origin: { latDeg: 49.5, lonDeg: 31, heightM: 0 },
  standing: 'test',
  startMs: 1_790_000_000_000,
};
const frame = createFrame(header.origin);

/** Two radars 18 km apart. */
const radars: SensorEvent[] = [-9000, 9000].map((east, i) => {
  const place = geodeticFromEnu(frame, new Float64Array(3), east, -6000, upAtHeight(frame, east, -6000, 0));
  return {
    seq: i + 1, kind: 'sensor', timeMs: header.startMs, sensorId: `r${i}`, state: 'up', owner: `o${i}`,
    sensor: {
      type: 'radar', wave: 'light', latDeg: place[0], lonDeg: place[1], heightM: 0, periodMs: 1000, phaseMs: 500 * i,
      coverage: { maxRangeM: 30_000 }, pd: { max: 0.8 }, clutter: { perReport: 10 },
      sigma: { rangeM: 25, bearingRad: 0.009 },
    },
  }; // prettier-ignore
});

/** Two that fly north abreast, 80 m to the left and right of the middle. */
const truth = [
  [-80, 0],
  [80, 0],
];
/**
 * Where the ranges of the same two cross else: both radars look at 45 degrees, so what is apart across for the one is apart
 * along for the other.
 */
const elsewhere = [
  [0, -80],
  [0, 80],
];

/** Detections of the two, which for `wrongS` seconds seem to be elsewhere, and false ones. */
function factsOf(seed: number, wrongS: number, seconds: number): Fact[] {
  const random = createRandom(seed);
  const models = radars.map((event) => createSensorModel(frame, event));
  const facts: Fact[] = [...radars];
  const local = new Float64Array(3);
  for (let half = 0; half <= 2 * seconds; half++) {
    const timeMs = header.startMs + 500 * half;
    const k = half % 2;
    const add = (rangeM: number, bearingRad: number): void =>
      void facts.push({
        seq: facts.length + 1, kind: 'detection', timeMs, sensorId: `r${k}`, sensedMs: timeMs,
        measurement: { type: 'rangeBearing', rangeM, bearingRad },
      }); // prettier-ignore
    for (const [east, north] of half < 2 * wrongS ? elsewhere : truth) {
      if (random.uniform() > 0.8) continue;
      const middle = middleAt(half / 2);
      const up = upAtHeight(frame, east, middle + north, 0);
      const model = models[k];
      toLocal(model, local, east - model.east, middle + north - model.north, up - model.up);
      add(
        Math.hypot(...local) + 25 * random.gaussian(),
        Math.atan2(local[0], local[1]) + 0.009 * random.gaussian(),
      );
    }
    for (let n = random.poisson(10); n > 0; n--)
      add(random.between(0, 30_000), random.between(0, 2 * Math.PI));
    if (k === 0) facts.push({ seq: facts.length + 1, kind: 'tick', timeMs });
  }
  return facts;
}

function middleAt(second: number): number {
  return 2000 + 45 * second;
}

/** How far the tracks nearest to where the two truly are lie from there at the end, m. */
function errorsOf(facts: readonly Fact[], seconds: number): number[] {
  const tracker = createTracker(header);
  const places: number[][] = [];
  for (const fact of facts) {
    tracker.step(fact, (track) => {
      if (track.status !== 'confirmed' || track.timeMs !== header.startMs + 1000 * seconds) return;
      const enu = enuFromGeodetic(frame, new Float64Array(3), track.latDeg, track.lonDeg, 0);
      places.push([enu[0], enu[1] - middleAt(seconds)]);
    });
  }
  return truth.map(([east, north]) => Math.min(...places.map(([e, n]) => Math.hypot(e - east, n - north))));
}

test('a pair that settled where ranges cross is put right by what bearings tell over many reports', () => {
  for (const seed of [1, 2, 3]) {
    // They settle there for certain, and are right within the minute.
    assert.ok(Math.min(...errorsOf(factsOf(seed, 12, 12), 12)) > 50);
    assert.ok(Math.max(...errorsOf(factsOf(seed, 12, 60), 60)) < 50);
  }
});

test('a pair that is where it seems to be stays there', () => {
  for (const seed of [4, 5, 6]) assert.ok(Math.max(...errorsOf(factsOf(seed, 0, 60), 60)) < 50);
});
