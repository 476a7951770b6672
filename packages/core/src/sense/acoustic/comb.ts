/**
 * Harmonic combs: how well a whitened spectrum is explained by lines at k f0, for every f0 of a logarithmic
 * grid, and the path of f0 through several seconds that gathers the most evidence (track-before-detect by
 * dynamic programming; Viterbi path with a linear drift penalty, so both passes are O(grid)).
 */
export type CombGrid = {
  readonly size: number;
  /** Candidate f0 in Hz, ascending, each `ratio` times the one before. */
  readonly f0Hz: Float64Array;
  readonly ratio: number;
  /** Orders used for each candidate: up to `maxOrder`, below `maxHz`. */
  readonly orders: Uint8Array;
  /** Bins of order k and of order k - 1/2 of candidate i at `i * maxOrder + k - 1`. */
  readonly onBin: Uint16Array;
  readonly offBin: Uint16Array;
  readonly maxOrder: number;
};

/** How much of the mean between the lines is taken off: 1 would refuse engines with half orders. */
const BETWEEN_WEIGHT = 0.5;

export function createCombGrid(
  minHz: number,
  maxF0Hz: number,
  ratio: number,
  binHz: number,
  maxHz: number,
): CombGrid {
  const size = Math.floor(Math.log(maxF0Hz / minHz) / Math.log(ratio)) + 1;
  const maxOrder = 24;
  const f0Hz = new Float64Array(size);
  const orders = new Uint8Array(size);
  const onBin = new Uint16Array(size * maxOrder);
  const offBin = new Uint16Array(size * maxOrder);
  for (let i = 0; i < size; i += 1) {
    f0Hz[i] = minHz * Math.exp(i * Math.log(ratio));
    orders[i] = Math.min(maxOrder, Math.floor(maxHz / f0Hz[i]!));
    for (let k = 1; k <= orders[i]!; k += 1) {
      onBin[i * maxOrder + k - 1] = Math.round((k * f0Hz[i]!) / binHz);
      offBin[i * maxOrder + k - 1] = Math.round(((k - 0.5) * f0Hz[i]!) / binHz);
    }
  }
  return { size, f0Hz, ratio, orders, onBin, offBin, maxOrder };
}

/**
 * out[i]: sum over orders of the whitened level on the line minus half of that between lines, over the
 * square root of the number of terms: the same variance for every candidate in noise, so that neither
 * octave is favoured.
 */
export function combScores(out: Float64Array, outOffset: number, grid: CombGrid, white: Float64Array): void {
  const { size, orders, onBin, offBin, maxOrder } = grid;
  for (let i = 0; i < size; i += 1) {
    const count = orders[i]!;
    const base = i * maxOrder;
    let on = 0;
    let off = 0;
    for (let k = base; k < base + count; k += 1) {
      on += white[onBin[k]!]!;
      off += white[offBin[k]!]!;
    }
    out[outOffset + i] =
      (on - BETWEEN_WEIGHT * off) / Math.sqrt(count * (1 + BETWEEN_WEIGHT * BETWEEN_WEIGHT));
  }
}

/** Finds paths through rows of scores; all memory is made once, for at most `maxBlocks` rows. */
export type CombTracker = {
  /**
   * Best path through `blockCount` rows of scores within candidates `from` to `to` (exclusive); row b starts at
   * `rowOffsets[b]`. Writes the grid index of each block to `path`, leaves in `total[from … to)` the evidence of
   * the best path that ends at each candidate, and returns the greatest.
   */
  track(
    path: Int32Array,
    scores: Float64Array,
    rowOffsets: Int32Array,
    blockCount: number,
    from: number,
    to: number,
  ): number;
  readonly total: Float64Array;
};

export function createCombTracker(size: number, maxBlocks: number, driftPenalty: number): CombTracker {
  const total = new Float64Array(size);
  const best = new Float64Array(size);
  const cameFrom = new Int16Array(size * maxBlocks);

  function track(
    path: Int32Array,
    scores: Float64Array,
    rowOffsets: Int32Array,
    blockCount: number,
    from: number,
    to: number,
  ): number {
    for (let i = from; i < to; i += 1) total[i] = scores[rowOffsets[0]! + i]!;
    for (let b = 1; b < blockCount; b += 1) {
      step(total, cameFrom, b * size, best, scores, rowOffsets[b]!, from, to, driftPenalty);
    }
    let at = from;
    for (let i = from + 1; i < to; i += 1) if (total[i]! > total[at]!) at = i;
    const evidence = total[at]!;
    for (let b = blockCount - 1; b >= 0; b -= 1) {
      path[b] = at;
      if (b > 0) at = cameFrom[b * size + at]!;
    }
    return evidence;
  }
  return { track, total };
}

/**
 * total[i] = score of i + max over j of total[j] - penalty |i - j|, and where it came from: one pass up, one down. What is
 * carried along stays in registers: this is the most of what paths cost.
 */
function step(
  total: Float64Array,
  cameFrom: Int16Array,
  offset: number,
  best: Float64Array,
  scores: Float64Array,
  row: number,
  from: number,
  to: number,
  penalty: number,
): void {
  let carried = -Infinity;
  let source = from;
  for (let i = from; i < to; i += 1) {
    carried -= penalty;
    const own = total[i]!;
    if (own >= carried) {
      carried = own;
      source = i;
    }
    best[i] = carried;
    cameFrom[offset + i] = source;
  }
  carried = -Infinity;
  for (let i = to - 1; i >= from; i -= 1) {
    carried -= penalty;
    const own = best[i]!;
    if (carried > own) {
      cameFrom[offset + i] = source;
    } else {
      carried = own;
      source = cameFrom[offset + i]!;
    }
    total[i] = carried + scores[row + i]!;
  }
}
