/** Longest message taken: five slots are 1,064 bits; nine sentences of 82 characters hold 3,400. */
const maxBits = 4096;

/** A message's bits, put together from the 6-bit characters of its sentences. Bits beyond its end read as 0. */
export class AisBits {
  readonly #bytes = new Uint8Array(maxBits / 8 + 8);
  length = 0;

  clear(): void {
    this.#bytes.fill(0, 0, (this.length >>> 3) + 2);
    this.length = 0;
  }

  /**
   * Appends armoured characters (`0`-`W`, backquote-`w`) without the last `pad` bits. Returns what is wrong, if anything.
   */
  append(payload: Uint8Array, pad: number): string | undefined {
    if (this.length + 6 * payload.length > maxBits) return `expected at most ${maxBits} bits, found more`;
    const bytes = this.#bytes;
    let at = this.length;
    for (let i = 0; i < payload.length; i++, at += 6) {
      const value = armour[payload[i]];
      if (value < 0) {
        this.length = at;
        return `expected 6-bit characters, found ${JSON.stringify(String.fromCharCode(payload[i]))}`;
      }
      const word = value << (10 - (at & 7));
      bytes[at >>> 3] |= word >>> 8;
      bytes[(at >>> 3) + 1] |= word & 255;
    }
    this.length = Math.max(this.length, at - pad);
    bytes[this.length >>> 3] &= 0xff00 >>> (this.length & 7);
    bytes[(this.length >>> 3) + 1] = 0;
    return undefined;
  }

  /** `count` bits, 1 to 32, from bit `start` on, counted from 0 as in M.1371. */
  unsigned(start: number, count: number): number {
    const bytes = this.#bytes;
    const at = start >>> 3;
    const shift = start & 7;
    const word = (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
    return ((word << shift) | (bytes[at + 4] >>> (8 - shift))) >>> (32 - count);
  }

  signed(start: number, count: number): number {
    return (this.unsigned(start, count) << (32 - count)) >> (32 - count);
  }

  /** 6-bit text up to its first `@`, without trailing blanks. */
  text(start: number, characters: number): string {
    let text = '';
    for (let i = 0; i < characters; i++) {
      const code = this.unsigned(start + 6 * i, 6);
      if (code === 0) break;
      text += String.fromCharCode(code < 32 ? code + 64 : code);
    }
    return text.trimEnd();
  }

  /** `bits:hex`, the first bit the highest of the first digit; what follows in the last byte is as it is. */
  data(start: number, count: number): string {
    let text = `${count}:`;
    for (let at = start; at < start + count; at += 8) text += hexOfByte[this.unsigned(at, 8)];
    return text;
  }
}

const hexOfByte = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** IEC 61162-1, table 8: character to 6 bits; -1: none. */
const armour = new Int8Array(256).fill(-1);
for (let value = 0; value < 64; value++) armour[value < 40 ? 48 + value : 56 + value] = value;
