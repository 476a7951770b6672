import { compactContent, nameOf } from './compact.ts';
import { readAst } from './read.ts';
import type { AstNode } from './read.ts';

/** One generated file. */
export interface Table {
  readonly file: string;
  readonly constant: string;
  readonly text: string;
}

/** The table of one `.ast` file, before formatting. Throws, naming the line, at what the notation does not have. */
export function tableOf(source: string): Table {
  const roots = readAst(source);
  const head = /^(asterix|ref) (\d{3})/.exec(roots[0].text);
  const edition = /^edition (\S+)/.exec(roots[1].text)?.[1];
  if (head === null || edition === undefined) throw new Error('expected asterix or ref, and edition');
  const [, kind, category] = head;
  const name = `${kind === 'ref' ? 're' : 'cat'}${category}`;
  const constant = `${name}Edition${edition.replace('.', '_')}`;
  const body = kind === 'ref' ? expansionBody(roots) : categoryBody(roots);
  const type = kind === 'ref' ? 'ExpansionTable' : 'CategoryTable';
  const text = [
    `/** Made by tools/asterix/generate.ts from asterix-specs, ${kind} ${category} edition ${edition}. Do not edit. */`,
    `import type { ${type} } from '../notation.ts';`,
    '',
    `export const ${constant}: ${type} = {`,
    `  category: ${Number(category)},`,
    `  edition: '${edition}',`,
    ...body,
    '};',
    '',
  ].join('\n');
  return { file: `${name}-${edition}.ts`, constant, text };
}

function expansionBody(roots: readonly AstNode[]): string[] {
  const content = roots.find((node) => node.text.startsWith('compound'));
  if (content === undefined) throw new Error('expected a compound');
  return [`  content: ${quoted(compactContent(content))},`];
}

function categoryBody(roots: readonly AstNode[]): string[] {
  const items = roots.find((node) => node.text === 'items')?.children ?? [];
  const uap = roots.find((node) => node.text === 'uap');
  const uaps = roots.find((node) => node.text === 'uaps');
  const lines = [
    '  items: {',
    ...items.map((item) => `    '${nameOf(item)}': ${quoted(contentOf(item))},`),
    '  },',
  ];
  if (uap !== undefined) return [...lines, `  uaps: { '': ${quoted(orderOf(uap))} },`];
  if (uaps === undefined) throw new Error('expected uap or uaps');
  const variations = uaps.children.find((node) => node.text === 'variations')?.children ?? [];
  const choice = uaps.children.find((node) => node.text.startsWith('case '));
  if (choice === undefined) throw new Error('expected case');
  lines.push('  uaps: {', ...variations.map((node) => `    ${node.text}: ${quoted(orderOf(node))},`), '  },');
  const cases = choice.children.map((node) => node.text.split(/:\s*/));
  lines.push(
    `  choice: { path: '${choice.text.slice(5)}', cases: { ${cases.map(([key, name]) => `${key}: '${name}'`).join(', ')} } },`,
  );
  return lines;
}

function contentOf(item: AstNode): string {
  if (item.children.length !== 1) throw new Error(`line ${item.line}: expected one content`);
  return compactContent(item.children[0]);
}

function orderOf(node: AstNode): string {
  return node.children.map((child) => child.text).join(' ');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`\'`)}'`;
}
