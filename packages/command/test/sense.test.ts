import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { engineOverNoise, wavOf, wavRateHz } from '../../web/test/comb-wav.ts';
import { run } from './run.ts';

let folder: string;
let engine: string;

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'kentongan-'));
  engine = join(folder, 'engine & <night>.wav');
  writeFileSync(engine, wavOf(engineOverNoise(12, 98, 3)));
});
after(() => rmSync(folder, { recursive: true }));

interface Window {
  file: string;
  startMs: number;
  durationMs: number;
  logLikelihoodRatio: Record<string, number>;
  detected: boolean;
  frequencyHz?: number;
  snrDb?: number;
}

const linesOf = <T>(text: string): T[] =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as T);

test('--report windows tells of each second what the contract names, and nothing else', async () => {
  const ran = await run(['sense', engine, '--report', 'windows']);
  assert.equal(ran.code, 0, ran.err);
  const windows = linesOf<Window>(ran.out);
  assert.deepEqual(
    windows.map(({ startMs, durationMs }) => [startMs, durationMs]),
    Array.from({ length: 12 }, (_, second) => [1000 * second, 1000]),
  );
  const allowed = ['file', 'startMs', 'durationMs', 'logLikelihoodRatio', 'detected', 'frequencyHz', 'snrDb'];
  for (const window of windows) {
    assert.deepEqual(
      Object.keys(window).filter((key) => !allowed.includes(key)),
      [],
    );
    assert.equal(window.file, engine);
    assert.ok(window.frequencyHz === undefined || Math.abs(window.frequencyHz - 98) < 0.2);
    assert.ok(Object.keys(window.logLikelihoodRatio).includes('multirotor'));
  }
  assert.ok(windows.filter(({ detected, frequencyHz }) => detected && frequencyHz !== undefined).length >= 9);
});

test('several files are reported one after the other', async () => {
  const ran = await run(['sense', engine, engine, '--report', 'windows']);
  assert.equal(linesOf(ran.out).length, 24);
});

test('a recording is a log: its sensor, and its detections at the times at which they were heard', async () => {
  const beganMs = 1_790_000_000_000;
  const words = ['--at', '46.5,30.7', '--sensor', 'pier', '--start', String(beganMs)];
  const ran = await run(['sense', engine, ...words]);
  assert.equal(ran.code, 0, ran.err);
  const [header, sensor, ...facts] = linesOf<Record<string, unknown>>(ran.out);
  assert.deepEqual([header!['kind'], header!['startMs']], ['log', beganMs]);
  assert.deepEqual([sensor!['kind'], sensor!['sensorId']], ['sensor', 'pier']);
  const detections = facts.filter(({ kind }) => kind === 'detection');
  assert.ok(detections.length >= 9);
  for (const { sensedMs, sensorId } of detections) {
    assert.equal(((sensedMs as number) - beganMs) % 1000, 0);
    assert.equal(sensorId, 'pier');
  }
  const replayed = await run(['replay', '--only', 'track'], ran.out);
  assert.equal(replayed.code, 0, replayed.err);
});

test('--plot writes a page with axes, every second, and nothing that must be loaded', async () => {
  const page = join(folder, 'night.html');
  const ran = await run(['sense', engine, '--report', 'windows', '--plot', page]);
  assert.equal(ran.code, 0, ran.err);
  const html = readFileSync(page, 'utf8');
  const heard = linesOf<Window>(ran.out).filter(({ detected }) => detected).length;
  assert.ok(html.includes(`${heard} of 12 seconds sound like a one-way drone`));
  assert.equal(html.match(/<rect class="yes"/g)?.length, heard);
  assert.equal(html.match(/<rect /g)?.length, 12);
  for (const label of ['>1000 Hz<', '>0 s<', '>10 s<', 'engine &amp; &lt;night>'])
    assert.ok(html.includes(label), label);
  assert.ok(!/https?:|src=|@import/.test(html));
});

