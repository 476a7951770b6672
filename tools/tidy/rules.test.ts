import assert from 'node:assert/strict';
import { dirname } from 'node:path';
import { test } from 'node:test';
import { neededPrograms } from '../test/need.ts';
import { codeOf, isTest, projectFiles, read } from './tree.ts';

const files = projectFiles();
const sources = files.filter((file) => /^(packages\/[^/]+\/(src|build|bin)|tools)\/.*\.tsx?$/.test(file));
const coreSources = sources.filter((file) => file.startsWith('packages/core/src/') && !isTest(file));

test('core has no clock, no chance of its own, and no power that differs between Node versions', () => {
  const banned = /Date\.now|new Date\b|Math\.random|Math\.pow|\*\*|performance\./;
  const broken = coreSources.filter((file) => banned.test(codeOf(file)));
  assert.deepEqual(broken, []);
});

test('every step and every codec says in a README what it is for, what goes in and what comes out', () => {
  const rooms = new Set<string>();
  for (const file of coreSources) {
    const [room, inner] = file.slice('packages/core/src/'.length).split('/');
    if (room.endsWith('.ts')) continue;
    rooms.add(
      ['codec', 'tell', 'sense'].includes(room) && !inner.endsWith('.ts') ? `${room}/${inner}` : room,
    );
  }
  const readme = (room: string): string => `packages/core/src/${room}/README.md`;
  const silent = [...rooms].filter(
    (room) => !files.includes(readme(room)) || !/\bIn\b[\s\S]*\bOut\b/i.test(read(readme(room))),
  );
  assert.deepEqual(silent, []);
});

test('an index only names', () => {
  const broken = sources
    .filter(
      (file) => file.endsWith('/index.ts') && file.startsWith('packages/core/') && !/\/tables\//.test(file),
    )
    .filter(
      (file) =>
        codeOf(file)
          .replace(/(?:import|export)\s+(?:type\s+)?(?:\*(?:\s+as\s+\w+)?|\{[^}]*\})\s*(?:from\s*'')?;?/g, '')
          .trim() !== '',
    );
  assert.deepEqual(broken, []);
});

test('no file is longer than a head can hold', () => {
  const long = sources
    .filter((file) => !/\/(table|tables|generated|words|weights)\b/.test(file))
    .map((file) => ({ file, lines: read(file).split('\n').length }))
    .filter(({ lines }) => lines > 500);
  assert.deepEqual(long, []);
});

test('no room is called utils, helpers or common', () => {
  assert.deepEqual(
    files.filter((file) => /(^|\/)(utils?|helpers?|misc)(\/|\.tsx?$)/i.test(file)),
    [],
  );
});

test('nothing is left to be done in a comment', () => {
  const unfinished = /\b(?:TOD[O]|FIXM[E]|XX[X])\b/;
  assert.deepEqual(
    sources.filter((file) => unfinished.test(read(file))),
    [],
  );
});

test('no path of a machine and no registry address is in the project', () => {
  const paths = /\/wor[k]\/|\/hom[e]\/\w|\/tmp\/bas[h]/;
  const withPath = files
    .filter((file) => /\.(tsx?|js|cjs|json|md|css|html|yml)$/.test(file) || dirname(file) === '.ci')
    .filter((file) => paths.test(read(file)));
  assert.deepEqual(withPath, []);
  assert.doesNotMatch(read('package-lock.json'), /"resolved": "http/);
});

test('a new machine gets every program that a test starts', () => {
  const run = read('.ci/run');
  assert.deepEqual(
    neededPrograms.filter((name) => !run.includes(`command -v ${name} >`)),
    [],
  );
});
