import type { CombGrid } from './comb.ts';

/**
 * Which share of all that a window's pitch may be lies elsewhere: the posterior of every path through the context, forward
 * and backward (Baum et al., Ann. Math. Stat. 41, 1970), not only of the best one. All memory is made once.
 */
export type ElsewhereShare = {
  /**
   * Share of the posterior that is more than `withinHz` from `statedHz`; row b of the scores, in nats, starts at `rows[b]`. The
   * pitch is the mean of the blocks `own` and `own + 1`, in which the second weighs `secondWeight`; of `own` where it is the last.
   */
  share(
    scores: Float64Array,
    rows: Int32Array,
    blockCount: number,
    own: number,
    statedHz: number,
    withinHz: number,
  ): number;
};

/**
 * Nats of neighbouring lines, bins and blocks are not independent, and no line is as the model has it: of 58,000 seconds at
 * 0.3 to 0.5 the share tells best which pitch is wrong, at 0.15 much worse.
 */
const TEMPER = 0.3;

export function createElsewhereShare(
  { size, f0Hz }: CombGrid,
  penaltyNats: number,
  secondWeight: number,
): ElsewhereShare {
  const keep = Math.exp(-TEMPER * penaltyNats);
  const keepSteps = Float64Array.from({ length: size }, (_, steps) =>
    Math.exp(-TEMPER * penaltyNats * steps),
  );
  const forward = new Float64Array(size);
  const backward = new Float64Array(size);
  const arrived = new Float64Array(size);

  /** arrived[i]: sum over j of from[j] times what a drift of |i - j| steps costs. */
  function drift(from: Float64Array): void {
    let carried = 0;
    for (let i = 0; i < size; i += 1) {
      carried = carried * keep + from[i]!;
      arrived[i] = carried;
    }
    carried = 0;
    for (let i = size - 1; i >= 0; i -= 1) {
      arrived[i]! += carried * keep;
      carried = carried * keep + from[i]!;
    }
  }

  /** Likelihoods of a block times `by`, to a greatest of at most 1. */
  function weigh(out: Float64Array, by: Float64Array, scores: Float64Array, row: number): void {
    let best = -Infinity;
    let most = 0;
    for (let i = 0; i < size; i += 1) {
      if (scores[row + i]! > best) best = scores[row + i]!;
      if (by[i]! > most) most = by[i]!;
    }
    for (let i = 0; i < size; i += 1) out[i] = (by[i]! / most) * Math.exp(TEMPER * (scores[row + i]! - best));
  }

  /** The share where the window's mean rests on one block. */
  function shareOfOne(statedHz: number, withinHz: number): number {
    let all = 0;
    let near = 0;
    for (let i = 0; i < size; i += 1) {
      all += forward[i]!;
      if (Math.abs(f0Hz[i]! - statedHz) <= withinHz) near += forward[i]!;
    }
    return 1 - near / all;
  }

  /** For each rate of the first block, those of the second that give a mean near the stated one: they fall as it rises. */
  function shareOfTwo(statedHz: number, withinHz: number): number {
    drift(backward);
    let all = 0;
    let near = 0;
    let from = size;
    let to = size;
    for (let i = 0; i < size; i += 1) {
      all += forward[i]! * arrived[i]!;
      const middleHz = statedHz - (1 - secondWeight) * f0Hz[i]!;
      while (from > 0 && secondWeight * f0Hz[from - 1]! >= middleHz - withinHz) from -= 1;
      while (to > 0 && secondWeight * f0Hz[to - 1]! > middleHz + withinHz) to -= 1;
      let sum = 0;
      for (let j = from; j < to; j += 1) sum += keepSteps[Math.abs(i - j)]! * backward[j]!;
      near += forward[i]! * sum;
    }
    return 1 - near / all;
  }

  return {
    share(scores, rows, blockCount, own, statedHz, withinHz) {
      arrived.fill(1);
      for (let b = 0; b <= own; b += 1) {
        if (b > 0) drift(forward);
        weigh(forward, arrived, scores, rows[b]!);
      }
      if (own + 1 >= blockCount) return shareOfOne(statedHz, withinHz);
      arrived.fill(1);
      for (let b = blockCount - 1; b > own; b -= 1) {
        if (b < blockCount - 1) drift(backward);
        weigh(backward, arrived, scores, rows[b]!);
      }
      return shareOfTwo(statedHz, withinHz);
    },
  };
}
