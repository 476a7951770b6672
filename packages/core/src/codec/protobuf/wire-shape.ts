import { type DescField, type DescMessage, ScalarType } from '@bufbuild/protobuf';

/**
 * What a message's bytes must look like before they are decoded: per field number its wire type and, for a message,
 * the shape of what is inside. The decoder itself neither compares wire types nor keeps an inner message within its
 * outer one (a length that lies is only noticed at the very end), so both are checked here, without allocating.
 */
export interface WireShape {
  readonly wireTypes: Int8Array;
  readonly packable: Uint8Array;
  readonly inner: readonly (WireShape | undefined)[];
}

const maxDepth = 32;
const maxVarintBytes = 10;

const built = new WeakMap<DescMessage, WireShape>();

export function wireShape(message: DescMessage): WireShape {
  const known = built.get(message);
  if (known !== undefined) return known;
  const size = Math.max(0, ...message.fields.map(({ number }) => number)) + 1;
  const inner: (WireShape | undefined)[] = Array.from({ length: size }, () => undefined);
  const shape = { wireTypes: new Int8Array(size).fill(-1), packable: new Uint8Array(size), inner };
  built.set(message, shape);
  for (const field of message.fields) {
    shape.wireTypes[field.number] = wireTypeOf(field);
    shape.packable[field.number] = field.fieldKind === 'list' && wireTypeOf(field) !== 2 ? 1 : 0;
    if (field.message !== undefined) inner[field.number] = wireShape(field.message);
  }
  return shape;
}

function wireTypeOf(field: DescField): number {
  if (field.message !== undefined) return 2;
  switch (field.scalar) {
    case ScalarType.DOUBLE:
      return 1;
    case ScalarType.FLOAT:
      return 5;
    case ScalarType.STRING:
    case ScalarType.BYTES:
      return 2;
    default:
      return 0;
  }
}

let position = 0;
let failure = '';

/** undefined where the bytes have that shape; else what was expected and found, and where. Unknown fields pass. */
export function wireShapeError(shape: WireShape, bytes: Uint8Array): string | undefined {
  position = 0;
  failure = '';
  return fits(shape, bytes, bytes.length, 0) ? undefined : `${failure} at byte ${position}`;
}

function fits(shape: WireShape, bytes: Uint8Array, end: number, depth: number): boolean {
  if (depth >= maxDepth) return fail(`expected at most ${maxDepth} levels of messages`);
  while (position < end) {
    const tag = varint(bytes, end);
    if (tag < 0) return false;
    const number = tag >>> 3;
    const wireType = tag & 7;
    if (number === 0 || tag > 0xffff_ffff) return fail(`expected a field number, found ${number}`);
    const expected = number < shape.wireTypes.length ? shape.wireTypes[number] : -1;
    if (expected >= 0 && wireType !== expected && !(wireType === 2 && shape.packable[number] === 1)) {
      return fail(`expected wire type ${expected} for field ${number}, found ${wireType}`);
    }
    if (!skip(shape, bytes, end, number, wireType, depth)) return false;
  }
  return true;
}

function skip(
  shape: WireShape,
  bytes: Uint8Array,
  end: number,
  number: number,
  wireType: number,
  depth: number,
): boolean {
  if (wireType === 0) return varint(bytes, end) >= 0;
  if (wireType === 1 || wireType === 5) return jump(wireType === 1 ? 8 : 4, end);
  if (wireType !== 2) return fail(`expected a wire type of proto3, found ${wireType}`);
  const length = varint(bytes, end);
  if (length < 0) return false;
  const inner = number < shape.inner.length ? shape.inner[number] : undefined;
  if (inner === undefined || length > end - position) return jump(length, end);
  return fits(inner, bytes, position + length, depth + 1);
}

function jump(count: number, end: number): boolean {
  if (count > end - position) return fail(`expected ${count} bytes, found ${end - position}`);
  position += count;
  return true;
}

/** The value as a number (exact up to 2^53, more than a length or tag may be); -1 and a failure where it is cut off. */
function varint(bytes: Uint8Array, end: number): number {
  let value = 0;
  let scale = 1;
  for (let k = 0; k < maxVarintBytes; k++) {
    if (position >= end) {
      fail('expected the rest of a varint, found the end');
      return -1;
    }
    const byte = bytes[position++];
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return value;
    scale *= 128;
  }
  fail('expected a varint of at most 10 bytes');
  return -1;
}

function fail(message: string): false {
  failure = message;
  return false;
}
