import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { Plugin } from 'vite';

/** Where the built worker lies, from the folder of pages. */
export const serviceWorkerFile = 'listen/service-worker.js';
const page = 'listen/index.html';

/** Tells the listening page's service worker, once all is built, which files the page needs and a digest of them. */
export function offlinePage(): Plugin {
  return {
    name: 'offline-page',
    writeBundle({ dir }) {
      if (dir === undefined) throw new Error('expected a folder to build into, found none');
      const files = filesOf(dir);
      const hash = createHash('sha256');
      for (const file of files) hash.update(file).update(readFileSync(join(dir, file)));
      const kept = {
        version: hash.digest('hex').slice(0, 16),
        // A page is asked for by the folder that it lies in.
        files: ['./', ...files.map((file) => posix.relative('listen', file))],
      };
      const worker = join(dir, serviceWorkerFile);
      const code = readFileSync(worker, 'utf8');
      if (!code.includes('KEPT'))
        throw new Error(`expected ${serviceWorkerFile} to read KEPT, found it does not`);
      writeFileSync(worker, `const KEPT=${JSON.stringify(kept)};\n${code}`);
    },
  };
}

/** The page and each asset that it names, or that such an asset names. */
function filesOf(dir: string): string[] {
  const assets = readdirSync(join(dir, 'assets'));
  const found = new Set([page]);
  for (const file of found) {
    if (!/\.(html|js|css)$/.test(file)) continue;
    const text = readFileSync(join(dir, file), 'utf8');
    for (const asset of assets) if (text.includes(asset)) found.add(`assets/${asset}`);
  }
  return [...found];
}
