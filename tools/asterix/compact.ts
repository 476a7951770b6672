import type { AstNode } from './read.ts';

/** Writes one item's content in the notation that `packages/core/src/codec/asterix/notation.ts` reads. */
export function compactContent(node: AstNode): string {
  const [word, argument] = node.text.split(' ');
  switch (word) {
    case 'element':
      return argument + compactRule(only(node), Number(argument));
    case 'group':
      return `(${compactParts(node)})`;
    case 'extended':
      return `extended(${compactParts(node)})`;
    case 'repetitive':
      return `${argument === 'fx' ? 'fx' : 'count'}*${compactContent(only(node))}`;
    case 'compound':
      return `${argument === undefined ? 'compound' : `compound${argument}`}(${compactParts(node)})`;
    case 'explicit':
      return 'explicit';
    default:
      throw new Error(`line ${node.line}: expected content, found ${node.text}`);
  }
}

function compactParts(node: AstNode): string {
  return node.children.map(compactPart).join(' ');
}

/** A spare, an FX bit or an unused presence bit, or a named part. */
function compactPart(node: AstNode): string {
  if (node.text === '-') return '|';
  const spare = /^spare (\d+)$/.exec(node.text);
  if (spare !== null) return `-${spare[1]}`;
  return `${nameOf(node)}:${compactContent(only(node))}`;
}

export function nameOf(node: AstNode): string {
  const name = /^(\S+) "/.exec(node.text)?.[1];
  if (name === undefined) throw new Error(`line ${node.line}: expected NAME "title", found ${node.text}`);
  return name;
}

function compactRule(node: AstNode, bits: number): string {
  const [word, ...rest] = node.text.split(' ');
  if (word === 'raw' || word === 'table') return 'r';
  if (word === 'bds') return 'b';
  if (word === 'string') return { ascii: 'a', icao: 'i', octal: 'o' }[rest[0]] ?? failed(node);
  if (word === 'case')
    return `?${rest[0]}(${node.children.map((child) => compactCase(child, bits)).join(' ')})`;
  if (word !== 'unsigned' && word !== 'signed') return failed(node);
  const signed = word === 'signed';
  const letter = signed ? 's' : 'u';
  if (rest[0] === 'integer') return letter + compactLimits(rest.slice(1), bits, signed, 1);
  if (rest[0] !== 'quantity') return failed(node);
  const unit = /"[^"]*"/.exec(node.text)?.[0] ?? failed(node);
  const limits = node.text
    .slice(node.text.indexOf(unit) + unit.length)
    .trim()
    .split(' ')
    .filter(Boolean);
  return `${letter}${rest[1]}${unit}${compactLimits(limits, bits, signed, numberOf(rest[1]))}`;
}

function compactCase(node: AstNode, bits: number): string {
  const [key, rule] = node.text.split(/:\s*/);
  const text = rule === '' ? compactRule(only(node), bits) : failed(node);
  return `${key === 'default' ? '*' : key}=${text}`;
}

/**
 * Limits, without those that every encodable value keeps, and without any where those that are left contradict each
 * other: `>= 360` for an angle below 360, `<= -90 >= 90` for an elevation (category 015) are slips of the specification
 * and would refuse every record.
 */
function compactLimits(words: readonly string[], bits: number, signed: boolean, step: number): string {
  const span = 2 ** bits;
  const lowest = signed ? (-span / 2) * step : 0;
  const highest = (signed ? span / 2 - 1 : span - 1) * step;
  let [from, to] = [lowest, highest];
  let text = '';
  for (let i = 0; i < words.length; i += 2) {
    const [relation, bound] = [words[i], words[i + 1]];
    const limit = numberOf(bound);
    if (relation.startsWith('>')) from = Math.max(from, limit);
    else to = Math.min(to, limit);
    if (!keeps(lowest, relation, limit) || !keeps(highest, relation, limit)) text += relation + bound;
  }
  return from > to ? '' : text;
}

function keeps(value: number, relation: string, limit: number): boolean {
  if (relation === '<') return value < limit;
  if (relation === '<=') return value <= limit;
  if (relation === '>') return value > limit;
  if (relation === '>=') return value >= limit;
  throw new Error(`expected < <= > >=, found ${relation}`);
}

/** `360/2^16`, `-15`, `10^3`. */
function numberOf(text: string): number {
  const [top, bottom = '1'] = text.split('/').map((part) => {
    const [base, power = '1'] = part.split('^');
    return Number(base) ** Number(power);
  });
  return Number(top) / Number(bottom);
}

export function only(node: AstNode): AstNode {
  if (node.children.length !== 1) {
    throw new Error(`line ${node.line}: expected one line under ${node.text}, found ${node.children.length}`);
  }
  return node.children[0];
}

function failed(node: AstNode): never {
  throw new Error(`line ${node.line}: ${node.text} is not understood`);
}
