import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { createRandom } from '@kentongan/core/base/random';
import { need, sharedDir } from '../../../../tools/test/need.ts';
import { createExercise } from '../scenario/exercise.ts';
import { scoreTracks, scoreWarnings } from './score.ts';
import { readDistricts } from './warning/districts.ts';
import { perturbedTracks, roughArrivals } from './stand-in.ts';

const skip = need('shared', 'python3');
let folder = '';
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'kentongan-score-'));
});
after(() => rmSync(folder, { recursive: true, force: true }));

function python(script: string, ...args: string[]): string {
  return execFileSync('python3', [script, ...args], { encoding: 'utf8', maxBuffer: 1 << 28 });
}

function linesOf(path: string): string[] {
  const bytes = readFileSync(path);
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8').split('\n');
}

/** Every number, text and list of `theirs` is in `ours`, to the rounding of either. */
function agree(ours: unknown, theirs: unknown, where = ''): void {
  if (typeof theirs === 'number') {
    assert.ok(typeof ours === 'number', `${where}: expected ${theirs}, found ${String(ours)}`);
    const places = (String(theirs).split('.')[1] ?? '').length;
    const unit = places === 0 ? 1e-9 * Math.abs(theirs) : Number(`1.01e-${places}`);
    assert.ok(Math.abs(ours - theirs) <= Math.max(unit, 1e-9), `${where}: expected ${theirs}, found ${ours}`);
  } else if (typeof theirs === 'object' && theirs !== null) {
    assert.ok(typeof ours === 'object' && ours !== null, `${where}: missing`);
    for (const [key, value] of Object.entries(theirs))
      agree((ours as Record<string, unknown>)[key], value, `${where}/${key}`);
  } else assert.equal(ours, theirs, where);
}

function write(name: string, lines: readonly string[]): string {
  const path = join(folder, name);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

describe('the track score', () => {
  for (const name of ['S1-radar-crossing', 'S3-bearing-only', 'S6-mixed']) {
    test(`agrees with score_tracks.py on ${name}`, { skip }, async () => {
      const stem = join(sharedDir, 'scenarios', name);
      const [facts, truth] = [`${stem}.facts.ndjson.gz`, `${stem}.truth.ndjson.gz`];
      const tracks = perturbedTracks(linesOf(facts), linesOf(truth), createRandom(7));
      const conclusions = write(`${name}.ndjson`, tracks);
      const hasBound = name !== 'S6-mixed';
      const bound = hasBound ? ['--pcrlb', `${stem}.pcrlb.json`] : [];
      const theirs: unknown = JSON.parse(
        python(join(sharedDir, 'scenarios', 'score_tracks.py'), facts, truth, conclusions, ...bound),
      );
      const options = hasBound ? { pcrlb: JSON.parse(readFileSync(`${stem}.pcrlb.json`, 'utf8')) } : {};
      agree(await scoreTracks(linesOf(facts), linesOf(truth), tracks, options), theirs);
    });
  }
});

describe('the warning score', () => {
  const scorer = join(sharedDir, 'raids', 'score_warning.py');

  for (const [raid, baseline] of [
    ['calm', 'oracle'],
    ['hostile', 'naive'],
  ]) {
    test(`agrees with score_warning.py on ${raid} with alerts of ${baseline}`, { skip }, async () => {
      const stem = join(sharedDir, 'raids', raid);
      const [facts, truth] = [`${stem}.facts.ndjson.gz`, `${stem}.truth.ndjson.gz`];
      const alerts =
        baseline === 'naive'
          ? python(join(sharedDir, 'raids', 'naive_alerts.py'), facts)
          : python(join(sharedDir, 'raids', 'baseline_alerts.py'), baseline, facts, truth);
      const forecasts = roughArrivals(linesOf(facts), linesOf(truth), createRandom(5));
      const lines = [...forecasts, ...alerts.split('\n').slice(1)];
      const theirs: unknown = JSON.parse(
        python(scorer, facts, truth, write(`${raid}.${baseline}.ndjson`, lines)),
      );
      const ours = await scoreWarnings(linesOf(facts), linesOf(truth), lines, {
        districts: await readDistricts(linesOf(`${stem}.zones.ndjson`)),
        ghostPaths: JSON.parse(readFileSync(`${stem}.meta.json`, 'utf8')).ghostPaths,
      });
      agree(ours, theirs);
    });
  }

  test('agrees on a night of our own, which the reference reads as it is', { skip }, async () => {
    const exercise = createExercise('border', { seed: 3 });
    const truth: string[] = [];
    const facts = [JSON.stringify(exercise.header)];
    for (const fact of exercise.facts({ onTruth: (row) => truth.push(JSON.stringify(row)) }))
      facts.push(JSON.stringify(fact));
    const forecasts = roughArrivals(facts, truth, createRandom(6));
    const theirs = JSON.parse(
      python(
        scorer,
        write('own.facts.ndjson', facts),
        write('own.truth.ndjson', truth),
        write('own.ndjson', forecasts),
      ),
    ) as { hostileTargets: number; arrivals: number };
    assert.ok(theirs.hostileTargets > 0 && theirs.arrivals > 0);
    agree(await scoreWarnings(facts, truth, forecasts), theirs);
  });
});
