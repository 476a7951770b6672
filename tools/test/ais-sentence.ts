/** Makes AIVDM sentences for tests from values and widths, by the standard's own words and not by our decoder. */
export function sentenceOf(
  fields: readonly (readonly [value: number, bits: number])[],
  channel = 'A',
): string {
  const [payload, pad] = payloadOf(fields);
  return checked(`AIVDM,1,1,,${channel},${payload},${pad}`);
}

/** The same message cut into sentences of `size` characters. */
export function sentencesOf(
  fields: readonly (readonly [value: number, bits: number])[],
  sequence: number,
  size: number,
): string[] {
  const [payload, pad] = payloadOf(fields);
  const total = Math.ceil(payload.length / size);
  return Array.from({ length: total }, (_, i) => {
    const piece = payload.slice(i * size, (i + 1) * size);
    return checked(`AIVDM,${total},${i + 1},${sequence},B,${piece},${i + 1 === total ? pad : 0}`);
  });
}

/** With `!` before and the checksum after. */
export function checked(body: string): string {
  return `!${body}*${checksum(body)}`;
}

export function checksum(text: string): string {
  let sum = 0;
  for (const character of text) sum ^= character.charCodeAt(0);
  return sum.toString(16).toUpperCase().padStart(2, '0');
}

/** Six-bit characters of a text, padded with `@`. */
export function textFields(text: string, characters: number): [number, number][] {
  return Array.from({ length: characters }, (_, i) => {
    const code = i < text.length ? text.charCodeAt(i) : 64;
    return [code >= 64 ? code - 64 : code, 6];
  });
}

function payloadOf(fields: readonly (readonly [number, number])[]): [string, number] {
  let bits = '';
  for (const [value, count] of fields)
    bits += BigInt.asUintN(count, BigInt(value)).toString(2).padStart(count, '0');
  const pad = (6 - (bits.length % 6)) % 6;
  bits += '0'.repeat(pad);
  let payload = '';
  for (let at = 0; at < bits.length; at += 6) {
    const value = parseInt(bits.slice(at, at + 6), 2);
    payload += String.fromCharCode(value < 40 ? 48 + value : 56 + value);
  }
  return [payload, pad];
}
