import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkFact, type DetectionEvent } from '@kentongan/core/base/event';
import { createFrame } from '@kentongan/core/base/frame';
import { createRandom } from '@kentongan/core/base/random';
import { createSensorModel } from '@kentongan/core/base/sensor-model';
import type { Chance } from '../scenario/attack.ts';
import { pathFrom } from '../scenario/fly.ts';
import type { Target } from '../scenario/target.ts';
import type { Draft } from './draft.ts';
import { arriving } from './hear.ts';
import { listen, openEars } from './listen.ts';
import type { Site } from './site.ts';
import { timbreSize } from './timbre.ts';

const place = { latDeg: 46.9, lonDeg: 31.7, heightM: 2 };
const frame = createFrame({ ...place, heightM: 0 });
const chance: Chance = (label) => createRandom(11).fork(label);

const sensor: Site['sensor'] = {
  type: 'acoustic', wave: 'sound', ...place, periodMs: 1000, phaseMs: 250,
  coverage: { maxRangeM: 6000 }, pd: { max: 0.9, halfRangeM: 3000, slope: 0.2 }, clutter: { perReport: 0 },
  level: { sourceDb: 110, absorptionDbPerM: 0.002 }, single: true, sigma: { levelDb: 4 },
}; // prettier-ignore
const site: Site = {
  sensorId: 'm1', owner: 'o', name: 'm1', sensor, state: 'up', isDeaf: false, lie: undefined, clockMs: 40, outages: [],
  model: createSensorModel(frame, { seq: 1, kind: 'sensor', timeMs: 0, sensorId: 'm1', state: 'up', sensor }),
  noise: { amplitudeDb: 0, periodS: 1000, phaseRad: 0 },
}; // prettier-ignore

/** A drone that comes from the west at 50 m/s, 300 m to the north of the microphone at its closest, at 120 s. */
const samples = Array.from({ length: 401 }, (_, i) => [50 * (i - 120), 300, 250]).flat();
const drone: Target = {
  targetId: 'd', class: 'one-way', path: pathFrom(frame, samples, 0), flies: true, end: 'flying', zoneId: undefined,
  voice: { heardAs: 'one-way', sourceDb: 110, f0Hz: 98, character: new Float64Array(timbreSize) }, transponder: undefined,
}; // prettier-ignore

function heard(targets: readonly Target[], fromS: number, toS: number, by: Chance = chance): Draft[] {
  const ear = openEars([site], [drone], by, 0, 1).get('m1')!;
  const drafts: Draft[] = [];
  for (let at = fromS; at < toS; at += 60)
    listen(ear, site, targets, by, 0, at, at + 60, (draft) => drafts.push(draft));
  return drafts;
}

describe('a microphone whose sound is really made', () => {
  const detectionsOf = (drafts: readonly Draft[]) =>
    drafts.map(({ fact }) => fact as Omit<DetectionEvent, 'seq'>);
  const drafts = heard([drone], 60, 240);
  const detections = detectionsOf(drafts);
  /** The middle of the second that was heard, s. */
  const heardS = (fact: Omit<DetectionEvent, 'seq'>): number => (fact.sensedMs - site.clockMs) / 1000 - 0.5;
  const pairs = detections.flatMap((fact) => {
    const truth = arriving(site, drone, heardS(fact));
    return truth === undefined || fact.measurement.type !== 'presence'
      ? []
      : [{ truth, said: fact.measurement }];
  });

  test('hears drones that are near, most of the time, and none that is far or not there', () => {
    let seconds = 0;
    for (let seed = 1; seed <= 5; seed += 1) {
      const engine: Chance = (label) => createRandom(seed).fork(label);
      seconds += detectionsOf(heard([drone], 60, 120, engine)).filter((fact) => heardS(fact) > 90).length;
    }
    assert.ok(seconds >= 100, `${seconds} of 150 s`);
    for (const fact of detections)
      assert.ok((arriving(site, drone, heardS(fact))?.levelDb ?? 0) > 20, `${heardS(fact)} s`);
    assert.deepEqual(heard([], 0, 60), []);
  });

  test('tells the pitch that Doppler makes of it', () => {
    const errorsHz = pairs
      .flatMap(({ truth, said }) =>
        said.frequencyHz === undefined ? [] : [said.frequencyHz - 98 / (1 + truth.rangeRateMps / 343)],
      )
      .map(Math.abs)
      .sort((a, b) => a - b);
    assert.ok(errorsHz.length > 30);
    assert.ok(errorsHz[errorsHz.length >> 1] < 0.5, `median ${errorsHz[errorsHz.length >> 1]} Hz`);
  });

  test('tells the level that spreading and air leave of it, in the unit in which the sensor states its source', () => {
    const errorsDb = pairs.map(({ truth, said }) => said.levelDb! - truth.levelDb).sort((a, b) => a - b);
    assert.ok(Math.abs(errorsDb[errorsDb.length >> 1]) < 3, `median ${errorsDb[errorsDb.length >> 1]} dB`);
    assert.ok(errorsDb.every((db) => Math.abs(db) < 12));
  });

  test('makes facts that the contract admits, three seconds later, of the target that caused them', () => {
    for (const { fact, targetId } of drafts) {
      assert.ok(checkFact({ seq: 1, ...fact }).ok, JSON.stringify(fact));
      assert.equal(targetId, 'd');
      assert.ok(fact.timeMs - (fact as Omit<DetectionEvent, 'seq'>).sensedMs + site.clockMs > 3000);
    }
  });

  test('hears the same again, and from a minute in the middle on', () => {
    const middle = heard([drone], 120, 180);
    assert.ok(middle.length > 10);
    const from = drafts.findIndex(({ fact }) => fact.timeMs === middle[0].fact.timeMs);
    assert.deepEqual(drafts.slice(from, from + middle.length), middle);
  });
});

test('only microphones that work and tell the truth are chosen, each for another drone', () => {
  const others = [
    { ...site, sensorId: 'down', state: 'down' as const },
    { ...site, sensorId: 'deaf', isDeaf: true },
    { ...site, sensorId: 'liar', lie: 'fakes' as const },
  ];
  const far = { ...site, sensorId: 'm2', model: { ...site.model, north: -4000 } };
  const second = { ...drone, targetId: 'e' };
  assert.deepEqual([...openEars([...others, far, site], [drone, second], chance, 0, 5).keys()], ['m1', 'm2']);
  assert.equal(openEars([site], [drone], chance, 0, 0).size, 0);
});
