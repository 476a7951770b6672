import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { TrackEvent } from '../base/event/index.ts';
import { createFrame } from '../base/frame.ts';
import { header, squareZone, track } from '../base/testing/events.ts';
import { areaFromZone, type ZoneCommand } from '../base/zone-area.ts';
import { createForecaster } from './forecast.ts';
import type { ZoneArrival } from './track-sweep.ts';
import { createZoneIndex } from './zone-index.ts';

const frame = createFrame(header.origin);
const forecaster = createForecaster(frame);
const centres: [number, number][] = [[20_000, 0], [0, 20_000], [-20_000, 0], [0, -20_000]]; // prettier-ignore
const index = createZoneIndex(
  centres.map(([east, north], i) => ({
    zoneId: `z${i}`,
    radiusM: 2000,
    area: areaFromZone(frame, squareZone(`z${i}`, east, north).command as ZoneCommand)!,
  })),
);
const [east, north, west] = [0, 1, 2];

function forecast(state: [number, number, number, number], changes: Partial<TrackEvent> = {}): ZoneArrival[] {
  return forecaster.forecast(track(0, 't', state, changes), index, 0.001);
}

function probability(arrivals: ZoneArrival[], zone: number): number {
  return arrivals.find((arrival) => arrival.zone === zone)?.probability ?? 0;
}

test('a drone on course for a zone most likely arrives, in the time its speed says', () => {
  const arrival = forecast([0, 0, 50, 0]).find(({ zone }) => zone === east)!;
  assert.ok(arrival.probability > 0.5 && arrival.probability < 0.95, String(arrival.probability));
  assert.ok(Math.abs(arrival.medianS - 17_000 / 50) < 15, String(arrival.medianS));
  assert.ok(arrival.p10S <= arrival.medianS && arrival.medianS <= arrival.p90S);
});

test('it may turn: zones aside are possible, one behind the least', () => {
  const arrivals = forecast([0, 0, 50, 0]);
  assert.ok(probability(arrivals, north) > probability(arrivals, west));
  assert.ok(probability(arrivals, north) < 0.2);
});

test('the nearer, the surer', () => {
  const far = probability(forecast([-20_000, 0, 50, 0]), east);
  const near = probability(forecast([10_000, 0, 50, 0]), east);
  assert.ok(near > far + 0.15, `${near} ${far}`);
});

test('an uncertain course spreads the risk and an uncertain speed widens the window', () => {
  const known = forecast([0, 0, 50, 0]);
  const vague = forecast([0, 0, 50, 0], { covariance: [1e6, 0, 0, 0, 1e6, 0, 0, 100, 0, 100] });
  const widthS = (a: ZoneArrival[]) => {
    const found = a.find(({ zone }) => zone === east)!;
    return found.p90S - found.p10S;
  };
  assert.ok(probability(vague, east) < probability(known, east));
  assert.ok(widthS(vague) > 2 * widthS(known));
});

test('what may not exist, or may be harmless, arrives in proportion', () => {
  const whole = probability(forecast([0, 0, 50, 0]), east);
  const half = probability(forecast([0, 0, 50, 0], { existence: 0.5 }), east);
  const mixed = probability(forecast([0, 0, 50, 0], { classProb: { 'one-way': 0.5, aircraft: 0.5 } }), east);
  assert.ok(Math.abs(half - whole / 2) < 0.02, `${half} ${whole}`);
  assert.ok(Math.abs(mixed - whole / 2) < 0.05, `${mixed} ${whole}`);
});

test('an aircraft and a reconnaissance drone are no harmful arrivals', () => {
  assert.deepEqual(forecast([0, 0, 50, 0], { classProb: { aircraft: 1 } }), []);
  assert.deepEqual(forecast([0, 0, 50, 0], { classProb: { recon: 1 } }), []);
});

test('a missile arrives in its own time', () => {
  const [arrival] = forecast([0, 0, 230, 0], { classProb: { cruise: 1 } });
  assert.equal(arrival.zone, east);
  assert.ok(Math.abs(arrival.medianS - 17_000 / 230) < 5, String(arrival.medianS));
});

test('a speed that no such class flies is taken for the nearest that it does', () => {
  const arrival = forecast([0, 0, 500, 0], { classProb: { 'one-way': 1 } }).find(
    ({ zone }) => zone === east,
  )!;
  assert.ok(arrival.medianS > 17_000 / 70, String(arrival.medianS));
});

test('one that circles threatens all around alike, not a line', () => {
  const changes = { classProb: { loitering: 1 }, turnRateRadPerS: 0.04 };
  const arrivals = forecast([0, 0, 28, 0], changes);
  const all = [0, 1, 2, 3].map((zone) => probability(arrivals, zone));
  assert.ok(Math.min(...all) > 0.005 && Math.max(...all) < 0.3, all.join(' '));
  const fromEastward = forecast([0, 0, 28, 0], { classProb: { loitering: 1 } });
  assert.ok(probability(fromEastward, east) > Math.max(...all));
});

test('a covariance with height is read by its order', () => {
  const order: TrackEvent['order'] = ['east', 'north', 'up', 'eastMps', 'northMps', 'upMps'];
  const covariance = [1e4, 0, 0, 0, 0, 0, 1e4, 0, 0, 0, 0, 9e9, 0, 0, 0, 1, 0, 0, 1, 0, 9e9];
  assert.deepEqual(forecast([0, 0, 50, 0], { order, covariance }), forecast([0, 0, 50, 0]));
});

test('a covariance that does not fit its order is a broken invariant', () => {
  assert.throws(() => forecast([0, 0, 50, 0], { covariance: Array<number>(21).fill(1) }), /expected 10/);
});

test('whatever the track, probabilities and windows are in order', () => {
  const place = fc.double({ min: -40_000, max: 40_000, noNaN: true });
  const speed = fc.double({ min: -300, max: 300, noNaN: true });
  const classes = fc.constantFrom('one-way', 'cruise', 'loitering', 'ballistic', 'surface', 'ground');
  fc.assert(
    fc.property(
      place,
      place,
      speed,
      speed,
      classes,
      fc.double({ min: 0, max: 1, noNaN: true }),
      (e, n, vE, vN, name, share) => {
        for (const { probability: p, p10S, medianS, p90S } of forecast([e, n, vE, vN], {
          classProb: { [name]: share },
        })) {
          assert.ok(p >= 0.001 && p <= 1);
          assert.ok(p10S <= medianS && medianS <= p90S && p10S >= -60 && p90S <= 1800);
        }
      },
    ),
    { numRuns: 60 },
  );
});
