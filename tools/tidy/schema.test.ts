import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { schemaDir, schemaFiles } from '../schema.ts';

test('the JSON Schema in the documentation is that of the source (else: node tools/schema.ts)', () => {
  for (const [name, text] of schemaFiles())
    assert.equal(readFileSync(join(schemaDir, name), 'utf8'), text, name);
});
