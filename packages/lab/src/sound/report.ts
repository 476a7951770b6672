import { parseArgs } from 'node:util';
import { acousticModel } from '@kentongan/core/sense/acoustic';
import { audibleSeconds } from './audible.ts';
import { loadMono } from './collection.ts';
import { hearFolder, isTarget, judgeRows, recordingsFound, tableOf } from './evaluate.ts';
import type { Heard } from './evaluate.ts';

const usage = `node packages/lab/src/sound/report.ts FOLDER [--audible]

The table of a labelled folder for the shipped weights, and how many recordings are found with no false clip. With
--audible once more without the far seconds in which not even the drone's known lines stand out.`;

/** Far files with a target keep only the windows in which its lines can be heard at all. */
async function audibleOnly(folder: string, heard: readonly Heard[]): Promise<Heard[]> {
  const nears = new Map<string, Float32Array[]>();
  for (const { label } of heard) {
    if (label.part !== 'near' || !isTarget({ label })) continue;
    const { samples } = await loadMono(folder, label.file);
    nears.set(label.recording, [...(nears.get(label.recording) ?? []), samples]);
  }
  const kept: Heard[] = [];
  for (const one of heard) {
    const near = nears.get(one.label.recording);
    if (one.label.part !== 'far' || !isTarget(one) || near === undefined) {
      kept.push(one);
      continue;
    }
    const { samples } = await loadMono(folder, one.label.file);
    const audible = audibleSeconds(samples, near);
    kept.push({ label: one.label, windows: one.windows.filter((window) => audible[window.startMs / 1000]) });
  }
  return kept;
}

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { audible: { type: 'boolean', default: false } },
});
if (positionals[0] === undefined) {
  process.stderr.write(`${usage}\n`);
  process.exitCode = 2;
} else {
  const heard = await hearFolder(positionals[0], () => acousticModel);
  const found = recordingsFound(heard);
  process.stdout.write(`${tableOf(judgeRows(heard))}\n\n`);
  process.stdout.write(
    `Recordings found with no false clip: ${found.found} of ${found.of} (${found.clips} clips).\n`,
  );
  if (values.audible) {
    const audible = await audibleOnly(positionals[0], heard);
    process.stdout.write(`\nAudible seconds only:\n\n${tableOf(judgeRows(audible))}\n`);
  }
}
