type Typed = Float64Array | Int32Array | Uint8Array;

/** An array of this length that begins as the given one; zero beyond. */
export function grown<T extends Typed>(array: T, length: number): T {
  const larger = new (array.constructor as new (length: number) => T)(length);
  larger.set(array);
  return larger;
}
