import assert from 'node:assert/strict';
import { test } from 'node:test';
import { descriptorsFromTable } from './descriptor.ts';
import { parseTable } from './table.ts';
import { wireShape, wireShapeError } from './wire-shape.ts';

const table = parseTable(`
message Outer
  1 inner Inner
  2 name string
  3 codes int32 repeated
  4 length double
message Inner
  1 outer Outer
  2 width float
`);
const shape = wireShape(descriptorsFromTable('test', table)('Outer'));

function errorOf(...bytes: number[]): string | undefined {
  return wireShapeError(shape, Uint8Array.from(bytes));
}

test('nothing, known fields and unknown fields fit', () => {
  assert.equal(errorOf(), undefined);
  assert.equal(errorOf(0x12, 1, 65, 0x18, 5, 0x0a, 5, 0x15, 0, 0, 0, 0), undefined);
  assert.equal(errorOf(0x78, 0xff, 0x01, 0x7a, 2, 9, 9), undefined);
});

test('repeated numbers fit one by one and packed', () => {
  assert.equal(errorOf(0x18, 1, 0x18, 2), undefined);
  assert.equal(errorOf(0x1a, 2, 1, 2), undefined);
});

test('an inner message that reaches beyond its outer one is named, also where bytes follow', () => {
  assert.equal(
    errorOf(0x0a, 3, 0x0a, 9, 0x12, 1, 65, 0, 0, 0, 0, 0, 0, 0),
    'expected 9 bytes, found 1 at byte 4',
  );
});

test('another wire type than the field’s is named', () => {
  assert.equal(errorOf(0x10, 5), 'expected wire type 2 for field 2, found 0 at byte 1');
  assert.equal(errorOf(0x25, 0, 0, 0, 0), 'expected wire type 1 for field 4, found 5 at byte 1');
});

test('groups, field 0 and endless varints are named', () => {
  assert.equal(errorOf(0x7b), 'expected a wire type of proto3, found 3 at byte 1');
  assert.equal(errorOf(0x00), 'expected a field number, found 0 at byte 1');
  assert.match(errorOf(...Array.from({ length: 11 }, () => 0x80))!, /expected a varint of at most 10 bytes/);
  assert.match(errorOf(0x18)!, /expected the rest of a varint/);
});

test('messages nested too deep are named, not followed', () => {
  let bytes: number[] = [];
  for (let depth = 0; depth < 40; depth++) bytes = [0x0a, bytes.length, ...bytes];
  assert.match(errorOf(...bytes)!, /expected at most 32 levels/);
});

test('a table line that does not fit throws: the table is ours', () => {
  assert.throws(() => parseTable('message A\n  1 x'), /expected "number name type/);
  assert.throws(() => parseTable('message A\n  1 x string maybe'), /found {2}| 1 x string maybe/);
  assert.throws(() => parseTable('  1 x string'), /expected "message" or "enum"/);
  assert.throws(
    () => descriptorsFromTable('test', parseTable('message A\n  1 x Missing')),
    /expected a known type/,
  );
  assert.throws(() => descriptorsFromTable('test', table)('Other'), /expected a message of test/);
});
