/** Cutting the map into cells. Points are [lonDeg, latDeg]. */

export type Ring = [number, number][];
/** west, south, east, north */
export type Box = readonly [number, number, number, number];

/** The part of a closed ring inside a box, closed (Sutherland and Hodgman 1974); empty where none is. */
export function clipRing(ring: Ring, box: Box): Ring {
  let points = ring;
  for (const [axis, bound, keepsAbove] of [
    [0, box[0], true],
    [1, box[1], true],
    [0, box[2], false],
    [1, box[3], false],
  ] as const) {
    points = clipHalf(points, axis, bound, keepsAbove);
    if (points.length === 0) return [];
  }
  const [first, last] = [points[0], points[points.length - 1]];
  return first[0] === last[0] && first[1] === last[1] ? points : [...points, first];
}

function clipHalf(ring: Ring, axis: 0 | 1, bound: number, keepsAbove: boolean): Ring {
  const isIn = (point: [number, number]): boolean =>
    keepsAbove ? point[axis] >= bound : point[axis] <= bound;
  const kept: Ring = [];
  for (let i = 0; i < ring.length; i++) {
    const from = ring[(i + ring.length - 1) % ring.length];
    const to = ring[i];
    if (isIn(from) !== isIn(to)) kept.push(crossing(from, to, axis, bound));
    if (isIn(to)) kept.push(to);
  }
  return kept;
}

function crossing(
  from: [number, number],
  to: [number, number],
  axis: 0 | 1,
  bound: number,
): [number, number] {
  const along = (bound - from[axis]) / (to[axis] - from[axis]);
  const other = axis === 0 ? 1 : 0;
  const at: [number, number] = [bound, bound];
  at[other] = from[other] + along * (to[other] - from[other]);
  return at;
}

/** A line's pieces by the cell that each stretch begins in; pieces of neighbouring cells share their end. */
export function linesByCell(line: Ring, cellDeg: number): { column: number; row: number; piece: Ring }[] {
  const pieces: { column: number; row: number; piece: Ring }[] = [];
  for (let i = 0; i + 1 < line.length; i++) {
    const column = Math.floor(line[i][0] / cellDeg);
    const row = Math.floor(line[i][1] / cellDeg);
    const open = pieces.at(-1);
    if (open !== undefined && open.column === column && open.row === row) open.piece.push(line[i + 1]);
    else pieces.push({ column, row, piece: [line[i], line[i + 1]] });
  }
  return pieces;
}
