import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import type { Fact, Header, Truth } from '@kentongan/core/base/event';
import { need, sharedDir } from '../../../../tools/test/need.ts';
import { heardBound } from './heard-bound.ts';

const folder = join(sharedDir, 'scenarios');

function rowsOf<T>(name: string): T[] {
  const text = gunzipSync(readFileSync(join(folder, name))).toString('utf8');
  return text.trim().split('\n').map((line) => JSON.parse(line) as T); // prettier-ignore
}

for (const name of ['S2-acoustic-net', 'S2d-acoustic-delay']) {
  test(`the bound of ${name} is the published one within 3 % on average`, { skip: need('shared') }, () => {
    const rows = rowsOf<Header | Fact>(`${name}.facts.ndjson.gz`);
    const truth = rowsOf<Truth>(`${name}.truth.ndjson.gz`).filter(({ targetId }) => targetId === 'g2');
    const { bound } = heardBound(rows[0] as Header, rows.slice(1) as Fact[], truth);
    const published = JSON.parse(readFileSync(join(folder, `${name}.pcrlb.json`), 'utf8')).bound['2'];
    const ratios = Object.keys(bound.g2)
      .filter((seconds) => Number(seconds) > 20)
      .map((seconds) => bound.g2[seconds] / published[`${seconds}.0`]);
    const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
    const near = ratios.filter((ratio) => Math.abs(ratio - 1) < 0.1).length / ratios.length;
    assert.ok(ratios.length > 500 && Math.abs(mean - 1) < 0.03 && near > 0.9, `mean ${mean}, near ${near}`);
  });
}
