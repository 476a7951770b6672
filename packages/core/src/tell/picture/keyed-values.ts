/** The newest value per key, which of them changed and which keys went since that was last asked. */
export class KeyedValues<T> {
  readonly #values = new Map<string, T>();
  readonly #changed = new Set<string>();
  readonly #gone = new Set<string>();

  get(key: string): T | undefined {
    return this.#values.get(key);
  }

  values(): Iterable<T> {
    return this.#values.values();
  }

  set(key: string, value: T): void {
    this.#values.set(key, value);
    this.#changed.add(key);
    this.#gone.delete(key);
  }

  delete(key: string): void {
    if (!this.#values.delete(key)) return;
    this.#changed.delete(key);
    this.#gone.add(key);
  }

  /** Takes over what another holds; what it does not hold is gone. */
  become(other: KeyedValues<T>): void {
    for (const key of this.#values.keys()) if (!other.#values.has(key)) this.delete(key);
    for (const [key, value] of other.#values) this.set(key, value);
  }

  takeChanged(): T[] {
    const changed = [...this.#changed].map((key) => this.#values.get(key)!);
    this.#changed.clear();
    return changed;
  }

  takeGone(): string[] {
    const gone = [...this.#gone];
    this.#gone.clear();
    return gone;
  }
}
