import type { Source, SourceError, SourceRole, SourceState } from '@kentongan/core/tell/sources';
import type { ConnectionWatch } from './tcp.ts';

export interface SourceIdentity {
  sourceId: string;
  name: string;
  role: SourceRole;
  protocol: string;
  where?: string;
}

/** Whether a source calls, is called, or is told its state by what it does. */
export type SourceWay = 'calls' | 'listens' | 'datagrams' | 'reads' | 'sends' | 'reports';

const rateSeconds = 10;
/** Datagrams know no connection: who sent so lately is there. */
const presentMs = 30_000;
/** Kinds of errors of one source; further ones are counted as `other`. */
const kindCapacity = 16;
const longestExample = 300;

/** What one source or sink did, for operators: bounded, and no time of day but that it is given. */
export class SourceStats implements ConnectionWatch {
  readonly #identity: SourceIdentity;
  readonly #way: SourceWay;
  readonly #now: () => number;
  /** Messages of the last seconds, by second modulo their number; the running one included. */
  readonly #perSecond = new Uint32Array(rateSeconds + 1);
  #second: number;
  #connections = 0;
  #lastMessageMs: number | undefined;
  #messages = 0;
  #accepted = 0;
  #refused = 0;
  readonly #errors = new Map<string, SourceError>();
  #settled: 'ended' | 'failed' | undefined;

  constructor(identity: SourceIdentity, way: SourceWay, now: () => number = Date.now) {
    this.#identity = identity;
    this.#way = way;
    this.#now = now;
    this.#second = Math.floor(now() / 1000);
  }

  opened(): void {
    this.#connections++;
  }

  closed(why: string | undefined): void {
    if (this.#connections > 0) this.#connections--;
    if (why !== undefined) this.#note('connection', why);
  }

  /** So many messages came or went; 0: a sign of life that is no message of its own. */
  heard(count = 1): void {
    const nowMs = this.#now();
    this.#turnTo(nowMs);
    this.#perSecond[this.#second % this.#perSecond.length] += count;
    this.#messages += count;
    this.#lastMessageMs = nowMs;
  }

  accept(count = 1): void {
    this.#accepted += count;
  }

  /** One message went out. */
  sent(): void {
    this.heard();
    this.accept();
  }

  /** `why` begins with its kind and a colon, as `malformed: …`. */
  refuse(why: string, count = 1): void {
    this.#refused += count;
    const kind = /^([a-zA-Z_]{1,24}):/.exec(why)?.[1];
    this.#note(kind ?? 'refused', why, count);
  }

  /** It read its file to the end. */
  end(): void {
    this.#settled = 'ended';
  }

  /** It could not be started. */
  fail(why: string): void {
    this.#settled = 'failed';
    this.#note('start', why);
  }

  status(): Source {
    const nowMs = this.#now();
    this.#turnTo(nowMs);
    const running = this.#perSecond[this.#second % this.#perSecond.length];
    const whole = this.#perSecond.reduce((sum, each) => sum + each, 0) - running;
    return {
      ...this.#identity,
      state: this.#state(nowMs),
      connections: this.#connections,
      perSecond: whole / rateSeconds,
      ...(this.#lastMessageMs === undefined ? {} : { lastMessageMs: this.#lastMessageMs }),
      messages: this.#messages,
      accepted: this.#accepted,
      refused: this.#refused,
      errors: [...this.#errors.values()].sort((a, b) => b.lastMs - a.lastMs).map((error) => ({ ...error })),
    };
  }

  #state(nowMs: number): SourceState {
    if (this.#settled !== undefined) return this.#settled;
    const isPresent = this.#lastMessageMs !== undefined && nowMs - this.#lastMessageMs < presentMs;
    switch (this.#way) {
      case 'calls':
        return this.#connections > 0 ? 'connected' : 'calling';
      case 'listens':
        return this.#connections > 0 ? 'connected' : 'waiting';
      case 'datagrams':
        return isPresent ? 'connected' : 'waiting';
      case 'reads':
      case 'sends':
        return 'connected';
      case 'reports':
        return this.#connections > 0 || isPresent ? 'connected' : 'silent';
    }
  }

  #note(kind: string, why: string, count = 1): void {
    const isNew = !this.#errors.has(kind);
    const name = isNew && this.#errors.size >= kindCapacity ? 'other' : kind;
    const before = this.#errors.get(name)?.count ?? 0;
    const example = why.slice(0, longestExample);
    this.#errors.set(name, { kind: name, count: before + count, lastMs: this.#now(), example });
  }

  /** Empties the seconds that have passed since; a clock that was set back changes nothing. */
  #turnTo(nowMs: number): void {
    const second = Math.floor(nowMs / 1000);
    const passed = Math.min(second - this.#second, this.#perSecond.length);
    for (let k = 1; k <= passed; k++) this.#perSecond[(this.#second + k) % this.#perSecond.length] = 0;
    this.#second = Math.max(second, this.#second);
  }
}
