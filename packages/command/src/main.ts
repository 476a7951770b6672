import { parseArgs } from 'node:util';
import { endQuietlyWhenReaderGoes } from './output.ts';
import { FailedError, UsageError, type OptionValues, type Verb } from './verb.ts';

/** Verbs are loaded when called, so that `--help` and a pipe of several start fast. */
const verbs: Record<string, () => Promise<Verb>> = {
  serve: async () => (await import('./verbs/serve.ts')).serve,
  enrol: async () => (await import('./verbs/enrol.ts')).enrol,
  revoke: async () => (await import('./verbs/revoke.ts')).revoke,
  token: async () => (await import('./verbs/token.ts')).token,
  replay: async () => (await import('./verbs/replay.ts')).replay,
  inspect: async () => (await import('./verbs/inspect.ts')).inspect,
  ingest: async () => (await import('./verbs/ingest.ts')).ingest,
  sense: async () => (await import('./verbs/sense.ts')).sense,
  exercise: async () => (await import('./verbs/exercise.ts')).exercise,
  score: async () => (await import('./verbs/score.ts')).score,
};

async function main(words: string[]): Promise<number> {
  const [name, ...rest] = words;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    await tellVerbs();
    return name === undefined ? 2 : 0;
  }
  const load = verbs[name];
  if (load === undefined) {
    throw new UsageError(`"${name}" is not a verb; one of ${Object.keys(verbs).join(', ')}`);
  }
  const verb = await load();
  const { values, positionals } = parse(name, verb, rest);
  if (values.help === true) {
    process.stdout.write(helpText(name, verb));
    return 0;
  }
  await verb.run(values, positionals);
  return 0;
}

function parse(name: string, verb: Verb, words: string[]): { values: OptionValues; positionals: string[] } {
  try {
    const options = { ...verb.options, help: { type: 'boolean', short: 'h' } } as const;
    return parseArgs({ args: words, options, allowPositionals: true });
  } catch (error) {
    const sentence = error instanceof Error ? error.message.split('. To specify')[0] : String(error);
    throw new UsageError(`${sentence}; see "kentongan ${name} --help"`);
  }
}

async function tellVerbs(): Promise<void> {
  const lines = ['kentongan VERB [options] [FILE]', ''];
  for (const [name, load] of Object.entries(verbs))
    lines.push(`  ${name.padEnd(10)}${(await load()).summary}`);
  lines.push(
    '',
    'Each reads files or standard input and writes newline-delimited JSON; "kentongan VERB --help" tells more.',
    '',
  );
  process.stdout.write(lines.join('\n'));
}

function helpText(name: string, verb: Verb): string {
  const lines = [`kentongan ${name} ${verb.usage}`, '', verb.summary, ''];
  for (const [option, text] of Object.entries(verb.help)) lines.push(`  --${option} ${text}`);
  if (Object.keys(verb.help).length > 0) lines.push('');
  lines.push(verb.examples.length === 1 ? 'Example:' : 'Examples:');
  for (const example of verb.examples) lines.push(`  ${example}`);
  return `${lines.join('\n')}\n`;
}

endQuietlyWhenReaderGoes();
try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError || error instanceof FailedError)) throw error;
  process.stderr.write(`kentongan: ${error.message}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
