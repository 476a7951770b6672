import { merge, type Changes, type Picture, type Why } from '@kentongan/core/tell/picture';

const shortestBetweenMs = 95;
const longestBetweenMs = 1000;
/** More than this waiting in the connection: the reader is slow, and newer values replace older ones here instead. */
const bufferedCapacity = 65_536;
const slowForMs = 30_000;

/** How a reader is reached: a WebSocket, or a test's double. */
export interface LiveTransport {
  send(text: string): void;
  /** Bytes that were sent and not taken yet. */
  bufferedBytes(): number;
  close(code: number, reason: string): void;
}

/** Changes as several readers get them: put into words once. */
export interface SharedChanges {
  readonly changes: Changes;
  text: string | undefined;
}

/**
 * What one reader has yet to be told, and when: newest value per key, so what waits is never larger than the picture.
 * Times are of any clock that does not fall; the transport is whoever's.
 */
export class LiveReader {
  readonly #transport: LiveTransport;
  #pending: SharedChanges | undefined;
  #isUrgent = false;
  #sentMs = 0;
  #takenMs = 0;
  #selected: [Why['of'], string][] = [];
  readonly #told = new Map<string, string>();
  isClosed = false;

  constructor(transport: LiveTransport) {
    this.#transport = transport;
  }

  begin(picture: Picture, nowMs: number): void {
    this.#transport.send(JSON.stringify({ type: 'picture', ...picture }));
    this.#sentMs = nowMs;
    this.#takenMs = nowMs;
  }

  offer(shared: SharedChanges, urgent: boolean, nowMs: number): void {
    this.#pending =
      this.#pending === undefined
        ? shared
        : { changes: merge(this.#pending.changes, shared.changes), text: undefined };
    this.#isUrgent ||= urgent;
    this.#sendIfDue(nowMs);
  }

  /** Now and then: what waits may be due, a silent line needs a word, a stuck reader has to go. */
  look(nowMs: number, nothingNew: () => Changes): void {
    if (this.#transport.bufferedBytes() <= bufferedCapacity) this.#takenMs = nowMs;
    else if (nowMs - this.#takenMs > slowForMs) this.close(4408, 'too slow');
    if (this.isClosed) return;
    if (this.#pending === undefined && nowMs - this.#sentMs >= longestBetweenMs)
      this.#pending = { changes: nothingNew(), text: undefined };
    this.#sendIfDue(nowMs);
  }

  select(selected: [Why['of'], string][]): void {
    this.#selected = selected;
    this.#told.clear();
  }

  /** Of what the reader selected, what it was not told yet. */
  newWhy(whyOf: (of: Why['of'], id: string) => Why | undefined): Why[] {
    const fresh: Why[] = [];
    for (const [of, id] of this.#selected) {
      const why = whyOf(of, id);
      if (why === undefined) continue;
      const seqs = why.contributions.map((contribution) => contribution.seq).join();
      if (this.#told.get(`${of} ${id}`) === seqs) continue;
      this.#told.set(`${of} ${id}`, seqs);
      fresh.push(why);
    }
    return fresh;
  }

  close(code: number, reason: string): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.#transport.close(code, reason);
  }

  #sendIfDue(nowMs: number): void {
    const pending = this.#pending;
    if (pending === undefined || this.isClosed) return;
    if (!this.#isUrgent && nowMs - this.#sentMs < shortestBetweenMs) return;
    if (this.#transport.bufferedBytes() > bufferedCapacity) return;
    pending.text ??= JSON.stringify({ type: 'changes', ...pending.changes });
    this.#transport.send(pending.text);
    this.#pending = undefined;
    this.#isUrgent = false;
    this.#sentMs = nowMs;
  }
}
