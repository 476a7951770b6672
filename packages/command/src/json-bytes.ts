/**
 * JSON written straight into bytes, the same bytes as `JSON.stringify`: no string is made of an object, and none encoded
 * again. Most numbers of a track are rounded to a few decimals and are written as integers with a point, which costs a
 * fifth of finding a double's shortest digits. `json-bytes.test.ts` compares the two.
 */
export class JsonBytes {
  #bytes = Buffer.allocUnsafeSlow(startBytes);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** What was written so far, which is the caller's from now on. */
  take(): Buffer {
    const taken = this.#bytes.subarray(0, this.#length);
    this.#bytes = Buffer.allocUnsafeSlow(startBytes);
    this.#length = 0;
    return taken;
  }

  /** Text as it is, in UTF-8. */
  text(text: string): void {
    this.#reserve(3 * text.length);
    this.#length += this.#bytes.write(text, this.#length, 'utf8');
  }

  /** Numbers, strings, booleans, null, and arrays and plain objects of them; as in `JSON.stringify` a key without a value is left out. */
  value(value: unknown): void {
    switch (typeof value) {
      case 'number':
        return this.#number(value);
      case 'string':
        return this.#string(value);
      case 'object':
        if (Array.isArray(value)) return this.#array(value);
        if (value !== null) return this.#object(value as Record<string, unknown>);
    }
    this.text(JSON.stringify(value) ?? 'null');
  }

  #object(object: Record<string, unknown>): void {
    this.#byte(openBrace);
    let isFirst = true;
    for (const key in object) {
      const value = object[key];
      if (value === undefined) continue;
      this.#copy(keyBytes(key, isFirst));
      isFirst = false;
      this.value(value);
    }
    this.#byte(closeBrace);
  }

  #array(array: readonly unknown[]): void {
    this.#byte(openBracket);
    for (let k = 0; k < array.length; k++) {
      if (k > 0) this.#byte(comma);
      this.value(array[k]);
    }
    this.#byte(closeBracket);
  }

  #string(text: string): void {
    this.#reserve(text.length + 2);
    const bytes = this.#bytes;
    let at = this.#length;
    bytes[at++] = quote;
    for (let k = 0; k < text.length; k++) {
      const letter = text.charCodeAt(k);
      if (letter < 0x20 || letter > 0x7e || letter === quote || letter === backslash) {
        this.text(JSON.stringify(text));
        return;
      }
      bytes[at++] = letter;
    }
    bytes[at++] = quote;
    this.#length = at;
  }

  #number(value: number): void {
    const size = Math.abs(value);
    if (size < 1e15 && size === Math.floor(size)) {
      this.#digits(value < 0, size, 0);
      return;
    }
    // The quotient of two exact numbers is rounded once, as a decimal that is read is: where it is the value, its up to 15
    // digits are the value's shortest.
    const four = Math.round(size * 1e4);
    if (four < 1e15 && four / 1e4 === size) {
      this.#digits(value < 0, four, 4);
      return;
    }
    const eight = Math.round(size * 1e8);
    if (eight < 1e15 && eight >= 100 && eight / 1e8 === size) this.#digits(value < 0, eight, 8);
    else this.text(Number.isFinite(value) ? String(value) : 'null');
  }

  /** `scaled` with `decimals` digits behind the point, trailing zeros cut; below 1e15. */
  #digits(isNegative: boolean, scaled: number, decimals: number): void {
    this.#reserve(24);
    const bytes = this.#bytes;
    if (isNegative) bytes[this.#length++] = minus;
    // Halves of up to eight and seven digits, so that all is done in 32-bit integers.
    let high = Math.floor(scaled / 1e8) | 0;
    let low = (scaled - high * 1e8) | 0;
    let behind = decimals;
    while (behind > 0 && low % 10 === 0) {
      low = ((low / 10) | 0) + (high % 10) * 1e7;
      high = (high / 10) | 0;
      behind--;
    }
    const count = Math.max(behind + 1, high > 0 ? 8 + digitsOf(high) : digitsOf(low));
    let at = this.#length + count + (behind > 0 ? 1 : 0);
    this.#length = at;
    let rest = low;
    for (let k = 0; k < count; k++) {
      if (k === behind && k > 0) bytes[--at] = point;
      if (k === 8) rest = high;
      const tenth = (rest / 10) | 0;
      bytes[--at] = zero + rest - 10 * tenth;
      rest = tenth;
    }
  }

  #byte(byte: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = byte;
  }

  #copy(from: Uint8Array): void {
    this.#reserve(from.length);
    const bytes = this.#bytes;
    const at = this.#length;
    for (let k = 0; k < from.length; k++) bytes[at + k] = from[k];
    this.#length = at + from.length;
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const wider = Buffer.allocUnsafeSlow(2 * (this.#length + more));
    this.#bytes.copy(wider, 0, 0, this.#length);
    this.#bytes = wider;
  }
}

const startBytes = 160 * 1024;
const [openBrace, closeBrace, openBracket, closeBracket, comma, quote, backslash, minus, point, zero] =
  Buffer.from('{}[],"\\-.0');

function digitsOf(whole: number): number {
  let count = 1;
  for (let most = 10; whole >= most; most *= 10) count++;
  return count;
}

/** Keys as written, with the comma before all but the first; there are few, and where there are more they are not kept. */
const firstKeys = new Map<string, Uint8Array>();
const laterKeys = new Map<string, Uint8Array>();
const mostKeys = 1024;

function keyBytes(key: string, isFirst: boolean): Uint8Array {
  const known = isFirst ? firstKeys : laterKeys;
  const found = known.get(key);
  if (found !== undefined) return found;
  const bytes = Buffer.from(`${isFirst ? '' : ','}${JSON.stringify(key)}:`);
  if (known.size < mostKeys) known.set(key, bytes);
  return bytes;
}
