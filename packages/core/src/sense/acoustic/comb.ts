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
 * octave is favoured. out[size + i]: the same with lines below `lowHz` only.
 */
export type CombScorer = { score(out: Float64Array, outOffset: number, white: Float64Array): void };

export function createCombScorer(grid: CombGrid, lowHz: number): CombScorer {
  const { size, orders, onBin, offBin, maxOrder } = grid;
  const lowOrders = Uint8Array.from(orders, (count, i) => Math.min(count, Math.floor(lowHz / grid.f0Hz[i]!)));
  const deviation = Float64Array.from({ length: maxOrder + 1 }, (_, count) =>
    Math.sqrt(count * (1 + BETWEEN_WEIGHT * BETWEEN_WEIGHT)),
  );

  return {
    score(out, outOffset, white) {
      for (let i = 0; i < size; i += 1) {
        const low = lowOrders[i]!;
        const count = orders[i]!;
        const base = i * maxOrder;
        let on = 0;
        let off = 0;
        for (let k = base; k < base + low; k += 1) {
          on += white[onBin[k]!]!;
          off += white[offBin[k]!]!;
        }
        out[outOffset + size + i] = (on - BETWEEN_WEIGHT * off) / deviation[low]!;
        // Sums of their own, so that additions wait for fewer.
        let highOn = 0;
        let highOff = 0;
        for (let k = base + low; k < base + count; k += 1) {
          highOn += white[onBin[k]!]!;
          highOff += white[offBin[k]!]!;
        }
        out[outOffset + i] = (on + highOn - BETWEEN_WEIGHT * (off + highOff)) / deviation[count]!;
      }
    },
  };
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

/** Totals that differ by less are the same but for rounding. */
const SAME_TOTAL = 1e-9;

export function createCombTracker(size: number, maxBlocks: number, driftPenalty: number): CombTracker {
  const totals = new Float64Array(size * maxBlocks);
  const total = new Float64Array(size);
  const carried = new Float64Array(size);

  function track(
    path: Int32Array,
    scores: Float64Array,
    rowOffsets: Int32Array,
    blockCount: number,
    from: number,
    to: number,
  ): number {
    for (let i = from; i < to; i += 1) totals[i] = scores[rowOffsets[0]! + i]!;
    carryUp(carried, totals, from, to, driftPenalty);
    for (let b = 1; b < blockCount; b += 1) {
      const row = rowOffsets[b]!;
      if (b % 2 === 1) step(totals, b * size, carried, scores, row, to - 1, from - 1, -1, driftPenalty);
      else step(totals, b * size, carried, scores, row, from, to, 1, driftPenalty);
    }
    const last = (blockCount - 1) * size;
    let at = from;
    for (let i = from; i < to; i += 1) {
      total[i] = totals[last + i]!;
      if (total[i]! > total[at]!) at = i;
    }
    const evidence = total[at]!;
    for (let b = blockCount - 1; b >= 0; b -= 1) {
      path[b] = at;
      if (b === 0) break;
      const reached = totals[b * size + at]! - scores[rowOffsets[b]! + at]!;
      at = sourceOf(totals, (b - 1) * size, at, reached, from, to, driftPenalty);
    }
    return evidence;
  }
  return { track, total };
}

/** carried[i] = max over j <= i of total[j] - penalty (i - j). */
function carryUp(
  carried: Float64Array,
  totals: Float64Array,
  from: number,
  to: number,
  penalty: number,
): void {
  let carry = -Infinity;
  for (let i = from; i < to; i += 1) {
    carry -= penalty;
    const own = totals[i]!;
    if (own > carry) carry = own;
    carried[i] = carry;
  }
}

/**
 * total[i] = score of i + max over j of the last total[j] - penalty |i - j|. What was carried the other way is known: this
 * goes from `first` by `by` (1 or -1), takes what comes that way, and in the same pass carries the new totals on for the
 * next block, whose step goes back: one pass a block. That is the most of what paths cost, so all that is carried along
 * stays in registers.
 */
function step(
  totals: Float64Array,
  offset: number,
  carried: Float64Array,
  scores: Float64Array,
  row: number,
  first: number,
  end: number,
  by: number,
  penalty: number,
): void {
  let carry = -Infinity;
  let next = -Infinity;
  for (let i = first; i !== end; i += by) {
    carry -= penalty;
    const known = carried[i]!;
    if (known > carry) carry = known;
    const own = carry + scores[row + i]!;
    totals[offset + i] = own;
    next -= penalty;
    if (own > next) next = own;
    carried[i] = next;
  }
}

/** The candidate nearest to `at` from which `reached` was reached, the lower of two. */
function sourceOf(
  totals: Float64Array,
  offset: number,
  at: number,
  reached: number,
  from: number,
  to: number,
  penalty: number,
): number {
  for (let steps = 0; at - steps >= from || at + steps < to; steps += 1) {
    const needed = reached + steps * penalty - SAME_TOTAL;
    if (at - steps >= from && totals[offset + at - steps]! >= needed) return at - steps;
    if (at + steps < to && totals[offset + at + steps]! >= needed) return at + steps;
  }
  return at;
}
