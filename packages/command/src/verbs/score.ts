import { readFile, writeFile } from 'node:fs/promises';
import { plotTracks, score as judge, type Pcrlb, type ScoreInput } from '@kentongan/lab';
import { readLines } from '../lines.ts';
import { FailedError, textOption, UsageError, type Verb } from '../verb.ts';

export const score: Verb = {
  summary: 'How good conclusions are, by what really flew: one JSON object of metrics.',
  usage: '--facts FILE --truth FILE [FILE]',
  options: {
    facts: { type: 'string' },
    truth: { type: 'string' },
    pcrlb: { type: 'string' },
    plot: { type: 'string' },
  },
  help: {
    facts: 'FILE   what the conclusions rest on',
    truth: 'FILE   what really flew',
    pcrlb: 'FILE   the posterior Cramér-Rao bound, to compare errors with',
    plot: 'FILE    write tracks against truth, as a page (.html) or a picture (.svg)',
  },
  examples: [
    'npx kentongan exercise raid --seed 7 --truth raid.truth.ndjson > raid.ndjson',
    'npx kentongan replay raid.ndjson | npx kentongan score --facts raid.ndjson --truth raid.truth.ndjson',
    'npx kentongan replay raid.ndjson | npx kentongan score --facts raid.ndjson --truth raid.truth.ndjson --plot raid.html',
  ],
  async run(values, files) {
    const facts = textOption(values, 'facts');
    const truth = textOption(values, 'truth');
    if (facts === undefined || truth === undefined)
      throw new UsageError('score needs --facts FILE and --truth FILE');
    if (files.length > 1) throw new UsageError(`score takes one file of conclusions, found ${files.length}`);
    const plot = textOption(values, 'plot');
    if (plot !== undefined && !/\.(html|svg)$/.test(plot))
      throw new UsageError(`--plot takes a file that ends in .html or .svg, not "${plot}"`);
    // What comes by standard input comes once, and is needed twice for a plot.
    const concluded = eachLine(files[0] ?? '-');
    const conclusions = plot === undefined ? concluded : await allOf(concluded);
    const input = () => ({ facts: eachLine(facts), truth: eachLine(truth), conclusions });
    const result = await judge(input(), { pcrlb: await readPcrlb(textOption(values, 'pcrlb')) });
    if (plot !== undefined) await writePlot(plot, input());
    process.stdout.write(`${JSON.stringify(result, null, 1)}\n`);
  },
};

async function* eachLine(file: string): AsyncGenerator<string> {
  for await (const lines of readLines(file)) yield* lines;
}

async function allOf(lines: AsyncIterable<string>): Promise<string[]> {
  const all: string[] = [];
  for await (const line of lines) all.push(line);
  return all;
}

async function writePlot(file: string, input: ScoreInput): Promise<void> {
  const plot = await plotTracks(input, file.endsWith('.svg') ? 'svg' : 'html');
  try {
    await writeFile(file, plot);
  } catch (error) {
    throw new FailedError(
      `${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

async function readPcrlb(file: string | undefined): Promise<Pcrlb | undefined> {
  if (file === undefined) return undefined;
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Pcrlb;
  } catch (error) {
    throw new FailedError(
      `${file} cannot be read as a bound: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
