import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tableOf } from './table.ts';
import type { Table } from './table.ts';

/**
 * `node tools/asterix/generate.ts FOLDER`: writes the ASTERIX codec's tables from a folder of `.ast` files
 * (github.com/zoranbosnjak/asterix-specs, `specs/`), one file an edition, and the list of them.
 */
const tables = join(import.meta.dirname, '../../packages/core/src/codec/asterix/tables');

function astFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ast'))
    .sort()
    .map((name) => join(folder, name));
}

function indexText(made: readonly Table[]): string {
  const listed = (prefix: string): string =>
    made
      .filter(({ file }) => file.startsWith(prefix))
      .map(({ constant }) => constant)
      .join(', ');
  return [
    '/** Made by tools/asterix/generate.ts. Do not edit. */',
    "import type { CategoryTable, ExpansionTable } from '../notation.ts';",
    ...made.map(({ file, constant }) => `import { ${constant} } from './${file}';`),
    '',
    `export const categoryTables: readonly CategoryTable[] = [${listed('cat')}];`,
    '',
    `export const expansionTables: readonly ExpansionTable[] = [${listed('re')}];`,
    '',
  ].join('\n');
}

const folder = process.argv[2];
if (folder === undefined) {
  console.error('expected a folder of .ast files, found no argument');
  process.exitCode = 2;
} else {
  const made = astFiles(folder).map((path) => tableOf(readFileSync(path, 'utf8')));
  rmSync(tables, { recursive: true, force: true });
  mkdirSync(tables, { recursive: true });
  for (const { file, text } of made) writeFileSync(join(tables, file), text);
  writeFileSync(join(tables, 'index.ts'), indexText(made));
  console.log(`${made.length} tables written; format them with oxfmt`);
}
