import { checkHeader, type Checked } from './check.ts';
import type { Header } from './schema.ts';

/** A line of a stream that was refused, and why. The stream goes on with the next line. */
export interface LineRefusal {
  /** 1-based. */
  line: number;
  at: string;
  expected: string;
  found: string;
}

export function refusalText(refusal: LineRefusal): string {
  const where = refusal.at === '' ? '' : ` at ${refusal.at}`;
  return `line ${refusal.line}${where}: expected ${refusal.expected}, found ${refusal.found}`;
}

/** One line of JSON; a refusal where it is not JSON. */
export function checkJson(line: string): Checked<unknown> {
  try {
    return { ok: true, value: JSON.parse(line) as unknown };
  } catch {
    const found = line.length > 120 ? `${line.slice(0, 117)}...` : line;
    return { ok: false, at: '', expected: 'one JSON object', found };
  }
}

/**
 * Reads a stream of newline-delimited events line by line: the header first, then whatever `check` accepts, with `seq`
 * rising and `timeMs` never falling. Each refused line is handed to `onRefusal`; nothing else is lost.
 */
export class EventLines<T extends { seq: number; timeMs: number }> {
  header: Header | undefined;
  line = 0;
  refused = 0;
  readonly #check: (value: unknown) => Checked<T>;
  readonly #onRefusal: (refusal: LineRefusal) => void;
  #lastSeq = 0;
  #lastTimeMs = 0;

  constructor(check: (value: unknown) => Checked<T>, onRefusal: (refusal: LineRefusal) => void) {
    this.#check = check;
    this.#onRefusal = onRefusal;
  }

  /**
   * Takes an event that was read from the next line by a quicker way than `read`'s, where it is in order. false: nothing was
   * taken, and `read` says why.
   */
  take(event: T): boolean {
    if (this.header === undefined || event.seq <= this.#lastSeq || event.timeMs < this.#lastTimeMs)
      return false;
    this.line++;
    this.#lastSeq = event.seq;
    this.#lastTimeMs = event.timeMs;
    return true;
  }

  /** The event in this line; undefined for the header, an empty line, or a line that was refused. */
  read(text: string): T | undefined {
    this.line++;
    if (text === '' || text === '\r') return undefined;
    const json = checkJson(text);
    if (!json.ok) return this.#refuse(json.at, json.expected, json.found);
    if (this.header === undefined) return this.#readHeader(json.value);
    const checked = this.#check(json.value);
    if (!checked.ok) return this.#refuse(checked.at, checked.expected, checked.found);
    return this.#inOrder(checked.value);
  }

  #readHeader(value: unknown): undefined {
    const header = checkHeader(value);
    if (header.ok) this.header = header.value;
    else this.#refuse(header.at, header.expected, header.found);
    return undefined;
  }

  #inOrder(event: T): T | undefined {
    if (event.seq <= this.#lastSeq) {
      return this.#refuse('/seq', `a seq above ${this.#lastSeq}`, String(event.seq));
    }
    if (event.timeMs < this.#lastTimeMs) {
      return this.#refuse('/timeMs', `a time not before ${this.#lastTimeMs}`, String(event.timeMs));
    }
    this.#lastSeq = event.seq;
    this.#lastTimeMs = event.timeMs;
    return event;
  }

  #refuse(at: string, expected: string, found: string): undefined {
    this.refused++;
    this.#onRefusal({ line: this.line, at, expected, found });
    return undefined;
  }
}
