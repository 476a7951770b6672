/**
 * Where targets may be that no sensor has yet detected: the Poisson intensity of undetected targets on a coarse grid (the
 * undetected part of the PMBM, Williams 2015, arXiv 1203.2995). It grows by births, and falls where a sensor looked.
 * 256 x 256 cells of 5 km about the origin; outside, one cell that nothing lowers.
 */
const cellM = 5000;
const quarterM = cellM / 4;
const acrossShift = 8;
const across = 1 << acrossShift;
/** Targets per m² at a cold start: one in 10 km by 10 km. */
const coldStart = 1e-8;
/** Targets per m² and second that begin, or fly in: one in 10 km by 10 km and hour. */
const birthPerS = 1e-8 / 3600;

/** Blocks of 4 by 4 cells, over which the cold start is judged: a raid comes from one side, and the rest of the region is empty. */
const blockShift = 2;
const blocksAcross = across >> blockShift;
/** What the first looks found against what was expected may change the cold start by at most these factors. */
const leastScale = 0.2;
const mostScale = 3;
/**
 * … in one block down to this, and up to no more than the region's: a swarm is many in one place, and tells of none beside it.
 */
const leastBlockScale = 0.01;
/** Shape of the Gamma factor of a block about the region's: far below 1, for most blocks are either empty or full. */
const blockShape = 0.1;

export interface Intensity {
  /** Targets per m² that were there at the start and no look has found, before `scaleOf`. */
  readonly cold: Float64Array;
  /** … and that one look should have found so far, and no second. */
  readonly once: Float64Array;
  /** Targets per m² that came since. */
  readonly born: Float64Array;
  readonly bornMs: Float64Array;
  /** By block: targets that two looks should have found by now, had the cold start been right; and that they found. */
  readonly expected: Float64Array;
  readonly found: Float64Array;
  /** … and in all blocks. */
  expectedInAll: number;
  /**
   * How many there were against what was expected, over the whole region: posterior mean of a Gamma(1, 1) factor on the cold
   * start, given the targets found so far (empirical Bayes: one region's night is not another's).
   */
  scale: number;
  /** When it was last worked out. */
  scaledMs: number;
}

export function createIntensity(startMs: number): Intensity {
  const cells = across * across;
  return {
    cold: new Float64Array(cells).fill(coldStart),
    once: new Float64Array(cells),
    born: new Float64Array(cells),
    bornMs: new Float64Array(cells).fill(startMs),
    expected: new Float64Array(blocksAcross * blocksAcross),
    found: new Float64Array(blocksAcross * blocksAcross),
    expectedInAll: 0,
    scale: 1,
    scaledMs: startMs - 1e6,
  };
}

/** Judges the cold start over the region by what was found in all; `found` by block is the caller's. */
export function rescale(intensity: Intensity, foundInAll: number, atMs: number): void {
  intensity.scaledMs = atMs;
  const ratio = (1 + foundInAll) / (1 + intensity.expectedInAll);
  intensity.scale = Math.min(mostScale, Math.max(leastScale, ratio));
}

/**
 * Factor on the cold start in a block: posterior mean of a Gamma(`blockShape`, `blockShape` / `scale`) factor, given what was
 * found there but for `own`: what a track adds to it does not speak for the track.
 */
export function scaleOf(intensity: Intensity, block: number, own: number): number {
  const others = Math.max(0, intensity.found[block] - own);
  const ratio = (blockShape + others) / (blockShape / intensity.scale + intensity.expected[block]);
  return Math.min(Math.max(1, intensity.scale), Math.max(leastBlockScale, ratio));
}

/** Block of a place; -1 outside of all. */
export function blockAt(east: number, north: number): number {
  const cell = cellOf(east, north);
  return cell < 0 ? -1 : blockOf(cell);
}

/** Block of a cell. */
function blockOf(cell: number): number {
  return (cell >> (acrossShift + blockShift)) * blocksAcross + ((cell & (across - 1)) >> blockShift);
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
  return scaleOf(intensity, blockOf(cell), 0) * intensity.cold[cell] + intensity.born[cell];
}

/** Share of the undetected targets at a place that were there at the start. */
export function coldShareAt(intensity: Intensity, east: number, north: number): number {
  const cell = cellOf(east, north);
  if (cell < 0) return 0;
  const cold = scaleOf(intensity, blockOf(cell), 0) * intensity.cold[cell];
  return cold / (cold + intensity.born[cell]);
}

/** Fewer than this a m² are none: numbers that go on falling would end as denormal ones, which are a hundred times as slow. */
const nothing = 1e-60;

/** Cells in which a sensor sees something, and how much of it. */
export interface Footprint {
  readonly cell: Int32Array;
  /** Probability that it detects what is in the cell. */
  readonly pd: Float64Array;
  /** 1 where what it finds tells how many there are. */
  readonly judges: Uint8Array;
}

/** `pdAt`, `judgesAt`: at a place of the region, within `reachM` of (east, north). Worked out once a sensor, not once a look. */
export function footprintOf(
  east: number,
  north: number,
  reachM: number,
  pdAt: (east: number, north: number) => number,
  judgesAt: (east: number, north: number) => boolean,
): Footprint {
  const rows = span(north, reachM);
  const columns = span(east, reachM);
  const cell: number[] = [];
  const pd: number[] = [];
  const judges: number[] = [];
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
      judges.push(judgesAt(west + 2 * quarterM, south + 2 * quarterM) ? 1 : 0);
    }
  }
  return { cell: Int32Array.from(cell), pd: Float64Array.from(pd), judges: Uint8Array.from(judges) };
}

/** A sensor looked over all it covers: what it did not detect there is less likely to be there. */
export function lowerIntensity(intensity: Intensity, footprint: Footprint, atMs: number): void {
  const { cold, born } = intensity;
  for (let k = 0; k < footprint.cell.length; k++) {
    const cell = footprint.cell[k];
    const pd = footprint.pd[k];
    grow(intensity, cell, atMs);
    if (cold[cell] !== 0) lowerCold(intensity, cell, pd, footprint.judges[k]);
    born[cell] *= 1 - pd;
  }
}

/** Of what was there at the start a look that judges (1) finds some for the first time, and some for the second. */
function lowerCold(intensity: Intensity, cell: number, pd: number, judges: number): void {
  const { cold, once, expected } = intensity;
  const twice = judges * once[cell] * pd * cellM * cellM;
  expected[blockOf(cell)] += twice;
  intensity.expectedInAll += twice;
  once[cell] += (judges * cold[cell] - once[cell]) * pd;
  const left = cold[cell] * (1 - pd);
  cold[cell] = left < nothing ? 0 : left;
}

function span(centre: number, reachM: number): { low: number; high: number } {
  return {
    low: Math.max(0, Math.floor((centre - reachM) / cellM) + across / 2),
    high: Math.min(across - 1, Math.floor((centre + reachM) / cellM) + across / 2),
  };
}
