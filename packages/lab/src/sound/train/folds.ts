import type { AcousticModel } from '@kentongan/core/sense/acoustic';
import type { Labelled } from '../collection.ts';
import { hearFolder } from '../evaluate.ts';
import type { Heard } from '../evaluate.ts';
import { thresholdAt } from '../judge.ts';
import type { Recording } from '../synth/scene.ts';
import type { Dataset } from './dataset.ts';
import { fitModel } from './fit.ts';
import type { FitOptions } from './fit.ts';
import { classOfLabel } from './recordings.ts';

const FOLDS = 3;
const PFA = 1e-3;
/** Half of all windows heard at this ratio or better: what `rangeNowM` asks for where the folder has no far part. */
const USUAL_NEEDED_SNR_DB = 3;

export type FoldResult = {
  /** Every file of the folder, judged by networks that met none of its recordings. */
  readonly heard: Heard[];
  readonly negativeFiles: number;
  readonly operatingPoint: AcousticModel['operatingPoint'];
  readonly neededSnrDb: number;
};

/**
 * Cross-validation split by recording, and the threshold that it freezes. What was in the training is judged by a
 * model that was fitted without it, all else by the `trained` one itself.
 */
export async function evaluateFolds(
  folder: string,
  trained: AcousticModel,
  data: Dataset,
  options: FitOptions,
  recordings: readonly Recording[],
): Promise<FoldResult> {
  const names = [...new Set(recordings.map((recording) => recording.name))].sort();
  const foldOf = new Map(names.map((name, i) => [name, i % FOLDS]));
  const models = Array.from({ length: FOLDS }, (_, fold) =>
    fitModel(data, { ...options, without: new Set(names.filter((name) => foldOf.get(name) === fold)) }),
  );
  // A far file mixes two recordings; where they are of two folds, the fold of its source decides.
  const modelFor = (label: Labelled): AcousticModel => {
    const fold = foldOf.get(label.recording) ?? foldOf.get(label.noiseRecording ?? '');
    return fold === undefined ? trained : models[fold]!;
  };
  const judged = await hearFolder(folder, modelFor);
  const negatives = judged.filter((heard) => classOfLabel(heard.label) !== 'one-way');
  const scores = negatives.flatMap((heard) => heard.windows.map((w) => w.logLikelihoodRatio['one-way']!));
  const operatingPoint = {
    class: 'one-way',
    logLikelihoodRatio: Number((thresholdAt(scores, PFA) + 1e-4).toFixed(4)),
    pfa: PFA,
    windows: scores.length,
  };
  const heard = judged.map((one) => withThreshold(one, operatingPoint));
  return {
    heard,
    negativeFiles: negatives.length,
    operatingPoint,
    neededSnrDb: neededSnrDb(heard),
  };
}

function withThreshold(heard: Heard, point: AcousticModel['operatingPoint']): Heard {
  return {
    label: heard.label,
    windows: heard.windows.map((window) => ({
      ...window,
      detected: window.logLikelihoodRatio[point.class]! >= point.logLikelihoodRatio,
    })),
  };
}

/** Where the share of far windows that are detected passes one half, interpolated between the ratios there are. */
function neededSnrDb(heard: readonly Heard[]): number {
  const far = heard.filter((one) => one.label.part === 'far' && classOfLabel(one.label) === 'one-way');
  const ratios = [...new Set(far.map((one) => one.label.snrDb!))].sort((a, b) => a - b);
  let before: { snrDb: number; share: number } | undefined;
  for (const snrDb of ratios) {
    const windows = far.filter((one) => one.label.snrDb === snrDb).flatMap((one) => one.windows);
    const share = windows.filter((window) => window.detected).length / windows.length;
    if (share >= 0.5 && before !== undefined) {
      return Math.round(
        before.snrDb + ((0.5 - before.share) / (share - before.share)) * (snrDb - before.snrDb),
      );
    }
    before = { snrDb, share };
  }
  return before === undefined ? USUAL_NEEDED_SNR_DB : Math.max(USUAL_NEEDED_SNR_DB, before.snrDb);
}
