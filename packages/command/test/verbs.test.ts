import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { run } from './run.ts';

let folder: string;
let quiet: string;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kentongan-'));
  const night = await run(['exercise', 'quiet', '--seed', '3', '--truth', join(folder, 'truth.ndjson')]);
  assert.equal(night.code, 0, night.err);
  quiet = join(folder, 'quiet.ndjson');
  // Two minutes of the night are enough here.
  const lines = night.out.split('\n');
  const startMs = (JSON.parse(lines[0]) as { startMs: number }).startMs;
  const isEarly = (line: string): boolean =>
    Number(/"timeMs":(\d+)/.exec(line)?.[1] ?? 0) < startMs + 120_000;
  writeFileSync(quiet, `${[lines[0], ...lines.slice(1).filter(isEarly)].join('\n')}\n`);
});
after(() => rmSync(folder, { recursive: true }));

const verbs = ['serve', 'enrol', 'token', 'replay', 'score', 'inspect', 'exercise'];

test('every verb explains itself with an example', async () => {
  const all = await run(['--help']);
  for (const verb of verbs) {
    assert.match(all.out, new RegExp(`^  ${verb}\\b`, 'm'));
    const help = await run([verb, '--help']);
    assert.equal(help.code, 0);
    assert.match(help.out, /Examples?:\n {2}\S/, verb);
  }
});

test('an unknown verb, an unknown option and a bad number are one clear sentence and exit 2', async () => {
  for (const [words, sentence] of [
    [['fly'], /"fly" is not a verb/],
    [['replay', '--slowly'], /Unknown option '--slowly'/],
    [['serve', '--port', 'eighty'], /--port takes a number from 0 to 65535, not "eighty"/],
    [['exercise', 'picnic'], /expected an exercise, one of .*raid/],
    [['serve', '--no-exercise', '--scenario', 'raid'], /contradict each other/],
    [['exercise', 'raid', '--microphones', '2'], /--microphones goes with --audio/],
    [['exercise', 'raid', '--audio', '--microphones', '0'], /--microphones takes a number from 1 to 20/],
  ] as const) {
    const ran = await run([...words]);
    assert.equal(ran.code, 2, words.join(' '));
    assert.match(ran.err, sentence);
    assert.equal(ran.err.trim().split('\n').length, 1, ran.err);
  }
});

test('a file that is not there is one clear sentence and exit 1', async () => {
  const ran = await run(['replay', join(folder, 'nothing.ndjson')]);
  assert.equal(ran.code, 1);
  assert.match(ran.err, /nothing\.ndjson cannot be read/);
});

test('a taken port and an unwritable folder are one clear sentence and exit 1', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const taken = await run(['serve', '--port', String(port), '--data', join(folder, 'data'), '--no-exercise']);
  server.close();
  assert.equal(taken.code, 1, taken.err);
  assert.match(taken.err, new RegExp(`port ${port} on 127\\.0\\.0\\.1 is taken`));
  const unwritable = await run(['serve', '--port', '0', '--data', join(quiet, 'below-a-file')]);
  assert.equal(unwritable.code, 1, unwritable.err);
  assert.match(unwritable.err, /cannot be written/);
});

test('two replays of one night are the same to the byte, and --check says so', async () => {
  const first = await run(['replay', quiet]);
  const second = await run(['replay', quiet]);
  assert.equal(first.code, 0, first.err);
  assert.ok(first.out.length > 1000);
  assert.ok(first.out === second.out, 'the same facts gave other conclusions');
  const recorded = join(folder, 'recorded.ndjson');
  writeFileSync(recorded, first.out);
  const check = await run(['replay', quiet, '--check', recorded]);
  assert.equal(check.code, 0, check.err);
  const changed = first.out.replace(/"existence":0\.\d/, '"existence":0.0');
  writeFileSync(recorded, changed);
  const differs = await run(['replay', quiet, '--check', recorded]);
  assert.equal(differs.code, 1);
  assert.match(differs.err, /line \d+ differs/);
});

test('a replay goes on after a bad line, tells which, and counts them', async () => {
  const lines = readFileSync(quiet, 'utf8').split('\n');
  lines.splice(5, 0, 'not a line', '{"seq":9,"kind":"tick"}');
  const ran = await run(['replay', '--only', 'alert'], lines.join('\n'));
  assert.equal(ran.code, 0);
  assert.match(ran.err, /line 6: expected one JSON object/);
  assert.match(ran.err, /2 lines were refused/);
});

test('score judges what replay concluded', async () => {
  const { out } = await run(['replay', quiet]);
  const ran = await run(['score', '--facts', quiet, '--truth', join(folder, 'truth.ndjson')], out);
  assert.equal(ran.code, 0, ran.err);
  const score = JSON.parse(ran.out) as { tracks: { gospa_mean: number }; refusedLines: number };
  assert.ok(score.tracks.gospa_mean >= 0);
  assert.equal(score.refusedLines, 0);
});

test('score --plot draws tracks against truth beside the same figures, as a page or a picture', async () => {
  const { out } = await run(['replay', '--only', 'track', quiet]);
  const words = ['score', '--facts', quiet, '--truth', join(folder, 'truth.ndjson')];
  const plain = await run(words, out);
  for (const [name, begin] of [
    ['night.html', '<!doctype html>'],
    ['night.svg', '<svg xmlns='],
  ]) {
    const ran = await run([...words, '--plot', join(folder, name)], out);
    assert.equal(ran.code, 0, ran.err);
    assert.equal(ran.out, plain.out);
    const drawn = readFileSync(join(folder, name), 'utf8');
    assert.ok(drawn.startsWith(begin));
    assert.ok(drawn.includes('class="truth"') && drawn.includes('<polyline'));
  }
  const other = await run([...words, '--plot', 'night.png'], out);
  assert.equal(other.code, 2);
  assert.match(other.err, /--plot takes a file that ends in .html or .svg, not "night.png"/);
});

test('enrol gives a link, token gives the console, and a simple device a key', async () => {
  const data = join(folder, 'keys');
  const link = await run(['enrol', '--type', 'acoustic', '--name', 'School roof', '--data', data]);
  assert.match(link.out, /^http:\/\/127\.0\.0\.1:\d+\/listen\/#enrol=\S+\n$/);
  assert.match(link.err, /█/);
  assert.match((await run(['token', '--data', data])).out, /\/console\/#token=\S+\n$/);
  const bearer = await run(['enrol', '--bearer', '--at', '46.5,30.7', '--data', data]);
  assert.equal(bearer.code, 0, bearer.err);
  assert.ok(bearer.out.trim().length > 30);
});
