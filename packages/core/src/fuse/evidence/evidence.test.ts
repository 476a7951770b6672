import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DetectionEvent, SensorEvent } from '../../base/event/index.ts';
import { createFrame } from '../../base/frame.ts';
import { createTracks, sourceCapacity, takeTrack } from '../bank/tracks.ts';
import { createRegister, enrol } from '../sensors/register.ts';
import type { Sensor } from '../sensors/sensor.ts';
import { evidenceOf, saidBy, speakAgainst, speakFor } from './evidence.ts';
import { createSources, sourceOf, sourceOfSensor } from './sources.ts';

const origin = { latDeg: 0, lonDeg: 0, heightM: 0 };
const frame = createFrame(origin);

const register = createRegister();

/** Each with an index of its own: ids are made unique. */
function sensorOf(id: string, owner: string, domains?: Record<string, string>, periodMs?: number): Sensor {
  const event: SensorEvent = {
    seq: 1, kind: 'sensor', timeMs: 0, sensorId: `${id}-${register.sensors.length}`, state: 'up', owner, domains,
    sensor: { type: 'acoustic', wave: 'sound', latDeg: 0, lonDeg: 0, periodMs },
  }; // prettier-ignore
  const header = { kind: 'log', version: 1, region: 'x', origin, standing: 'test', startMs: 0 } as const;
  const sensor = enrol(register, frame, header, event);
  assert.ok(sensor);
  return sensor;
}

function said(origin?: string): DetectionEvent {
  return {
    seq: 1,
    kind: 'detection',
    timeMs: 0,
    sensorId: 'x',
    sensedMs: 0,
    origin,
    measurement: { type: 'presence' },
  };
}

function statusOf(claims: [Sensor, string?][], weight = 1, nowMs = 0): string {
  const tracks = createTracks();
  const i = takeTrack(tracks);
  const sources = createSources();
  for (const [sensor, relayed] of claims)
    speakFor(tracks, i, sources, sourceOf(sources, sensor, said(relayed)), weight, 0);
  const { status, sources: count } = evidenceOf(tracks, i, sources.list, nowMs);
  return `${status} ${count}`;
}

test('one owner with many sensors is one source', () => {
  assert.equal(statusOf([[sensorOf('a', 'o')], [sensorOf('b', 'o')], [sensorOf('c', 'o')]]), 'unverified 1');
});

test('two owners corroborate, unless they share a network', () => {
  assert.equal(statusOf([[sensorOf('a', 'o')], [sensorOf('b', 'p')]]), 'corroborated 2');
  const shared = { network: 'lte-3' };
  assert.equal(statusOf([[sensorOf('a', 'o', shared)], [sensorOf('b', 'p', shared)]]), 'unverified 1');
});

test('ten relays of one report count once', () => {
  const relays = Array.from({ length: 10 }, (_, k): [Sensor, string] => [
    sensorOf(`s${k}`, `o${k}`),
    'first',
  ]);
  assert.equal(statusOf(relays), 'unverified 1');
});

test('what weighed little, and what was said long ago, does not count', () => {
  const two: [Sensor][] = [[sensorOf('a', 'o')], [sensorOf('b', 'p')]];
  assert.equal(statusOf(two, 0.15), 'unverified 0');
  assert.equal(statusOf(two, 1, 121_000), 'unverified 0');
});

/** Of one microphone: seconds before now in which it heard the track, and in which it did not though it should have, with what Pd. */
interface Ear {
  heardS?: readonly number[];
  silentS?: readonly number[];
  pd?: number;
}

