import type { Limit, Rule } from './notation.ts';

/**
 * A field at a fixed place within a block of bytes: compiled once from its rule, then read and written many times.
 */
export interface Field {
  readonly name: string;
  readonly kind: number;
  /** First byte, how many bytes it touches, and how far its last bit is from their end. */
  readonly byte: number;
  readonly span: number;
  readonly shift: number;
  readonly bits: number;
  /** Value = raw * top / bottom. Raw values that keep the limits are min to max. */
  readonly top: number;
  readonly bottom: number;
  readonly min: number;
  readonly max: number;
  readonly limited: boolean;
  /** Groups: their own fields. Cases: which field decides, and the field to read it as, by that field's value. */
  readonly fields: readonly Field[];
  readonly by: Field | undefined;
  readonly cases: ReadonlyMap<number, Field>;
}

export type AsterixValue =
  | number
  | string
  | readonly AsterixValue[]
  | { readonly [name: string]: AsterixValue };

export const kinds = {
  raw: 0,
  scaled: 1,
  signed: 2,
  hex: 3,
  octal: 4,
  ascii: 5,
  icao: 6,
  group: 7,
  choice: 8,
} as const;

/** `offset`: bits from the start of the block. */
export function fieldFromRule(
  name: string,
  offset: number,
  bits: number,
  rule: Rule,
  siblings: readonly Field[],
): Field {
  const byte = offset >>> 3;
  const last = offset + bits - 1;
  const span = (last >>> 3) - byte + 1;
  const base = {
    name,
    byte,
    span,
    shift: 7 - (last & 7),
    bits,
    top: 1,
    bottom: 1,
    min: Number.NEGATIVE_INFINITY,
    max: Number.POSITIVE_INFINITY,
    limited: false,
    fields: [],
    by: undefined,
    cases: new Map<number, Field>(),
  };
  if (rule.type === 'number') {
    const kind = rule.signed ? kinds.signed : rule.top === 1 && rule.bottom === 1 ? kinds.raw : kinds.scaled;
    const { top, bottom } = rule;
    const [min, max] = rawLimits(rule.limits, top, bottom);
    return { ...base, kind, top, bottom, min, max, limited: rule.limits.length > 0 };
  }
  if (rule.type !== 'case') return { ...base, kind: kinds[rule.type] };
  const by = siblings.find((sibling) => sibling.name === rule.by);
  if (by === undefined) throw new Error(`${name} depends on ${rule.by}, which does not stand before it`);
  const cases = new Map<number, Field>();
  for (const [key, one] of rule.cases) cases.set(key, fieldFromRule(name, offset, bits, one, siblings));
  const otherwise = fieldFromRule(name, offset, bits, rule.otherwise, siblings);
  return { ...base, kind: kinds.choice, by, cases, fields: [otherwise], limited: true };
}

/** The raw integers that keep the limits. Bounds in the tables are multiples of the step or lie between two. */
function rawLimits(limits: readonly Limit[], top: number, bottom: number): readonly [number, number] {
  let min = Number.NEGATIVE_INFINITY;
  let max = Number.POSITIVE_INFINITY;
  for (const { relation, bound } of limits) {
    const exact = (bound * bottom) / top;
    const rounded = Math.round(exact);
    const raw = Math.abs(exact - rounded) < 1e-6 ? rounded : exact;
    if (relation === '>=') min = Math.max(min, Math.ceil(raw));
    if (relation === '>') min = Math.max(min, Math.floor(raw) + 1);
    if (relation === '<=') max = Math.min(max, Math.floor(raw));
    if (relation === '<') max = Math.min(max, Math.ceil(raw) - 1);
  }
  return [min, max];
}

