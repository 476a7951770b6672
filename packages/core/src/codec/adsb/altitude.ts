/**
 * Altitude and identity codes (ICAO Annex 10 volume IV, 3.1.2.6.5.4 and 3.1.2.6.7.1). Their 13 bits stand in the order
 * C1 A1 C2 A2 C4 A4 M B1 Q B2 D2 B4 D4, where M and Q of an altitude are X and D1 of an identity.
 */

const feetPerMetre = 1 / 0.3048;

/** Feet from the 13-bit code of DF 0, 4, 16, 20; undefined for 0 (not known) and for what is no altitude. */
export function feetFromCode13(code: number): number | undefined {
  if (code === 0) return undefined;
  if ((code & 0x40) !== 0) {
    const metres = ((code & 0x1f80) >> 1) | (code & 0x3f);
    return metres * feetPerMetre;
  }
  if ((code & 0x10) !== 0) {
    return (((code & 0x1f80) >> 2) | ((code & 0x20) >> 1) | (code & 0x0f)) * 25 - 1000;
  }
  return feetFromGillham(code);
}

/** Feet from the 12-bit code of an airborne position, which has no M bit. */
export function feetFromCode12(code: number): number | undefined {
  return feetFromCode13(((code & 0xfc0) << 1) | (code & 0x3f));
}

/** Four octal digits from the 13-bit identity code. */
export function squawkFromCode13(code: number): string {
  const bit = (place: number): number => (code >>> (12 - place)) & 1;
  const a = bit(1) | (bit(3) << 1) | (bit(5) << 2);
  const b = bit(7) | (bit(9) << 1) | (bit(11) << 2);
  const c = bit(0) | (bit(2) << 1) | (bit(4) << 2);
  const d = bit(8) | (bit(10) << 1) | (bit(12) << 2);
  return `${a}${b}${c}${d}`;
}

/**
 * Mode C's reflected code in steps of 100 ft: D2 D4 A1 A2 A4 B1 B2 B4 count 500 ft, C1 C2 C4 run 1 to 5 within them,
 * back and forth.
 */
function feetFromGillham(code: number): number | undefined {
  const bit = (place: number): number => (code >>> (12 - place)) & 1;
  const fiveHundreds = binaryFromGray(
    (bit(10) << 7) |
      (bit(12) << 6) |
      (bit(1) << 5) |
      (bit(3) << 4) |
      (bit(5) << 3) |
      (bit(7) << 2) |
      (bit(9) << 1) |
      bit(11),
  );
  const gray = binaryFromGray((bit(0) << 2) | (bit(2) << 1) | bit(4));
  const step = gray === 7 ? 5 : gray;
  if (step === 0 || step > 5 || gray === 5) return undefined;
  const hundreds = (fiveHundreds & 1) === 1 ? 6 - step : step;
  return 500 * fiveHundreds + 100 * hundreds - 1300;
}

function binaryFromGray(gray: number): number {
  let binary = gray;
  for (let shifted = gray >>> 1; shifted !== 0; shifted >>>= 1) binary ^= shifted;
  return binary;
}
