import assert from 'node:assert/strict';
import { test } from 'node:test';
import type {
  DetectionEvent,
  Fact,
  Header,
  SensorEvent,
  TrackEvent,
  Unnumbered,
} from '../base/event/index.ts';
import { createFrame, enuFromGeodetic, geodeticFromEnu } from '../base/frame.ts';
import { createRandom } from '../base/random.ts';
import { createTracker } from './index.ts';

type Track = Unnumbered<TrackEvent>;

interface Night {
  seed: number;
  targets: readonly { east: number; north: number; vE: number; vN: number }[];
  startMs?: number;
  latDeg?: number;
  lonDeg?: number;
  idOf?: (k: number) => string;
  seconds?: number;
  /** Numbers of microphones that hear nothing and do not say so. */
  deaf?: readonly number[];
}

const across = 6;
const spacingM = 4000;

/** Level drones over a square net of microphones that hear the nearest at its retarded place, 3 dB, one report a second. */
function night(given: Night): { header: Header; facts: Fact[] } {
  const startMs = given.startMs ?? 1_790_000_000_000;
  const origin = { latDeg: given.latDeg ?? 50, lonDeg: given.lonDeg ?? 30, heightM: 0 };
  const header: Header = { kind: 'log', version: 1, region: 'r', origin, standing: 'test', startMs };
  const frame = createFrame(origin);
  const random = createRandom(given.seed);
  const facts: Fact[] = [];
  const places: [number, number][] = [];
  const idOf = given.idOf ?? ((k: number): string => `m${k}`);
  for (let k = 0; k < across * across; k++) {
    const east = ((k % across) - (across - 1) / 2) * spacingM + random.between(-800, 800);
    const north = (Math.floor(k / across) - (across - 1) / 2) * spacingM + random.between(-800, 800);
    places.push([east, north]);
    const place = geodeticFromEnu(frame, new Float64Array(3), east, north, 0);
    facts.push(sensorFact(facts.length + 1, startMs, idOf(k), place));
  }
  for (let s = 1; s <= (given.seconds ?? 60); s++) {
    const timeMs = startMs + s * 1000;
    for (let k = 0; k < places.length; k++) {
      const ranges = given.targets.map((target) => heardRange(target, places[k], s));
      const range = Math.min(...ranges);
      const pd = 0.95 / (1 + Math.exp((range - 4300) / 645));
      const isHeard = random.uniform() < pd;
      const levelDb = 110 - 20 * Math.log10(range) + 3 * random.gaussian();
      if (!isHeard || given.deaf?.includes(k)) continue;
      facts.push(heardFact(facts.length + 1, timeMs, idOf(k), levelDb));
    }
    facts.push({ seq: facts.length + 1, kind: 'tick', timeMs });
  }
  return { header, facts };
}

function heardRange(target: Night['targets'][number], [east, north]: [number, number], s: number): number {
  let delay = 0;
  for (let round = 0; round < 30; round++) {
    const t = s - delay;
    delay = Math.hypot(target.east + target.vE * t - east, target.north + target.vN * t - north) / 343;
  }
  return Math.max(1, delay * 343);
}

function sensorFact(seq: number, timeMs: number, sensorId: string, place: Float64Array): SensorEvent {
  return {
    seq,
    kind: 'sensor',
    timeMs,
    sensorId,
    state: 'up',
    owner: sensorId,
    sensor: {
      type: 'acoustic',
      wave: 'sound',
      latDeg: place[0],
      lonDeg: place[1],
      heightM: place[2],
      periodMs: 1000,
      phaseMs: 0,
      pd: { max: 0.95, halfRangeM: 4300, slope: 0.15 },
      clutter: { perReport: 0.001 },
      single: true,
      sigma: { levelDb: 3 },
      level: { sourceDb: 110 },
    },
  };
}

function heardFact(seq: number, timeMs: number, sensorId: string, levelDb: number): DetectionEvent {
  return {
    seq,
    kind: 'detection',
    timeMs,
    sensorId,
    sensedMs: timeMs,
    measurement: { type: 'presence', levelDb },
  };
}

function run({ header, facts }: { header: Header; facts: Fact[] }): Track[] {
  const tracker = createTracker(header);
  const tracks: Track[] = [];
  for (const fact of facts) tracker.step(fact, (track) => tracks.push(track));
  return tracks;
}

