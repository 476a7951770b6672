import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { districtLines, readDistricts } from './warning/districts.ts';
import { score, scoreTracks, scoreWarnings } from './score.ts';

const startMs = 1_790_000_000_000;
const header = {
  kind: 'log', version: 1, region: 'hand', origin: { latDeg: 0, lonDeg: 0, heightM: 0 }, standing: 'test', startMs,
}; // prettier-ignore
/** A degree of longitude at the equator, m. */
const degreeM = 111_319.49;
const at = (s: number) => startMs + 1000 * s;
const lonAt = (east: number) => east / degreeM;

/** A drone that flies east along the equator at 50 m/s from -20 km, for 800 s: it ends 20 km east. */
const truth = Array.from({ length: 401 }, (_, i) => ({
  timeMs: at(2 * i), targetId: 'g1', latDeg: 0, lonDeg: lonAt(-20_000 + 100 * i), heightM: 0,
  eastMps: 50, northMps: 0, class: 'one-way', sensors: 3,
  ...(i === 400 ? { end: 'left', firstHeardMs: at(10), knowableMs: at(40) } : {}),
})); // prettier-ignore

/** A square of 2 km round (0, 0) where 600 people live; the drone is within 2 km of it from 340 s to 460 s. */
const square = [[-1000, -1000], [1000, -1000], [1000, 1000], [-1000, 1000], [-1000, -1000]].map(([e, n]) => [lonAt(e), lonAt(n)]); // prettier-ignore
const zone = { type: 'zone', zoneId: 'z1', polygon: square, population: 600 };
const far = {
  type: 'zone',
  zoneId: 'z2',
  polygon: square.map(([lon, lat]) => [lon, lat + 1]),
  population: 100,
};
const facts = [
  header,
  { seq: 1, kind: 'command', timeMs: startMs, command: zone },
  { seq: 2, kind: 'command', timeMs: startMs, command: far },
  ...Array.from({ length: 1800 }, (_, i) => ({ seq: i + 3, kind: 'tick', timeMs: at(i + 1) })),
];
const lines = (values: readonly object[]) => values.map((value) => JSON.stringify(value));

function alert(s: number, level: string, more: object = {}) {
  return { kind: 'alert', timeMs: at(s), zoneId: 'z1', alertId: 'a1', level, expiresMs: at(1700), ...more };
}

const warn = (alerts: readonly object[]) => scoreWarnings(lines(facts), lines(truth), lines(alerts));

describe('warnings, by hand', () => {
  test('a warning 100 s before is in time for 60 s and late for 180 s', async () => {
    const { score: s, brief } = await warn([alert(240, 'warning'), alert(520, 'quiet', { allClear: true })]);
    assert.equal(brief.recall60, 1);
    assert.equal(brief.recall180, 0);
    assert.equal(s.episodes.leadS.p50, 100);
    assert.equal(s.ends.allClearDelayS.p50, 60);
    assert.equal(s.ends.prematureAllClears, 0);
    assert.equal(s.excess.needlessPersonMin, 0);
    assert.equal(s.excess.warnedPersonMin, (600 * 280) / 60);
    assert.equal(s.reaction.firstAlertAfterHeardS.p50, 230);
    // Due 300 s before the arrival, at 40 s, when it was knowable: 200 s later.
    assert.equal(s.reaction.afterKnowableAndDueS.p50, 200);
  });

  test('what stands more than ten minutes beyond a visit is needless', async () => {
    const { score: s } = await warn([alert(240, 'warning'), alert(1360, 'quiet', { allClear: true })]);
    // The visit ends at 460 s; 1060 s is ten minutes later, 300 s before the end.
    assert.equal(s.excess.needlessPersonMin, (600 * 300) / 60);
    assert.equal(s.excess.falseWarnings, 0);
  });

  test('where nothing comes, a warning is false, and a phantom where nothing could', async () => {
    const { score: s } = await warn([{ ...alert(1500, 'warning'), zoneId: 'z2' }]);
    assert.equal(s.excess.falseWarnings, 1);
    assert.equal(s.excess.phantomWarnings, 1);
    assert.equal(s.episodes.neverWarned, 1);
    assert.equal(s.ends.endedWithoutSaying, 1);
  });

  test('ending while it is still there is premature; a late warning has a negative lead', async () => {
    const early = await warn([alert(240, 'warning'), alert(400, 'quiet', { allClear: true })]);
    assert.equal(early.score.ends.prematureAllClears, 1);
    const late = await warn([alert(370, 'warning')]);
    assert.equal(late.score.episodes.leadS.p50, -30);
    assert.equal(late.brief.recall60, 0);
  });

  test('the oracle warns as soon as it can come in 300 s, and is all right', async () => {
    const { baselines } = await warn([]);
    assert.equal(baselines?.oracle.recall180, 1);
    assert.equal(baselines?.oracle.falseWarnings, 0);
    assert.ok(Math.abs((baselines?.oracle.medianLeadS ?? 0) - 300) <= 5);
  });
});

