import { attributeOf, isElement, localNameOf, namespaceOf } from './element.ts';
import type { XmlAttribute, XmlDocument, XmlElement, XmlInstruction, XmlNode } from './parse.ts';

/**
 * Canonical XML without comments: inclusive (1.0 and 1.1, which differ only in `xml:id` and `xml:base`, see below) or
 * exclusive. What a signature is computed over, and what must come out the same on every machine.
 */
export interface CanonicalOptions {
  readonly exclusive?: boolean;
  /** For exclusive: prefixes treated as inclusive does (`#default` for none). */
  readonly inclusivePrefixes?: readonly string[];
  /** An element left out with all in it: the signature in an enveloped signature's document. */
  readonly without?: XmlElement;
  /** Leave out text of blanks alone, and instructions: not canonical, but what some signers did. */
  readonly withoutBlanks?: boolean;
}

/** The whole document, instructions before and after the root included. */
export function canonicalDocument(document: XmlDocument, options: CanonicalOptions = {}): string {
  const instructions = (list: readonly XmlInstruction[], line: (text: string) => string) =>
    options.withoutBlanks === true ? '' : list.map((node) => line(instruction(node))).join('');
  const before = instructions(document.before, (text) => `${text}\n`);
  const after = instructions(document.after, (text) => `\n${text}`);
  return before + canonicalElement(document.root, [], options) + after;
}

/**
 * One element with all in it. `ancestors` (outermost first) give it their namespaces, and for inclusive also their
 * `xml:lang` and `xml:space`; `xml:base` of ancestors (which 1.1 would join) is not handled and left out.
 */
export function canonicalElement(
  element: XmlElement,
  ancestors: readonly XmlElement[] = [],
  options: CanonicalOptions = {},
): string {
  const parts: string[] = [];
  new Canonicalizer(options, parts).element(element, [...ancestors], new Map(), true);
  return parts.join('');
}

type Rendered = ReadonlyMap<string, string>;

class Canonicalizer {
  readonly #options: CanonicalOptions;
  readonly #parts: string[];

  constructor(options: CanonicalOptions, parts: string[]) {
    this.#options = options;
    this.#parts = parts;
  }

  /** `scope` is shared: an element stands on it while its children are written. */
  element(element: XmlElement, scope: XmlElement[], rendered: Rendered, isApex: boolean): void {
    const inherited = isApex && this.#options.exclusive !== true ? inheritedAttributes(element, scope) : [];
    scope.push(element);
    const nowRendered = new Map(rendered);
    const declarations = this.#declarations(element, scope, nowRendered);
    const attributes = element.attributes
      .filter(({ name }) => !isDeclaration(name))
      .concat(inherited)
      .map((attribute) => ({ ...attribute, key: sortKey(attribute, scope) }))
      .sort((a, b) => compare(a.key, b.key));
    const written = [...declarations, ...attributes].map(
      ({ name, value }) => ` ${name}="${attributeValue(value)}"`,
    );
    this.#parts.push(`<${element.name}${written.join('')}>`);
    for (const node of element.children) this.#node(node, scope, nowRendered);
    this.#parts.push(`</${element.name}>`);
    scope.pop();
  }

  #node(node: XmlNode, scope: XmlElement[], rendered: Rendered): void {
    if (typeof node === 'string') {
      if (this.#options.withoutBlanks !== true || /[^ \t\r\n]/.test(node)) this.#parts.push(textValue(node));
    } else if (!isElement(node)) {
      if (this.#options.withoutBlanks !== true) this.#parts.push(instruction(node));
    } else if (node !== this.#options.without) this.element(node, scope, rendered, false);
  }

  /** The namespaces to declare here: those that the output has not in scope yet, by prefix. */
  #declarations(
    element: XmlElement,
    scope: readonly XmlElement[],
    rendered: Map<string, string>,
  ): XmlAttribute[] {
    const declarations: XmlAttribute[] = [];
    for (const prefix of this.#prefixes(element, scope).sort(compare)) {
      const name = prefix === '' ? 'xmlns' : `xmlns:${prefix}`;
      const value = namespaceOf(prefix === '' ? 'x' : `${prefix}:x`, scope);
      if (value === undefined || (rendered.get(prefix) ?? '') === value) continue;
      rendered.set(prefix, value);
      declarations.push({ name, value });
    }
    return declarations;
  }

  #prefixes(element: XmlElement, scope: readonly XmlElement[]): string[] {
    const declared = scope.flatMap(({ attributes }) =>
      attributes
        .filter(({ name }) => isDeclaration(name))
        .map(({ name }) => (name === 'xmlns' ? '' : name.slice(6))),
    );
    const usable = [...new Set(['', ...declared])].filter((prefix) => prefix !== 'xml');
    if (this.#options.exclusive !== true) return usable;
    const used = new Set([prefixOf(element.name)]);
    for (const { name } of element.attributes)
      if (!isDeclaration(name) && name.includes(':')) used.add(prefixOf(name));
    for (const prefix of this.#options.inclusivePrefixes ?? []) used.add(prefix === '#default' ? '' : prefix);
    return usable.filter((prefix) => used.has(prefix));
  }
}

function inheritedAttributes(element: XmlElement, ancestors: readonly XmlElement[]): XmlAttribute[] {
  return ['xml:lang', 'xml:space'].flatMap((name) => {
    if (attributeOf(element, name) !== undefined) return [];
    const owner = ancestors.findLast((ancestor) => attributeOf(ancestor, name) !== undefined);
    return owner === undefined ? [] : [{ name, value: attributeOf(owner, name)! }];
  });
}

/** Attributes go by namespace, then by local name; those without a namespace come first. */
function sortKey({ name }: XmlAttribute, scope: readonly XmlElement[]): string {
  const namespace = name.includes(':') ? (namespaceOf(name, scope) ?? '') : '';
  return `${namespace}\u0000${localNameOf(name)}`;
}

function isDeclaration(name: string): boolean {
  return name === 'xmlns' || name.startsWith('xmlns:');
}

function prefixOf(name: string): string {
  const colon = name.indexOf(':');
  return colon < 0 ? '' : name.slice(0, colon);
}

/** By code point, as the standard orders; names beyond the basic plane do not occur in ours. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function instruction({ target, content }: XmlInstruction): string {
  return content === '' ? `<?${target}?>` : `<?${target} ${content}?>`;
}

const references: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#x9;',
  '\n': '&#xA;',
  '\r': '&#xD;',
};

function textValue(text: string): string {
  return text.replace(/[&<>\r]/g, (character) => references[character]);
}

function attributeValue(text: string): string {
  return text.replace(/[&<"\t\n\r]/g, (character) => references[character]);
}
