/**
 * Offset of a sensor's clock: sensor's less server's, ms. A report can only come later than it was sensed, so of all
 * (sensed - received) the largest is nearest to the offset: it misses by the shortest delay of the way. Over two
 * windows of five minutes each, so that a clock which is set anew is followed within ten.
 */
const windowMs = 300_000;

export class ClockEstimate {
  #windowStartMs = Number.NEGATIVE_INFINITY;
  #previousMs = Number.NaN;
  #currentMs = Number.NaN;

  note(sensedMs: number, receivedMs: number): void {
    if (receivedMs - this.#windowStartMs >= windowMs) {
      this.#previousMs = this.#currentMs;
      this.#currentMs = Number.NaN;
      this.#windowStartMs = receivedMs;
    }
    const differenceMs = sensedMs - receivedMs;
    if (!(this.#currentMs >= differenceMs)) this.#currentMs = differenceMs;
  }

  /** NaN before the first report. */
  get offsetMs(): number {
    if (Number.isNaN(this.#previousMs)) return this.#currentMs;
    return this.#currentMs > this.#previousMs ? this.#currentMs : this.#previousMs;
  }
}
