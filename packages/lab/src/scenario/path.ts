/**
 * A target's true path: a sample each second, straight and uniform in between, so that within a second the closed form
 * of `base/retard` holds exactly. Times are seconds since the exercise's start; places are the region's ENU.
 */
export interface Path {
  readonly bornS: number;
  readonly endS: number;
  /** Samples at bornS, bornS + 1, … endS; two at least. */
  readonly count: number;
  readonly east: Float64Array;
  readonly north: Float64Array;
  readonly up: Float64Array;
  /** Above the ellipsoid, which here is the ground. */
  readonly heightM: Float64Array;
}

/** Where `stateAt` writes: east, north, up (m), their rates (m/s), height above the ellipsoid (m). */
export const stateSize = 7;

/** out: the state at a time. false, with out untouched, when it is not flying then. */
export function stateAt(path: Path, out: Float64Array, atS: number): boolean {
  const { bornS, endS, count, east, north, up, heightM } = path;
  if (!(atS >= bornS && atS <= endS)) return false;
  const i = Math.min(Math.floor(atS - bornS), count - 2);
  const dtS = atS - bornS - i;
  out[3] = east[i + 1] - east[i];
  out[4] = north[i + 1] - north[i];
  out[5] = up[i + 1] - up[i];
  out[0] = east[i] + out[3] * dtS;
  out[1] = north[i] + out[4] * dtS;
  out[2] = up[i] + out[5] * dtS;
  out[6] = heightM[i] + (heightM[i + 1] - heightM[i]) * dtS;
  return true;
}

const state = new Float64Array(stateSize);

/**
 * When what reaches (east, north, up) at `heardS` left the target: the root of t + r(t) / c = heardS, by Newton's method
 * to 1e-9 s. The left side rises with t as long as the target is slower than the wave. NaN where it was not flying then.
 */
export function emittedS(
  path: Path,
  east: number,
  north: number,
  up: number,
  heardS: number,
  waveMps: number,
): number {
  let atS = Math.min(heardS, path.endS);
  for (let round = 0; round < 60; round++) {
    if (!stateAt(path, state, atS)) return Number.NaN;
    const de = state[0] - east;
    const dn = state[1] - north;
    const du = state[2] - up;
    const range = Math.sqrt(de * de + dn * dn + du * du);
    const late = atS + range / waveMps - heardS;
    if (Math.abs(late) < 1e-9) return atS;
    const rate = range === 0 ? 0 : (de * state[3] + dn * state[4] + du * state[5]) / range;
    const next = atS - late / (1 + rate / waveMps);
    if (next < path.bornS && atS === path.bornS) return Number.NaN;
    if (next > path.endS && atS === path.endS) return Number.NaN;
    atS = Math.min(path.endS, Math.max(path.bornS, next));
  }
  return atS;
}
