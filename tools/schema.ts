/** Writes the JSON Schema of every kind of line, and OpenAPI of everything over HTTP, into docs/schema: node tools/schema.ts (a test holds it to the source). */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { schemaOfKind, truthSchema } from '../packages/core/src/base/event/index.ts';
import { openApiDocument } from '../packages/core/src/tell/http/index.ts';

export const schemaDir = join(import.meta.dirname, '..', 'docs', 'schema');

const versionFile = join(import.meta.dirname, '..', 'packages', 'command', 'package.json');

/** File name to text. */
export function schemaFiles(): Map<string, string> {
  const files = new Map<string, string>();
  for (const [kind, schema] of Object.entries({ ...schemaOfKind, truth: truthSchema })) {
    const named = { $schema: 'https://json-schema.org/draft/2020-12/schema', title: kind, ...schema };
    files.set(`${kind}.schema.json`, `${JSON.stringify(named, null, 2)}\n`);
  }
  const { version } = JSON.parse(readFileSync(versionFile, 'utf8')) as { version: string };
  files.set('openapi.json', `${JSON.stringify(openApiDocument(version), null, 2)}\n`);
  return files;
}

if (import.meta.main) {
  mkdirSync(schemaDir, { recursive: true });
  for (const [name, text] of schemaFiles()) writeFileSync(join(schemaDir, name), text);
}
