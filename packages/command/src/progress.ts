/** One line on a terminal that tells how far long work is; silent where standard error is no terminal. */
export class Progress {
  readonly #isShown = process.stderr.isTTY === true;
  #nextMs = 0;

  show(text: () => string): void {
    if (!this.#isShown) return;
    const nowMs = performance.now();
    if (nowMs < this.#nextMs) return;
    this.#nextMs = nowMs + 200;
    process.stderr.write(`\r\x1b[K${text()}`);
  }

  clear(): void {
    if (this.#isShown && this.#nextMs > 0) process.stderr.write('\r\x1b[K');
  }
}
