/**
 * A small XML 1.0 reader for messages from anyone: no DTD, no entities but XML's own five and character references,
 * nothing is ever fetched, everything is bounded. Namespaces are left as attributes (`namespace.ts` resolves them).
 * Comments are dropped; text keeps its blanks, line ends become "\n" (XML 1.0, 2.11).
 */

export interface XmlElement {
  /** As written, prefix and all. */
  readonly name: string;
  readonly attributes: readonly XmlAttribute[];
  readonly children: readonly XmlNode[];
}

export interface XmlAttribute {
  readonly name: string;
  readonly value: string;
}

/** A processing instruction, such as `<?xml-stylesheet …?>`. Kept, never followed. */
export interface XmlInstruction {
  readonly target: string;
  readonly content: string;
}

/** Text is never empty, and no two texts stand side by side. */
export type XmlNode = XmlElement | XmlInstruction | string;

export interface XmlDocument {
  readonly before: readonly XmlInstruction[];
  readonly root: XmlElement;
  readonly after: readonly XmlInstruction[];
}

export interface XmlLimits {
  readonly maxCharacters: number;
  readonly maxDepth: number;
  readonly maxElements: number;
  readonly maxAttributes: number;
}

export interface XmlRefusal {
  readonly error: string;
  /** Line of the text where it went wrong, from 1. */
  readonly line: number;
}

export const defaultXmlLimits: XmlLimits = {
  maxCharacters: 16_000_000,
  maxDepth: 64,
  maxElements: 100_000,
  maxAttributes: 200,
};

class XmlError extends Error {}

/** The document, or what was expected and found; never throws. */
export function parseXml(text: string, limits: XmlLimits = defaultXmlLimits): XmlDocument | XmlRefusal {
  const parser = new Parser(text, limits);
  try {
    return parser.document();
  } catch (cause) {
    if (!(cause instanceof XmlError)) throw cause;
    return { error: cause.message, line: lineOf(text, parser.position) };
  }
}

interface OpenElement {
  readonly name: string;
  readonly attributes: XmlAttribute[];
  readonly children: XmlNode[];
}

/** Name characters beyond ASCII are taken as they come: what XML allows there needs tables that we do not. */
const namePattern = /[A-Za-z_:\u0080-\uffff][-.A-Za-z0-9_:\u00b7\u0080-\uffff]*/y;
const attributePattern =
  /[ \t\r\n]+([A-Za-z_:\u0080-\uffff][-.A-Za-z0-9_:\u0080-\uffff]*)[ \t\r\n]*=[ \t\r\n]*("[^"<]*"|'[^'<]*')/y;
const blankPattern = /[ \t\r\n]*/y;
// oxlint-disable-next-line no-control-regex -- these are exactly what XML 1.0 (2.2) forbids
const forbiddenPattern = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;

class Parser {
  readonly #text: string;
  readonly #limits: XmlLimits;
  readonly #open: OpenElement[] = [];
  #root: XmlElement | undefined;
  #elements = 0;
  position = 0;

  constructor(text: string, limits: XmlLimits) {
    this.#text = text;
    this.#limits = limits;
  }

