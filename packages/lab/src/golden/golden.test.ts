import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { goldenNames, goldenPath, summarize } from './summary.ts';

for (const name of goldenNames) {
  test(`the recorded night ${name} concludes as it did (else look at the change, and npm run golden)`, async () => {
    const recorded: unknown = JSON.parse(readFileSync(goldenPath(name, 'summary.json'), 'utf8'));
    assert.deepEqual(await summarize(name), recorded);
  });
}