/** What becomes of a track that microphones of as many owners, which report each second, heard or did not. */
function heardBy(ears: readonly Ear[]): string {
  const tracks = createTracks();
  const i = takeTrack(tracks);
  const sources = createSources();
  const nowMs = 1_000_000;
  ears.forEach(({ heardS = [], silentS = [], pd = 0.6 }, k) => {
    const source = sourceOfSensor(sources, sensorOf('m', `o${k}`, undefined, 1000));
    const said = [...heardS.map((s) => [s, true] as const), ...silentS.map((s) => [s, false] as const)];
    for (const [agoS, isHeard] of said.sort((a, b) => b[0] - a[0])) {
      const atMs = nowMs - agoS * 1000;
      if (isHeard) speakFor(tracks, i, sources, source, 1, atMs);
      else speakAgainst(tracks, i, sources, source, pd, 1, atMs);
    }
  });
  const { status, sources: count } = evidenceOf(tracks, i, sources.list, nowMs);
  return `${status} ${count}`;
}

const lastS = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, k) => from + k);

test('one claim of a microphone that cannot be expected to hear more counts until a sixth is left of it', () => {
  // 20 s of ln (4 / ln 2) = 35.1 s.
  assert.equal(heardBy([{ heardS: [35] }, { heardS: [35] }]), 'corroborated 2');
  assert.equal(heardBy([{ heardS: [36] }, { heardS: [36] }]), 'unverified 0');
});

test('one stray claim of a microphone that should have gone on hearing does not count', () => {
  const always = { heardS: lastS(0, 60) };
  assert.equal(heardBy([always, { heardS: [8] }]), 'corroborated 2');
  // Eight silences at 0.6 say -0.92 each, fading: more than what the claim said.
  assert.equal(heardBy([always, { heardS: [8], silentS: lastS(0, 8) }]), 'unverified 1');
});

test('a microphone that hears as often as it should counts, silences and all', () => {
  const often = {
    heardS: lastS(0, 30).filter((s) => s % 2 === 0),
    silentS: lastS(0, 30).filter((s) => s % 2 === 1),
    pd: 0.5,
  };
  assert.equal(heardBy([often, often]), 'corroborated 2');
});

test('those who agree are believed only where they outnumber those in earshot who are silent', () => {
  const agree = { heardS: lastS(0, 60) };
  const silent = { silentS: lastS(0, 60) };
  const vote = (agreeing: number, silents: number): string =>
    heardBy([...Array<Ear>(agreeing).fill(agree), ...Array<Ear>(silents).fill(silent)]);
  assert.equal(vote(2, 1), 'corroborated 2');
  assert.equal(vote(2, 2), 'unverified 2');
  assert.equal(vote(4, 3), 'corroborated 4');
  assert.equal(vote(4, 4), 'unverified 4');
});

test('the silent do not crowd out who hears', () => {
  const ears: Ear[] = Array.from({ length: 2 * sourceCapacity }, () => ({ silentS: [1], pd: 0.04 }));
  assert.equal(heardBy([...ears, { heardS: [0] }, { heardS: [0] }]), 'corroborated 2');
});

test('a thousand silences of one microphone weigh no more than one voice', () => {
  const agree = { heardS: lastS(0, 60) };
  assert.equal(heardBy([agree, agree, { silentS: lastS(0, 1000), pd: 0.98 }]), 'corroborated 2');
});

test('those who hear a track now count, however many heard it before', () => {
  const before: Ear[] = Array.from({ length: 2 * sourceCapacity }, (_, k) => ({
    heardS: lastS(100 + 10 * k, 120 + 10 * k),
  }));
  assert.equal(heardBy([...before.reverse(), { heardS: [0] }, { heardS: [0] }]), 'corroborated 2');
});

test('what a source said fades over twenty of its reports, and one that said nothing said 0', () => {
  const tracks = createTracks();
  const i = takeTrack(tracks);
  const sources = createSources();
  const [silent, other] = ['a', 'b'].map((id) => sourceOfSensor(sources, sensorOf(id, id, undefined, 1000)));
  speakAgainst(tracks, i, sources, silent, 0.6, 3, 0);
  const told = 3 * Math.log(0.4);
  assert.ok(Math.abs(saidBy(tracks, i, sources, silent, 0) - told) < 1e-12);
  assert.ok(Math.abs(saidBy(tracks, i, sources, silent, 20_000) - told / Math.E) < 1e-12);
  assert.equal(saidBy(tracks, i, sources, other, 0), 0);
});
