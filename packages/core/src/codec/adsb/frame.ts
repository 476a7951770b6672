/**
 * The frame of Mode S (ICAO Annex 10 volume IV, 3.1.2): 7 or 14 bytes, the first five bits the downlink format (DF),
 * the last 24 a parity that is overlaid with the address, with the interrogator's code, or with nothing.
 */

/** Bytes of a frame with this DF: DF 16 and above are long. */
export function frameLength(df: number): number {
  return df >= 16 ? 14 : 7;
}

/**
 * `count` bits (at most 25) from bit `first`, numbered from 1 at byte `base` as the standard's tables do. Reads up to
 * four bytes from where the field begins, so the array must be three bytes longer than the frame.
 */
export function bitsOf(bytes: Uint8Array, base: number, first: number, count: number): number {
  const start = first - 1;
  const at = base + (start >>> 3);
  const word = (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
  return (word << (start & 7)) >>> (32 - count);
}

/** Generator polynomial of the parity, without its first term (Annex 10 volume IV, 3.1.2.3.3.1.2). */
const polynomial = 0xfff409;

const crcOfByte = new Uint32Array(256);
for (let byte = 0; byte < 256; byte++) {
  let remainder = byte << 16;
  for (let bit = 0; bit < 8; bit++) {
    remainder = (remainder & 0x800000) !== 0 ? (remainder << 1) ^ polynomial : remainder << 1;
  }
  crcOfByte[byte] = remainder & 0xffffff;
}

/** The parity found, with the computed one taken out: what was overlaid (0, a code, or the address). */
export function parityOverlay(bytes: Uint8Array, length: number): number {
  let crc = 0;
  for (let i = 0; i < length - 3; i++) crc = ((crc << 8) & 0xffffff) ^ crcOfByte[(crc >>> 16) ^ bytes[i]];
  return crc ^ ((bytes[length - 3] << 16) | (bytes[length - 2] << 8) | bytes[length - 1]);
}

export function hexOfAddress(address: number): string {
  return address.toString(16).padStart(6, '0');
}

/** Six-bit characters of call signs (Annex 10 volume IV, table 3-9); 0 pads too, the others not assigned are empty. */
const characters = Array.from({ length: 64 }, (_, code) => {
  if (code >= 1 && code <= 26) return String.fromCharCode(64 + code);
  if (code >= 48 && code <= 57) return String.fromCharCode(code);
  return code === 32 || code === 0 ? ' ' : '';
});

/** Eight characters from bit 9 on, padded with blanks; undefined where a character is not assigned or all are blank. */
export function callSignOf(bytes: Uint8Array, base: number): string | undefined {
  let text = '';
  for (let i = 0; i < 8; i++) {
    const character = characters[bitsOf(bytes, base, 9 + 6 * i, 6)];
    if (character === '') return undefined;
    text += character;
  }
  return text === '        ' ? undefined : text;
}