/** Confirmed tracks of the last tick, in region ENU. */
function atEnd(header: Header, tracks: readonly Track[]): { east: number; north: number; track: Track }[] {
  const frame = createFrame(header.origin);
  const last = Math.max(...tracks.map(({ timeMs }) => timeMs));
  return tracks
    .filter(({ timeMs, status }) => timeMs === last && status === 'confirmed')
    .map((track) => {
      const enu = enuFromGeodetic(frame, new Float64Array(3), track.latDeg, track.lonDeg, track.heightM ?? 0);
      return { east: enu[0], north: enu[1], track };
    });
}

const alone = { east: -4000, north: -3000, vE: 45, vN: 25 };

test('one drone over a net of microphones becomes one track, near where it is now and honest about it', () => {
  const given = night({ seed: 5, targets: [alone] });
  const found = atEnd(given.header, run(given));
  assert.equal(found.length, 1);
  const off = Math.hypot(
    found[0].east - (alone.east + 60 * alone.vE),
    found[0].north - (alone.north + 60 * alone.vN),
  );
  const { covariance } = found[0].track;
  const sigma = Math.sqrt(covariance[0] + covariance[4]);
  assert.ok(off < 900 && off < 3 * sigma && sigma < 900, `off ${off} m, sigma ${sigma} m`);
  assert.equal(found[0].track.evidence.status, 'corroborated');
});

test('two drones 9 km apart become two tracks', () => {
  const other = { east: 4500, north: 5000, vE: -40, vN: -25 };
  const given = night({ seed: 6, targets: [alone, other] });
  assert.equal(atEnd(given.header, run(given)).length, 2);
});

test('one deaf microphone near its path does not end a track', () => {
  const given = night({ seed: 7, targets: [alone], deaf: [14] });
  assert.equal(atEnd(given.header, run(given)).length, 1);
});

test('three deaf microphones around its path hardly drag a track aside', () => {
  const seconds = 90;
  const [east, north] = [alone.east + seconds * alone.vE, alone.north + seconds * alone.vN];
  let sum = 0;
  for (let seed = 1; seed <= 12; seed++) {
    const given = night({ seed, targets: [alone], deaf: [14, 15, 20], seconds });
    const offs = atEnd(given.header, run(given)).map((end) => Math.hypot(end.east - east, end.north - north));
    sum += Math.min(3000, ...offs);
  }
  // 2,300 m, most of them lost, where each silence is taken as if nothing were known of the microphone.
  assert.ok(sum / 12 < 1200, `${sum / 12} m off`);
});

test('the same facts give the same tracks to the byte, also when saved and loaded on the way', () => {
  const given = night({ seed: 8, targets: [alone], seconds: 25 });
  const whole = JSON.stringify(run(given));
  let tracker = createTracker(given.header);
  const tracks: Track[] = [];
  given.facts.forEach((fact, n) => {
    if (n % 97 === 50) {
      const snapshot = tracker.save();
      tracker = createTracker(given.header);
      tracker.load(snapshot);
      assert.ok(tracker.save() === snapshot);
    }
    tracker.step(fact, (track) => tracks.push(track));
  });
  assert.ok(JSON.stringify(tracks) === whole);
});

test('another day and other names of sensors leave the answer the same', () => {
  const targets = [alone];
  const here = night({ seed: 9, targets, seconds: 25 });
  const shifted = night({
    seed: 9,
    targets,
    seconds: 25,
    startMs: 1_500_000_000_000,
    idOf: (k) => `x${99 - k}`,
  });
  const places = (given: typeof here): string =>
    JSON.stringify(
      run(given).map(({ latDeg, lonDeg, existence, covariance }) => [latDeg, lonDeg, existence, covariance]),
    );
  assert.equal(places(here), places(shifted));
});

test('another place on earth leaves the answer the same to a thousandth of its sigma', () => {
  const here = night({ seed: 9, targets: [alone] });
  const there = night({ seed: 9, targets: [alone], lonDeg: -77 });
  const [a] = atEnd(here.header, run(here));
  const [b] = atEnd(there.header, run(there));
  assert.ok(Math.hypot(a.east - b.east, a.north - b.north) < 1);
});
