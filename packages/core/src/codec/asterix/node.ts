import { hexFromBytes } from '../../base/bytes.ts';
import { Cursor } from './cursor.ts';
import { fieldFromRule, keepsLimits, kinds, valueOf, valuesOf } from './field.ts';
import type { AsterixValue, Field } from './field.ts';
import type { Content, NamedPart, Part } from './notation.ts';

/** An item's content compiled: moves the cursor past it, failing where bytes are missing or limits are broken. */
export interface Node {
  read(cursor: Cursor): AsterixValue;
  /** The same without making its value. */
  skip(cursor: Cursor): void;
}

export function compileContent(content: Content): Node {
  switch (content.type) {
    case 'element':
    case 'group':
      return new FixedNode(compileFixed(content, 0));
    case 'extended':
      return new ExtendedNode(
        content.extents.map((extent) => compileFixed({ type: 'group', parts: extent }, 1)),
      );
    case 'compound':
      return new CompoundNode(content.slots, content.fx);
    case 'repeated':
      return content.by === 'fx'
        ? new FxNode(compileFixed(content.content, 1))
        : new CountNode(compileContent(content.content));
    default:
      return new ExplicitNode(undefined);
  }
}

/** An explicit item, whose content is shown as hex unless it is what `table` says, to the last byte. */
export function compileExplicit(table: Content | undefined): Node {
  return new ExplicitNode(table === undefined ? undefined : compileContent(table));
}

/** A block of whole bytes, perhaps with an FX bit at its end. */
export interface Fixed {
  readonly size: number;
  readonly fields: readonly Field[];
  readonly limited: readonly Field[];
  /** An element by itself, whose value is bare. */
  readonly bare: boolean;
}

export function compileFixed(content: Content, fxBits: number): Fixed {
  const parts = content.type === 'group' ? content.parts : [{ name: '', content }];
  const { fields, bits } = fieldsOf(parts, 0);
  if ((bits + fxBits) % 8 !== 0) throw new Error(`${bits} bits are no whole bytes`);
  const limited = fields.filter((field) => field.limited);
  return { size: (bits + fxBits) >>> 3, fields, limited, bare: content.type !== 'group' };
}

function fieldsOf(parts: readonly Part[], start: number): { fields: Field[]; bits: number } {
  const fields: Field[] = [];
  let offset = start;
  for (const part of parts) {
    if ('spareBits' in part) offset += part.spareBits;
    else if (part.content.type === 'element') {
      fields.push(fieldFromRule(part.name, offset, part.content.bits, part.content.rule, fields));
      offset += part.content.bits;
    } else if (part.content.type === 'group') {
      const inner = fieldsOf(part.content.parts, offset);
      const limited = inner.fields.some((field) => field.limited);
      const frame = fieldFromRule(part.name, offset, inner.bits, { type: 'raw' }, fields);
      fields.push({ ...frame, kind: kinds.group, fields: inner.fields, limited });
      offset += inner.bits;
    } else throw new Error(`${part.name}: ${part.content.type} has no fixed size`);
  }
  return { fields, bits: offset - start };
}

function checkLimits(fixed: Fixed, cursor: Cursor): void {
  for (const field of fixed.limited) {
    if (keepsLimits(field, cursor.bytes, cursor.at)) continue;
    const found = JSON.stringify(valueOf(field, cursor.bytes, cursor.at));
    cursor.break(`expected ${field.name === '' ? 'a value' : field.name} within its limits, found ${found}`);
    return;
  }
}

class FixedNode implements Node {
  readonly #fixed: Fixed;

  constructor(fixed: Fixed) {
    this.#fixed = fixed;
  }

