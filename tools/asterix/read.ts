/**
 * Reads the `.ast` notation of asterix-specs: nested by indentation, with prose under `definition`, `description` and
 * `remark`, which is left out.
 */
export interface AstNode {
  readonly text: string;
  readonly line: number;
  readonly children: AstNode[];
}

const prose = new Set(['definition', 'description', 'remark', 'preamble']);

export function readAst(text: string): AstNode[] {
  const roots: AstNode[] = [];
  const open: { indent: number; children: AstNode[] }[] = [{ indent: -1, children: roots }];
  let proseIndent = Number.POSITIVE_INFINITY;
  for (const [index, line] of text.split('\n').entries()) {
    const content = line.trim();
    if (content === '') continue;
    const indent = line.length - line.trimStart().length;
    if (indent > proseIndent) continue;
    proseIndent = prose.has(content) ? indent : Number.POSITIVE_INFINITY;
    if (prose.has(content)) continue;
    while (open.at(-1)!.indent >= indent) open.pop();
    const node: AstNode = { text: content, line: index + 1, children: [] };
    open.at(-1)!.children.push(node);
    open.push({ indent, children: node.children });
  }
  return roots;
}
