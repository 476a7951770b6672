import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { need, sharedDir } from '../test/need.ts';
import { tableOf } from './table.ts';

const small = `asterix 250 "Example"
edition 1.5
date 2026-01-01
preamble
    Prose that is left out.

items

    010 "A group"
        definition
            More prose: element 8, group, uap.
        group
            SAC "Area"
                element 8
                    raw
            spare 4
            CODE "Code"
                element 4
                    table
                        0: nothing
        remark
            Even more.

    020 "An extended item"
        extended
            A ""
                element 7
                    unsigned quantity 360/2^7 "°" < 360
            -
            B ""
                element 7
                    signed integer >= -3 <= 100
            -

    030 "A compound"
        compound
            X "Speed"
                element 16
                    case 030/IM
                        0:
                            unsigned quantity 1/2 "kt"
                        default:
                            raw
            -
            Y ""
                repetitive 1
                    element 24
                        string octal

    SP "Special"
        explicit sp

uap
    010
    -
    SP
`;

test('a specification becomes a table: prose left out, limits that say nothing dropped', () => {
  const { file, text } = tableOf(small);
  assert.equal(file, 'cat250-1.5.ts');
  assert.deepEqual(
    text.split('\n').filter((line) => line.startsWith('    ')),
    [
      `    '010': '(SAC:8r -4 CODE:4r)',`,
      `    '020': 'extended(A:7u360/2^7"°" | B:7s>=-3 |)',`,
      `    '030': 'compound(X:16?030/IM(0=u1/2"kt" *=r) | Y:count*24o)',`,
      `    'SP': 'explicit',`,
    ],
  );
  assert.match(text, /uaps: \{ '': '010 - SP' \}/);
});

test('limits that no value keeps are a slip of the specification and dropped, those of a closed range are kept', () => {
  const limited = (limits: string): string =>
    tableOf(small.replace('signed integer >= -3 <= 100', `signed integer ${limits}`)).text;
  assert.match(limited('<= -30 >= 30'), /B:7s \|/);
  assert.match(limited('>= 64'), /B:7s \|/);
  assert.match(limited('>= -30 <= 30'), /B:7s>=-30<=30 \|/);
});

test('what the notation does not have is named with its line', () => {
  assert.throws(
    () => tableOf(small.replace('string octal', 'string morse')),
    /line 48: string morse is not understood/,
  );
});

test('the tables in the codec are what the generator makes', { skip: need('shared') }, () => {
  const specs = join(sharedDir, 'captures', 'asterix', 'specs');
  const tables = join(import.meta.dirname, '../../packages/core/src/codec/asterix/tables');
  const files = readdirSync(specs, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ast'),
  );
  assert.equal(files.length, 13);
  for (const name of files) {
    const { file, text } = tableOf(readFileSync(join(specs, name), 'utf8'));
    assert.equal(unformatted(readFileSync(join(tables, file), 'utf8')), unformatted(text), file);
  }
});

/** Without what the formatter decides. */
function unformatted(text: string): string {
  return text.replaceAll(/[\s,']/g, '');
}
