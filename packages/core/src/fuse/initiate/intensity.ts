/**
 * Where targets may be that no sensor has yet detected: the Poisson intensity of undetected targets on a coarse grid (the
 * undetected part of the PMBM, Williams 2015, arXiv 1203.2995). It grows by births, and falls where a sensor looked.
 * 256 x 256 cells of 5 km about the origin; outside, one cell that nothing lowers.
 */
const cellM = 5000;
const across = 256;
/** Targets per m² at a cold start: one in 10 km by 10 km. */
const coldStart = 1e-8;
/** Targets per m² and second that begin, or fly in: one in 10 km by 10 km and hour. */
const birthPerS = 1e-8 / 3600;

export interface Intensity {
  readonly density: Float64Array;
  readonly atMs: Float64Array;
}

export function createIntensity(startMs: number): Intensity {
  return {
    density: new Float64Array(across * across).fill(coldStart),
    atMs: new Float64Array(across * across).fill(startMs),
  };
}

function cellOf(east: number, north: number): number {
  const column = Math.floor(east / cellM) + across / 2;
  const row = Math.floor(north / cellM) + across / 2;
  return column < 0 || row < 0 || column >= across || row >= across ? -1 : row * across + column;
}

function grow(intensity: Intensity, cell: number, atMs: number): void {
  const dtS = (atMs - intensity.atMs[cell]) / 1000;
  if (!(dtS > 0)) return;
  intensity.density[cell] = Math.min(coldStart, intensity.density[cell] + birthPerS * dtS);
  intensity.atMs[cell] = atMs;
}

/** Undetected targets per m² at a place. */
export function intensityAt(intensity: Intensity, east: number, north: number, atMs: number): number {
  const cell = cellOf(east, north);
  if (cell < 0) return coldStart;
  grow(intensity, cell, atMs);
  return intensity.density[cell];
}

/** A sensor looked over all it covers: what it did not detect there is less likely to be there. */
export function lowerIntensity(
  intensity: Intensity,
  east: number,
  north: number,
  reachM: number,
  atMs: number,
  pdAt: (east: number, north: number) => number,
): void {
  const low = (centre: number): number => Math.max(0, Math.floor((centre - reachM) / cellM) + across / 2);
  const high = (centre: number): number =>
    Math.min(across - 1, Math.floor((centre + reachM) / cellM) + across / 2);
  for (let row = low(north); row <= high(north); row++) {
    for (let column = low(east); column <= high(east); column++) {
      // The nearest point of the cell: at the edge of coverage a cell that is only partly seen counts as seen.
      const west = (column - across / 2) * cellM;
      const south = (row - across / 2) * cellM;
      const pd = pdAt(
        Math.min(west + cellM, Math.max(west, east)),
        Math.min(south + cellM, Math.max(south, north)),
      );
      if (pd <= 0) continue;
      const cell = row * across + column;
      grow(intensity, cell, atMs);
      intensity.density[cell] *= 1 - pd;
    }
  }
}
