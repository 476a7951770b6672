/** An hour of seconds kept while the server cannot be reached; then the oldest make room, and how many is told. */
const queueCapacity = 3600;
const mostAtOnce = 500;
const retryMs = 5000;
const answerWithinMs = 10_000;
/** Seconds without a detection after which an empty report says that this microphone still hears. */
const signOfLifeS = 10;

/** Sends detections to a server in their order, and keeps them while it is away. One that was not answered is sent again. */
export class DetectionPoster {
  readonly #address: URL;
  readonly #key: string;
  readonly #queue: string[] = [];
  /** How many of the oldest in the queue are under way. */
  #underWay = 0;
  #forgotten = 0;
  #quietS = 0;
  #sending: Promise<void> | undefined;
  #retry: NodeJS.Timeout | undefined;

  constructor(server: URL, key: string) {
    this.#address = new URL('/api/detections', server);
    this.#key = key;
  }

  /** Once a second: its detection as a line of JSON, or nothing where it was quiet. */
  post(line: string | undefined): void {
    this.#quietS = line === undefined ? this.#quietS + 1 : 0;
    if (line !== undefined) this.#queue.push(line);
    while (this.#queue.length > queueCapacity) {
      this.#queue.shift();
      this.#underWay = Math.max(0, this.#underWay - 1);
      this.#forgotten += 1;
    }
    const isDue = line !== undefined || this.#quietS % signOfLifeS === 0;
    if (isDue && this.#retry === undefined) this.#send();
  }

  /** Tries once more to send what is left, and tells how much was not sent. */
  async finish(): Promise<void> {
    clearTimeout(this.#retry);
    this.#retry = undefined;
    await this.#sending;
    clearTimeout(this.#retry);
    if (this.#queue.length > 0) {
      this.#send();
      await this.#sending;
      clearTimeout(this.#retry);
    }
    const left = this.#queue.length + this.#forgotten;
    if (left > 0) process.stderr.write(`${left} detections were not sent\n`);
  }

  #send(): void {
    this.#sending ??= this.#sendAll().finally(() => (this.#sending = undefined));
  }

  async #sendAll(): Promise<void> {
    try {
      do {
        this.#underWay = Math.min(mostAtOnce, this.#queue.length);
        await this.#deliver(this.#queue.slice(0, this.#underWay));
        this.#queue.splice(0, this.#underWay);
        this.#underWay = 0;
      } while (this.#queue.length > 0);
    } catch (error) {
      this.#underWay = 0;
      const waiting = `${this.#queue.length} waiting, ${this.#forgotten} forgotten`;
      process.stderr.write(`not sent, will try again: ${(error as Error).message} (${waiting})\n`);
      this.#retry = setTimeout(() => {
        this.#retry = undefined;
        this.#send();
      }, retryMs);
      this.#retry.unref();
    }
  }

  async #deliver(lines: readonly string[]): Promise<void> {
    const response = await fetch(this.#address, {
      method: 'POST',
      headers: { Authorization: `Bearer ${this.#key}`, 'Content-Type': 'application/x-ndjson' },
      body: lines.join('\n'),
      signal: AbortSignal.timeout(answerWithinMs),
    });
    if (!response.ok)
      throw new Error(`the server answered ${response.status}: ${(await response.text()).slice(0, 300)}`);
    const answer = (await response.json()) as { refused?: { why: string }[] };
    for (const refused of answer.refused ?? []) process.stderr.write(`refused: ${refused.why}\n`);
  }
}
