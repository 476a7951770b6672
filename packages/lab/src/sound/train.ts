import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { AcousticModel } from '@kentongan/core/sense/acoustic';
import { evaluateFolds } from './train/folds.ts';
import { makeDataset } from './train/dataset.ts';
import type { Dataset } from './train/dataset.ts';
import { fitModel } from './train/fit.ts';
import type { FitOptions } from './train/fit.ts';
import { judgeHoldout } from './train/holdout.ts';
import { loadTrainingRecordings } from './train/recordings.ts';
import type { TrainingRecordings } from './train/recordings.ts';
import type { DataSheet, SheetRecording } from './train/sheet.ts';
import { judgeRows, recordingsFound, tableOf } from './evaluate.ts';
import { air, water } from './synth/medium.ts';

const usage = `node packages/lab/src/sound/train.ts --recordings FOLDER --out WEIGHTS.json
  [--seed 1] [--scenes 8000] [--networks 5] [--epochs 10] [--version NAME] [--own]
node packages/lab/src/sound/train.ts --medium water --out WEIGHTS.json [--seed 1] [--scenes 1500] …

FOLDER has a labels.csv (file, label, cls, recording, source, licence, redistributable) and the WAV or FLAC files
it names. Only lines with redistributable=yes and a CC0 or CC BY licence are trained on; with --own all are, and the
data sheet then says that the weights may not be passed on. For water there are no recordings: all is synthesised.`;

/** Makes the scenes, fits, freezes the threshold, writes weights and data sheet, prints what was reached. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      recordings: { type: 'string' },
      medium: { type: 'string', default: 'air' },
      out: { type: 'string' },
      seed: { type: 'string', default: '1' },
      scenes: { type: 'string', default: '8000' },
      networks: { type: 'string', default: '5' },
      epochs: { type: 'string', default: '10' },
      version: { type: 'string', default: 'own' },
      own: { type: 'boolean', default: false },
    },
  });
  const medium = [air, water].find(({ name }) => name === values.medium);
  const { recordings: folder, out } = values;
  if (medium === undefined || out === undefined || (medium === air && folder === undefined)) {
    process.stderr.write(`${usage}\n`);
    process.exitCode = 2;
    return;
  }
  const loaded =
    medium === air && folder !== undefined
      ? await loadTrainingRecordings(folder, values.own)
      : { recordings: [], sheet: [] };
  process.stderr.write(`${loaded.recordings.length} recordings to train with\n`);
  const options = {
    seed: Number(values.seed),
    version: values.version,
    networks: Number(values.networks),
    epochs: Number(values.epochs),
  };
  const data = makeDataset({
    medium,
    seed: options.seed,
    scenes: Number(values.scenes),
    recordings: loaded.recordings,
    progress: (done) => process.stderr.write(`\r${done} scenes`),
  });
  process.stderr.write(`, ${data.count} windows\n`);
  const model =
    folder === undefined
      ? freezeOnScenes(data, options)
      : await freezeOnFolder(folder, data, options, loaded);
  await writeFile(out, `${JSON.stringify(model.weights)}\n`);
  const sheet = sheetOf(model.weights, data, loaded.sheet, options.seed, model.thresholdFrom);
  await writeFile(out.replace(/\.json$/, '.sheet.json'), `${JSON.stringify(sheet, undefined, 2)}\n`);
}

type Frozen = { readonly weights: AcousticModel; readonly thresholdFrom: DataSheet['thresholdFrom'] };

async function freezeOnFolder(
  folder: string,
  data: Dataset,
  options: FitOptions,
  loaded: TrainingRecordings,
): Promise<Frozen> {
  const trained = fitModel(data, options);
  process.stderr.write('fitted; now cross-validation\n');
  const folds = await evaluateFolds(folder, trained, data, options, loaded.recordings);
  const { operatingPoint, neededSnrDb, negativeFiles } = folds;
  const found = recordingsFound(folds.heard);
  process.stdout.write(`${tableOf(judgeRows(folds.heard))}\n\n`);
  process.stdout.write(
    `Recordings found with no false clip: ${found.found} of ${found.of} (${found.clips} clips).\n`,
  );
  process.stdout.write(`Threshold ${operatingPoint.logLikelihoodRatio.toFixed(2)}.\n`);
  return {
    weights: { ...trained, operatingPoint, hearing: { ...trained.hearing, neededSnrDb } },
    thresholdFrom: {
      files: negativeFiles,
      windows: operatingPoint.windows,
      what: 'recordings without the target, each judged by networks that never met its recording',
    },
  };
}

function freezeOnScenes(data: Dataset, options: FitOptions): Frozen {
  const trained = fitModel(data, options);
  const { operatingPoint, neededSnrDb, auc, pd } = judgeHoldout(trained, data);
  process.stdout.write(
    `Held-out scenes: AUC ${auc.toFixed(3)}, Pd ${pd.toFixed(2)} at Pfa ${operatingPoint.pfa}.\n`,
  );
  return {
    weights: { ...trained, operatingPoint, hearing: { ...trained.hearing, neededSnrDb } },
    thresholdFrom: {
      files: 0,
      windows: operatingPoint.windows,
      what: 'synthesised scenes that were kept back',
    },
  };
}

function sheetOf(
  model: AcousticModel,
  data: Dataset,
  recordings: readonly SheetRecording[],
  seed: number,
  thresholdFrom: DataSheet['thresholdFrom'],
): DataSheet {
  const windows: Record<string, number> = {};
  data.medium.classes.forEach((name, c) => {
    windows[name] = data.classes.reduce((sum, value) => sum + (value === c ? 1 : 0), 0);
  });
  return {
    model: model.version,
    seed,
    scenes: data.recordingsOfScene.length,
    windows,
    redistributable: recordings.every((recording) => recording.redistributable),
    recordings,
    thresholdFrom,
  };
}

await main();
