/** Durations in s, counted in buckets by their upper bound. */
export class Histogram {
  readonly #bounds: readonly number[];
  readonly #counts: number[];
  #sum = 0;
  #count = 0;

  constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
    this.#counts = bounds.map(() => 0);
  }

  observe(value: number): void {
    this.#sum += value;
    this.#count++;
    const bucket = this.#bounds.findIndex((bound) => value <= bound);
    if (bucket >= 0) this.#counts[bucket]++;
  }

  /** Cumulative, as the format wants it; the last is `+Inf`. */
  buckets(): { le: string; count: number }[] {
    let count = 0;
    const below = this.#bounds.map((bound, k) => ({ le: String(bound), count: (count += this.#counts[k]) }));
    return [...below, { le: '+Inf', count: this.#count }];
  }

  get sum(): number {
    return this.#sum;
  }

  get count(): number {
    return this.#count;
  }
}

/** For what takes from a millisecond to some seconds. */
export const durationBoundsS = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10];
