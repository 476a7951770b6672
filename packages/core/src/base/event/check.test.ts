import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  checkConclusion,
  checkFact,
  checkHeader,
  EventLines,
  refusalText,
  type LineRefusal,
} from './index.ts';

const header = {
  kind: 'log',
  version: 1,
  region: 'demo',
  origin: { latDeg: 49.5, lonDeg: 31, heightM: 0 },
  standing: 'exercise',
  startMs: 1_790_000_000_000,
};
const detection = {
  seq: 9,
  kind: 'detection',
  timeMs: 1_790_000_001_000,
  sensorId: 'r0',
  sensedMs: 1_790_000_001_000,
  measurement: { type: 'rangeBearing', rangeM: 8123.4, bearingRad: 1.234_567 },
};

test('the examples of the contract are accepted, with fields nobody knows', () => {
  assert.equal(checkHeader(header).ok, true);
  assert.equal(checkFact(detection).ok, true);
  assert.equal(checkFact({ ...detection, colour: 'grey' }).ok, true);
  assert.equal(
    checkFact({
      seq: 2,
      kind: 'command',
      timeMs: 1,
      by: 'op1',
      command: {
        type: 'zone',
        zoneId: 'z7',
        polygon: [
          [31, 49],
          [31.1, 49],
          [31.1, 49.1],
          [31, 49],
        ],
      },
    }).ok,
    true,
  );
  assert.equal(
    checkConclusion({
      seq: 1,
      kind: 'arrival',
      timeMs: 1,
      cause: [],
      trackId: 't3',
      zoneId: 'z7',
      probability: 0.81,
      etaMs: 2,
      etaP10Ms: 1,
      etaP90Ms: 3,
    }).ok,
    true,
  );
});

test('a refusal names the field, what was expected there and what was found', () => {
  const refused = checkFact({
    ...detection,
    measurement: { type: 'rangeBearing', rangeM: 'far', bearingRad: 1 },
  });
  assert.equal(refused.ok, false);
  assert.equal(refused.at, '/measurement/rangeM');
  assert.match(refused.expected, /number/);
  assert.equal(refused.found, '"far"');
});

test('an unknown kind, a conclusion among facts, and a number beyond range are refused', () => {
  assert.equal(checkFact({ seq: 1, kind: 'rumour', timeMs: 1 }).ok, false);
  assert.equal(checkFact({ seq: 1, kind: 'alert', timeMs: 1 }).ok, false);
  assert.equal(checkHeader({ ...header, origin: { latDeg: 91, lonDeg: 0, heightM: 0 } }).ok, false);
  assert.equal(checkFact({ ...detection, sensedMs: Number.POSITIVE_INFINITY }).ok, false);
});

test('a stream goes on after a bad line, and says which it was', () => {
  const refusals: LineRefusal[] = [];
  const lines = new EventLines(checkFact, (refusal) => refusals.push(refusal));
  const texts = [
    header,
    { seq: 1, kind: 'tick', timeMs: 5 },
    'not an object',
    { seq: 1, kind: 'tick', timeMs: 6 },
    { seq: 2, kind: 'tick', timeMs: 4 },
    { seq: 3, kind: 'tick', timeMs: 7 },
  ];
  const read = [...texts.map((value) => JSON.stringify(value)), '{"half":'].map((line) => lines.read(line));
  assert.deepEqual(
    read.map((event) => event?.seq),
    [undefined, 1, undefined, undefined, undefined, 3, undefined],
  );
  assert.deepEqual(
    refusals.map((refusal) => refusal.line),
    [3, 4, 5, 7],
  );
  assert.equal(refusalText(refusals[1]), 'line 4 at /seq: expected a seq above 1, found 1');
  assert.equal(lines.refused, 4);
});

test('a stream without a header says so at its first line', () => {
  const refusals: LineRefusal[] = [];
  const lines = new EventLines(checkFact, (refusal) => refusals.push(refusal));
  lines.read(JSON.stringify({ seq: 1, kind: 'tick', timeMs: 5 }));
  assert.equal(lines.header, undefined);
  assert.match(refusalText(refusals[0]), /line 1: expected a header with "kind":"log"/);
});
