import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  create,
  type DescField,
  type DescMessage,
  type Message,
  ScalarType,
  toBinary,
} from '@bufbuild/protobuf';
import { seededU32 } from '../../../../../tools/test/fuzz.ts';
import { readSapientJson, sapientJson } from './json.ts';
import type { SapientMessage } from './messages.ts';
import { readSapient, writeSapient } from './read.ts';
import { schemas } from './schema.ts';

type Random = () => number;

const texts = ['', 'a', 'Car Park', 'Ж😀\u0000', 'x'.repeat(200), 'f3a1c2d4-5b6e-4f70-8123-456789abcdef'];
const numbers = [0, 1, -1.5, 1e300, 0.1, 51.17, Infinity, -Infinity];

/** Any message of the schema, whether the rules like it or not; the deeper, the emptier. */
function anyMessage(random: Random, message: DescMessage, depth: number): Message {
  const fields: Record<string, unknown> = {};
  for (const member of message.members) {
    if (random() % (depth + 2) > 1) continue;
    if (member.kind === 'oneof') {
      const field = member.fields[random() % member.fields.length];
      fields[member.localName] = { case: field.localName, value: anyValue(random, field, depth) };
    } else if (member.fieldKind === 'list') {
      fields[member.localName] = Array.from({ length: random() % 3 }, () => anyValue(random, member, depth));
    } else fields[member.localName] = anyValue(random, member, depth);
  }
  return create(message, fields);
}

function anyValue(random: Random, field: DescField, depth: number): unknown {
  if (field.message?.typeName === 'google.protobuf.Timestamp') {
    return { seconds: BigInt(random()), nanos: random() % 1_000_000_000 };
  }
  if (field.message !== undefined) return anyMessage(random, field.message, depth + 1);
  if (field.enum !== undefined) return field.enum.values[random() % field.enum.values.length].number;
  switch (field.scalar) {
    case ScalarType.STRING:
      return texts[random() % texts.length];
    case ScalarType.BYTES:
      return Uint8Array.from({ length: random() % 20 }, () => random() & 255);
    case ScalarType.BOOL:
      return random() % 2 === 0;
    case ScalarType.INT32:
      return random() | 0;
    case ScalarType.FLOAT:
      return Math.fround(random() / 4096);
    default:
      return numbers[random() % numbers.length];
  }
}

const { message: descriptor } = schemas[2];

function* anyMessages(seed: number, count: number): Generator<SapientMessage & Message> {
  const random = seededU32(seed);
  for (let k = 0; k < count; k++) yield anyMessage(random, descriptor, 0) as SapientMessage & Message;
}

test('any message is the same after bytes', () => {
  let longest = 0;
  for (const message of anyMessages(5, 500)) {
    const bytes = writeSapient(message);
    longest = Math.max(longest, bytes.length);
    assert.deepEqual(bytes, toBinary(descriptor, message));
    assert.deepEqual(readSapient(bytes).message, message);
  }
  assert.ok(longest > 1000, `the longest had only ${longest} bytes`);
});

test('any message is the same after JSON text', () => {
  for (const message of anyMessages(6, 500)) {
    const { message: read, errors } = readSapientJson(JSON.parse(JSON.stringify(sapientJson(message))));
    assert.deepEqual(
      errors.filter((error) => error.includes('expected')),
      [],
    );
    assert.deepEqual(writeSapient(read!), writeSapient(message));
  }
});
