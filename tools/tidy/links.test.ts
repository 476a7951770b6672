import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { projectFiles, read, root } from './tree.ts';

test('every link of a document inside the project leads somewhere', () => {
  const broken: string[] = [];
  for (const file of projectFiles().filter((name) => name.endsWith('.md'))) {
    for (const [, target] of read(file).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:|^#/.test(target)) continue;
      if (!existsSync(join(root, dirname(file), target.split('#')[0]))) broken.push(`${file}: ${target}`);
    }
  }
  assert.deepEqual(broken, []);
});