  document(): XmlDocument {
    const length = this.#text.length;
    if (length > this.#limits.maxCharacters) {
      throw new XmlError(`expected at most ${this.#limits.maxCharacters} characters, found ${length}`);
    }
    const forbidden = forbiddenPattern.exec(this.#text);
    if (forbidden !== null) {
      this.position = forbidden.index;
      throw new XmlError(`expected characters of XML, found code ${forbidden[0].charCodeAt(0)}`);
    }
    if (this.#text.startsWith('\uFEFF')) this.position = 1;
    const before = this.#outside();
    if (this.position >= length) throw new XmlError('expected an element, found the end');
    this.#startTag();
    while (this.#open.length > 0) this.#content();
    const after = this.#outside();
    if (this.position < length) throw new XmlError('expected the end after the root element');
    return { before, root: this.#root!, after };
  }

  /** Before and after the root: blanks, comments, instructions. */
  #outside(): XmlInstruction[] {
    const found: XmlInstruction[] = [];
    for (;;) {
      this.#match(blankPattern);
      if (this.#at('<!--')) this.#comment();
      else if (this.#at('<?')) {
        const instruction = this.#instruction();
        if (instruction.target !== 'xml') found.push(instruction);
      } else if (this.#at('<!')) throw new XmlError('expected no document type declaration');
      else return found;
    }
  }

  #content(): void {
    const next = this.#text.indexOf('<', this.position);
    if (next < 0) throw new XmlError(`expected </${this.#open.at(-1)!.name}>, found the end`);
    if (next > this.position) {
      this.#addText(this.#characters(this.#text.slice(this.position, next)));
      this.position = next;
    } else if (this.#at('</')) this.#endTag();
    else if (this.#at('<!--')) this.#comment();
    else if (this.#at('<![CDATA[')) this.#addText(lineEnds(this.#until('<![CDATA[', ']]>')));
    else if (this.#at('<?')) this.#addNode(this.#instruction());
    else if (this.#at('<!')) throw new XmlError('expected no declaration inside an element');
    else this.#startTag();
  }

  #startTag(): void {
    if (!this.#at('<')) throw new XmlError(`expected "<", found ${this.#here()}`);
    this.position++;
    const name = this.#name();
    if (++this.#elements > this.#limits.maxElements) {
      throw new XmlError(`expected at most ${this.#limits.maxElements} elements`);
    }
    if (this.#open.length >= this.#limits.maxDepth) {
      throw new XmlError(`expected at most ${this.#limits.maxDepth} levels of elements`);
    }
    const element: OpenElement = { name, attributes: this.#attributes(), children: [] };
    this.#match(blankPattern);
    const isEmpty = this.#at('/>');
    if (!isEmpty && !this.#at('>')) throw new XmlError(`expected ">" or an attribute, found ${this.#here()}`);
    this.position += isEmpty ? 2 : 1;
    if (this.#root === undefined) this.#root = element;
    else this.#addNode(element);
    if (!isEmpty) this.#open.push(element);
  }

  #attributes(): XmlAttribute[] {
    const attributes: XmlAttribute[] = [];
    const names = new Set<string>();
    for (let found = this.#match(attributePattern); found !== null; found = this.#match(attributePattern)) {
      const [, name, quoted] = found;
      if (names.has(name)) throw new XmlError(`expected each attribute once, found ${name} twice`);
      if (names.add(name).size > this.#limits.maxAttributes) {
        throw new XmlError(`expected at most ${this.#limits.maxAttributes} attributes`);
      }
      const value = quoted.slice(1, -1).replace(/\r\n|[\t\n\r]/g, ' ');
      attributes.push({ name, value: decoded(value) });
    }
    return attributes;
  }

  #endTag(): void {
    this.position += 2;
    const name = this.#name();
    const open = this.#open.pop()!;
    if (name !== open.name) throw new XmlError(`expected </${open.name}>, found </${name}>`);
    this.#match(blankPattern);
    if (!this.#at('>')) throw new XmlError(`expected ">", found ${this.#here()}`);
    this.position++;
  }

  #comment(): void {
    const content = this.#until('<!--', '-->');
    if (content.includes('--') || content.endsWith('-')) throw new XmlError('expected no "--" in a comment');
  }

  /** The XML declaration has an instruction's form, and stands only at the start (behind a byte order mark). */
  #instruction(): XmlInstruction {
    const isAtStart = this.position === 0 || (this.position === 1 && this.#text[0] === '\uFEFF');
    const content = this.#until('<?', '?>');
    namePattern.lastIndex = 0;
    const target = namePattern.exec(content)?.[0];
    if (target === undefined) throw new XmlError('expected a name after "<?"');
    if (target.toLowerCase() === 'xml' && !(isAtStart && target === 'xml')) {
      throw new XmlError('expected the XML declaration only at the start');
    }
    return { target, content: lineEnds(content.slice(target.length)).replace(/^[ \t\n]+/, '') };
  }

  #characters(text: string): string {
    if (text.includes(']]>')) throw new XmlError('expected no "]]>" in text');
    return decoded(lineEnds(text));
  }

  #addText(text: string): void {
    if (text === '') return;
    const { children } = this.#open.at(-1)!;
    const last = children.at(-1);
    if (typeof last === 'string') children[children.length - 1] = last + text;
    else children.push(text);
  }

  #addNode(node: XmlNode): void {
    this.#open.at(-1)!.children.push(node);
  }

  #until(start: string, end: string): string {
    const from = this.position + start.length;
    const at = this.#text.indexOf(end, from);
    if (at < 0) throw new XmlError(`expected "${end}" after "${start}", found the end`);
    this.position = at + end.length;
    return this.#text.slice(from, at);
  }

  #name(): string {
    const found = this.#match(namePattern);
    if (found === null) throw new XmlError(`expected a name, found ${this.#here()}`);
    return found[0];
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.position;
    const found = pattern.exec(this.#text);
    if (found !== null) this.position = pattern.lastIndex;
    return found;
  }

  #at(start: string): boolean {
    return this.#text.startsWith(start, this.position);
  }

  #here(): string {
    const found = this.#text.slice(this.position, this.position + 12);
    return found === '' ? 'the end' : JSON.stringify(found);
  }
}

function lineEnds(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const referencePattern = /&(?:#(\d{1,7})|#x([0-9A-Fa-f]{1,6})|([A-Za-z_][\w.-]{0,63}));|&/g;

function decoded(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(referencePattern, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) {
      if (Object.hasOwn(entities, name)) return entities[name];
      throw new XmlError(`expected one of XML's own entities, found ${whole}`);
    }
    const code = decimal !== undefined ? Number(decimal) : hex !== undefined ? Number.parseInt(hex, 16) : -1;
    if (!isCharacter(code)) throw new XmlError(`expected a character reference, found ${whole.slice(0, 12)}`);
    return String.fromCodePoint(code);
  });
}

function isCharacter(code: number): boolean {
  if (code < 0x20) return code === 9 || code === 10 || code === 13;
  return code < 0xd800 || (code >= 0xe000 && code <= 0x10_ffff && code !== 0xfffe && code !== 0xffff);
}

function lineOf(text: string, position: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < position; at = text.indexOf('\n', at + 1)) line++;
  return line;
}
