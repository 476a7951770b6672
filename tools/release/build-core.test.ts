import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { buildCore, coreDist } from './build-core.ts';

const root = join(import.meta.dirname, '..', '..');

/** The example of the tracker's README: what is documented is what runs. */
function exampleOf(readme: string): string {
  const example = /```ts\n([^]*?)```/.exec(readFileSync(join(root, readme), 'utf8'));
  assert.ok(example, `expected an example in ${readme}`);
  return example[1];
}

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
    writeFileSync(join(folder, 'track.ts'), exampleOf('packages/core/src/fuse/README.md'));
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    // Its types as others see them: declarations only, nothing of this workspace.
    execFileSync(
      process.execPath,
      [
        join(root, 'node_modules', 'typescript', 'bin', 'tsc'),
        '--strict',
        '--skipLibCheck',
        '--module',
        'nodenext',
        '--target',
        'es2023',
        'track.ts',
      ],
      { cwd: folder, stdio: 'inherit' },
    );
    const systemNode =
      ['/usr/local/bin/node', '/usr/bin/node'].find((path) => existsSync(path)) ?? process.execPath;
    assert.equal(
      execFileSync(systemNode, ['track.js'], { cwd: folder, encoding: 'utf8' }),
      't1 confirmed 50 10\n0 0\n',
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});
