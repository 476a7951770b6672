import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { AcousticModel } from '@kentongan/core/sense/acoustic';
import { evaluateFolds } from './train/folds.ts';
import { makeDataset } from './train/dataset.ts';
import type { Dataset } from './train/dataset.ts';
import { fitModel } from './train/fit.ts';
import { loadTrainingRecordings } from './train/recordings.ts';
import type { DataSheet, SheetRecording } from './train/sheet.ts';
import { judgeRows, recordingsFound, tableOf } from './evaluate.ts';
import { soundClasses } from './synth/scene.ts';

const usage = `node packages/lab/src/sound/train.ts --recordings FOLDER --out WEIGHTS.json
  [--seed 1] [--scenes 4000] [--networks 3] [--epochs 8] [--version NAME] [--own]

FOLDER has a labels.csv (file, label, cls, recording, source, licence, redistributable) and the WAV or FLAC files
it names. Only lines with redistributable=yes and a CC0 or CC BY licence are trained on; with --own all are, and the
data sheet then says that the weights may not be passed on.`;

/** Makes the scenes, fits, freezes the threshold by cross-validation, writes weights, data sheet and report. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      recordings: { type: 'string' },
      out: { type: 'string' },
      seed: { type: 'string', default: '1' },
      scenes: { type: 'string', default: '4000' },
      networks: { type: 'string', default: '3' },
      epochs: { type: 'string', default: '8' },
      version: { type: 'string', default: 'own' },
      own: { type: 'boolean', default: false },
    },
  });
  const { recordings: folder, out, version } = values;
  if (folder === undefined || out === undefined) {
    process.stderr.write(`${usage}\n`);
    process.exitCode = 2;
    return;
  }
  const seed = Number(values.seed);
  const { recordings, sheet } = await loadTrainingRecordings(folder, values.own);
  process.stderr.write(`${recordings.length} recordings to train with\n`);
  const data = makeDataset({
    seed,
    scenes: Number(values.scenes),
    recordings,
    progress: (done) => process.stderr.write(`\r${done} scenes`),
  });
  process.stderr.write(`, ${data.count} windows\n`);
  const options = { seed, version, networks: Number(values.networks), epochs: Number(values.epochs) };
  const trained = fitModel(data, options);
  process.stderr.write('fitted; now cross-validation\n');
  const folds = await evaluateFolds(folder, data, options, recordings);
  const model: AcousticModel = { ...trained, operatingPoint: folds.operatingPoint, hearing: folds.hearing };
  await writeFile(out, `${JSON.stringify(model)}\n`);
  const report = sheetOf(model, data, sheet, seed, Number(values.scenes), folds.negativeFiles);
  await writeFile(out.replace(/\.json$/, '.sheet.json'), `${JSON.stringify(report, undefined, 2)}\n`);
  const found = recordingsFound(folds.heard);
  process.stdout.write(`${tableOf(judgeRows(folds.heard))}\n\n`);
  process.stdout.write(
    `Recordings found with no false clip: ${found.found} of ${found.of} (${found.clips} clips).\n`,
  );
  process.stdout.write(`Threshold ${model.operatingPoint.logLikelihoodRatio.toFixed(2)}.\n`);
}

function sheetOf(
  model: AcousticModel,
  data: Dataset,
  recordings: readonly SheetRecording[],
  seed: number,
  scenes: number,
  files: number,
): DataSheet {
  const windows: Record<string, number> = {};
  soundClasses.forEach((name, c) => {
    windows[name] = data.classes.reduce((sum, value) => sum + (value === c ? 1 : 0), 0);
  });
  return {
    model: model.version,
    seed,
    scenes,
    windows,
    redistributable: recordings.every((recording) => recording.redistributable),
    recordings,
    thresholdFrom: {
      files,
      windows: model.operatingPoint.windows,
      what: 'recordings without the target, each judged by networks that never met its recording',
    },
  };
}

await main();
