import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { findProgram, need, sharedDir } from '../../../../../tools/test/need.ts';
import { canonicalDocument, canonicalElement, type CanonicalOptions } from './canonical.ts';
import { elementsOf } from './element.ts';
import { parseXml, type XmlDocument } from './parse.ts';

function document(text: string): XmlDocument {
  const found = parseXml(text);
  if ('error' in found) assert.fail(found.error);
  return found;
}

/** Our own, in the spirit of the standard's examples: instructions, order, namespaces, blanks, references. */
const documents = [
  '<?xml version="1.0"?>\n\n<?xml-stylesheet   href="doc.xsl"\n   type="text/xsl"   ?>\n\n<doc>Hello<!-- c --></doc>\n\n<?after?>\n',
  '<doc>\n   <e1   />\n   <e3   name = "elem3"   id="elem3"   />\n  <e5 a:attr="out" b:attr="sorted" attr2="all" attr="I\'m" xmlns:b="http://www.ietf.org" xmlns:a="http://www.w3.org" xmlns="http://example.org"/><e6 xmlns="" xmlns:a="http://www.w3.org"><e7 xmlns="http://www.ietf.org"><e8 xmlns="" xmlns:a="http://www.w3.org"><e9 xmlns="" xmlns:a="http://www.ietf.org" attr="default"/></e8></e7></e6>\n</doc>',
  '<doc>\r\n<text>First line&#x0d;&#10;Second line</text><value>&#x32;</value><compute><![CDATA[value>"0" && value<"10" ?"valid":"error"]]></compute><compute expr=\'value>"0" &amp;&amp; value&lt;"10" ?"valid":"error"\'>valid</compute><norm attr=\' &apos;   &#x20;&#13;&#xa;&#9;   &apos; \'/></doc>',
  '<n0:a xmlns:n0="urn:u0" xmlns:n1="urn:u1" xml:lang="en"><n1:b n0:x="1" y="2" xmlns="urn:d"><c xmlns:n2="urn:u2" n2:z=""/><?p i?></n1:b></n0:a>',
];

for (const [flag, options] of [
  ['--c14n', {}],
  ['--c14n11', {}],
  ['--exc-c14n', { exclusive: true }],
] as [string, CanonicalOptions][]) {
  test(`xmllint ${flag} makes the same canonical form`, { skip: need('xmllint') }, () => {
    for (const text of documents) {
      const expected = execFileSync(findProgram('xmllint')!, [flag, '-'], { input: text, encoding: 'utf8' });
      assert.equal(canonicalDocument(document(withoutComments(text)), options), withoutComments(expected));
    }
  });
}

/** xmllint's forms keep comments, ours do not. */
function withoutComments(text: string): string {
  return text.replace(/<!--.*?-->/g, '');
}

test('a real alert’s canonical form is xmllint’s', { skip: need('shared', 'xmllint') }, () => {
  for (const name of ['bf-valid.xml', 'australia.cap', 'weather.cap']) {
    const text = readFileSync(join(sharedDir, 'captures', 'cap', name), 'utf8');
    const expected = execFileSync(findProgram('xmllint')!, ['--c14n11', '-'], {
      input: text,
      encoding: 'utf8',
      maxBuffer: 1e8,
    });
    assert.equal(canonicalDocument(document(text)), withoutComments(expected));
  }
});

test('an inner element brings its ancestors’ namespaces along, or only those it uses', () => {
  const { root } = document('<a xmlns="urn:u" xmlns:p="urn:v" xml:lang="en"><b p:x="1"/></a>');
  const [inner] = elementsOf(root);
  const expected = '<b xmlns="urn:u" xmlns:p="urn:v" xml:lang="en" p:x="1"></b>';
  assert.equal(canonicalElement(inner, [root]), expected);
  const { root: other } = document('<a xmlns="u" xmlns:p="v" xmlns:q="w"><b/></a>');
  const options = { exclusive: true };
  assert.equal(canonicalElement(elementsOf(other)[0], [other], options), '<b xmlns="u"></b>');
  const listed = canonicalElement(elementsOf(other)[0], [other], {
    exclusive: true,
    inclusivePrefixes: ['q'],
  });
  assert.equal(listed, '<b xmlns="u" xmlns:q="w"></b>');
});

test('a signature can be left out, and blanks with instructions', () => {
  const parsed = document('<?style x?><a>\n  <b> t </b>\n  <Signature><x/></Signature>\n</a>');
  const signature = elementsOf(parsed.root)[1];
  assert.equal(canonicalDocument(parsed, { without: signature }), '<?style x?>\n<a>\n  <b> t </b>\n  \n</a>');
  assert.equal(canonicalDocument(parsed, { without: signature, withoutBlanks: true }), '<a><b> t </b></a>');
});
