import { createHash } from 'node:crypto';
import { globSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { build } from 'vite';

const webDir = join(import.meta.dirname, '..');
const rootDir = join(webDir, '..', '..');

/** The folder of built pages. */
export const pagesDir = join(webDir, 'dist');
const stamp = join(pagesDir, 'built-from.txt');
const lock = join(webDir, 'dist.lock');
const staleLockMs = 180_000;

/** Builds the pages unless those that are there were made from the very same sources. */
export async function ensurePages(tell: (sentence: string) => void): Promise<string> {
  const sources = digestOfSources();
  if (readStamp() === sources) return pagesDir;
  await takeLock();
  try {
    if (readStamp() === sources) return pagesDir;
    tell('Building the pages (once) ...');
    await build({ configFile: join(webDir, 'vite.config.ts'), logLevel: 'error' });
    writeFileSync(stamp, sources);
    return pagesDir;
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

/** Two that build at once would empty each other's folder. A lock older than any build was left by one that was ended. */
async function takeLock(): Promise<void> {
  for (;;) {
    try {
      mkdirSync(lock);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const { mtimeMs } = statSync(lock, { throwIfNoEntry: false }) ?? { mtimeMs: Date.now() };
    if (Date.now() - mtimeMs > staleLockMs) rmSync(lock, { recursive: true, force: true });
    else await wait(200);
  }
}

function readStamp(): string | undefined {
  try {
    return readFileSync(stamp, 'utf8');
  } catch {
    return undefined;
  }
}

function digestOfSources(): string {
  const hash = createHash('sha256');
  const patterns = [
    'packages/web/{src,build}/**/*',
    'packages/web/vite.config.ts',
    'packages/core/src/{base,sense,tell}/**/*.{ts,json}',
    'package-lock.json',
  ];
  for (const file of globSync(patterns, { cwd: rootDir, withFileTypes: false }).toSorted()) {
    if (/\.(test|bench)\.ts$/.test(file) || !/\.\w+$/.test(file)) continue;
    hash.update(file).update(readFileSync(join(rootDir, file)));
  }
  return hash.digest('hex');
}
