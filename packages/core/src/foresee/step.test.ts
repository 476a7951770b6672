import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkConclusion, type ArrivalEvent, type Event } from '../base/event/index.ts';
import { command, header, squareZone, tick, track } from '../base/testing/events.ts';
import { createForeseer } from './step.ts';

type Said = Omit<ArrivalEvent, 'seq'>;

function run(events: readonly Event[], step = createForeseer(header)): Said[] {
  const said: Said[] = [];
  for (const event of events) step.step(event, (arrival) => said.push(arrival));
  return said;
}

/** A drone flying east from the origin at 50 m/s, one track and tick a second. */
function flight(fromS: number, toS: number, northMps = 0): Event[] {
  const events: Event[] = [];
  for (let s = fromS; s <= toS; s++) events.push(track(s, 't1', [50 * s, 0, 50, northMps]), tick(s));
  return events;
}

const zone = squareZone('z1', 20_000, 0);

test('a track is foreseen at the first tick, with the facts it rests on', () => {
  const [arrival] = run([zone, track(1, 't1', [0, 0, 50, 0], { cause: [4, 7] }), tick(1)]);
  assert.equal(arrival.zoneId, 'z1');
  assert.deepEqual(arrival.cause, [4, 7]);
  assert.equal(checkConclusion({ seq: 1, ...arrival }).ok, true);
});

test('an arrival is said again every 10 s while nothing changes', () => {
  const times = run([zone, ...flight(1, 45)]).map(({ timeMs }) => (timeMs - header.startMs) / 1000);
  assert.deepEqual(times, [1, 11, 21, 31, 41]);
});

test('a turn is said at once', () => {
  const turned = run([zone, ...flight(1, 4), ...flight(5, 5, 50)]);
  assert.equal(turned.length, 2);
  assert.ok(turned[1].probability < turned[0].probability - 0.1);
});

test('what is hardly possible is not said', () => {
  assert.deepEqual(run([zone, track(1, 't1', [0, 0, 50, 0], { existence: 0.005 }), tick(1)]), []);
});

test('a dropped track is foreseen no more', () => {
  const events = [
    ...flight(1, 3),
    track(4, 't1', [200, 0, 50, 0], { status: 'dropped' }),
    tick(14),
    tick(24),
  ];
  assert.equal(run([zone, ...events]).length, 1);
});

test('a removed zone is foreseen no more, a moved one where it is now', () => {
  const step = createForeseer(header);
  assert.equal(run([zone, ...flight(1, 1)], step).length, 1);
  assert.equal(run([command(2, { type: 'zoneRemoved', zoneId: 'z1' }), ...flight(11, 11)], step).length, 0);
  const near = run([squareZone('z1', 8000, 0), ...flight(21, 21)], step);
  assert.ok(near[0].etaMs < zone.timeMs + 200_000);
});

test('a wider radius is met sooner', () => {
  const { command: body } = zone;
  const wide = command(0, { ...body, radiusM: 6000 } as typeof body);
  const [usual] = run([zone, ...flight(1, 1)]);
  const [sooner] = run([wide, ...flight(1, 1)]);
  assert.ok(Math.abs(usual.etaMs - sooner.etaMs - 80_000) < 10_000);
});

test('a zone without an outline, and no zone at all, are nothing to arrive at', () => {
  assert.deepEqual(run([command(0, { type: 'zone', zoneId: 'z2' }), ...flight(1, 12)]), []);
  assert.deepEqual(run(flight(1, 12)), []);
});

test('a restored step goes on to the byte', () => {
  const whole = createForeseer(header);
  const first = createForeseer(header);
  const before = [zone, squareZone('z2', 0, 15_000), ...flight(1, 14)];
  const after = [...flight(15, 30), ...flight(31, 33, 40)];
  run(before, whole);
  run(before, first);
  const second = createForeseer(header);
  second.load(first.save());
  assert.deepEqual(run(after, second), run(after, whole));
  assert.equal(second.save(), whole.save());
});

test('a snapshot of another version is refused', () => {
  const step = createForeseer(header);
  assert.throws(
    () => step.load(step.save().replace('"version":1', '"version":0')),
    /expected a foresee snapshot/,
  );
});
