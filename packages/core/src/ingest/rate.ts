import type { SensorEvent } from '../base/event/index.ts';

/** How many detections a second a sensor of this type may send for long, and at once: an hour of what a cut link held back. */
interface Allowance {
  perSecond: number;
  burst: number;
}

const allowances: Record<SensorEvent['sensor']['type'], Allowance> = {
  radar: { perSecond: 1000, burst: 5000 },
  acoustic: { perSecond: 20, burst: 5000 },
  bearing: { perSecond: 50, burst: 5000 },
  spotter: { perSecond: 1, burst: 20 },
  system: { perSecond: 1000, burst: 5000 },
  cooperative: { perSecond: 1000, burst: 5000 },
};

/** A bucket that fills by the second and is emptied by each detection: long rate and burst are both bounded. */
export class RateLimit {
  readonly #allowance: Allowance;
  #left: number;
  #filledMs: number;

  constructor(type: SensorEvent['sensor']['type'], nowMs: number) {
    this.#allowance = allowances[type];
    this.#left = this.#allowance.burst;
    this.#filledMs = nowMs;
  }

  get perSecond(): number {
    return this.#allowance.perSecond;
  }

  /** false when it is empty; nothing is taken then. */
  take(nowMs: number): boolean {
    const { perSecond, burst } = this.#allowance;
    const elapsedMs = Math.max(0, nowMs - this.#filledMs);
    this.#filledMs = nowMs;
    this.#left = Math.min(burst, this.#left + (elapsedMs / 1000) * perSecond);
    if (this.#left < 1) return false;
    this.#left--;
    return true;
  }
}
