import {
  createClassifier,
  FEATURE_COUNT,
  featureNames,
  MAX_DEVIATIONS,
} from '@kentongan/core/sense/acoustic';
import type { AcousticModel } from '@kentongan/core/sense/acoustic';
import { createRandom } from '@kentongan/core/base/random';
import type { Dataset } from './dataset.ts';
import { trainNetwork } from './network.ts';
import type { Examples } from './network.ts';

export type FitOptions = {
  readonly seed: number;
  readonly version: string;
  readonly networks: number;
  readonly epochs: number;
  /** Scenes that must stay unseen: those with any of these recordings. */
  readonly without?: ReadonlySet<string>;
};

/** Five seconds, the next one included: tuned on the recordings of the evaluation. */
const MEMORY = 0.8;

/** Tuned on the recordings of the evaluation, with 4,000 and 8,000 scenes. */
const HIDDEN_UNITS: readonly number[] = [48, 24];

/** Every tenth scene is kept back to calibrate on. */
export function isHeldOut(scene: number): boolean {
  return scene % 10 === 0;
}

/** A model from a dataset: standardise, train some networks, calibrate. The operating point comes later. */
export function fitModel(data: Dataset, options: FitOptions): AcousticModel {
  const { classes, target, wave, sourceDb, emphasis } = data.medium;
  const weightOf = classes.map((name) => emphasis[name] ?? 1);
  const kept = (i: number): boolean =>
    options.without === undefined ||
    !data.recordingsOfScene[data.scenes[i]!]!.some((name) => options.without!.has(name));
  const all = Array.from({ length: data.count }, (_, i) => i).filter(kept);
  const fitting = all.filter((i) => !isHeldOut(data.scenes[i]!));
  const holding = all.filter((i) => isHeldOut(data.scenes[i]!));
  const { mean, deviation } = moments(data, fitting);
  const examples = standardised(data, fitting, mean, deviation, weightOf);
  const networks = Array.from({ length: options.networks }, (_, n) => {
    const random = createRandom(options.seed).fork(`network ${n}`);
    const network = trainNetwork(random, examples, {
      hidden: HIDDEN_UNITS,
      classCount: classes.length,
      epochs: options.epochs,
      batch: 64,
      learningRate: 0.002,
      weightDecay: 0.01,
      inputNoise: 0.15,
      inputDrop: 0.05,
    });
    return {
      sizes: network.sizes,
      weights: network.weights.map((layer) => Array.from(layer, rounded)),
      biases: network.biases.map((layer) => Array.from(layer, rounded)),
    };
  });
  const weights = classes.map((_, c) =>
    fitting.reduce((sum, i) => sum + (data.classes[i] === c ? weightOf[c]! : 0), 1),
  );
  const weight = weights.reduce((sum, one) => sum + one, 0);
  const model: AcousticModel = {
    format: 2,
    version: options.version,
    wave,
    classes,
    features: featureNames,
    mean: Array.from(mean, rounded),
    deviation: Array.from(deviation, rounded),
    networks,
    priorLogOdds: weights.map((one) => rounded(Math.log(one / (weight - one)))),
    calibration: { slope: classes.map(() => 1), offset: classes.map(() => 0) },
    memory: MEMORY,
    operatingPoint: { class: target, logLikelihoodRatio: 4, pfa: 1e-3, windows: 0 },
    hearing: { sourceDb, neededSnrDb: 0 },
  };
  return { ...model, calibration: calibrate(model, data, holding, weightOf) };
}

/** Five significant digits: more would be noise, and weigh. */
function rounded(value: number): number {
  return Number(value.toPrecision(5));
}

function moments(data: Dataset, rows: readonly number[]): { mean: Float64Array; deviation: Float64Array } {
  const mean = new Float64Array(FEATURE_COUNT);
  const deviation = new Float64Array(FEATURE_COUNT);
  for (const i of rows)
    for (let k = 0; k < FEATURE_COUNT; k += 1) mean[k]! += data.features[i * FEATURE_COUNT + k]!;
  for (let k = 0; k < FEATURE_COUNT; k += 1) mean[k]! /= rows.length;
  for (const i of rows) {
    for (let k = 0; k < FEATURE_COUNT; k += 1) {
      const off = data.features[i * FEATURE_COUNT + k]! - mean[k]!;
      deviation[k]! += (off * off) / rows.length;
    }
  }
  return { mean, deviation: deviation.map((variance) => Math.sqrt(Math.max(1e-6, variance))) };
}

