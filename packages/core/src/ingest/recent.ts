/** The last so many texts, the oldest forgotten first. */
export class RecentTexts {
  readonly #capacity: number;
  readonly #texts = new Set<string>();

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  has(text: string): boolean {
    return this.#texts.has(text);
  }

  delete(text: string): void {
    this.#texts.delete(text);
  }

  add(text: string): void {
    this.#texts.add(text);
    if (this.#texts.size <= this.#capacity) return;
    const [oldest] = this.#texts;
    this.#texts.delete(oldest);
  }
}
