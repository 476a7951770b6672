import type { RefusedPiece } from '../captures.ts';

/** Sources counted by name; what further ones say is counted together. */
const sourceCapacity = 1000;

/** What was refused, by source, each with an example. */
export class Refusals {
  readonly #counts = new Map<string, { count: number; example: string }>();

  addPiece({ error, at }: RefusedPiece): void {
    this.add(undefined, at === undefined ? error : `${error} (at ${at})`);
  }

  add(sensorId: string | undefined, why: string): void {
    const wanted = sensorId ?? 'unreadable';
    const isRoom = this.#counts.has(wanted) || this.#counts.size < sourceCapacity;
    const name = isRoom ? wanted : 'others';
    const known = this.#counts.get(name);
    if (known === undefined) this.#counts.set(name, { count: 1, example: why });
    else known.count++;
  }

  /** A line for each source on standard error. */
  tell(file: string): void {
    for (const [name, { count, example }] of this.#counts)
      process.stderr.write(`${file}: ${name}: ${count} refused, such as: ${example}\n`);
  }
}