/** The bits as an unsigned integer, for up to 32 bits at any offset; bytes must be there. */
export function unsignedOf(field: Field, bytes: Uint8Array, base: number): number {
  const at = base + field.byte;
  switch (field.span) {
    case 1:
      return (bytes[at] >>> field.shift) & ((1 << field.bits) - 1);
    case 2:
      return (((bytes[at] << 8) | bytes[at + 1]) >>> field.shift) & ((1 << field.bits) - 1);
    case 3:
      return (
        (((bytes[at] << 16) | (bytes[at + 1] << 8) | bytes[at + 2]) >>> field.shift) & ((1 << field.bits) - 1)
      );
    case 4: {
      const word = (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
      return (word << (32 - field.bits - field.shift)) >>> (32 - field.bits);
    }
    default:
      return longOf(field, bytes, at);
  }
}

/** Five bytes and more, exact below 2^53. */
function longOf(field: Field, bytes: Uint8Array, at: number): number {
  let value = bytes[at] & (0xff >>> (8 * field.span - field.bits - field.shift));
  for (let i = 1; i < field.span; i++) value = value * 256 + bytes[at + i];
  return Math.floor(value / (1 << field.shift));
}

/** The bits in two's complement. */
export function signedOf(field: Field, bytes: Uint8Array, base: number): number {
  const raw = unsignedOf(field, bytes, base);
  const unused = 32 - field.bits;
  return (raw << unused) >> unused;
}

/** Whether the raw value keeps the limits; a choice is judged as the field that it comes to. */
export function keepsLimits(field: Field, bytes: Uint8Array, base: number): boolean {
  if (field.kind === kinds.choice) return keepsLimits(chosen(field, bytes, base), bytes, base);
  if (field.kind === kinds.group)
    return field.fields.every((inner) => !inner.limited || keepsLimits(inner, bytes, base));
  const raw = field.kind === kinds.signed ? signedOf(field, bytes, base) : unsignedOf(field, bytes, base);
  return raw >= field.min && raw <= field.max;
}

export function chosen(field: Field, bytes: Uint8Array, base: number): Field {
  return field.cases.get(unsignedOf(field.by!, bytes, base)) ?? field.fields[0];
}

export function valueOf(field: Field, bytes: Uint8Array, base: number): AsterixValue {
  switch (field.kind) {
    case kinds.raw:
      return unsignedOf(field, bytes, base);
    case kinds.scaled:
      return (unsignedOf(field, bytes, base) * field.top) / field.bottom;
    case kinds.signed:
      return (signedOf(field, bytes, base) * field.top) / field.bottom;
    case kinds.group:
      return valuesOf(field.fields, bytes, base);
    case kinds.choice:
      return valueOf(chosen(field, bytes, base), bytes, base);
    case kinds.hex:
      return digitsOf(field, bytes, base, 4);
    case kinds.octal:
      return digitsOf(field, bytes, base, 3);
    case kinds.ascii:
      return charactersOf(field, bytes, base, 8).trimEnd();
    default:
      return charactersOf(field, bytes, base, 6).trimEnd();
  }
}

export function valuesOf(
  fields: readonly Field[],
  bytes: Uint8Array,
  base: number,
): Record<string, AsterixValue> {
  const values: Record<string, AsterixValue> = {};
  for (let i = 0; i < fields.length; i++) values[fields[i].name] = valueOf(fields[i], bytes, base);
  return values;
}

/** `size` bits from bit `offset` of the field on; size up to 8. */
function smallOf(field: Field, bytes: Uint8Array, base: number, offset: number, size: number): number {
  const first = 8 * field.span - field.bits - field.shift + offset;
  const at = base + field.byte + (first >>> 3);
  const word = (bytes[at] << 8) | bytes[at + 1];
  return (word >>> (16 - (first & 7) - size)) & ((1 << size) - 1);
}

const digits = '0123456789abcdef';

/** Hexadecimal or octal digits, the first of fewer bits where they do not come out even. */
function digitsOf(field: Field, bytes: Uint8Array, base: number, size: number): string {
  let text = '';
  let offset = 0;
  const uneven = field.bits % size;
  if (uneven !== 0) text += digits[smallOf(field, bytes, base, 0, (offset = uneven))];
  for (; offset < field.bits; offset += size) text += digits[smallOf(field, bytes, base, offset, size)];
  return text;
}

/** ICAO Annex 10 volume IV, table 3-9; a code without a character is `?`. */
const icaoCharacters = Array.from({ length: 64 }, (_, code) => {
  if (code >= 1 && code <= 26) return String.fromCharCode(64 + code);
  return code === 32 || (code >= 48 && code <= 57) ? String.fromCharCode(code) : '?';
});

function charactersOf(field: Field, bytes: Uint8Array, base: number, size: number): string {
  let text = '';
  for (let offset = 0; offset + size <= field.bits; offset += size) {
    const code = smallOf(field, bytes, base, offset, size);
    text += size === 6 ? icaoCharacters[code] : String.fromCharCode(code);
  }
  return text;
}

export function icaoCode(character: string): number {
  return icaoCharacters.indexOf(character);
}
