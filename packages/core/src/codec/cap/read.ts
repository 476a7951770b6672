import {
  elementsOf,
  localNameOf,
  namespaceOf,
  parseXml,
  textOf,
  timeMsOfDateTime,
  type XmlDocument,
  type XmlElement,
  xmlTextFromBytes,
} from '../xml/index.ts';
import type { CapAlert } from './alert.ts';
import { readCapCircle, readCapPolygon } from './shape.ts';
import { capNamespaces, type CapKind, type CapRow, capRows, type CapVersion } from './table.ts';

/**
 * An alert as read, and what CAP's schema and its rules for polygons and circles have against it; accepted where
 * `errors` is empty. Each error starts with the path of the element (`info.0.area.1.polygon.0: …`).
 */
export interface CapReading {
  /** Absent where the document is no XML, or no alert. */
  readonly document: XmlDocument | undefined;
  readonly version: CapVersion | undefined;
  /** What could be read; whole where `errors` is empty, else parts may be missing. */
  readonly alert: Partial<CapAlert>;
  readonly errors: readonly string[];
  readonly signatures: readonly XmlElement[];
  /** Line of the text where it stopped being XML. */
  readonly line: number | undefined;
}

export const signatureNamespace = 'http://www.w3.org/2000/09/xmldsig#';

/** No more than this many errors are named for one document. */
const maxErrors = 32;

type Group = Record<string, unknown>;

/** A CAP 1.2 or 1.1 document from bytes; never throws. Entities, DTDs and stylesheets are never loaded. */
export function readCap(bytes: Uint8Array): CapReading {
  const decoded = xmlTextFromBytes(bytes);
  if ('error' in decoded) return refused(`(root): ${decoded.error}`, 1);
  const document = parseXml(decoded.text);
  if ('error' in document) return refused(`(root): ${document.error}`, document.line);
  const { root } = document;
  const namespace = namespaceOf(root.name, [root]);
  const version = (['1.2', '1.1'] as const).find((one) => capNamespaces[one] === namespace);
  if (localNameOf(root.name) !== 'alert' || version === undefined) {
    return refused(
      `(root): expected an alert of CAP 1.2 or 1.1, found <${root.name}> of "${namespace ?? ''}"`,
      1,
    );
  }
  const reader = new Reader(version);
  const alert = reader.alert(root);
  const { errors, signatures } = reader;
  return { document, version, alert, errors, signatures, line: undefined };
}

function refused(error: string, line: number): CapReading {
  return { document: undefined, version: undefined, alert: {}, errors: [error], signatures: [], line };
}

class Reader {
  readonly #version: CapVersion;
  readonly errors: string[] = [];
  readonly signatures: XmlElement[] = [];

  constructor(version: CapVersion) {
    this.#version = version;
  }

  alert(root: XmlElement): Partial<CapAlert> {
    const children: XmlElement[] = [];
    for (const child of elementsOf(root)) {
      const isSignature = namespaceOf(child.name, [root, child]) === signatureNamespace;
      if (isSignature && this.#version === '1.2') this.signatures.push(child);
      else if (this.signatures.length > 0) this.#report([], 'expected nothing of CAP after the signature');
      if (!isSignature || this.#version !== '1.2') children.push(child);
    }
    this.#checkAttributes(root, []);
    this.#checkText(root, []);
    return this.#group(children, capRows[this.#version], [root], []) as Partial<CapAlert>;
  }

  #group(
    children: readonly XmlElement[],
    rows: readonly CapRow[],
    scope: readonly XmlElement[],
    path: readonly string[],
  ): Group {
    const group: Group = {};
    const counts = new Map<CapRow, number>();
    let furthest = 0;
    for (const child of children) {
      const name = localNameOf(child.name);
      const index = rows.findIndex((row) => row.name === name);
      const isOurs = namespaceOf(child.name, [...scope, child]) === capNamespaces[this.#version];
      if (index < 0 || !isOurs) {
        this.#report([...path, child.name], 'unknown element');
        continue;
      }
      const row = rows[index];
      const count = counts.get(row) ?? 0;
      counts.set(row, count + 1);
      const here = row.isRepeatable ? [...path, name, String(count)] : [...path, name];
      if (index < furthest) this.#report(here, `expected before ${rows[furthest].name}`);
      furthest = Math.max(furthest, index);
      const value = this.#value(child, row.kind, [...scope, child], here);
      if (row.isRepeatable) ((group[name] ??= []) as unknown[]).push(value);
      else if (count > 0) this.#report(here, 'expected once');
      else group[name] = value;
    }
    for (const row of rows)
      if (row.isRequired && !counts.has(row)) this.#report([...path, row.name], 'missing');
    return group;
  }

  #value(element: XmlElement, kind: CapKind, scope: readonly XmlElement[], path: readonly string[]): unknown {
    this.#checkAttributes(element, path);
    const inner = elementsOf(element);
    if (kind.type === 'group') {
      this.#checkText(element, path);
      return this.#group(inner, kind.rows, scope, path);
    }
    if (inner.length > 0) this.#report(path, `expected text, found <${inner[0].name}>`);
    const text = textOf(element);
    const error = valueError(kind, text);
    if (error !== undefined) this.#report(path, error);
    return text;
  }

  /** The schema has no attributes: only namespaces and the schema's own place may stand. */
  #checkAttributes(element: XmlElement, path: readonly string[]): void {
    const unknown = element.attributes.find(({ name }) => !/^(xmlns(:|$)|xsi:)/.test(name));
    if (unknown !== undefined) this.#report(path, `unknown attribute ${unknown.name}`);
  }

  #checkText(element: XmlElement, path: readonly string[]): void {
    const text = textOf(element).trim();
    if (text !== '') this.#report(path, `expected elements only, found text ${shown(text)}`);
  }

  #report(path: readonly string[], what: string): void {
    if (this.errors.length < maxErrors)
      this.errors.push(`${path.length === 0 ? '(root)' : path.join('.')}: ${what}`);
  }
}

const offsetPattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d$/;

function valueError(kind: Exclude<CapKind, { type: 'group' }>, text: string): string | undefined {
  const found = `found ${shown(text)}`;
  const bare = text.trim();
  switch (kind.type) {
    case 'text':
      return undefined;
    case 'one of':
      return kind.values.includes(text) ? undefined : `expected one of ${kind.values.join(', ')}, ${found}`;
    case 'time':
      if (offsetPattern.test(bare) && timeMsOfDateTime(bare) !== undefined) return undefined;
      return `expected a time such as 2026-01-01T00:00:00-00:00, ${found}`;
    case 'anyTime':
      return timeMsOfDateTime(bare) === undefined ? `expected a date and time, ${found}` : undefined;
    case 'language':
      return /^[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*$/.test(bare)
        ? undefined
        : `expected a language code, ${found}`;
    case 'integer':
      return /^[+-]?\d+$/.test(bare) ? undefined : `expected a whole number, ${found}`;
    case 'decimal':
      return /^[+-]?(\d+(\.\d*)?|\.\d+)$/.test(bare) ? undefined : `expected a number, ${found}`;
    case 'polygon':
      return shapeError(readCapPolygon, bare);
    default:
      return shapeError(readCapCircle, bare);
  }
}

/** An empty shape says nothing, and services send it. */
function shapeError(read: (text: string) => unknown, text: string): string | undefined {
  const shape = text === '' ? undefined : read(text);
  return typeof shape === 'string' ? shape : undefined;
}

function shown(text: string): string {
  return JSON.stringify(text.slice(0, 40));
}
