import { writeXml, xmlDeclaration, type XmlElement, xmlElement } from '../xml/index.ts';
import type { CapAlert } from './alert.ts';
import { capNamespaces, type CapRow, capRows } from './table.ts';

/** A CAP 1.2 document, elements in schema order, without blanks between them: what is signed is what is sent. */
export function writeCap(alert: CapAlert): string {
  const children = elements(capRows['1.2'], alert as unknown as Readonly<Record<string, unknown>>);
  return `${xmlDeclaration}\n${writeXml(xmlElement('alert', { xmlns: capNamespaces['1.2'] }, ...children))}`;
}

/** The document with an XML signature element as its last. `signature` is XML of its own, with its namespace. */
export function withCapSignature(document: string, signature: string): string {
  const end = document.lastIndexOf('</alert>');
  if (end < 0) throw new Error('expected a document that ends in </alert>');
  return document.slice(0, end) + signature + document.slice(end);
}

function elements(rows: readonly CapRow[], group: Readonly<Record<string, unknown>>): XmlElement[] {
  return rows.flatMap((row) => {
    const value = group[row.name];
    if (value === undefined) return [];
    return row.isRepeatable ? (value as unknown[]).map((item) => element(row, item)) : [element(row, value)];
  });
}

function element({ name, kind }: CapRow, value: unknown): XmlElement {
  if (kind.type !== 'group') return xmlElement(name, {}, ...(value === '' ? [] : [String(value)]));
  return xmlElement(name, {}, ...elements(kind.rows, value as Readonly<Record<string, unknown>>));
}
