import { createClassifier, FEATURE_COUNT } from '@kentongan/core/sense/acoustic';
import type { AcousticModel } from '@kentongan/core/sense/acoustic';
import { areaUnderCurve, shareOver, thresholdAt } from '../judge.ts';
import type { Dataset } from './dataset.ts';
import { isHeldOut } from './fit.ts';

const PFA = 1e-3;
const SNR_STEP_DB = 4;

export type HoldoutResult = {
  readonly operatingPoint: AcousticModel['operatingPoint'];
  readonly neededSnrDb: number;
  readonly auc: number;
  readonly pd: number;
};

/**
 * The threshold from scenes that were kept back, where there are no recordings to freeze it on: what it promises is
 * about synthesised sound only.
 */
export function judgeHoldout(model: AcousticModel, data: Dataset): HoldoutResult {
  const target = model.classes.indexOf(model.operatingPoint.class);
  const classifier = createClassifier(model);
  const out = new Float64Array(model.classes.length);
  const heard: { is: boolean; snrDb: number; ratio: number }[] = [];
  for (let i = 0; i < data.count; i += 1) {
    if (!isHeldOut(data.scenes[i]!)) continue;
    classifier.classify(out, data.features.subarray(i * FEATURE_COUNT, (i + 1) * FEATURE_COUNT));
    heard.push({ is: data.classes[i] === target, snrDb: data.snrDb[i]!, ratio: out[target]! });
  }
  const positives = heard.filter((one) => one.is);
  const negatives = heard.filter((one) => !one.is).map((one) => one.ratio);
  const threshold = Number(thresholdAt(negatives, PFA).toPrecision(5)) + 1e-4;
  const ratios = positives.map((one) => one.ratio);
  let neededSnrDb = 20;
  for (let snrDb = 16; snrDb >= -12; snrDb -= SNR_STEP_DB) {
    const near = positives
      .filter((one) => Math.abs(one.snrDb - snrDb) <= SNR_STEP_DB / 2)
      .map((one) => one.ratio);
    if (near.length === 0 || shareOver(near, threshold) < 0.5) break;
    neededSnrDb = snrDb;
  }
  return {
    operatingPoint: {
      class: model.operatingPoint.class,
      logLikelihoodRatio: threshold,
      pfa: PFA,
      windows: negatives.length,
    },
    neededSnrDb,
    auc: areaUnderCurve(ratios, negatives),
    pd: shareOver(ratios, threshold),
  };
}
