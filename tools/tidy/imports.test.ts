import assert from 'node:assert/strict';
import { test } from 'node:test';
import { importsOf, isTest, projectFiles, type Import } from './tree.ts';

const sources = projectFiles().filter((file) => /^packages\/[^/]+\/src\/.*\.tsx?$/.test(file));
const core = 'packages/core/src/';

/** What each room of core may import of ours; a room may always import itself. */
const allowed: Record<string, string[]> = {
  base: [],
  codec: ['base/bytes.ts'],
  sense: ['base/'],
  fuse: ['base/'],
  foresee: ['base/'],
  warn: ['base/'],
  ingest: ['base/', 'codec/'],
  tell: ['base/', 'codec/'],
};

function roomOf(path: string): string {
  return path.slice(core.length).split('/')[0];
}

function importsWhere(isWanted: (file: string) => boolean): Import[] {
  return sources.filter(isWanted).flatMap(importsOf);
}

test('steps of core meet only in base, never in each other', () => {
  const broken = importsWhere(
    (file) => file.startsWith(core) && !isTest(file) && roomOf(file) !== 'pipeline.ts',
  )
    .filter(({ target }) => target !== undefined)
    .filter(({ file, target = '' }) => {
      if (!target.startsWith(core)) return true;
      const room = roomOf(file);
      if (roomOf(target) === room) return false;
      return !(allowed[room] ?? []).some((start) => target.slice(core.length).startsWith(start));
    });
  assert.deepEqual(broken, []);
});

test('one protocol never knows another: codecs share bytes and what carries several', () => {
  const shared = ['pcap', 'xml', 'protobuf', 'lines'];
  const broken = importsWhere((file) => file.startsWith(`${core}codec/`) && !isTest(file)).filter(
    ({ file, target }) => {
      if (target === undefined || !target.startsWith(`${core}codec/`)) return false;
      const [from, to] = [file, target].map((path) => path.slice(core.length).split('/')[1]);
      return from !== to && !shared.includes(to.replace('.ts', ''));
    },
  );
  assert.deepEqual(broken, []);
});

test('core imports neither Node nor the browser', () => {
  const broken = importsWhere((file) => file.startsWith(core) && !isTest(file)).filter(({ specifier }) =>
    specifier.startsWith('node:'),
  );
  assert.deepEqual(broken, []);
});

test('server, web and lab import core by its exports, and never each other', () => {
  const broken = importsWhere((file) => /^packages\/(server|web|lab)\//.test(file)).filter(
    ({ file, specifier, target }) => {
      const home = file.split('/').slice(0, 2).join('/');
      if (target !== undefined)
        return !target.startsWith(home) && !(isTest(file) && target.startsWith('tools/test/'));
      return specifier.startsWith('@kentongan/') && !specifier.startsWith('@kentongan/core/');
    },
  );
  assert.deepEqual(broken, []);
});

test('only the pipeline knows several steps', () => {
  const steps = ['fuse', 'foresee', 'warn'];
  const knowing = sources.filter((file) => {
    const known = new Set(
      importsOf(file)
        .filter(({ target }) => target?.startsWith(core) === true)
        .map(({ target = '' }) => roomOf(target))
        .filter((room) => steps.includes(room)),
    );
    return known.size > 1;
  });
  assert.deepEqual(
    knowing.filter((file) => !isTest(file)),
    [`${core}pipeline.ts`],
  );
});

test('no files import each other in a circle, not even for types', () => {
  const targetsOf = new Map(
    sources.map((file) => [
      file,
      importsOf(file).flatMap(({ target }) => (target === undefined ? [] : target)),
    ]),
  );
  const done = new Set<string>();
  const circles: string[][] = [];
  const walk = (file: string, way: readonly string[]) => {
    if (way.includes(file)) circles.push([...way.slice(way.indexOf(file)), file]);
    if (way.includes(file) || done.has(file)) return;
    for (const target of targetsOf.get(file) ?? []) walk(target, [...way, file]);
    done.add(file);
  };
  for (const file of sources) walk(file, []);
  assert.deepEqual(circles, []);
});
