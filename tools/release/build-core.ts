/**
 * Builds @kentongan/core as others install it: JavaScript with types, for Node 20 and browsers.
 * `node tools/release/build-core.ts` writes packages/core/dist; `npm pack ./packages/core/dist` makes the tarball.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
const coreDir = join(root, 'packages', 'core');
export const coreDist = join(coreDir, 'dist');

interface Manifest {
  exports: Record<string, string>;
  [key: string]: unknown;
}

export function buildCore(): void {
  rmSync(coreDist, { recursive: true, force: true });
  execFileSync(
    process.execPath,
    [join(root, 'node_modules/typescript/bin/tsc'), '-p', join(coreDir, 'tsconfig.release.json')],
    {
      stdio: 'inherit',
    },
  );
  const manifest = JSON.parse(readFileSync(join(coreDir, 'package.json'), 'utf8')) as Manifest;
  const exports = Object.fromEntries(
    Object.entries(manifest.exports).map(([name, source]) => [name, builtFrom(source)]),
  );
  const built = {
    ...manifest,
    exports,
    engines: { node: '>=20.10' },
    files: ['**/*.js', '**/*.d.ts', '**/*.json'],
  };
  writeFileSync(join(coreDist, 'package.json'), `${JSON.stringify(built, null, 2)}\n`);
  copyFileSync(join(root, 'LICENSE'), join(coreDist, 'LICENSE'));
}

/** `./src/fuse/index.ts` was built to `./fuse/index.js`, with its types beside it. */
function builtFrom(source: string): { types: string; default: string } {
  const built = source.replace('./src/', './');
  return { types: built.replace(/\.ts$/, '.d.ts'), default: built.replace(/\.ts$/, '.js') };
}

if (import.meta.main) buildCore();
