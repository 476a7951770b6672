import { once } from 'node:events';
import { JsonBytes } from './json-bytes.ts';

/** Standard output in pieces of about 128 kB: `line` and `json` gather, `flush` waits until a slow reader has taken what there is. */
export class LineOutput {
  readonly #stream: NodeJS.WritableStream;
  readonly #json = new JsonBytes();

  constructor(stream: NodeJS.WritableStream = process.stdout) {
    this.#stream = stream;
  }

  line(text: string): void {
    this.#json.text(text);
    this.#json.text('\n');
  }

  /** A line of `JSON.stringify(value)`. */
  json(value: object): void {
    this.#json.value(value);
    this.#json.text('\n');
  }

  get isFull(): boolean {
    return this.#json.length >= 131_072;
  }

  async flush(): Promise<void> {
    if (this.#json.length === 0) return;
    if (!this.#stream.write(this.#json.take())) await once(this.#stream, 'drain');
  }
}

/** A reader that has gone (`| head`) is no failure. */
export function endQuietlyWhenReaderGoes(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
}
