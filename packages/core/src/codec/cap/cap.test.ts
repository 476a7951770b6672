import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { findProgram, need, sharedDir } from '../../../../../tools/test/need.ts';
import { fuzzCount, fuzzMutations } from '../../../../../tools/test/fuzz.ts';
import { utf8FromText } from '../../base/bytes.ts';
import { type CapAlert, capReferenceOf, capReferencesOf } from './alert.ts';
import { inspectCap } from './inspect.ts';
import { readCap } from './read.ts';
import { capRows, type CapRow } from './table.ts';
import { withCapSignature, writeCap } from './write.ts';

const alert: CapAlert = {
  identifier: 'kentongan.a1.2',
  sender: 'kentongan@example.org',
  sent: '2026-07-02T16:19:28-00:00',
  status: 'Exercise',
  msgType: 'Update',
  scope: 'Public',
  code: ['one', 'two'],
  references: 'kentongan@example.org,kentongan.a1.1,2026-07-02T16:18:28-00:00',
  info: [
    {
      language: 'uk',
      category: ['Safety', 'Security'],
      event: 'Повітряна загроза',
      responseType: ['Shelter', 'AllClear'],
      urgency: 'Immediate',
      severity: 'Extreme',
      certainty: 'Likely',
      eventCode: [{ valueName: 'n', value: '' }],
      effective: '2026-07-02T16:19:28-00:00',
      expires: '2026-07-02T16:29:28+03:00',
      headline: 'A < B & "C"',
      description: 'line 1\nline 2',
      parameter: [{ valueName: 'a', value: 'b' }],
      resource: [{ resourceDesc: 'map', mimeType: 'image/png', size: '12' }],
      area: [
        {
          areaDesc: 'z7',
          polygon: ['49.4,30.9 49.5,30.9 49.5,31 49.4,30.9'],
          circle: ['49.4,30.9 2.5'],
          geocode: [{ valueName: 'g', value: 'h' }],
          altitude: '-10.5',
          ceiling: '1000',
        },
      ],
    },
    { category: ['Other'], event: 'e', urgency: 'Past', severity: 'Minor', certainty: 'Unlikely' },
  ],
};

const written = writeCap(alert);

function errorsOf(text: string): readonly string[] {
  return inspectCap(utf8FromText(text)).errors;
}

/** The written alert with one text exchanged for another. */
function changed(from: string | RegExp, to: string): readonly string[] {
  assert.notEqual(written.replace(from, to), written, String(from));
  return errorsOf(written.replace(from, to));
}

test('what was written is read back the same, and accepted', () => {
  assert.deepEqual(inspectCap(utf8FromText(written)), {
    verdict: 'accept',
    errors: [],
    signature: 'none',
    alert,
  });
});

test('xmllint finds what we write valid by both schemas', { skip: need('shared', 'xmllint') }, () => {
  for (const schema of ['CAP-v1.2-schema.xsd', 'cap12.xsd'])
    assert.equal(validBySchema(schema, written), true);
});