/** An engine from this bearing as three microphones record it: a WAV of three channels, 16 bit. */
function arrayWav(placesM: readonly (readonly [number, number])[], bearingRad: number): Buffer {
  const sound = engineOverNoise(9, 98, 5);
  const channels = placesM.map(([eastM, northM]) => {
    const leadS = (eastM * Math.sin(bearingRad) + northM * Math.cos(bearingRad)) / 343;
    const lead = 500 + Math.round(leadS * wavRateHz);
    return sound.subarray(lead, lead + 8 * wavRateHz);
  });
  const interleaved = Float32Array.from(
    { length: 3 * 8 * wavRateHz },
    (_, i) => channels[i % 3]![Math.floor(i / 3)]!,
  );
  const wav = wavOf(interleaved);
  wav.writeUInt16LE(3, 22);
  wav.writeUInt32LE(3 * wavRateHz * 2, 28);
  wav.writeUInt16LE(6, 32);
  return wav;
}

test('an array tells where from: in its report, and as detections that a tracker takes', async () => {
  const places = [
    [0, 0.6],
    [0.52, -0.3],
    [-0.52, -0.3],
  ] as const;
  const file = join(folder, 'array.wav');
  writeFileSync(file, arrayWav(places, 2.2));
  const array = ['--array', places.map((place) => place.join(',')).join(';')];
  const report = linesOf<Window & { bearingRad?: number; bearingSigmaRad?: number }>(
    (await run(['sense', file, ...array, '--report', 'windows'])).out,
  );
  const bearings = report.filter(({ bearingRad }) => bearingRad !== undefined);
  assert.ok(bearings.length >= 6, `${bearings.length} bearings`);
  for (const { bearingRad, bearingSigmaRad } of bearings) {
    assert.ok(Math.abs(bearingRad! - 2.2) < 0.05, `${bearingRad}`);
    assert.ok(bearingSigmaRad! > 0);
  }
  const log = await run(['sense', file, ...array, '--at', '46.5,30.7']);
  const [, sensor, ...facts] = linesOf<{ kind: string; sensor: { type: string }; measurement: object }>(
    log.out,
  );
  assert.equal(sensor!.sensor.type, 'bearing');
  const detections = facts.filter(({ kind }) => kind === 'detection');
  assert.ok(detections.length >= 5);
  assert.ok(detections.some(({ measurement }) => 'bearingRad' in measurement));
  const replayed = await run(['replay'], log.out);
  assert.equal(replayed.code, 0, replayed.err);
  assert.ok(!/refused/.test(replayed.err), replayed.err);
  const two = await run(['sense', engine, ...array, '--report', 'windows']);
  assert.equal(two.code, 1);
  assert.match(two.err, /expected a channel for each of 3 places, found 1/);
});

test('a hydrophone is judged for what goes on the water', async () => {
  const page = join(folder, 'water.html');
  const ran = await run(['sense', engine, '--water', '--report', 'windows', '--plot', page]);
  assert.equal(ran.code, 0, ran.err);
  assert.deepEqual(Object.keys(linesOf<Window>(ran.out)[0]!.logLikelihoodRatio), ['surface', 'underwater']);
  assert.match(readFileSync(page, 'utf8'), /of 12 seconds sound like a surface drone/);
  const log = await run(['sense', engine, '--water', '--at', '46.5,30.7']);
  assert.equal(linesOf<{ sensor?: { wave: string } }>(log.out)[1]!.sensor!.wave, 'soundWater');
});

test('what cannot be is one sentence', async () => {
  const noSound = join(folder, 'words.wav');
  writeFileSync(noSound, 'no sound at all');
  for (const [words, code, sentence] of [
    [[], 2, /at least one sound file/],
    [[engine], 2, /--at LAT,LON/],
    [[engine, '--report', 'seconds'], 2, /--report takes windows, not "seconds"/],
    [[engine, '--report', 'windows', '--plot', 'night.png'], 2, /ends in \.html, not "night\.png"/],
    [[engine, '--array', '0,1;1,0'], 2, /3 to 16 places in m, as .*, not "0,1;1,0"/],
    [['--device', 'default', '--water'], 2, /are for files/],
    [[noSound, '--report', 'windows'], 1, /words\.wav cannot be heard: /],
    [[join(folder, 'none.wav'), '--report', 'windows'], 1, /none\.wav cannot be heard: /],
  ] as const) {
    const ran = await run(['sense', ...words]);
    assert.equal(ran.code, code, `${words.join(' ')}: ${ran.err}`);
    assert.match(ran.err, sentence);
    assert.equal(ran.err.trim().split('\n').length, 1);
    assert.equal(ran.out, '');
  }
});
