import {
  checkFact,
  createDetectionBytes,
  EventLines,
  refusalText,
  type Fact,
  type Header,
} from '@kentongan/core/base/event';
import { readWholeLines } from './lines.ts';
import { FailedError } from './verb.ts';

/** How many refused lines are told one by one; the rest are only counted. */
const toldRefusals = 20;

export interface FactReader {
  header: Header;
  /** Batches of facts in order, each fact read from its bytes as it is asked for; all to be read once. */
  batches: AsyncGenerator<Iterable<Fact>>;
  refusedCount(): number;
}

/** Opens a log of facts: reads its header at once, then facts in batches; refused lines go to standard error. */
export async function openFacts(file: string): Promise<FactReader> {
  let told = 0;
  const lines = new EventLines(checkFact, (refusal) => {
    if (told++ < toldRefusals) process.stderr.write(`${file}: ${refusalText(refusal)}\n`);
  });
  const source = readWholeLines(file);
  const opening = await source.next();
  const first: Buffer = opening.done === true ? Buffer.alloc(0) : opening.value;
  let headerEnd = 0;
  while (lines.header === undefined && headerEnd < first.length) {
    const end = lineEnd(first, headerEnd);
    lines.read(first.toString('utf8', headerEnd, end));
    headerEnd = end + 1;
  }
  if (lines.header === undefined) {
    throw new FailedError(`${file} has no header: its first line must be {"kind":"log","version":1,…}`);
  }

  async function* batches(): AsyncGenerator<Iterable<Fact>> {
    yield factsIn(lines, first, headerEnd);
    for await (const bytes of source) yield factsIn(lines, bytes, 0);
  }

  return { header: lines.header, batches: batches(), refusedCount: () => lines.refused };
}

const detectionBytes = createDetectionBytes();

function* factsIn(lines: EventLines<Fact>, bytes: Buffer, from: number): Generator<Fact> {
  for (let at = from; at < bytes.length;) {
    const end = lineEnd(bytes, at);
    const quick = detectionBytes.read(bytes, at, end);
    const fact =
      quick !== undefined && lines.take(quick) ? quick : lines.read(bytes.toString('utf8', at, end));
    at = end + 1;
    if (fact !== undefined) yield fact;
  }
}

function lineEnd(bytes: Buffer, from: number): number {
  const end = bytes.indexOf(10, from);
  return end < 0 ? bytes.length : end;
}

export function tellRefused(file: string, count: number): void {
  if (count === 0) return;
  process.stderr.write(`${file}: ${count} ${count === 1 ? 'line was' : 'lines were'} refused\n`);
}
