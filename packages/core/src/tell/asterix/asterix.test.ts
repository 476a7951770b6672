import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { need } from '../../../../../tools/test/need.ts';
import type { TrackEvent } from '../../base/event/index.ts';
import {
  AsterixDecoder,
  AsterixEncoder,
  type AsterixItems,
  type AsterixRecord,
} from '../../codec/asterix/index.ts';
import { differencesToTshark, readByTshark } from '../../../../../tools/test/asterix-tshark.ts';
import { sampleMs, sampleTrack } from '../testing/samples.ts';
import { asterixFromTrack, TrackNumbers, type SystemTrack } from './index.ts';

const us: SystemTrack = { sac: 25, sic: 200, number: 7, standing: 'actual', isFirst: false };

function read(items: AsterixItems): AsterixRecord {
  const [record] = new AsterixDecoder().decode(new AsterixEncoder(62).encode([items]));
  assert.ok(!('error' in record), JSON.stringify(record));
  return record;
}

const height: Partial<TrackEvent> = {
  heightM: 180,
  upMps: -1.5,
  order: ['east', 'north', 'up', 'eastMps', 'northMps', 'upMps'],
  covariance: [400, 0, 0, 0, 0, 0, 900, 0, 0, 0, 0, 100, 0, 0, 0, 4, 0, 0, 9, 0, 1],
};

test(
  'tshark reads place, speed, height, time and accuracies as we wrote them',
  { skip: need('tshark') },
  () => {
    // Values on the steps of their items, so that nothing is rounded.
    const step = 180 / 33_554_432;
    const track = sampleTrack({
      ...height,
      latDeg: Math.round(46.5 / step) * step,
      lonDeg: Math.round(30.75 / step) * step,
      heightM: (590 * 6.25 * 0.3048) / 10,
      upMps: undefined as never,
    });
    const items = asterixFromTrack(track, us);
    const [record] = readByTshark(new AsterixEncoder(62).encode([items]));
    const { '080': status, '500': accuracies, ...others } = items;
    assert.deepEqual(differencesToTshark(record, others), []);
    // tshark names the second component of an accuracy otherwise: as numbers they are there.
    assert.ok(status !== undefined && accuracies !== undefined);
    for (const [name, value] of [
      ['080_CNF', 0],
      ['080_SRC', 3],
      ['500_APC_X', 20],
      ['500_APC_Y', 30],
      ['500_ATV_X', 2],
      ['500_ATV_Y', 3],
    ] as const)
      assert.equal(Number(record.values.get(`asterix.062_${name}`)), value, name);
  },
);

test('what is made up, over, coasting or new says so', () => {
  const statusOf = (over: Partial<TrackEvent>, of: Partial<SystemTrack>): Record<string, number> =>
    read(asterixFromTrack(sampleTrack(over), { ...us, ...of })).item('080') as Record<string, number>;
  assert.deepEqual(
    [
      statusOf({}, {}).SIM,
      statusOf({}, { standing: 'exercise' }).SIM,
      statusOf({}, { standing: 'test' }).SIM,
    ],
    [0, 1, 1],
  );
  assert.equal(statusOf({ status: 'dropped' }, {}).TSE, 1);
  assert.equal(statusOf({ status: 'coasting' }, {}).CST, 1);
  assert.deepEqual([statusOf({}, { isFirst: true }).TSB, statusOf({}, {}).TSB], [1, 0]);
  assert.equal(statusOf({ evidence: { sources: 1, kinds: ['radar'], status: 'unverified' } }, {}).MON, 1);
});

test('any track at all is a record that reads back within the steps of its items', () => {
  fc.assert(
    fc.property(
      fc.record({
        latDeg: fc.double({ min: -90, max: 90, noNaN: true }),
        lonDeg: fc.double({ min: -180, max: 180, noNaN: true }),
        heightM: fc.double({ min: -2000, max: 90_000, noNaN: true }),
        eastMps: fc.double({ min: -20_000, max: 20_000, noNaN: true }),
        upMps: fc.double({ min: -3000, max: 3000, noNaN: true }),
        timeMs: fc.integer({ min: sampleMs, max: sampleMs + 86_400_000 }),
      }),
      (over) => {
        const record = read(asterixFromTrack(sampleTrack({ ...height, ...over }), us));
        const { LAT, LON } = record.item('105') as { LAT: number; LON: number };
        assert.ok(Math.abs(LAT - over.latDeg) < 3e-6);
        assert.ok(Math.abs(LON - over.lonDeg) < 3e-6 || Math.abs(LON - over.lonDeg + 360) < 3e-6);
        const timeS = record.item('070') as number;
        assert.ok(
          timeS >= 0 && timeS < 86_400 && Math.abs(timeS - (over.timeMs % 86_400_000) / 1000) <= 1 / 128,
        );
      },
    ),
  );
});

test('a number is a track’s own while it lives, and the last to be given again', () => {
  const numbers = new TrackNumbers();
  assert.deepEqual(numbers.of('a'), { number: 1, isFirst: true });
  assert.deepEqual(numbers.of('b'), { number: 2, isFirst: true });
  assert.deepEqual(numbers.of('a'), { number: 1, isFirst: false });
  numbers.free('a');
  assert.deepEqual(numbers.of('c'), { number: 3, isFirst: true });
  for (let k = 4; k <= 65_535; k++) numbers.of(`t${k}`);
  assert.deepEqual(numbers.of('d'), { number: 1, isFirst: true });
  assert.equal(numbers.of('e'), undefined);
});
