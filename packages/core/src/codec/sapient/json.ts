import {
  create,
  type DescField,
  type DescMessage,
  fromJson,
  type JsonObject,
  type JsonValue,
  type Message,
  ScalarType,
  toJson,
} from '@bufbuild/protobuf';
import type { SapientMessage } from './messages.ts';
import { ruleErrors, sapientMessage, type SapientReading } from './read.ts';
import { isTime, maxErrors } from './rules.ts';
import { type SapientVersion, schemas } from './schema.ts';
import { version2FromVersion1 } from './version1.ts';

const maxDepth = 32;

/**
 * ProtoJSON as `JSON.parse` gives it. Field names may be camel case or the `.proto`'s own. A field that the standard
 * does not have, or a value that does not fit its field, is an error with its path; the rest is read all the same,
 * and the rules are checked on that. Never throws.
 */
export function readSapientJson(value: unknown, version: SapientVersion = 2): SapientReading {
  const { message: descriptor } = schemas[version];
  const errors: string[] = [];
  const fitting = fittingPart(descriptor, value, [], errors);
  const message = fitting === undefined ? create(descriptor) : fromJson(descriptor, fitting);
  const newer = version === 2 ? (message as unknown as SapientMessage) : version2FromVersion1(message);
  return { message: newer, errors: [...errors, ...ruleErrors(version, message)].slice(0, maxErrors) };
}

/** The part of the value that protobuf will read as that message; what was left out is named in `errors`. */
function fittingPart(
  message: DescMessage,
  value: unknown,
  path: readonly string[],
  errors: string[],
): JsonObject | undefined {
  if (!isObject(value)) return refuse(errors, path, `expected an object, found ${nameOf(value)}`);
  if (path.length >= 2 * maxDepth) return refuse(errors, path, `expected at most ${maxDepth} levels`);
  const fitting: JsonObject = {};
  const filled = new Map<string, string>();
  for (const [key, item] of Object.entries(value)) {
    const field = message.fields.find(({ jsonName, name }) => jsonName === key || name === key);
    const here = [...path, field?.name ?? key];
    if (field === undefined) {
      refuse(errors, here, 'unknown field');
      continue;
    }
    if (item === null) continue;
    const place = placeOf(field);
    const before = filled.get(place);
    if (before !== undefined) {
      refuse(errors, here, `expected one of a kind, found ${before} too`);
      continue;
    }
    const kept = fittingValue(field, item, here, errors);
    if (kept === undefined) continue;
    filled.set(place, field.name);
    fitting[field.jsonName] = kept;
  }
  return fitting;
}

/** What only one member may fill: a oneof, else the field itself. */
function placeOf(field: DescField): string {
  return 'oneof' in field && field.oneof !== undefined ? `oneof ${field.oneof.name}` : field.name;
}

function fittingValue(
  field: DescField,
  value: unknown,
  path: readonly string[],
  errors: string[],
): JsonValue | undefined {
  if (field.fieldKind !== 'list') return fittingItem(field, value, path, errors);
  if (!Array.isArray(value)) return refuse(errors, path, `expected an array, found ${nameOf(value)}`);
  return value
    .map((item, index) => fittingItem(field, item, [...path, String(index)], errors))
    .filter((item) => item !== undefined);
}

/** A leaf fits where protobuf reads it alone. */
function fittingItem(
  field: DescField,
  value: unknown,
  path: readonly string[],
  errors: string[],
): JsonValue | undefined {
  if (field.message !== undefined && !isTimestamp(field.message)) {
    return fittingPart(field.message, value, path, errors);
  }
  const alone = { [field.jsonName]: field.fieldKind === 'list' ? [value] : value } as JsonObject;
  try {
    fromJson(field.parent, alone);
    return value as JsonValue;
  } catch {
    return refuse(errors, path, `expected ${expectation(field)}, found ${nameOf(value)}`);
  }
}

function expectation(field: DescField): string {
  if (field.enum !== undefined) return `a value of ${field.enum.name}`;
  if (field.message !== undefined) return 'a time as RFC 3339 has it';
  switch (field.scalar) {
    case ScalarType.STRING:
      return 'text';
    case ScalarType.BYTES:
      return 'base64';
    case ScalarType.BOOL:
      return 'true or false';
    default:
      return 'a number that fits';
  }
}

/** Canonical ProtoJSON; a 32-bit float is written with the fewest digits that give it back. */
export function sapientJson(message: SapientMessage): JsonObject {
  const descriptor = schemas[2].message;
  const whole = sapientMessage(message) as unknown as Fields;
  return toJson(descriptor, writable(descriptor, whole) as unknown as Message) as JsonObject;
}

type Fields = Record<string, unknown>;

/** The message with floats at their shortest, and without times that are none (read from bytes, they may come). */
function writable(descriptor: DescMessage, message: Fields): Fields {
  const copy: Fields = { ...message };
  for (const field of descriptor.fields) {
    if ('oneof' in field && field.oneof !== undefined) {
      const oneof = message[field.oneof.localName] as { case?: string; value?: unknown };
      if (oneof.case !== field.localName) continue;
      copy[field.oneof.localName] = { case: oneof.case, value: writableValue(field, oneof.value) };
    } else if (message[field.localName] !== undefined) {
      const value = message[field.localName];
      copy[field.localName] =
        field.fieldKind === 'list'
          ? (value as unknown[]).map((item) => writableValue(field, item))
          : writableValue(field, value);
    }
  }
  return copy;
}

function writableValue(field: DescField, value: unknown): unknown {
  if (field.message !== undefined) {
    if (!isTimestamp(field.message)) return writable(field.message, value as Fields);
    return isTime(value as Parameters<typeof isTime>[0]) ? value : undefined;
  }
  return field.scalar === ScalarType.FLOAT ? shortestFloat32(value as number) : value;
}

/** The decimal of fewest digits that is this 32-bit float and no other (nine always do). */
export function shortestFloat32(value: number): number {
  const single = Math.fround(value);
  if (single === 0) return single;
  for (let digits = 1; digits < 9; digits++) {
    const shorter = Number(single.toPrecision(digits));
    if (Math.fround(shorter) === single) return shorter;
  }
  return Number.isFinite(single) ? Number(single.toPrecision(9)) : single;
}

function isTimestamp(message: DescMessage): boolean {
  return message.typeName === 'google.protobuf.Timestamp';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function nameOf(value: unknown): string {
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object') return value === null ? 'null' : 'an object';
  return typeof value === 'string' ? JSON.stringify(value.slice(0, 64)) : String(value);
}

function refuse(errors: string[], path: readonly string[], what: string): undefined {
  if (errors.length < maxErrors) errors.push(`${path.length === 0 ? '(root)' : path.join('.')}: ${what}`);
}
