import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { findProgram, need } from '../../../../../tools/test/need.ts';
import { fuzzCount, fuzzMutations } from '../../../../../tools/test/fuzz.ts';
import { textFromUtf8, utf8FromText } from '../../base/bytes.ts';
import { attributeOf, elementsOf, textOf } from './element.ts';
import { xmlTextFromBytes } from './encoding.ts';
import { defaultXmlLimits, parseXml, type XmlDocument, type XmlLimits } from './parse.ts';
import { writeXml, xmlElement } from './write.ts';

function document(text: string): XmlDocument {
  const found = parseXml(text);
  if ('error' in found) assert.fail(found.error);
  return found;
}

function errorOf(text: string, limits?: XmlLimits): string {
  const found = parseXml(text, limits);
  return 'error' in found ? found.error : 'read';
}

test('attributes in either quotes, references, CDATA and comments', () => {
  const { root } = document(
    `<?xml version="1.0"?><!-- c --><a x='1&quot;&#10;2' y="&#x416;'"><b/>t<!-- c -->e<![CDATA[<&>]]>&amp;</a>`,
  );
  assert.equal(attributeOf(root, 'x'), '1"\n2');
  assert.equal(attributeOf(root, 'y'), "Ж'");
  assert.equal(textOf(root), 'te<&>&');
  assert.deepEqual(
    elementsOf(root).map(({ name }) => name),
    ['b'],
  );
});

test('line ends become "\\n" in text and blanks in attributes', () => {
  const { root } = document('<a x="1\r\n2\t3">p\r\nq\rr</a>');
  assert.equal(attributeOf(root, 'x'), '1 2 3');
  assert.equal(textOf(root), 'p\nq\nr');
});

test('instructions are kept where they stood', () => {
  const { before, root, after } = document('<?one a b?><a><?two?></a><?three  c?>');
  assert.deepEqual(before, [{ target: 'one', content: 'a b' }]);
  assert.deepEqual(root.children, [{ target: 'two', content: '' }]);
  assert.deepEqual(after, [{ target: 'three', content: 'c' }]);
});

