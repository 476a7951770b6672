import { featureNames } from './features.ts';

/** The weights of one detector and all that is needed to read its answers; plain JSON. */
export type AcousticModel = {
  readonly format: 2;
  /** Names this set of weights; travels with every detection. */
  readonly version: string;
  readonly wave: 'sound' | 'soundWater';
  /** Class of each output, as in the event vocabulary; `background` is one of them. */
  readonly classes: readonly string[];
  /** The features this was trained on, in order; a detector with other features refuses it. */
  readonly features: readonly string[];
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
  /** Dense layers with leaky ReLU between; answers are averaged. Weights row by row, one row an output. */
  readonly networks: readonly {
    readonly sizes: readonly number[];
    readonly weights: readonly (readonly number[])[];
    readonly biases: readonly (readonly number[])[];
  }[];
  /** Log prior odds of each class against all others in training, which a likelihood ratio must not contain. */
  readonly priorLogOdds: readonly number[];
  /** Calibrated ratio = slope * raw + offset, for each class. */
  readonly calibration: { readonly slope: readonly number[]; readonly offset: readonly number[] };
  /**
   * A second's answer is the weighted mean of the ratios of the next second (weight 1), its own (`memory`), the one before
   * (`memory` squared) and so on: seconds of evidence beat a better single one.
   */
  readonly memory: number;
  /** Where `detected` begins: a threshold, frozen at a share of false alarms among windows without the class. */
  readonly operatingPoint: {
    readonly class: string;
    readonly logLikelihoodRatio: number;
    /** False alarms a window at which they were frozen, and on how many windows without the class. */
    readonly pfa: number;
    readonly windows: number;
  };
  readonly hearing: { readonly sourceDb: number; readonly neededSnrDb: number };
};

/** A model from parsed JSON, or one sentence on why it cannot be used: what was expected and what was found. */
export function readAcousticModel(value: unknown): { model: AcousticModel } | { why: string } {
  if (typeof value !== 'object' || value === null)
    return { why: `expected a model object, found ${typeof value}` };
  const model = value as Partial<AcousticModel>;
  if (model.format !== 2) return { why: `expected model format 2, found ${String(model.format)}` };
  const why = shapeProblem(model);
  return why === undefined ? { model: model as AcousticModel } : { why };
}

function shapeProblem(model: Partial<AcousticModel>): string | undefined {
  if (typeof model.version !== 'string') return `expected a version, found ${typeof model.version}`;
  if (model.wave !== 'sound' && model.wave !== 'soundWater') {
    return `expected wave sound or soundWater, found ${String(model.wave)}`;
  }
  const features = model.features ?? [];
  const other = featureNames.findIndex((name, i) => features[i] !== name);
  if (other >= 0 || features.length !== featureNames.length) {
    return `expected feature ${featureNames[other] ?? featureNames.length}, found ${features[other] ?? features.length}: made for another version`;
  }
  const classes = model.classes ?? [];
  const perClass = [model.priorLogOdds, model.calibration?.slope, model.calibration?.offset];
  if (!classes.includes('background') || perClass.some((list) => !isNumbers(list, classes.length))) {
    return `expected background and ${classes.length} priors and calibrations, found others`;
  }
  if (!isNumbers(model.mean, features.length) || !isNumbers(model.deviation, features.length)) {
    return `expected ${features.length} means and deviations, found others`;
  }
  if (!classes.includes(model.operatingPoint?.class ?? '')) {
    return `expected an operating point for one of ${classes.join(', ')}, found ${String(model.operatingPoint?.class)}`;
  }
  const { operatingPoint, hearing, memory } = model;
  const numbers = [operatingPoint?.logLikelihoodRatio, hearing?.sourceDb, hearing?.neededSnrDb, memory];
  if (!isNumbers(numbers, 4))
    return `expected a threshold, a hearing and a memory, found ${numbers.join(', ')}`;
  return networkProblem(model, features.length, classes.length);
}

function networkProblem(model: Partial<AcousticModel>, inputs: number, outputs: number): string | undefined {
  const networks = model.networks ?? [];
  if (networks.length === 0) return 'expected at least one network, found none';
  for (const { sizes, weights, biases } of networks) {
    if (sizes[0] !== inputs || sizes[sizes.length - 1] !== outputs) {
      return `expected a network from ${inputs} to ${outputs}, found sizes ${sizes.join(', ')}`;
    }
    for (let layer = 0; layer + 1 < sizes.length; layer += 1) {
      const expected = sizes[layer]! * sizes[layer + 1]!;
      if (!isNumbers(weights[layer], expected) || !isNumbers(biases[layer], sizes[layer + 1]!)) {
        return `expected ${expected} weights in layer ${layer + 1}, found ${weights[layer]?.length ?? 0}`;
      }
    }
  }
  return undefined;
}

function isNumbers(value: unknown, length: number): boolean {
  return Array.isArray(value) && value.length === length && value.every((item) => Number.isFinite(item));
}
