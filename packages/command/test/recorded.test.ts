import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { need, sharedDir } from '../../../tools/test/need.ts';
import { openFacts } from '../src/facts.ts';

test(
  'every line of the reference nights and scenarios is read, none refused',
  { skip: need('shared') },
  async () => {
    const files = globSync(join(sharedDir, '{scenarios,raids}/*.facts.ndjson.gz'));
    assert.ok(files.length >= 11, `${files.length} files`);
    for (const file of files) {
      const reader = await openFacts(file);
      let facts = 0;
      for await (const batch of reader.batches) facts += [...batch].length;
      assert.ok(facts > 5000, file);
      assert.equal(reader.refusedCount(), 0, file);
    }
  },
);