function validBySchema(schema: string, text: string): boolean {
  const path = join(sharedDir, 'captures', 'cap', 'schema', schema);
  try {
    execFileSync(findProgram('xmllint')!, ['--noout', '--nonet', '--schema', path, '-'], {
      input: text,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    return true;
  } catch {
    return false;
  }
}

/** Faults of the schema, each with what it is. */
const faults: readonly (readonly [string | RegExp, string, string])[] = [
  ['<identifier>kentongan.a1.2</identifier>', '', 'identifier: missing'],
  [
    '<scope>Public</scope>',
    '<scope>public</scope>',
    'scope: expected one of Public, Restricted, Private, found "public"',
  ],
  ['16:19:28-00:00</sent>', '16:19:28Z</sent>', 'sent: expected a time such as'],
  ['2026-07-02T16:19:28-00:00</sent>', '2026-02-30T16:19:28-00:00</sent>', 'sent: expected a time such as'],
  ['<event>e</event>', '', 'info.1.event: missing'],
  ['<category>Other</category>', '', 'info.1.category: missing'],
  [
    '<severity>Minor</severity>',
    '<severity>Minor</severity><severity>Minor</severity>',
    'info.1.severity: expected once',
  ],
  [
    /<urgency>Past<\/urgency>(<severity>Minor<\/severity>)/,
    '$1<urgency>Past</urgency>',
    'info.1.urgency: expected before severity',
  ],
  [
    '<language>uk</language>',
    '<language>ukrainian_language</language>',
    'info.0.language: expected a language code',
  ],
  ['<size>12</size>', '<size>1.5</size>', 'info.0.resource.0.size: expected a whole number'],
  ['<mimeType>image/png</mimeType>', '', 'info.0.resource.0.mimeType: missing'],
  ['<altitude>-10.5</altitude>', '<altitude>high</altitude>', 'info.0.area.0.altitude: expected a number'],
  ['<valueName>g</valueName>', '', 'info.0.area.0.geocode.0.valueName: missing'],
  ['<status>', '<extra />\n<status>', 'extra: unknown element'],
  ['<status>', 'text<status>', '(root): expected elements only, found text "text"'],
  ['<event>e</event>', '<event a="b">e</event>', 'info.1.event: unknown attribute a'],
  ['<event>e</event>', '<event>e<b /></event>', 'info.1.event: expected text, found <b>'],
  ['<event>e</event>', '<event xmlns="urn:x">e</event>', 'info.1.event: unknown element'],
  ['cap:1.2', 'cap:1.3', '(root): expected an alert of CAP 1.2 or 1.1'],
];

test('each fault of the schema is named with its path', () => {
  for (const [from, to, error] of faults)
    assert.equal(changed(from, to)[0].startsWith(error), true, `${error}: ${String(changed(from, to))}`);
});

test('xmllint rejects each of these faults too', { skip: need('shared', 'xmllint') }, () => {
  for (const [from, to, error] of faults) {
    assert.equal(validBySchema('CAP-v1.2-schema.xsd', written.replace(from, to)), false, error);
  }
});

test('polygons and circles are held to their rules', () => {
  const polygon = (text: string) => changed(/<polygon>[^<]*/, `<polygon>${text}`)[0] ?? 'fine';
  assert.match(
    polygon('1,2 3,4 5,6 1,2.5'),
    /info\.0\.area\.0\.polygon\.0: expected the last point to be the first/,
  );
  assert.match(polygon('1,2 3,4 1,2'), /expected at least 4 points, found 3/);
  assert.match(polygon('1,2 3,4 5 1,2'), /expected "lat,lon", found "5"/);
  assert.match(polygon('1,2 3,4 0x1,6 1,2'), /expected "lat,lon"/);
  assert.match(polygon('1,2 3,4 1e1,6 1,2'), /expected "lat,lon"/);
  assert.match(polygon('91,2 3,4 5,6 91,2'), /expected a point on Earth/);
  assert.equal(polygon('\n1,2\t3.0,-4 5.,+.6\n1,2 '), 'fine');
  assert.equal(polygon(''), 'fine');
  const circle = (text: string) => changed(/<circle>[^<]*/, `<circle>${text}`)[0] ?? 'fine';
  assert.match(circle('1,2'), /expected "lat,lon radius"/);
  assert.match(circle('1,2 -3'), /expected "lat,lon radius"/);
  assert.equal(circle('1,2 0'), 'fine');
});

test('an entity, a DTD or broken XML refuses the document, with its line', () => {
  const found = inspectCap(
    utf8FromText(
      `<?xml version="1.0"?>\n<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n${written.slice(39)}`,
    ),
  );
  assert.deepEqual([found.verdict, found.at, found.alert], ['reject', 2, {}]);
  assert.match(found.error ?? '', /document type/);
});

test('prefixes, schema locations, comments and instructions make no difference', () => {
  const prefixed = written
    .replaceAll(/<(\/?)(?=[a-z])/gi, '<$1cap:')
    .replace(
      'xmlns=',
      'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="a b" xmlns:cap=',
    )
    .replace('<cap:status>', '<!-- c --><?pi?><cap:status>');
  const found = inspectCap(utf8FromText(prefixed));
  assert.deepEqual([found.errors, found.alert], [[], alert]);
});

test('CAP 1.1 is read by its own rules', () => {
  const older = written
    .replace('cap:1.2', 'cap:1.1')
    .replaceAll('-00:00<', 'Z<')
    .replace('<responseType>AllClear</responseType>', '');
  assert.deepEqual(errorsOf(older), []);
  assert.match(
    errorsOf(written.replace('cap:1.2', 'cap:1.1'))[0],
    /info\.0\.responseType\.1: expected one of/,
  );
});

test('references name earlier alerts', () => {
  assert.equal(capReferenceOf(alert), 'kentongan@example.org,kentongan.a1.2,2026-07-02T16:19:28-00:00');
  assert.deepEqual(capReferencesOf({ ...alert, references: 'a,b,c\n d,e f,g,h' }), [
    { sender: 'a', identifier: 'b', sent: 'c' },
    { sender: 'f', identifier: 'g', sent: 'h' },
  ]);
});

test('a signature is last, and unchecked without someone who has keys', () => {
  const signature = '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo /></Signature>';
  const found = inspectCap(utf8FromText(withCapSignature(written, signature)));
  assert.deepEqual([found.verdict, found.signature], ['accept', 'unchecked']);
  const early = written.replace('<status>', `${signature}<status>`);
  assert.match(errorsOf(early)[0], /expected nothing of CAP after the signature/);
});

const folder = join(sharedDir, 'captures', 'cap');

test('the captured alerts are accepted as the schemas accept them', { skip: need('shared') }, () => {
  const expected = { 'bf-valid.xml': 'unchecked', 'australia.cap': 'none', 'weather.cap': 'none' };
  for (const [name, signature] of Object.entries(expected)) {
    const found = inspectCap(readFileSync(join(folder, name)));
    assert.deepEqual([found.verdict, found.errors, found.signature], ['accept', [], signature], name);
  }
  const { alert: weather } = readCap(readFileSync(join(folder, 'weather.cap')));
  assert.deepEqual(weather.info?.[0].parameter?.[1], { valueName: 'UGC', value: 'MTZ014' });
});

test('the table has the schema’s elements in the schema’s order', { skip: need('shared') }, () => {
  for (const [version, file] of [
    ['1.2', 'cap12.xsd'],
    ['1.1', 'cap11.xsd'],
  ] as const) {
    const schema = readFileSync(join(folder, 'schema', file), 'utf8');
    const inSchema = [...schema.matchAll(/<element (?:name|ref)="(?:cap:)?(\w+)"/g)].map(([, name]) => name);
    assert.deepEqual(['alert', ...namesOf(capRows[version]), 'valueName', 'value'], inSchema);
  }
});

function namesOf(rows: readonly CapRow[]): string[] {
  return rows.flatMap(({ name, kind }) => (kind.type === 'group' ? [name, ...namesOf(kind.rows)] : [name]));
}

test('99,000 elements, known or not, take no longer than as many deserve', () => {
  for (const element of ['<code/>', '<x/>', '<info/>']) {
    const startedMs = performance.now();
    errorsOf(`<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">${element.repeat(99_000)}</alert>`);
    assert.ok(performance.now() - startedMs < 10_000, element);
  }
});

test('no mutated document crashes, hangs or leaks', () => {
  const report = fuzzMutations(8, [utf8FromText(written)], fuzzCount(20_000), (bytes) => {
    const found = inspectCap(bytes);
    assert.equal(found.verdict === 'accept', found.errors.length === 0);
    if (found.verdict === 'accept')
      assert.deepEqual(inspectCap(utf8FromText(writeCap(found.alert as CapAlert))).errors, []);
  });
  assert.ok(report.slowestMs < 1000 && report.heapGrowthBytes < 32e6, JSON.stringify(report));
});