test('districts are read as they are written', async () => {
  const polygon: [number, number][] = [[30, 46], [31, 46], [31, 47], [30, 46]]; // prettier-ignore
  const written = districtLines([{ districtId: 'd1', polygon, population: 5, zoneIds: ['z1', 'z2'] }]);
  assert.deepEqual(await readDistricts(['', ...written]), [{ polygon, zoneIds: ['z1', 'z2'] }]);
});

describe('tracks, by hand', () => {
  const track = (s: number, east: number, north: number, more: object = {}) => ({
    seq: s, kind: 'track', timeMs: at(s), cause: [], trackId: 't1', status: 'confirmed', existence: 1,
    latDeg: lonAt(north), lonDeg: lonAt(east), heightM: 0, eastMps: 50, northMps: 0,
    covariance: [900, 0, 0, 0, 900, 0, 0, 4, 0, 4], classProb: { 'one-way': 0.9 },
    evidence: { sources: 2, kinds: [], status: 'corroborated' }, ...more,
  }); // prettier-ignore
  const ticks = [
    header,
    ...[100, 101, 102, 103].map((s, i) => ({ seq: i + 1, kind: 'tick', timeMs: at(s) })),
  ];
  const judge = (tracks: readonly object[]) =>
    scoreTracks(lines(ticks), lines(truth), lines(tracks), { cutOffM: 1000 });

  test('30 m off along the way is 30 m of GOSPA, and as honest as its covariance of 30 m says', async () => {
    const result = await judge([100, 101, 102, 103].map((s) => track(s, -20_000 + 50 * s + 30, 0)));
    // The plane is flat and the earth is not: a tenth of a millimetre.
    assert.ok(Math.abs(Number(result.gospa_mean) - 30) < 0.001);
    assert.ok(Math.abs(Number(result.rmse) - 30) < 0.001);
    assert.equal(result.switches, 0);
    assert.ok(Math.abs(Number(result.nees_per_dim) - 0.5) < 0.001);
    assert.equal(result.siap_completeness, 1);
    assert.equal(result.mean_first_confirm_s, 100);
  });

  test('a miss and a false track cost half of the square of the cut-off each', async () => {
    const result = await judge([track(100, 0, 0)]);
    // At 100 s both; then a miss only, three times.
    const expected = (1000 + 3 * Math.sqrt(500_000)) / 4;
    assert.ok(Math.abs(Number(result.gospa_mean) - expected) < 1e-3);
    assert.equal(result.missed_per_t, 1);
    assert.equal(result.false_per_t, 0.25);
  });

  test('another name for the same target is a switch; tentative tracks do not count', async () => {
    const result = await judge([
      track(100, -15_000, 0),
      track(101, -14_950, 0, { trackId: 't2' }),
      track(102, -14_900, 0, { trackId: 't2', status: 'tentative' }),
    ]);
    assert.equal(result.switches, 1);
    assert.equal(result.missed_per_t, 0.5);
    assert.equal(result.distinct_tracks, 2);
  });
});

test('one call judges both, and counts the lines that it could not read', async () => {
  const result = await score({
    facts: lines(facts),
    truth: lines(truth),
    conclusions: ['{"kind":"track"}', 'no json', ...lines([alert(240, 'warning')])],
  });
  assert.equal(result.warnings?.alertsRead, 1);
  assert.equal(result.tracks.truths, 1);
  assert.equal(result.refusedLines, 2);
});

test('facts without a header are refused with what was expected', async () => {
  await assert.rejects(score({ facts: [], truth: [], conclusions: [] }), /expected a header/);
});
