/**
 * The compact notation that the generated tables are written in, one text an item, and what it means.
 *
 *     8r 24r          element of so many bits: r number, from 17 bits on hex; o octal digits; a ASCII; i ICAO 6-bit; b hex
 *     8u<=10          unsigned integer, with limits
 *     16s25/2^2"ft"   signed quantity: least significant bit, unit, limits
 *     15?150/IM(0=… *=…)   the rule depends on another element of the same group
 *     (SAC:8r -4)     group, in sequence; -4 is spare
 *     extended(… | …|)     the same with an FX bit at each |
 *     compound(A:… | B:…)  a presence bit for each, seven an octet and FX; | is not used; compound1: one octet, no FX
 *     count*… fx*…    repeated: an octet says how often; an FX bit after each
 *     explicit        an octet of length, which counts itself
 */
export interface CategoryTable {
  readonly category: number;
  readonly edition: string;
  readonly items: Readonly<Record<string, string>>;
  /** The FSPEC's order, `-` where a bit is spare; several where `choice` decides. */
  readonly uaps: Readonly<Record<string, string>>;
  readonly choice?: { readonly path: string; readonly cases: Readonly<Record<number, string>> };
}

/** What a category's reserved expansion field holds, after its length. */
export interface ExpansionTable {
  readonly category: number;
  readonly edition: string;
  readonly content: string;
}

export interface Limit {
  readonly relation: '<' | '<=' | '>' | '>=';
  readonly bound: number;
}

export type Rule =
  | { readonly type: 'raw' | 'hex' | 'octal' | 'ascii' | 'icao' }
  | {
      readonly type: 'number';
      readonly signed: boolean;
      /** The least significant bit is top / bottom, in `unit`. */
      readonly top: number;
      readonly bottom: number;
      readonly unit: string;
      readonly limits: readonly Limit[];
    }
  | {
      readonly type: 'case';
      readonly by: string;
      readonly cases: ReadonlyMap<number, Rule>;
      readonly otherwise: Rule;
    };

export type Content =
  | { readonly type: 'element'; readonly bits: number; readonly rule: Rule }
  | { readonly type: 'group'; readonly parts: readonly Part[] }
  | { readonly type: 'extended'; readonly extents: readonly (readonly Part[])[] }
  | { readonly type: 'compound'; readonly fx: boolean; readonly slots: readonly (NamedPart | undefined)[] }
  | { readonly type: 'repeated'; readonly by: 'count' | 'fx'; readonly content: Content }
  | { readonly type: 'explicit' };

export interface NamedPart {
  readonly name: string;
  readonly content: Content;
}

/** `bits` without a name is spare. */
export type Part = NamedPart | { readonly spareBits: number };

export function parseContent(text: string): Content {
  const reader = new NotationReader(text);
  const content = reader.content();
  if (reader.at !== text.length) throw new Error(`expected the end at ${reader.at} of ${text}`);
  return content;
}

/** Tables are our own: what does not fit is a broken invariant, and throws. */
class NotationReader {
  readonly #text: string;
  at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  content(): Content {
    const word = this.#match(/[a-z]+1?\*?|/y);
    if (word === 'explicit') return { type: 'explicit' };
    if (word === 'count*' || word === 'fx*') {
      return { type: 'repeated', by: word === 'fx*' ? 'fx' : 'count', content: this.content() };
    }
    if (word === 'compound' || word === 'compound1') {
      return {
        type: 'compound',
        fx: word === 'compound',
        slots: this.#list().map((part) => this.#slot(part)),
      };
    }
    if (word === 'extended') return { type: 'extended', extents: extentsOf(this.#list()) };
    if (this.#text[this.at] === '(')
      return { type: 'group', parts: this.#list().map((part) => this.#part(part)) };
    const bits = Number(this.#match(/\d+/y));
    return { type: 'element', bits, rule: this.#rule(bits) };
  }

  /** `(… …)`, where `|` stands for itself. */
  #list(): (Part | '|')[] {
    this.#match(/\(/y);
    const list: (Part | '|')[] = [];
    while (this.#match(/\)|/y) === '') {
      this.#match(/ */y);
      if (this.#match(/\||/y) === '|') list.push('|');
      else if (this.#text[this.at] === '-') list.push({ spareBits: Number(this.#match(/-\d+/y).slice(1)) });
      else list.push({ name: this.#match(/[A-Z0-9]+(?=:)/y), content: (this.#match(/:/y), this.content()) });
    }
    return list;
  }

  #part(part: Part | '|'): Part {
    if (part === '|') throw new Error(`an FX bit in a group: ${this.#text}`);
    return part;
  }

  #slot(part: Part | '|'): NamedPart | undefined {
    if (part === '|') return undefined;
    if ('spareBits' in part) throw new Error(`spare bits in a compound: ${this.#text}`);
    return part;
  }

  #rule(bits: number): Rule {
    const letter = this.#match(/[roaibus?]/y);
    if (letter === 'r') return { type: bits <= 16 ? 'raw' : 'hex' };
    if (letter === 'b') return { type: 'hex' };
    if (letter === 'o') return { type: 'octal' };
    if (letter === 'a') return { type: 'ascii' };
    if (letter === 'i') return { type: 'icao' };
    if (letter === '?') return this.#caseRule(bits);
    const [top, bottom] = this.#fraction(/[\d/^]*/y);
    const unit = this.#match(/"[^"]*"|/y).slice(1, -1);
    return { type: 'number', signed: letter === 's', top, bottom, unit, limits: this.#limits() };
  }

  #caseRule(bits: number): Rule {
    const by = this.#match(/[A-Z0-9/]+/y)
      .split('/')
      .at(-1)!;
    const cases = new Map<number, Rule>();
    let otherwise: Rule = { type: 'raw' };
    this.#match(/\(/y);
    while (this.#match(/\)|/y) === '') {
      const key = this.#match(/ *(\d+|\*)=/y)
        .trim()
        .slice(0, -1);
      if (key === '*') otherwise = this.#rule(bits);
      else cases.set(Number(key), this.#rule(bits));
    }
    return { type: 'case', by, cases, otherwise };
  }

  #limits(): Limit[] {
    const limits: Limit[] = [];
    for (;;) {
      const relation = this.#match(/[<>]=?|/y);
      if (relation === '') return limits;
      const [top, bottom] = this.#fraction(/-?[\d/^]+/y);
      limits.push({ relation: relation as Limit['relation'], bound: top / bottom });
    }
  }

  #fraction(pattern: RegExp): readonly [number, number] {
    const [top = '', bottom = ''] = this.#match(pattern).split('/');
    return [powered(top), powered(bottom)];
  }

  /** What the sticky pattern matches here, and moves past it. */
  #match(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.#text)?.[0];
    if (found === undefined) throw new Error(`expected ${pattern.source} at ${this.at} of ${this.#text}`);
    this.at += found.length;
    return found;
  }
}

/** `360`, `2^16`, and nothing, which is 1. */
function powered(text: string): number {
  const [base, power] = text.split('^');
  let value = base === '' ? 1 : Number(base);
  for (let i = 1; i < Number(power ?? 1); i++) value *= Number(base);
  return value;
}

function extentsOf(list: readonly (Part | '|')[]): Part[][] {
  const extents: Part[][] = [[]];
  for (const part of list) {
    if (part === '|') extents.push([]);
    else extents.at(-1)!.push(part);
  }
  return extents.filter((extent) => extent.length > 0);
}
