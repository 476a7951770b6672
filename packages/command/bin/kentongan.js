#!/usr/bin/env node
// Plain JavaScript, so that Node 20 can start it: finds a Node that runs TypeScript as it is and hands over to it.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const main = join(here, '..', 'src', 'main.ts');

function findNode24() {
  for (let folder = here; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', '.bin', 'node');
    if (existsSync(candidate)) return candidate;
    if (folder === dirname(folder)) return undefined;
  }
}

const major = Number(process.versions.node.split('.')[0]);
if (major >= 24) {
  // Stripping types and compiling is half of a start: kept beside the packages it is done once, and where it cannot be kept, each time.
  module.enableCompileCache(join(here, '..', '..', '..', 'node_modules', '.cache', 'kentongan'));
  await import(pathToFileURL(main).href);
} else {
  const node = findNode24();
  if (node === undefined) {
    process.stderr.write(
      `Kentongan needs Node 24 or newer; this is Node ${process.versions.node}. Install it from nodejs.org, then try again.\n`,
    );
    process.exit(1);
  }
  const child = spawn(node, [main, ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
}
