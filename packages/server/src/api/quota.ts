/** Requests that an address may make: so many at once, and so many a second for long. */
export interface Allowance {
  burst: number;
  perSecond: number;
}

interface Bucket {
  left: number;
  filledMs: number;
}

/** A bucket for each address that is filled by the second. Holds 10,000, the one used longest ago is forgotten first. */
export class Quota {
  readonly #allowance: Allowance;
  readonly #buckets = new Map<string, Bucket>();
  readonly #capacity = 10_000;

  constructor(allowance: Allowance) {
    this.#allowance = allowance;
  }

  /** false where nothing is left. `nowMs` may be any clock that does not fall. */
  take(address: string, nowMs: number): boolean {
    const { burst, perSecond } = this.#allowance;
    const bucket = this.#buckets.get(address) ?? { left: burst, filledMs: nowMs };
    this.#buckets.delete(address);
    if (this.#buckets.size >= this.#capacity) {
      const [oldest] = this.#buckets.keys();
      this.#buckets.delete(oldest);
    }
    this.#buckets.set(address, bucket);
    bucket.left = Math.min(burst, bucket.left + ((nowMs - bucket.filledMs) / 1000) * perSecond);
    bucket.filledMs = nowMs;
    if (bucket.left < 1) return false;
    bucket.left--;
    return true;
  }
}
