import { base64FromBytes, bytesFromBase64 } from './bytes.ts';

/**
 * A step's state as text that comes back to the bit: JSON, with typed arrays as little-endian base64 and the numbers JSON
 * cannot write (NaN, ±Infinity, -0), maps and sets marked. Values: plain objects, arrays, strings, booleans, null.
 */

type Plain = null | boolean | string | number | Plain[] | { [key: string]: Plain };

const typedArrays = {
  Float64Array,
  Float32Array,
  Int32Array,
  Uint32Array,
  Int16Array,
  Uint16Array,
  Uint8Array,
  Int8Array,
};
type TypedArrayName = keyof typeof typedArrays;

export function snapshotFromState(state: unknown): string {
  return JSON.stringify(plainFrom(state));
}

/** Throws a SyntaxError where the text is not a snapshot. */
export function stateFromSnapshot(snapshot: string): unknown {
  return valueFrom(JSON.parse(snapshot) as Plain);
}

function plainFrom(value: unknown): Plain {
  if (typeof value === 'number')
    return Number.isFinite(value) && !Object.is(value, -0) ? value : { $number: numberText(value) };
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(plainFrom);
  if (value instanceof Map)
    return { $map: [...value].map(([key, held]) => [plainFrom(key), plainFrom(held)]) };
  if (value instanceof Set) return { $set: [...value].map(plainFrom) };
  if (ArrayBuffer.isView(value)) return typedArrayText(value);
  if (typeof value === 'object') return objectFrom(value);
  throw new TypeError(`a snapshot cannot hold a ${typeof value}`);
}

function objectFrom(value: object): Plain {
  const plain: { [key: string]: Plain } = {};
  for (const [key, held] of Object.entries(value)) if (held !== undefined) plain[key] = plainFrom(held);
  return plain;
}

function numberText(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

function typedArrayText(view: ArrayBufferView): Plain {
  const name = (view as { [Symbol.toStringTag]?: string })[Symbol.toStringTag] ?? '';
  if (!(name in typedArrays)) throw new TypeError(`a snapshot cannot hold a ${name}`);
  return {
    $array: name,
    base64: base64FromBytes(new Uint8Array(view.buffer, view.byteOffset, view.byteLength)),
  };
}

function valueFrom(plain: Plain): unknown {
  if (plain === null || typeof plain !== 'object') return plain;
  if (Array.isArray(plain)) return plain.map(valueFrom);
  if (typeof plain.$number === 'string') return Number(plain.$number);
  if (Array.isArray(plain.$map))
    return new Map(plain.$map.map((pair) => valueFrom(pair) as [unknown, unknown]));
  if (Array.isArray(plain.$set)) return new Set(plain.$set.map(valueFrom));
  if (typeof plain.$array === 'string') return typedArrayFrom(plain.$array, plain.base64);
  const value: { [key: string]: unknown } = {};
  for (const [key, held] of Object.entries(plain)) value[key] = valueFrom(held);
  return value;
}

function typedArrayFrom(name: string, base64: Plain): unknown {
  const bytes = typeof base64 === 'string' ? bytesFromBase64(base64) : undefined;
  if (bytes === undefined || !(name in typedArrays))
    throw new SyntaxError(`expected a typed array, found ${name}`);
  return new typedArrays[name as TypedArrayName](bytes.buffer as ArrayBuffer);
}
