import type { Conclusion, Fact, Header } from '@kentongan/core/base/event';
import { createPipeline, type LastStep } from '@kentongan/core/pipeline';
import { openFacts, tellRefused } from '../facts.ts';
import { readLines } from '../lines.ts';
import { LineOutput } from '../output.ts';
import { Progress } from '../progress.ts';
import { FailedError, textOption, UsageError, type Verb } from '../verb.ts';

const kinds = ['track', 'arrival', 'alert'] as const;
type Kind = (typeof kinds)[number];

export const replay: Verb = {
  summary: 'Facts in, conclusions out: what was flying, where to, and who was to be warned.',
  usage: '[FILE]',
  options: { only: { type: 'string' }, check: { type: 'string' } },
  help: {
    only: 'KIND,… write only these: track, arrival, alert; what is not needed for them is not computed',
    check: 'FILE   compare with recorded conclusions and say where they first differ (exit 1)',
  },
  examples: [
    'npx kentongan exercise raid --seed 7 > raid.ndjson',
    'npx kentongan replay raid.ndjson > conclusions.ndjson',
    'npx kentongan replay --only alert raid.ndjson | head',
    'npx kentongan replay raid.ndjson --check conclusions.ndjson',
  ],
  async run(values, files) {
    if (files.length > 1) throw new UsageError(`replay takes one file, found ${files.length}`);
    const file = files[0] ?? '-';
    const only = onlyKinds(textOption(values, 'only'));
    const check = textOption(values, 'check');
    if (check === undefined) await write(file, only);
    else await compare(file, only, check);
  },
};

function onlyKinds(text: string | undefined): ReadonlySet<Kind> {
  if (text === undefined) return new Set(kinds);
  const chosen = text.split(',');
  const unknown = chosen.find((kind) => !(kinds as readonly string[]).includes(kind));
  if (unknown !== undefined) throw new UsageError(`--only takes track, arrival or alert, not "${unknown}"`);
  return new Set(chosen as Kind[]);
}

/** The furthest step whose conclusions are wanted. */
function lastStep(only: ReadonlySet<Kind>): LastStep {
  if (only.has('alert')) return 'warn';
  return only.has('arrival') ? 'foresee' : 'fuse';
}

async function write(file: string, only: ReadonlySet<Kind>): Promise<void> {
  const output = new LineOutput();
  for await (const _ of conclude(file, only, (line) => output.json(line))) {
    if (output.isFull) await output.flush();
  }
  await output.flush();
}

/** A replay: header and conclusions go to `emit`, and after each batch of facts the caller may wait. */
async function* conclude(
  file: string,
  only: ReadonlySet<Kind>,
  emit: (line: Header | Conclusion) => void,
): AsyncGenerator<void> {
  const reader = await openFacts(file);
  const pipeline = createPipeline(reader.header, lastStep(only));
  const progress = new Progress();
  const emitWanted = (conclusion: Conclusion): void => {
    if (only.has(conclusion.kind)) emit(conclusion);
  };
  emit(reader.header);
  for await (const facts of reader.batches) {
    let last: Fact | undefined;
    for (const fact of facts) {
      pipeline.step(fact, emitWanted);
      last = fact;
    }
    progress.show(() => progressText(reader.header.startMs, last));
    yield;
  }
  progress.clear();
  tellRefused(file, reader.refusedCount());
}

function progressText(startMs: number, last: Fact | undefined): string {
  return last === undefined
    ? ''
    : `replayed ${((last.timeMs - startMs) / 60_000).toFixed(1)} min, fact ${last.seq}`;
}

async function compare(file: string, only: ReadonlySet<Kind>, recorded: string): Promise<void> {
  const expected = recordedLines(recorded, only);
  let line = 0;
  let replayed: string[] = [];
  for await (const _ of conclude(file, only, (value) => replayed.push(JSON.stringify(value)))) {
    for (const found of replayed) {
      line++;
      const { value, done } = await expected.next();
      if (done === true)
        throw new FailedError(`${recorded} ends before line ${line}, where the replay has ${found}`);
      if (value !== found)
        throw new FailedError(`line ${line} differs\n  recorded ${value}\n  replayed ${found}`);
    }
    replayed = [];
  }
  const { value, done } = await expected.next();
  if (done !== true)
    throw new FailedError(`the replay ends before line ${line + 1} of ${recorded}: ${value}`);
  process.stderr.write(`${line} lines are identical\n`);
}

async function* recordedLines(file: string, only: ReadonlySet<Kind>): AsyncGenerator<string> {
  for await (const lines of readLines(file)) {
    for (const line of lines) {
      const kind = /"kind":"(\w+)"/.exec(line)?.[1];
      if (kind === 'log' || only.has(kind as Kind)) yield line;
    }
  }
}
