import { distanceToAreaM, type Area } from '../base/geometry.ts';

/** A zone as arrivals see it: where "arrived" begins is within `radiusM` of its area, 0 inside. */
export interface ZoneRing {
  readonly zoneId: string;
  readonly area: Area;
  readonly radiusM: number;
}

/**
 * In which zones' rings a place lies, by a square grid over the region's ENU plane: cell c belongs to the rings
 * `members[starts[c]]` to `members[starts[c + 1] - 1]`, in which its centre lies. A ring's edge is so known to half a
 * cell's diagonal: 177 m at the finest, 3.5 s of a flight at 50 m/s.
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
  /** 1 for each block of 4 x 4 cells with any member: small enough to stay in the nearest cache. */
  readonly blocks: Uint8Array;
  readonly blockColumns: number;
}

/** A block's side is 1 << blockShift cells. */
export const blockShift = 2;

/** Cells grow beyond `finestCellM` where zones lie so far apart that the grid would have more cells than this. */
const mostCells = 4_000_000;
const finestCellM = 250;

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
  const blockColumns = (columns >> blockShift) + 1;
  const blocks = new Uint8Array(blockColumns * ((rows >> blockShift) + 1));
  for (let i = 0; i < pairs.length; i += 2) {
    const row = Math.floor(pairs[i] / columns);
    blocks[(row >> blockShift) * blockColumns + ((pairs[i] - row * columns) >> blockShift)] = 1;
  }
  const lists = listsOf(pairs, columns * rows);
  return { rings, cellM, westM: west, southM: south, columns, rows, ...lists, blocks, blockColumns };
}

/** cell, ring, cell, ring …: every cell whose centre lies in a ring. */
function pairsOf(
  rings: readonly ZoneRing[],
  cellM: number,
  west: number,
  south: number,
  columns: number,
): number[] {
  const pairs: number[] = [];
  for (let zone = 0; zone < rings.length; zone++) {
    const { area, radiusM } = rings[zone];
    const left = Math.floor((area.box[0] - radiusM - west) / cellM);
    const right = Math.floor((area.box[2] + radiusM - west) / cellM);
    const bottom = Math.floor((area.box[1] - radiusM - south) / cellM);
    const top = Math.floor((area.box[3] + radiusM - south) / cellM);
    for (let row = bottom; row <= top; row++) {
      for (let column = left; column <= right; column++) {
        const distanceM = distanceToAreaM(area, west + (column + 0.5) * cellM, south + (row + 0.5) * cellM);
        if (distanceM <= radiusM) pairs.push(row * columns + column, zone);
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
