import { checkFact, EventLines, refusalText, type Fact, type Header } from '@kentongan/core/base/event';
import { readLines } from './lines.ts';
import { FailedError } from './verb.ts';

/** How many refused lines are told one by one; the rest are only counted. */
const toldRefusals = 20;

export interface FactReader {
  header: Header;
  /** Batches of facts in order; read once. */
  batches: AsyncGenerator<Fact[]>;
  refusedCount(): number;
}

/** Opens a log of facts: reads its header at once, then facts in batches; refused lines go to standard error. */
export async function openFacts(file: string): Promise<FactReader> {
  let told = 0;
  const lines = new EventLines(checkFact, (refusal) => {
    if (told++ < toldRefusals) process.stderr.write(`${file}: ${refusalText(refusal)}\n`);
  });
  const source = readLines(file);

  async function nextBatch(): Promise<Fact[] | undefined> {
    const { value, done } = await source.next();
    if (done === true) return undefined;
    const facts: Fact[] = [];
    for (const line of value) {
      const fact = lines.read(line);
      if (fact !== undefined) facts.push(fact);
    }
    return facts;
  }

  const first = await nextBatch();
  if (lines.header === undefined) {
    throw new FailedError(`${file} has no header: its first line must be {"kind":"log","version":1,…}`);
  }

  async function* batches(): AsyncGenerator<Fact[]> {
    for (let batch = first; batch !== undefined; batch = await nextBatch()) yield batch;
  }

  return { header: lines.header, batches: batches(), refusedCount: () => lines.refused };
}

export function tellRefused(file: string, count: number): void {
  if (count === 0) return;
  process.stderr.write(`${file}: ${count} ${count === 1 ? 'line was' : 'lines were'} refused\n`);
}
