const table = new Uint32Array(256);
for (let byte = 0; byte < 256; byte++) {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = (value & 1) === 0 ? value >>> 1 : (value >>> 1) ^ 0xedb8_8320;
  table[byte] = value;
}

/** IEEE 802's check sequence (reflected polynomial 0xedb88320), unsigned. */
export function crc32(bytes: Uint8Array): number {
  let state = 0xffff_ffff;
  for (const byte of bytes) state = (state >>> 8) ^ table[(state ^ byte) & 255];
  return (state ^ 0xffff_ffff) >>> 0;
}
