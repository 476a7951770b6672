/**
 * Minimum-cost partial matching of rows to columns: shortest augmenting paths over a sparse graph (Jonker and Volgenant
 * 1987, as used for sparse costs), with a column of its own, at cost 0, for each row that stays alone.
 */

/** A row's neighbours: column -> cost, below 0 where a pair is better than none. */
export type SparseRow = ReadonlyMap<number, number>;

/** For each row its column, or -1 where it stays alone. */
export function assignSparse(rows: readonly SparseRow[], columns: number): Int32Array {
  // Column `columns + i` is row i's own.
  const size = columns + rows.length;
  const price = new Float64Array(size);
  const rowOf = new Int32Array(size).fill(-1);
  const columnOf = new Int32Array(rows.length).fill(-1);
  for (let row = 0; row < rows.length; row++) augment(rows, columns, price, rowOf, columnOf, row);
  return columnOf.map((column) => (column >= columns ? -1 : column));
}

interface Open {
  distance: number;
  column: number;
}

/** Dijkstra from a free row to the nearest free column over reduced costs; then the path is flipped. */
function augment(
  rows: readonly SparseRow[],
  columns: number,
  price: Float64Array,
  rowOf: Int32Array,
  columnOf: Int32Array,
  from: number,
): void {
  const distance = new Map<number, number>();
  const via = new Map<number, number>();
  const done = new Map<number, number>();
  const open: Open[] = [];
  let row = from;
  let base = 0;
  let end: number;
  for (;;) {
    const relax = (column: number, cost: number) => {
      if (done.has(column)) return;
      const reached = base + cost - price[column];
      if (reached >= (distance.get(column) ?? Infinity)) return;
      distance.set(column, reached);
      via.set(column, row);
      pushOpen(open, { distance: reached, column });
    };
    for (const [column, cost] of rows[row]) relax(column, cost);
    relax(columns + row, 0);
    const nearest = popNearest(open, done, distance);
    done.set(nearest.column, nearest.distance);
    end = nearest.column;
    row = rowOf[end];
    if (row < 0) break;
    base = nearest.distance - (costOf(rows, columns, row, end) - price[end]);
  }
  const length = done.get(end) ?? 0;
  for (const [column, reached] of done) price[column] += reached - length;
  flip(via, rowOf, columnOf, from, end);
}

function costOf(rows: readonly SparseRow[], columns: number, row: number, column: number): number {
  return column >= columns ? 0 : (rows[row].get(column) ?? 0);
}

function flip(
  via: ReadonlyMap<number, number>,
  rowOf: Int32Array,
  columnOf: Int32Array,
  from: number,
  end: number,
): void {
  let column = end;
  for (;;) {
    const row = via.get(column) ?? from;
    const before = columnOf[row];
    rowOf[column] = row;
    columnOf[row] = column;
    if (row === from) return;
    column = before;
  }
}

function pushOpen(heap: Open[], one: Open): void {
  let at = heap.length;
  heap.push(one);
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (heap[parent].distance <= one.distance) break;
    heap[at] = heap[parent];
    at = parent;
  }
  heap[at] = one;
}

/** The nearest that is neither done nor outdated. A free row's own column is always within reach. */
function popNearest(
  heap: Open[],
  done: ReadonlyMap<number, number>,
  distance: ReadonlyMap<number, number>,
): Open {
  for (;;) {
    const top = popOpen(heap);
    if (!done.has(top.column) && top.distance <= (distance.get(top.column) ?? Infinity)) return top;
  }
}

function popOpen(heap: Open[]): Open {
  const top = heap[0];
  const last = heap.pop();
  if (last === undefined) throw new Error('no column within reach, expected the row itself');
  if (heap.length === 0) return top;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && heap[child + 1].distance < heap[child].distance) child++;
    if (heap[child].distance >= last.distance) break;
    heap[at] = heap[child];
    at = child;
  }
  heap[at] = last;
  return top;
}
