const highest = 65_535;

/** Numbers of system tracks (062/040): each track's own while it lives, given anew only once all others were. */
export class TrackNumbers {
  readonly #numbers = new Map<string, number>();
  readonly #taken = new Set<number>();
  #last = 0;

  /** `isFirst`: it had none before. undefined: all 65,535 are taken. */
  of(trackId: string): { number: number; isFirst: boolean } | undefined {
    const known = this.#numbers.get(trackId);
    if (known !== undefined) return { number: known, isFirst: false };
    if (this.#taken.size >= highest) return undefined;
    do {
      this.#last = (this.#last % highest) + 1;
    } while (this.#taken.has(this.#last));
    this.#numbers.set(trackId, this.#last);
    this.#taken.add(this.#last);
    return { number: this.#last, isFirst: true };
  }

  /** The track is over. */
  free(trackId: string): void {
    const number = this.#numbers.get(trackId);
    this.#numbers.delete(trackId);
    if (number !== undefined) this.#taken.delete(number);
  }
}
