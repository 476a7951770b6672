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
  const networks = model.networks.map((network) => ({
    layers: network.weights.map((weights, i) => ({
      weights: Float64Array.from(weights),
      biases: Float64Array.from(network.biases[i]!),
      outputs: new Float64Array(network.sizes[i + 1]!),
    })),
  }));

  return {
    classify(out, features) {
      for (let i = 0; i < inputs.length; i += 1) {
        const z = (features[i]! - mean[i]!) / deviation[i]!;
        inputs[i] = Math.max(-MAX_DEVIATIONS, Math.min(MAX_DEVIATIONS, z));
      }
      out.fill(0);
      for (const { layers } of networks) {
        let from = inputs;
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

function dense(
  out: Float64Array,
  from: Float64Array,
  weights: Float64Array,
  biases: Float64Array,
  bend: boolean,
): void {
  const width = from.length;
  for (let o = 0; o < out.length; o += 1) {
    let sum = biases[o]!;
    const row = o * width;
    for (let i = 0; i < width; i += 1) sum += weights[row + i]! * from[i]!;
    out[o] = bend && sum < 0 ? LEAK * sum : sum;
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
