import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { engineOverNoise, wavOf } from '../../web/test/comb-wav.ts';
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

test('what cannot be is one sentence', async () => {
  const noSound = join(folder, 'words.wav');
  writeFileSync(noSound, 'no sound at all');
  for (const [words, code, sentence] of [
    [[], 2, /at least one sound file/],
    [[engine], 2, /--at LAT,LON/],
    [[engine, '--report', 'seconds'], 2, /--report takes windows, not "seconds"/],
    [[engine, '--report', 'windows', '--plot', 'night.png'], 2, /ends in \.html, not "night\.png"/],
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
