import { Cursor } from './cursor.ts';
import { expansionTableOf, tableOf, tablesOf } from './editions.ts';
import { Plan } from './plan.ts';
import type { AsterixRecord } from './plan.ts';

export interface AsterixOptions {
  /** Edition by category, as `{ 62: '1.21' }`; the newest where not named. The edition is not on the wire. */
  readonly editions?: Readonly<Record<number, string>>;
  /** Items whose values are wanted, by category: the others are checked and passed over, which is faster. */
  readonly items?: Readonly<Record<number, readonly string[]>>;
}

export interface AsterixRefusal {
  readonly error: string;
  /** Absent where no category was read. */
  readonly category?: number;
}

export type AsterixDecoded = AsterixRecord | AsterixRefusal;

const blockHeader = 3;

/**
 * Data blocks to records. Compiles the editions that it needs when they first come. Throws a RangeError where an option
 * names an edition that there is no table for.
 */
export class AsterixDecoder {
  readonly #options: AsterixOptions;
  readonly #plans = new Map<number, Plan | undefined>();
  readonly #cursor = new Cursor();

  constructor(options: AsterixOptions = {}) {
    this.#options = options;
    for (const category of Object.keys(options.editions ?? {})) this.#plan(Number(category));
  }

  /** The blocks of one datagram. */
  decode(datagram: Uint8Array): AsterixDecoded[] {
    const decoded: AsterixDecoded[] = [];
    let at = 0;
    while (at < datagram.length) at = this.decodeBlock(datagram, at, decoded);
    return decoded;
  }

  /**
   * The block at `at`: its records, or what was refused, are added to `decoded`. A record that does not fit ends its
   * block, as where the next begins is unknown; one with a value beyond its limits is refused alone. Returns where the
   * next block begins.
   */
  decodeBlock(bytes: Uint8Array, at: number, decoded: AsterixDecoded[]): number {
    const left = bytes.length - at;
    if (left < blockHeader) {
      decoded.push({ error: `expected a block of 3 bytes at least, found ${left}` });
      return bytes.length;
    }
    const category = bytes[at];
    const length = (bytes[at + 1] << 8) | bytes[at + 2];
    if (length < blockHeader || length > left) {
      decoded.push({ error: `expected a block length from 3 to ${left}, found ${length}`, category });
      return bytes.length;
    }
    const plan = this.#plan(category);
    if (plan === undefined)
      decoded.push({ error: `expected a category with a table, found ${category}`, category });
    else this.#records(plan, bytes, at + blockHeader, at + length, decoded);
    return at + length;
  }

  #records(plan: Plan, bytes: Uint8Array, start: number, end: number, decoded: AsterixDecoded[]): void {
    const cursor = this.#cursor;
    cursor.start(bytes, start, end);
    while (cursor.at < end) {
      cursor.breach = '';
      const record = plan.read(cursor);
      decoded.push(record ?? { error: cursor.failure || cursor.breach, category: plan.category });
      if (cursor.failure !== '') return;
    }
  }

  #plan(category: number): Plan | undefined {
    if (this.#plans.has(category)) return this.#plans.get(category);
    const edition = this.#options.editions?.[category];
    const table =
      edition === undefined && tablesOf(category).length === 0 ? undefined : tableOf(category, edition);
    const only = this.#options.items?.[category];
    const plan = table && new Plan(table, expansionTableOf(table), only && new Set(only));
    this.#plans.set(category, plan);
    return plan;
  }
}
