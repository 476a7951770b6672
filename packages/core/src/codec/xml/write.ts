import { isElement } from './element.ts';
import type { XmlElement, XmlNode } from './parse.ts';

export const xmlDeclaration = '<?xml version="1.0" encoding="UTF-8"?>';

/** An element to write; attributes that are undefined are left out. */
export function xmlElement(
  name: string,
  attributes: Readonly<Record<string, string | number | undefined>> = {},
  ...children: readonly XmlNode[]
): XmlElement {
  return {
    name,
    attributes: Object.entries(attributes).flatMap(([key, value]) =>
      value === undefined ? [] : [{ name: key, value: String(value) }],
    ),
    children,
  };
}

/** The element as XML text, without blanks of our own. Characters that XML cannot hold become U+FFFD. */
export function writeXml(element: XmlElement): string {
  const attributes = element.attributes
    .map(({ name, value }) => ` ${name}="${escapedAttribute(value)}"`)
    .join('');
  if (element.children.length === 0) return `<${element.name}${attributes} />`;
  const content = element.children.map(writeNode).join('');
  return `<${element.name}${attributes}>${content}</${element.name}>`;
}

function writeNode(node: XmlNode): string {
  if (typeof node === 'string') return escapedText(node);
  return isElement(node) ? writeXml(node) : `<?${node.target} ${node.content}?>`;
}

// oxlint-disable-next-line no-control-regex -- these are exactly what XML 1.0 (2.2) forbids
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

function escapedText(text: string): string {
  if (!special.test(text)) return text;
  return text.replace(forbidden, '\uFFFD').replace(/[&<>\r]/g, (character) => references[character]);
}

/** Line ends and tabs are written as references: a reader turns bare ones into blanks. */
function escapedAttribute(text: string): string {
  return escapedText(text).replace(/["\n\t]/g, (character) => references[character]);
}

// oxlint-disable-next-line no-control-regex -- as above, and what must be escaped
const special = /[\u0000-\u0008\u000b-\u001f\ufffe\uffff&<>]/;

const references: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#13;',
  '\n': '&#10;',
  '\t': '&#9;',
};
