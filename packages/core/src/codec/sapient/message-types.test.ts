import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { schemas } from './schema.ts';
import { enumTypes, messageTypes, placeTypes, registrationTypes } from './testing/message-types.ts';

const { table } = schemas[2];
const files = {
  'messages.ts': messageTypes(table),
  'places.ts': placeTypes(table),
  'registration.ts': registrationTypes(table),
  'enums.ts': enumTypes(table),
};

if (process.env.KENTONGAN_WRITE === '1') {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(import.meta.dirname, name), text);
}

/** The text without what a formatter may change. */
function bare(text: string): string {
  return text.replace(/[\s;,]|(?<=[:=]\s*)\|/g, '');
}

for (const [name, text] of Object.entries(files)) {
  test(`${name} is what the tables say`, () => {
    assert.equal(bare(readFileSync(join(import.meta.dirname, name), 'utf8')), bare(text));
  });
}
