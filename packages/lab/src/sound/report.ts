import { parseArgs } from 'node:util';
import { acousticModel } from '@kentongan/core/sense/acoustic';
import { hearFolder, judgeRows, recordingsFound, tableOf } from './evaluate.ts';

/**
 * `node packages/lab/src/sound/report.ts FOLDER`: the table of a labelled folder for the shipped weights, and how
 * many recordings are found with no false clip.
 */
const { positionals } = parseArgs({ allowPositionals: true });
if (positionals[0] === undefined) {
  process.stderr.write('node packages/lab/src/sound/report.ts FOLDER\n');
  process.exitCode = 2;
} else {
  const heard = await hearFolder(positionals[0], () => acousticModel);
  const found = recordingsFound(heard);
  process.stdout.write(`${tableOf(judgeRows(heard))}\n\n`);
  process.stdout.write(
    `Recordings found with no false clip: ${found.found} of ${found.of} (${found.clips} clips).\n`,
  );
}
