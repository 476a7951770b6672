/**
 * What a position's type code says of its quality, alone and with the NIC supplements that other messages carry
 * (RTCA DO-260B, table 2-14 and 2-200; for version 0 EUROCAE ED-102A, tables N-7 and N-8).
 */
export interface NicSupplements {
  readonly version: number;
  readonly a: boolean;
  readonly b: boolean;
  readonly c: boolean;
}

/** Navigation integrity category and radius of containment in metres, 0 where not known. */
export function integrityOf(
  typeCode: number,
  supplements: NicSupplements,
): readonly [nic: number, rcM: number] {
  const { version, a, b, c } = supplements;
  const both = version >= 2 ? a && b : version === 1 && a;
  switch (typeCode) {
    case 5:
    case 9:
    case 20:
      return [11, 8];
    case 6:
    case 10:
    case 21:
      return [10, 25];
    case 7:
      return (version >= 2 ? a && !c : version === 1 && a) ? [9, 75] : [8, 186];
    case 8:
      return version >= 2 ? surfaceEight(a, c) : [0, 0];
    case 11:
      return both ? [9, 75] : [8, 186];
    case 12:
      return [7, 371];
    case 13:
      return [6, version >= 2 ? (b ? (a ? 1112 : 556) : 926) : version === 1 && a ? 1112 : 926];
    case 14:
      return [5, 1852];
    case 15:
      return [4, 3704];
    case 16:
      return both ? [3, 7408] : [2, 14_816];
    case 17:
      return [1, 37_040];
    default:
      return [0, 0];
  }
}

function surfaceEight(a: boolean, c: boolean): readonly [number, number] {
  if (a) return c ? [7, 371] : [6, 556];
  return c ? [6, 1112] : [0, 0];
}

const nacPOfVersion0 = new Int8Array(32).fill(-1);
nacPOfVersion0.set([11, 10, 8, 0, 11, 10, 8, 7, 6, 5, 4, 1, 1, 0, -1, 11, 10, 0], 5);

/** NACp that a version 0 position implies; -1: none. */
export function nacPOfType(typeCode: number): number {
  return nacPOfVersion0[typeCode];
}

/** SIL that a version 0 position implies. */
export function silOfType(typeCode: number): number {
  return typeCode === 8 || typeCode === 18 || typeCode === 22 || typeCode === 0 ? 0 : 2;
}

/** Surface movement (DO-260B, table 2-18) in knots, the middle of the step; undefined where it says nothing. */
export function knotsFromMovement(code: number, version: number): number | undefined {
  if (code === 0 || code > 124) return undefined;
  if (code === 1) return 0;
  if (code === 124) return 180;
  if (code >= 109) return 100 + (code - 108.5) * 5;
  if (code >= 94) return 70 + (code - 93.5) * 2;
  if (code >= 39) return 15 + (code - 38.5);
  if (code >= 13) return 2 + (code - 12.5) * 0.5;
  if (code >= 9) return 1 + (code - 8.5) * 0.25;
  if (version < 2) return 0.125 + (code - 1.5) * 0.125;
  return code === 2 ? 0.0625 : 0.125 + (code - 2.5) * (0.875 / 6);
}