test('a DTD, an entity of someone’s own, and an external one are refused', () => {
  assert.match(errorOf('<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>'), /expected no document type/);
  assert.match(errorOf('<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'), /expected no document type/);
  assert.match(errorOf('<a>&e;</a>'), /expected one of XML's own entities, found &e;/);
  assert.match(errorOf('<a x="&constructor;"/>'), /own entities/);
  assert.match(errorOf('<a><!ENTITY e "x"></a>'), /expected no declaration/);
});

const broken = [
  '',
  'x',
  '<a>',
  '<a></b>',
  '<a/><b/>',
  '<a/>x',
  '<a x=1/>',
  '<a x="1" x="2"/>',
  '<a x="<"/>',
  '<a x="1"y="2"/>',
  '<a>&</a>',
  '<a>&#0;</a>',
  '<a>&#xd800;</a>',
  '<a>&#x110000;</a>',
  '<a>]]></a>',
  '<a>\u0001</a>',
  '<a><!-- x -- y --></a>',
  '<a><!-- x ---></a>',
  '<a><?xml version="1.0"?></a>',
  ' <?xml version="1.0"?><a/>',
  '<?XML version="1.0"?><a/>',
  '<1a/>',
  '< a/>',
  '<a',
  '<a><![CDATA[x</a>',
  '<a/><!-- x',
];

const whole = [
  '<a/>',
  '<a x = "1" />',
  '<a >x</a >',
  '\n<a/>\n',
  '<a>&#x9;&gt;</a>',
  '<é-1.b/>',
  '<a><!----></a>',
];

test('what is not well-formed is refused, with the line', () => {
  for (const text of broken) assert.notEqual(errorOf(text), 'read', text);
  assert.deepEqual(parseXml('<a>\n<b>\n</c></a>'), { error: 'expected </b>, found </c>', line: 3 });
});

test('xmllint thinks the same of each', { skip: need('xmllint') }, () => {
  for (const [texts, expected] of [
    [broken, false],
    [whole, true],
  ] as const) {
    for (const text of texts) {
      assert.equal(errorOf(text) === 'read', expected, text);
      assert.equal(isWellFormed(text), expected, `xmllint: ${text}`);
    }
  }
});

function isWellFormed(text: string): boolean {
  try {
    execFileSync(findProgram('xmllint')!, ['--noout', '--nonet', '-'], {
      input: text,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    return true;
  } catch {
    return false;
  }
}

test('size, depth, elements and attributes are bounded', () => {
  const limits = { maxCharacters: 200, maxDepth: 5, maxElements: 6, maxAttributes: 2 };
  assert.match(errorOf(' '.repeat(201), limits), /at most 200 characters, found 201/);
  assert.match(errorOf('<a>'.repeat(6), limits), /at most 5 levels/);
  assert.match(errorOf(`<a>${'<b/>'.repeat(6)}</a>`, limits), /at most 6 elements/);
  assert.match(errorOf('<a p="" q="" r=""/>', limits), /at most 2 attributes/);
  assert.match(errorOf('<a>'.repeat(1_000_000)), /at most 64 levels/);
});

test('megabytes of blanks, ampersands or quotes take no longer than their length', () => {
  for (const filler of [' ', '&', '"', "'", '<', ']', '-', '\n']) {
    const startedMs = performance.now();
    errorOf(`<a x="1"${filler.repeat(2_000_000)}`);
    errorOf(`<a>${filler.repeat(2_000_000)}</a>`);
    assert.ok(performance.now() - startedMs < 10_000, JSON.stringify(filler));
  }
});

test('what was written is read back the same', () => {
  const element = xmlElement(
    'a',
    { x: ' <"&\'>\n\t\r Ж😀', y: 5, z: undefined },
    'p <&> ]]> \r\n',
    xmlElement('b'),
    'q',
  );
  assert.deepEqual(document(writeXml(element)).root, element);
});

test('characters that XML cannot hold are written as U+FFFD', () => {
  assert.equal(writeXml(xmlElement('a', {}, 'x\u0000y')), '<a>x\uFFFDy</a>');
});

test('encodings are read by mark and declaration, and broken bytes are refused', () => {
  const text = '<a>é</a>';
  assert.deepEqual(xmlTextFromBytes(utf8FromText(text)), { text });
  assert.deepEqual(xmlTextFromBytes(Uint8Array.of(0xef, 0xbb, 0xbf, 60, 97, 47, 62)), { text: '\uFEFF<a/>' });
  assert.deepEqual(xmlTextFromBytes(Buffer.from(`\uFEFF${text}`, 'utf16le')), { text });
  assert.deepEqual(xmlTextFromBytes(Buffer.from(`\uFEFF${text}`, 'utf16le').swap16()), { text });
  const latin = `<?xml version='1.0' encoding='ISO-8859-1'?>${text}`;
  assert.deepEqual(xmlTextFromBytes(Buffer.from(latin, 'latin1')), { text: latin });
  assert.match(JSON.stringify(xmlTextFromBytes(Buffer.from(text, 'latin1'))), /expected UTF-8/);
  assert.match(
    JSON.stringify(xmlTextFromBytes(Buffer.from('<?xml version="1.0" encoding="EBCDIC"?>'))),
    /found encoding/,
  );
});

test('no mutated document crashes, hangs or leaks', () => {
  const samples = [...whole, `<?xml version="1.0"?><a x='1&amp;2'><b y="3">t<![CDATA[u]]></b><!-- c --></a>`];
  const report = fuzzMutations(6, samples.map(utf8FromText), fuzzCount(20_000), (bytes) => {
    const found = parseXml(textFromUtf8(bytes), defaultXmlLimits);
    if (!('error' in found)) assert.deepEqual(document(writeXml(found.root)).root, found.root);
  });
  assert.ok(report.slowestMs < 1000 && report.heapGrowthBytes < 32e6, JSON.stringify(report));
});
