import { distanceToAreaM, type Area } from '../base/geometry.ts';

/** A zone as arrivals see it: where "arrived" begins is within `radiusM` of its area, 0 inside. */
export interface ZoneRing {
  readonly zoneId: string;
  readonly area: Area;
  readonly radiusM: number;
}

/**
 * Which zones' rings a place may lie in, by a square grid over the region's ENU plane. `members` of cell c are those from
 * `starts[c]` to `starts[c + 1]`: twice the zone's index, plus 1 where the whole cell lies within the ring, so that no
 * distance needs to be measured there.
 */
export interface ZoneIndex {
  readonly rings: readonly ZoneRing[];
  readonly cellM: number;
  readonly westM: number;
  readonly southM: number;
  readonly columns: number;
  readonly rows: number;
  readonly starts: Int32Array;
  readonly members: Int32Array;
}

/** Cells grow beyond `finestCellM` where zones lie so far apart that the grid would have more cells than this. */
const mostCells = 4_000_000;
const finestCellM = 500;

export function createZoneIndex(rings: readonly ZoneRing[]): ZoneIndex {
  let west = Infinity;
  let south = Infinity;
  let east = -Infinity;
  let north = -Infinity;
  for (const { area, radiusM } of rings) {
    west = Math.min(west, area.box[0] - radiusM);
    south = Math.min(south, area.box[1] - radiusM);
    east = Math.max(east, area.box[2] + radiusM);
    north = Math.max(north, area.box[3] + radiusM);
  }
  const width = Math.max(0, east - west);
  const height = Math.max(0, north - south);
  const cellM = Math.max(finestCellM, Math.sqrt((width * height) / mostCells));
  const columns = rings.length === 0 ? 0 : Math.floor(width / cellM) + 1;
  const rows = rings.length === 0 ? 0 : Math.floor(height / cellM) + 1;
  const pairs = pairsOf(rings, cellM, west, south, columns);
  return { rings, cellM, westM: west, southM: south, columns, rows, ...listsOf(pairs, columns * rows) };
}

/** cell, member, cell, member …: every cell that a ring may touch. */
function pairsOf(
  rings: readonly ZoneRing[],
  cellM: number,
  west: number,
  south: number,
  columns: number,
): number[] {
  const pairs: number[] = [];
  const halfDiagonalM = cellM * Math.SQRT1_2;
  for (let zone = 0; zone < rings.length; zone++) {
    const { area, radiusM } = rings[zone];
    const left = Math.floor((area.box[0] - radiusM - west) / cellM);
    const right = Math.floor((area.box[2] + radiusM - west) / cellM);
    const bottom = Math.floor((area.box[1] - radiusM - south) / cellM);
    const top = Math.floor((area.box[3] + radiusM - south) / cellM);
    for (let row = bottom; row <= top; row++) {
      for (let column = left; column <= right; column++) {
        const distanceM = distanceToAreaM(area, west + (column + 0.5) * cellM, south + (row + 0.5) * cellM);
        if (distanceM > radiusM + halfDiagonalM) continue;
        pairs.push(row * columns + column, 2 * zone + (distanceM + halfDiagonalM <= radiusM ? 1 : 0));
      }
    }
  }
  return pairs;
}

function listsOf(pairs: readonly number[], cells: number): { starts: Int32Array; members: Int32Array } {
  const starts = new Int32Array(cells + 1);
  for (let i = 0; i < pairs.length; i += 2) starts[pairs[i] + 1]++;
  for (let cell = 0; cell < cells; cell++) starts[cell + 1] += starts[cell];
  const next = starts.slice();
  const members = new Int32Array(pairs.length / 2);
  for (let i = 0; i < pairs.length; i += 2) members[next[pairs[i]]++] = pairs[i + 1];
  return { starts, members };
}

/** The grid cell of a place, or -1 where no ring is near. */
export function cellAt(index: ZoneIndex, east: number, north: number): number {
  const column = Math.floor((east - index.westM) / index.cellM);
  const row = Math.floor((north - index.southM) / index.cellM);
  if (column < 0 || row < 0 || column >= index.columns || row >= index.rows) return -1;
  return row * index.columns + column;
}
