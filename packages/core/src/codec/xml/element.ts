import type { XmlElement, XmlNode } from './parse.ts';

export function isElement(node: XmlNode): node is XmlElement {
  return typeof node !== 'string' && 'children' in node;
}

export function elementsOf(element: XmlElement): XmlElement[] {
  return element.children.filter(isElement);
}

export function attributeOf(element: XmlElement, name: string): string | undefined {
  return element.attributes.find((attribute) => attribute.name === name)?.value;
}

/** The text directly inside, without that of inner elements. */
export function textOf(element: XmlElement): string {
  return element.children.filter((node) => typeof node === 'string').join('');
}

/** The name without its prefix. */
export function localNameOf(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

/** The namespace of a name as it stands in the innermost of these elements, outermost first; '' for none. */
export function namespaceOf(name: string, scope: readonly XmlElement[]): string | undefined {
  const prefix = name.includes(':') ? name.slice(0, name.indexOf(':')) : '';
  if (prefix === 'xml') return 'http://www.w3.org/XML/1998/namespace';
  const declaration = prefix === '' ? 'xmlns' : `xmlns:${prefix}`;
  for (let index = scope.length - 1; index >= 0; index--) {
    const found = attributeOf(scope[index], declaration);
    if (found !== undefined) return found === '' && prefix !== '' ? undefined : found;
  }
  return prefix === '' ? '' : undefined;
}
