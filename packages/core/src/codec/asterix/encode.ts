import { bytesFromHex, ByteWriter } from '../../base/bytes.ts';
import { expansionTableOf, tableOf } from './editions.ts';
import type { AsterixValue } from './field.ts';
import { icaoCode } from './field.ts';
import { parseContent } from './notation.ts';
import type { CategoryTable, Content, Part, Rule } from './notation.ts';

export type AsterixItems = Readonly<Record<string, AsterixValue>>;

/** Longest block: its length has 16 bits. */
const maxBlock = 65_535;

/**
 * Records to a data block, from the same tables and in the same values as the decoder gives. What a group, an extent or
 * a compound does not name is 0 or absent. Throws a RangeError naming the item where a value does not fit: what we send
 * is ours to get right.
 */
export class AsterixEncoder {
  readonly #table: CategoryTable;
  readonly #contents = new Map<string, Content>();

  constructor(category: number, edition?: string) {
    this.#table = tableOf(category, edition);
    const expansion = expansionTableOf(this.#table);
    for (const [name, text] of Object.entries(this.#table.items)) {
      const isExpansion = name === 'RE' && expansion !== undefined;
      this.#contents.set(name, parseContent(isExpansion ? expansion.content : text));
    }
  }

  encode(records: readonly AsterixItems[]): Uint8Array {
    const writer = new ByteWriter().u8(this.#table.category).u16(0);
    for (const items of records) this.#record(items, writer);
    if (writer.length > maxBlock)
      throw new RangeError(`expected at most ${maxBlock} bytes, found ${writer.length}`);
    writer.patchU16(1, writer.length);
    return writer.take();
  }

  #record(items: AsterixItems, writer: ByteWriter): void {
    const order = this.#orderOf(items);
    for (const name of Object.keys(items)) {
      if (!order.includes(name)) throw new RangeError(`category ${this.#table.category} has no item ${name}`);
    }
    const places = order.map((name) => name !== '-' && items[name] !== undefined);
    writer.bytes(presenceOctets(places, true));
    for (const name of order) {
      const value = items[name];
      if (name === '-' || value === undefined) continue;
      try {
        writer.bytes(this.#item(name, value));
      } catch (cause) {
        throw new RangeError(`category ${this.#table.category} item ${name}: ${(cause as Error).message}`, {
          cause,
        });
      }
    }
  }

  #item(name: string, value: AsterixValue): Uint8Array {
    const content = this.#contents.get(name)!;
    const bits = new BitWriter();
    if (this.#table.items[name] !== 'explicit') writeContent(content, value, bits);
    else {
      if (typeof value === 'string') writeHex(value, bits);
      else writeContent(content, value, bits);
      const bytes = bits.take();
      if (bytes.length > 254) throw new RangeError(`expected at most 254 bytes, found ${bytes.length}`);
      return Uint8Array.of(bytes.length + 1, ...bytes);
    }
    return bits.take();
  }

  #orderOf(items: AsterixItems): string[] {
    const { uaps, choice } = this.#table;
    if (choice === undefined) return uaps[''].split(' ');
    const [item, element] = choice.path.split('/');
    const chooser = (items[item] as Record<string, number> | undefined)?.[element];
    const name = chooser === undefined ? undefined : choice.cases[chooser];
    if (name === undefined)
      throw new RangeError(`expected ${choice.path}, which chooses the order, found none`);
    return uaps[name].split(' ');
  }
}

/** Presence bits, seven an octet with FX after them (eight without), up to the last that is set. */
function presenceOctets(places: readonly boolean[], fx: boolean): Uint8Array {
  const bits = fx ? 7 : 8;
  const octets = fx ? Math.floor(places.lastIndexOf(true) / bits) + 1 : Math.ceil(places.length / bits);
  const bytes = new Uint8Array(Math.max(1, octets));
  places.forEach((present, i) => {
    if (present) bytes[Math.floor(i / bits)] |= 0x80 >>> (i % bits);
  });
  if (fx) for (let i = 0; i + 1 < bytes.length; i++) bytes[i] |= 1;
  return bytes;
}

class BitWriter {
  readonly #bits: number[] = [];

  /** Up to 32 bits, negative numbers in two's complement. */
  write(value: number, count: number): void {
    for (let i = count - 1; i >= 0; i--) this.#bits.push((value >>> i) & 1);
  }

  octets(bytes: Uint8Array): void {
    for (const byte of bytes) this.write(byte, 8);
  }

  take(): Uint8Array {
    const bytes = new Uint8Array(this.#bits.length / 8);
    this.#bits.forEach((bit, i) => (bytes[i >>> 3] |= bit << (7 - (i & 7))));
    return bytes;
  }
}

type Named = Readonly<Record<string, AsterixValue>>;

function writeContent(content: Content, value: AsterixValue, bits: BitWriter): void {
  switch (content.type) {
    case 'element':
      return writeElement(content.bits, content.rule, value, {}, bits);
    case 'group':
      return writeParts(content.parts, named(value, content.parts), bits);
    case 'extended':
      return writeExtents(content.extents, named(value, content.extents.flat()), bits);
    case 'compound': {
      const values = named(value, content.slots);
      const present = content.slots.map((slot) => slot !== undefined && values[slot.name] !== undefined);
      bits.octets(presenceOctets(present, content.fx));
      for (const slot of content.slots) {
        if (slot !== undefined && values[slot.name] !== undefined)
          writeContent(slot.content, values[slot.name], bits);
      }
      return;
    }
    case 'repeated':
      return writeRepeated(content.by, content.content, value as readonly AsterixValue[], bits);
    default:
      throw new RangeError('an explicit item within another');
  }
}

/** The value as an object that names nothing but these parts. */
function named(value: AsterixValue, parts: readonly (Part | undefined)[]): Named {
  if (typeof value !== 'object' || Array.isArray(value))
    throw new RangeError(`expected an object, found ${JSON.stringify(value)}`);
  const values = value as Named;
  for (const name of Object.keys(values)) {
    if (!parts.some((part) => part !== undefined && 'name' in part && part.name === name)) {
      throw new RangeError(`expected a part of it, found ${name}`);
    }
  }
  return values;
}

function writeParts(parts: readonly Part[], values: Named, bits: BitWriter): void {
  for (const part of parts) {
    if ('spareBits' in part) bits.write(0, part.spareBits);
    else if (part.content.type === 'element') {
      writeElement(part.content.bits, part.content.rule, values[part.name], values, bits);
    } else writeContent(part.content, values[part.name] ?? {}, bits);
  }
}

function writeExtents(extents: readonly (readonly Part[])[], values: Named, bits: BitWriter): void {
  const isNamed = (part: Part): boolean => 'name' in part && values[part.name] !== undefined;
  const last = Math.max(
    0,
    extents.findLastIndex((extent) => extent.some(isNamed)),
  );
  for (let i = 0; i <= last; i++) {
    writeParts(extents[i], values, bits);
    bits.write(i < last ? 1 : 0, 1);
  }
}

function writeRepeated(
  by: 'count' | 'fx',
  content: Content,
  values: readonly AsterixValue[],
  bits: BitWriter,
): void {
  if (values.length > 255 || (by === 'fx' && values.length === 0)) {
    throw new RangeError(`expected 1 to 255 repetitions, found ${values.length}`);
  }
  if (by === 'count') bits.write(values.length, 8);
  values.forEach((value, i) => {
    writeContent(content, value, bits);
    if (by === 'fx') bits.write(i + 1 < values.length ? 1 : 0, 1);
  });
}

function writeElement(
  count: number,
  rule: Rule,
  value: AsterixValue | undefined,
  siblings: Named,
  bits: BitWriter,
): void {
  switch (rule.type) {
    case 'case':
      return writeElement(
        count,
        rule.cases.get(Number(siblings[rule.by])) ?? rule.otherwise,
        value,
        siblings,
        bits,
      );
    case 'number':
      return bits.write(rawOf(count, rule, Number(value ?? 0)), count);
    case 'raw':
      return bits.write(fitting(Number(value ?? 0), 0, spanOf(count) - 1), count);
    case 'octal':
      return writeDigits(String(value ?? ''), count, 3, bits);
    case 'hex':
      return writeDigits(String(value ?? ''), count, 4, bits);
    default:
      return writeCharacters(String(value ?? ''), count, rule.type === 'icao' ? 6 : 8, bits);
  }
}

/** The nearest raw integer, which must fit its bits and the specification's limits. */
function rawOf(count: number, rule: Rule & { type: 'number' }, value: number): number {
  for (const { relation, bound } of rule.limits) {
    const keeps =
      relation === '<'
        ? value < bound
        : relation === '<='
          ? value <= bound
          : relation === '>'
            ? value > bound
            : value >= bound;
    if (!keeps) throw new RangeError(`expected ${relation} ${bound}, found ${value}`);
  }
  const span = spanOf(count);
  const raw = Math.round((value * rule.bottom) / rule.top);
  return rule.signed ? fitting(raw, -span / 2, span / 2 - 1) : fitting(raw, 0, span - 1);
}

/** How many values `count` bits have, up to 32. */
function spanOf(count: number): number {
  const half = count >> 1;
  return (1 << half) * (1 << (count - half));
}

function fitting(raw: number, min: number, max: number): number {
  if (raw >= min && raw <= max) return raw;
  throw new RangeError(`expected a raw value from ${min} to ${max}, found ${raw}`);
}

/** Digits of 3 or 4 bits, the first of fewer where they do not come out even. */
function writeDigits(text: string, count: number, size: number, bits: BitWriter): void {
  const digits = Math.ceil(count / size);
  const padded = text.padStart(digits, '0');
  for (let i = 0; i < digits; i++) {
    const digit = parseInt(padded[i], 16);
    const width = i === 0 && count % size !== 0 ? count % size : size;
    if (padded.length !== digits || !(digit < 1 << width))
      throw new RangeError(`expected ${digits} digits, found ${text}`);
    bits.write(digit, width);
  }
}

function writeCharacters(text: string, count: number, size: number, bits: BitWriter): void {
  const characters = Math.floor(count / size);
  if (text.length > characters)
    throw new RangeError(`expected at most ${characters} characters, found ${text}`);
  for (const character of text.padEnd(characters)) {
    const code = size === 6 ? icaoCode(character) : character.charCodeAt(0);
    bits.write(fitting(code, 0, (1 << size) - 1), size);
  }
}

function writeHex(text: string, bits: BitWriter): void {
  const bytes = bytesFromHex(text);
  if (bytes === undefined) throw new RangeError(`expected hex, found ${text}`);
  bits.octets(bytes);
}
