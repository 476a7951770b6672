import { askSession } from './server.ts';
import { signedSession, type Identity } from './identity.ts';

/** `refused`: the server no longer knows this sensor, or has withdrawn it. */
export type LinkState = 'off' | 'connecting' | 'open' | 'lost' | 'refused';

export interface LineRefusal {
  line: number;
  code: string;
  why: string;
}

/** The server's answer to one message: how many lines it took, and why not the others. */
export type Answer = { admitted: number; refused: LineRefusal[] } | { error: string; message: string };

const firstRetryMs = 1000;
const longestRetryMs = 20_000;
const answerWithinMs = 15_000;
/** A session is renewed this long before its end. */
const renewBeforeMs = 300_000;

export interface LinkParts {
  /** The server's clock now; NaN while unknown. */
  serverNowMs(): number;
  onState(state: LinkState): void;
}

/**
 * One sensor's socket to the server, opened again whenever it ends, with a bearer that is renewed before it ends. While
 * it is open the sensor counts as alive, so whoever does not hear must close it.
 */
export class Link {
  readonly #identity: Identity;
  readonly #parts: LinkParts;
  #socket: WebSocket | undefined;
  #session: { bearer: string; expiresMs: number } | undefined;
  #isWanted = false;
  #isOpening = false;
  #retryMs = firstRetryMs;
  #retry = 0;
  #questions: { resolve(answer: Answer): void; reject(error: Error): void; timer: number }[] = [];

  constructor(identity: Identity, parts: LinkParts) {
    this.#identity = identity;
    this.#parts = parts;
  }

  get isOpen(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  want(isWanted: boolean): void {
    if (isWanted === this.#isWanted) return;
    this.#isWanted = isWanted;
    clearTimeout(this.#retry);
    if (isWanted) void this.#open();
    else {
      this.#socket?.close();
      this.#parts.onState('off');
    }
  }

  /** Tries at once: the network seems to be back. */
  hurry(): void {
    if (!this.#isWanted || this.isOpen) return;
    clearTimeout(this.#retry);
    this.#retryMs = firstRetryMs;
    void this.#open();
  }

  /** Lines to the server; an empty text is an empty report. Rejects when the link breaks before the answer. */
  tell(lines: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const socket = this.#socket;
      if (socket === undefined || !this.isOpen) return reject(new Error('expected an open link, found none'));
      const timer = window.setTimeout(() => this.#end(socket), answerWithinMs);
      this.#questions.push({ resolve, reject, timer });
      socket.send(lines);
    });
  }

  async #open(): Promise<void> {
    if (this.#isOpening || this.#socket !== undefined) return;
    this.#isOpening = true;
    this.#parts.onState('connecting');
    const state = await this.#renewed().finally(() => (this.#isOpening = false));
    if (!this.#isWanted) return;
    if (state === 'refused') return this.#parts.onState('refused');
    if (state === 'lost') return this.#again();
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    const socket = new WebSocket(`${scheme}://${location.host}/api/sensor`, [
      'kentongan',
      `bearer.${this.#session!.bearer}`,
    ]);
    this.#socket = socket;
    let wasOpen = false;
    socket.addEventListener('open', () => {
      wasOpen = true;
      this.#retryMs = firstRetryMs;
      this.#parts.onState('open');
    });
    socket.addEventListener('message', (event) => this.#hear(JSON.parse(String(event.data)) as Answer));
    socket.addEventListener('close', () => {
      // A socket that never opened may have been refused: a new session tells a refusal from a dead network.
      if (!wasOpen) this.#session = undefined;
      this.#end(socket);
    });
  }

  async #renewed(): Promise<'good' | 'lost' | 'refused'> {
    const serverNowMs = this.#parts.serverNowMs();
    if (Number.isNaN(serverNowMs)) return 'lost';
    if (this.#session !== undefined && this.#session.expiresMs - serverNowMs > renewBeforeMs) return 'good';
    const told = await askSession(await signedSession(this.#identity, serverNowMs));
    if (told.ok) {
      this.#session = told;
      return 'good';
    }
    return told.code === 'revoked' || told.code === 'unauthorised' ? 'refused' : 'lost';
  }

  #hear(answer: Answer): void {
    const question = this.#questions.shift();
    clearTimeout(question?.timer);
    question?.resolve(answer);
  }

  /** A dead network may hold a closing socket open for long, so it is given up at once. */
  #end(socket: WebSocket): void {
    if (socket !== this.#socket) return;
    this.#socket = undefined;
    socket.close();
    for (const { reject, timer } of this.#questions.splice(0)) {
      clearTimeout(timer);
      reject(new Error('the link ended before the answer'));
    }
    if (this.#isWanted) this.#again();
  }

  #again(): void {
    this.#parts.onState('lost');
    clearTimeout(this.#retry);
    this.#retry = window.setTimeout(() => void this.#open(), this.#retryMs * (0.75 + 0.5 * Math.random()));
    this.#retryMs = Math.min(longestRetryMs, this.#retryMs * 2);
  }
}
