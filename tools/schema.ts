/** Writes the JSON Schema of every kind of line into docs/schema: node tools/schema.ts (a test holds it to the source). */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { schemaOfKind, truthSchema } from '../packages/core/src/base/event/index.ts';

export const schemaDir = join(import.meta.dirname, '..', 'docs', 'schema');

/** File name to text. */
export function schemaFiles(): Map<string, string> {
  const files = new Map<string, string>();
  for (const [kind, schema] of Object.entries({ ...schemaOfKind, truth: truthSchema })) {
    const named = { $schema: 'https://json-schema.org/draft/2020-12/schema', title: kind, ...schema };
    files.set(`${kind}.schema.json`, `${JSON.stringify(named, null, 2)}\n`);
  }
  return files;
}

if (import.meta.main) {
  mkdirSync(schemaDir, { recursive: true });
  for (const [name, text] of schemaFiles()) writeFileSync(join(schemaDir, name), text);
}