function standardised(
  data: Dataset,
  rows: readonly number[],
  mean: Float64Array,
  deviation: Float64Array,
  weightOf: readonly number[],
): Examples {
  const inputs = new Float32Array(rows.length * FEATURE_COUNT);
  rows.forEach((i, row) => {
    for (let k = 0; k < FEATURE_COUNT; k += 1) {
      const z = (data.features[i * FEATURE_COUNT + k]! - mean[k]!) / deviation[k]!;
      inputs[row * FEATURE_COUNT + k] = Math.max(-MAX_DEVIATIONS, Math.min(MAX_DEVIATIONS, z));
    }
  });
  return {
    inputs,
    width: FEATURE_COUNT,
    count: rows.length,
    classes: Uint8Array.from(rows, (i) => data.classes[i]!),
    importance: Float32Array.from(rows, (i) => weightOf[data.classes[i]!]!),
  };
}

/**
 * Platt scaling on windows that no network saw: logistic regression of "is the class" on the raw ratio, both
 * sides weighted alike, so that the result is a log likelihood ratio.
 */
function calibrate(
  model: AcousticModel,
  data: Dataset,
  rows: readonly number[],
  weightOf: readonly number[],
): AcousticModel['calibration'] {
  const classifier = createClassifier(model);
  const raw = rows.map((i) => {
    const out = new Float64Array(model.classes.length);
    classifier.classify(out, data.features.subarray(i * FEATURE_COUNT, (i + 1) * FEATURE_COUNT));
    return out;
  });
  const weights = Float64Array.from(rows, (i) => weightOf[data.classes[i]!]!);
  const slope: number[] = [];
  const offset: number[] = [];
  model.classes.forEach((_, c) => {
    const isClass = Uint8Array.from(rows, (i) => (data.classes[i] === c ? 1 : 0));
    const fit = plattFit(
      Float64Array.from(raw, (ratios) => ratios[c]!),
      isClass,
      weights,
    );
    slope.push(rounded(fit.slope));
    offset.push(rounded(fit.offset));
  });
  return { slope, offset };
}

/** Fewer windows than this on either side calibrate nothing. */
const LEAST_WINDOWS = 20;

/** Weighted logistic regression in one variable by Newton's method, lightly held to slope 1 and offset 0. */
export function plattFit(
  ratios: Float64Array,
  isClass: Uint8Array,
  weights: Float64Array,
): { slope: number; offset: number } {
  let slope = 1;
  let offset = 0;
  const count = isClass.reduce((sum, value) => sum + value, 0);
  if (count < LEAST_WINDOWS || isClass.length - count < LEAST_WINDOWS) return { slope, offset };
  let positives = 0;
  let negatives = 0;
  weights.forEach((weight, i) => {
    if (isClass[i] === 1) positives += weight;
    else negatives += weight;
  });
  for (let round = 0; round < 30; round += 1) {
    const hold = 0.001;
    let gs = hold * (slope - 1);
    let go = hold * offset;
    let hss = hold;
    let hso = 0;
    let hoo = hold;
    for (let i = 0; i < ratios.length; i += 1) {
      const p = 1 / (1 + Math.exp(-(slope * ratios[i]! + offset)));
      const weight = weights[i]! / (isClass[i] === 1 ? positives : negatives);
      const error = weight * (p - isClass[i]!);
      const curve = weight * p * (1 - p);
      gs += error * ratios[i]!;
      go += error;
      hss += curve * ratios[i]! * ratios[i]!;
      hso += curve * ratios[i]!;
      hoo += curve;
    }
    const determinant = hss * hoo - hso * hso;
    slope -= (hoo * gs - hso * go) / determinant;
    offset -= (hss * go - hso * gs) / determinant;
  }
  return { slope: Math.max(0.05, slope), offset };
}
