/**
 * Where targets may be that no sensor has yet detected: the Poisson intensity of undetected targets on a coarse grid (the
 * undetected part of the PMBM, Williams 2015, arXiv 1203.2995). It grows by births, and falls where a sensor looked.
 * 256 x 256 cells of 5 km about the origin; outside, one cell that nothing lowers.
 */
const cellM = 5000;
const quarterM = cellM / 4;
const across = 256;
/** Targets per m² at a cold start: one in 10 km by 10 km. */
const coldStart = 1e-8;
/** Targets per m² and second that begin, or fly in: one in 10 km by 10 km and hour. */
const birthPerS = 1e-8 / 3600;

/** What the first looks found against what was expected may change the cold start by at most these factors. */
const leastScale = 0.2;
const mostScale = 3;

export interface Intensity {
  /** Targets per m² that were there at the start and no look has found, before `scale`. */
  readonly cold: Float64Array;
  /** Targets per m² that came since. */
  readonly born: Float64Array;
  readonly bornMs: Float64Array;
  /** Targets that looks should have found by now, had the cold start been right. */
  expected: number;
  /**
   * How many there were against what was expected: posterior mean of a Gamma(1, 1) factor on the cold start, given the
   * targets found so far (empirical Bayes: one region's night is not another's).
   */
  scale: number;
  /** When it was last worked out. */
  scaledMs: number;
}

export function createIntensity(startMs: number): Intensity {
  const cells = across * across;
  return {
    cold: new Float64Array(cells).fill(coldStart),
    born: new Float64Array(cells),
    bornMs: new Float64Array(cells).fill(startMs),
    expected: 0,
    scale: 1,
    scaledMs: startMs - 1e6,
  };
}

/** `found`: expected number of real targets among tracks that began as ones of the cold start. */
export function rescale(intensity: Intensity, found: number, atMs: number): void {
  intensity.scaledMs = atMs;
  const ratio = (1 + found) / (1 + intensity.expected);
  intensity.scale = Math.min(mostScale, Math.max(leastScale, ratio));
}

function cellOf(east: number, north: number): number {
  const column = Math.floor(east / cellM) + across / 2;
  const row = Math.floor(north / cellM) + across / 2;
  return column < 0 || row < 0 || column >= across || row >= across ? -1 : row * across + column;
}

function grow(intensity: Intensity, cell: number, atMs: number): void {
  const dtS = (atMs - intensity.bornMs[cell]) / 1000;
  if (!(dtS > 0)) return;
  intensity.born[cell] = Math.min(coldStart, intensity.born[cell] + birthPerS * dtS);
  intensity.bornMs[cell] = atMs;
}

/** Undetected targets per m² at a place. */
export function intensityAt(intensity: Intensity, east: number, north: number, atMs: number): number {
  const cell = cellOf(east, north);
  if (cell < 0) return coldStart;
  grow(intensity, cell, atMs);
  return intensity.scale * intensity.cold[cell] + intensity.born[cell];
}

/** Share of the undetected targets at a place that were there at the start. */
export function coldShareAt(intensity: Intensity, east: number, north: number): number {
  const cell = cellOf(east, north);
  if (cell < 0) return 0;
  const cold = intensity.scale * intensity.cold[cell];
  return cold / (cold + intensity.born[cell]);
}

/** Fewer than this a m² are none: numbers that go on falling would end as denormal ones, which are a hundred times as slow. */
const nothing = 1e-60;

/** Cells in which a sensor sees something, and how much of it. */
export interface Footprint {
  readonly cell: Int32Array;
  /** Probability that it detects what is in the cell. */
  readonly pd: Float64Array;
}

/** `pdAt`: at a place of the region, within `reachM` of (east, north). Worked out once a sensor, not once a look. */
export function footprintOf(
  east: number,
  north: number,
  reachM: number,
  pdAt: (east: number, north: number) => number,
): Footprint {
  const rows = span(north, reachM);
  const columns = span(east, reachM);
  const cell: number[] = [];
  const pd: number[] = [];
  for (let row = rows.low; row <= rows.high; row++) {
    for (let column = columns.low; column <= columns.high; column++) {
      const west = (column - across / 2) * cellM;
      const south = (row - across / 2) * cellM;
      // A cell that is partly seen is lowered by its share: the mean over its quarters' centres, at least half where any of it is seen (what
      // flies in at the edge is a newcomer).
      const nearest = pdAt(
        Math.min(west + cellM, Math.max(west, east)),
        Math.min(south + cellM, Math.max(south, north)),
      );
      if (nearest <= 0) continue;
      const seen =
        pdAt(west + quarterM, south + quarterM) +
        pdAt(west + cellM - quarterM, south + quarterM) +
        pdAt(west + quarterM, south + cellM - quarterM) +
        pdAt(west + cellM - quarterM, south + cellM - quarterM);
      cell.push(row * across + column);
      pd.push(Math.max(0.5 * nearest, 0.25 * seen));
    }
  }
  return { cell: Int32Array.from(cell), pd: Float64Array.from(pd) };
}

/** A sensor looked over all it covers: what it did not detect there is less likely to be there. */
export function lowerIntensity(intensity: Intensity, footprint: Footprint, atMs: number): void {
  const { cold, born } = intensity;
  for (let k = 0; k < footprint.cell.length; k++) {
    const cell = footprint.cell[k];
    const pd = footprint.pd[k];
    grow(intensity, cell, atMs);
    intensity.expected += cold[cell] * pd * cellM * cellM;
    const left = cold[cell] * (1 - pd);
    cold[cell] = left < nothing ? 0 : left;
    born[cell] *= 1 - pd;
  }
}

function span(centre: number, reachM: number): { low: number; high: number } {
  return {
    low: Math.max(0, Math.floor((centre - reachM) / cellM) + across / 2),
    high: Math.min(across - 1, Math.floor((centre + reachM) / cellM) + across / 2),
  };
}
