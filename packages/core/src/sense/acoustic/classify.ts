import type { AcousticModel } from './model.ts';

/** Features in, a calibrated log likelihood ratio of each class against all that is not it out. */
export type Classifier = { classify(out: Float64Array, features: Float32Array): void };

const LEAK = 0.05;
/** Standardised features beyond this are cut: no single feature may decide alone. */
export const MAX_DEVIATIONS = 4;
/** Beyond this the training can say nothing about how rare a mistake is. */
const MAX_LOG_RATIO = 16;

export function createClassifier(model: AcousticModel): Classifier {
  const { mean, deviation, priorLogOdds, calibration } = model;
  const classCount = model.classes.length;
  const inputs = new Float64Array(mean.length);
  const networks = networksOf(model);

  return {
    classify(out, features) {
      for (let i = 0; i < inputs.length; i += 1) {
        const z = (features[i]! - mean[i]!) / deviation[i]!;
        inputs[i] = Math.max(-MAX_DEVIATIONS, Math.min(MAX_DEVIATIONS, z));
      }
      out.fill(0);
      for (const { layers } of networks) {
        let from: Float64Array = inputs;
        for (let l = 0; l < layers.length; l += 1) {
          const layer = layers[l]!;
          dense(layer.outputs, from, layer.weights, layer.biases, l + 1 < layers.length);
          from = layer.outputs;
        }
        addLogOdds(out, from, networks.length);
      }
      for (let c = 0; c < classCount; c += 1) {
        const ratio = calibration.slope[c]! * (out[c]! - priorLogOdds[c]!) + calibration.offset[c]!;
        out[c] = Math.max(-MAX_LOG_RATIO, Math.min(MAX_LOG_RATIO, ratio));
      }
    },
  };
}

type Layer = {
  readonly weights: Float64Array;
  readonly biases: Float64Array;
  /** Scratch: nobody keeps it between two answers. */
  readonly outputs: Float64Array;
};

/** Made once a model, however many detectors listen with it. */
const networksOfModel = new WeakMap<AcousticModel, readonly { readonly layers: readonly Layer[] }[]>();

function networksOf(model: AcousticModel): readonly { readonly layers: readonly Layer[] }[] {
  const known = networksOfModel.get(model);
  if (known !== undefined) return known;
  const made = model.networks.map((network) => ({
    layers: network.weights.map((weights, i) => ({
      weights: Float64Array.from(weights),
      biases: Float64Array.from(network.biases[i]!),
      outputs: new Float64Array(network.sizes[i + 1]!),
    })),
  }));
  networksOfModel.set(model, made);
  return made;
}

/** Four outputs at once: what comes in is loaded once for them, and no addition waits for the one before. */
function dense(
  out: Float64Array,
  from: Float64Array,
  weights: Float64Array,
  biases: Float64Array,
  bend: boolean,
): void {
  const width = from.length;
  const leak = bend ? LEAK : 1;
  let o = 0;
  for (; o + 4 <= out.length; o += 4) {
    let a = biases[o]!;
    let b = biases[o + 1]!;
    let c = biases[o + 2]!;
    let d = biases[o + 3]!;
    const row = o * width;
    for (let i = 0, w = row; i < width; i += 1, w += 1) {
      const value = from[i]!;
      a += weights[w]! * value;
      b += weights[w + width]! * value;
      c += weights[w + 2 * width]! * value;
      d += weights[w + 3 * width]! * value;
    }
    out[o] = a < 0 ? leak * a : a;
    out[o + 1] = b < 0 ? leak * b : b;
    out[o + 2] = c < 0 ? leak * c : c;
    out[o + 3] = d < 0 ? leak * d : d;
  }
  for (; o < out.length; o += 1) {
    let sum = biases[o]!;
    for (let i = 0; i < width; i += 1) sum += weights[o * width + i]! * from[i]!;
    out[o] = sum < 0 ? leak * sum : sum;
  }
}

/** Log odds of each class against the rest, from logits, without overflow. */
function addLogOdds(out: Float64Array, logits: Float64Array, networkCount: number): void {
  for (let c = 0; c < logits.length; c += 1) {
    let top = -Infinity;
    for (let k = 0; k < logits.length; k += 1) if (k !== c && logits[k]! > top) top = logits[k]!;
    let rest = 0;
    for (let k = 0; k < logits.length; k += 1) if (k !== c) rest += Math.exp(logits[k]! - top);
    out[c]! += (logits[c]! - top - Math.log(rest)) / networkCount;
  }
}