  read(cursor: Cursor): AsterixValue {
    const { size, fields, limited, bare } = this.#fixed;
    if (!cursor.has(size)) return 0;
    if (limited.length > 0) checkLimits(this.#fixed, cursor);
    const at = cursor.at;
    cursor.at = at + size;
    return bare ? valueOf(fields[0], cursor.bytes, at) : valuesOf(fields, cursor.bytes, at);
  }

  skip(cursor: Cursor): void {
    if (!cursor.has(this.#fixed.size)) return;
    if (this.#fixed.limited.length > 0) checkLimits(this.#fixed, cursor);
    cursor.at += this.#fixed.size;
  }
}

class ExtendedNode implements Node {
  readonly #extents: readonly Fixed[];

  constructor(extents: readonly Fixed[]) {
    this.#extents = extents;
  }

  read(cursor: Cursor): AsterixValue {
    const values: Record<string, AsterixValue> = {};
    for (const extent of this.#extents) {
      if (!cursor.has(extent.size)) return values;
      checkLimits(extent, cursor);
      const { fields } = extent;
      for (let i = 0; i < fields.length; i++)
        values[fields[i].name] = valueOf(fields[i], cursor.bytes, cursor.at);
      cursor.at += extent.size;
      if ((cursor.bytes[cursor.at - 1] & 1) === 0) return values;
    }
    skipExtents(cursor);
    return values;
  }

  skip(cursor: Cursor): void {
    for (const extent of this.#extents) {
      if (!cursor.has(extent.size)) return;
      checkLimits(extent, cursor);
      cursor.at += extent.size;
      if ((cursor.bytes[cursor.at - 1] & 1) === 0) return;
    }
    skipExtents(cursor);
  }
}

/** Extents that a later edition added: an octet each, the last without FX. */
function skipExtents(cursor: Cursor): void {
  while (cursor.has(1)) {
    cursor.at++;
    if ((cursor.bytes[cursor.at - 1] & 1) === 0) return;
  }
}

class FxNode implements Node {
  readonly #one: FixedNode;

  constructor(fixed: Fixed) {
    this.#one = new FixedNode(fixed);
  }

  read(cursor: Cursor): AsterixValue {
    const values: AsterixValue[] = [];
    do {
      values.push(this.#one.read(cursor));
    } while (cursor.failure === '' && (cursor.bytes[cursor.at - 1] & 1) === 1);
    return values;
  }

  skip(cursor: Cursor): void {
    do {
      this.#one.skip(cursor);
    } while (cursor.failure === '' && (cursor.bytes[cursor.at - 1] & 1) === 1);
  }
}

class CountNode implements Node {
  readonly #content: Node;

  constructor(content: Node) {
    this.#content = content;
  }

  read(cursor: Cursor): AsterixValue {
    const values: AsterixValue[] = [];
    if (!cursor.has(1)) return values;
    const count = cursor.bytes[cursor.at++];
    for (let i = 0; i < count && cursor.failure === ''; i++) values.push(this.#content.read(cursor));
    return values;
  }

  skip(cursor: Cursor): void {
    if (!cursor.has(1)) return;
    const count = cursor.bytes[cursor.at++];
    for (let i = 0; i < count && cursor.failure === ''; i++) this.#content.skip(cursor);
  }
}

interface Slot {
  readonly name: string;
  readonly node: Node;
}

class CompoundNode implements Node {
  readonly #slots: readonly (Slot | undefined)[];
  readonly #fx: boolean;

  constructor(slots: readonly (NamedPart | undefined)[], fx: boolean) {
    this.#slots = slots.map((slot) => slot && { name: slot.name, node: compileContent(slot.content) });
    this.#fx = fx;
  }

  read(cursor: Cursor): AsterixValue {
    const values: Record<string, AsterixValue> = {};
    this.#walk(cursor, values);
    return values;
  }

  skip(cursor: Cursor): void {
    this.#walk(cursor, undefined);
  }

  #walk(cursor: Cursor, values: Record<string, AsterixValue> | undefined): void {
    const bits = this.#fx ? 7 : 8;
    let octet = cursor.at;
    if (!this.#skipPresence(cursor)) return;
    const last = cursor.at;
    for (let first = 0; octet < last; octet++, first += bits) {
      for (let bit = 0; bit < bits; bit++) {
        if ((cursor.bytes[octet] & (0x80 >>> bit)) === 0) continue;
        const slot = this.#slots[first + bit];
        if (slot === undefined)
          return cursor.fail(`expected no subitem ${first + bit + 1}, found its bit set`);
        const before = cursor.breach;
        if (values === undefined) slot.node.skip(cursor);
        else values[slot.name] = slot.node.read(cursor);
        cursor.within(slot.name, before);
        if (cursor.failure !== '') return;
      }
    }
  }

  #skipPresence(cursor: Cursor): boolean {
    do {
      if (!cursor.has(1)) return false;
      cursor.at++;
    } while (this.#fx && (cursor.bytes[cursor.at - 1] & 1) === 1);
    return true;
  }
}

class ExplicitNode implements Node {
  readonly #content: Node | undefined;
  readonly #inner = new Cursor();

  constructor(content: Node | undefined) {
    this.#content = content;
  }

  read(cursor: Cursor): AsterixValue {
    const at = cursor.at;
    this.skip(cursor);
    if (cursor.failure !== '') return '';
    const inner = this.#inner;
    if (this.#content !== undefined) {
      inner.start(cursor.bytes, at + 1, cursor.at);
      const value = this.#content.read(inner);
      if (inner.failure === '' && inner.breach === '' && inner.at === cursor.at) return value;
    }
    return hexFromBytes(cursor.bytes.subarray(at + 1, cursor.at));
  }

  skip(cursor: Cursor): void {
    if (!cursor.has(1)) return;
    const length = cursor.bytes[cursor.at];
    if (length === 0) return cursor.fail('expected a length of 1 at least, found 0');
    if (cursor.has(length)) cursor.at += length;
  }
}
