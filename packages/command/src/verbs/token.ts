import { inviteOperator } from '@kentongan/server';
import { asVerbErrors } from '../start-error.ts';
import { textOption, UsageError, type Verb } from '../verb.ts';
import { defaultDataDir } from './serve.ts';

export const token: Verb = {
  summary: "The console's address with a fresh operator token: it works once, within 15 minutes.",
  usage: '',
  options: { data: { type: 'string' }, operator: { type: 'string' } },
  help: {
    data: 'DIR        where the server keeps its keys (default ./data)',
    operator: 'NAME   whose acts will be logged (default operator)',
  },
  examples: ['npx kentongan token --operator anna'],
  async run(values, files) {
    if (files.length > 0) throw new UsageError(`token takes no file, found ${files[0]}`);
    const dataDir = textOption(values, 'data') ?? defaultDataDir;
    const link = await asVerbErrors(() =>
      inviteOperator(dataDir, textOption(values, 'operator') ?? 'operator'),
    );
    process.stdout.write(`${link}\n`);
  },
};
