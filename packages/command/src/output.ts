import { once } from 'node:events';

/** Standard output in pieces of about 64 kB: `line` gathers, `flush` waits until a slow reader has taken what there is. */
export class LineOutput {
  readonly #stream: NodeJS.WritableStream;
  #pieces: string[] = [];
  #length = 0;

  constructor(stream: NodeJS.WritableStream = process.stdout) {
    this.#stream = stream;
  }

  line(text: string): void {
    this.#pieces.push(text, '\n');
    this.#length += text.length + 1;
  }

  get isFull(): boolean {
    return this.#length >= 65_536;
  }

  async flush(): Promise<void> {
    if (this.#length === 0) return;
    const text = this.#pieces.join('');
    this.#pieces = [];
    this.#length = 0;
    if (!this.#stream.write(text)) await once(this.#stream, 'drain');
  }
}

/** A reader that has gone (`| head`) is no failure. */
export function endQuietlyWhenReaderGoes(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
}
