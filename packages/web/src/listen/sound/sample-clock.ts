/** A slice whose shortest delay is remembered, and how many of them. */
const sliceMs = 10_000;
const slices = 6;
/** Messages in a row that come this much later than any before: sound was lost in between, not only held up. */
const lateMs = 300;
const lateInARow = 10;

/**
 * When a sample was heard, by the device's clock. Messages can only come later than what they tell of, so the earliest
 * of the last minute is nearest to the truth; a sound card that drifts by 100 ppm is followed within 6 ms.
 */
export class SampleClock {
  readonly #rateHz: number;
  #starts: number[] = [];
  #sliceEndMs = Number.NEGATIVE_INFINITY;
  #late = 0;

  constructor(rateHz: number) {
    this.#rateHz = rateHz;
  }

  /** So many samples had been heard when this message came. */
  note(frames: number, nowMs: number): void {
    const startMs = nowMs - (1000 * frames) / this.#rateHz;
    this.#late = startMs > this.#startMs() + lateMs ? this.#late + 1 : 0;
    if (this.#late >= lateInARow) this.#starts = [];
    if (nowMs >= this.#sliceEndMs || this.#starts.length === 0) {
      this.#sliceEndMs = nowMs + sliceMs;
      this.#starts.push(startMs);
      if (this.#starts.length > slices) this.#starts.shift();
    } else {
      const newest = this.#starts.length - 1;
      this.#starts[newest] = Math.min(this.#starts[newest], startMs);
    }
  }

  /** Device time of a moment in the stream, ms from its first sample. NaN before the first `note`. */
  timeMs(streamMs: number): number {
    return this.#starts.length === 0 ? Number.NaN : this.#startMs() + streamMs;
  }

  #startMs(): number {
    return this.#starts.length === 0 ? Number.POSITIVE_INFINITY : Math.min(...this.#starts);
  }
}
