import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { buildCore, coreDist } from './build-core.ts';

const program = `
import { createTracker } from '@kentongan/core/fuse';

const startMs = 1_790_000_000_000;
const header = { kind: 'log', version: 1, region: 'r', origin: { latDeg: 49.5, lonDeg: 31, heightM: 0 }, standing: 'test', startMs };
const tracker = createTracker(header);
const tracks = [];
let seq = 0;
const step = (fact) => tracker.step({ seq: ++seq, ...fact }, (track) => tracks.push(track));
step({ kind: 'sensor', timeMs: startMs, sensorId: 'r0', state: 'up', sensor: {
  type: 'radar', wave: 'light', latDeg: 49.4, lonDeg: 30.9, periodMs: 1000, coverage: { maxRangeM: 30_000 },
  pd: { max: 0.9 }, clutter: { perReport: 1 }, sigma: { rangeM: 25, bearingRad: 0.0087 } } });
for (let s = 1; s <= 20; s++) {
  const timeMs = startMs + 1000 * s;
  const measurement = { type: 'rangeBearing', rangeM: 8000 + 50 * s, bearingRad: 0.7 };
  step({ kind: 'detection', timeMs, sensorId: 'r0', sensedMs: timeMs, measurement });
  step({ kind: 'tick', timeMs });
}
const last = tracks.at(-1);
console.log(last.status, Math.round(Math.hypot(last.eastMps, last.northMps) / 10) * 10);
`;

test('the packed core works in an empty project, on whatever Node is there', () => {
  buildCore();
  assert.ok(existsSync(join(coreDist, 'fuse', 'index.d.ts')));
  const folder = mkdtempSync(join(tmpdir(), 'kentongan-pack-'));
  try {
    const packed = execFileSync('npm', ['pack', coreDist, '--pack-destination', folder, '--loglevel=error'], {
      encoding: 'utf8',
    });
    const home = join(folder, 'node_modules', '@kentongan', 'core');
    mkdirSync(home, { recursive: true });
    execFileSync('tar', [
      'xzf',
      join(folder, packed.trim().split('\n').at(-1) ?? ''),
      '--strip-components=1',
      '-C',
      home,
    ]);
    for (const name of ['typebox', '@bufbuild']) {
      symlinkSync(
        join(import.meta.dirname, '..', '..', 'node_modules', name),
        join(folder, 'node_modules', name),
      );
    }
    writeFileSync(join(folder, 'track.mjs'), program);
    const systemNode =
      ['/usr/local/bin/node', '/usr/bin/node'].find((path) => existsSync(path)) ?? process.execPath;
    assert.equal(
      execFileSync(systemNode, ['track.mjs'], { cwd: folder, encoding: 'utf8' }),
      'confirmed 50\n',
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});
