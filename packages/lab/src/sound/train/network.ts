import type { Random } from '@kentongan/core/base/random';

/** A dense network: `sizes` from inputs to classes, leaky ReLU between, softmax at the end. Weights row by row. */
export type Network = {
  readonly sizes: readonly number[];
  readonly weights: Float64Array[];
  readonly biases: Float64Array[];
};

export type Examples = {
  /** `count` rows of `width`, standardised. */
  readonly inputs: Float32Array;
  readonly width: number;
  readonly count: number;
  readonly classes: Uint8Array;
  readonly importance: Float32Array;
};

export type TrainOptions = {
  readonly hidden: readonly number[];
  readonly classCount: number;
  readonly epochs: number;
  readonly batch: number;
  readonly learningRate: number;
  readonly weightDecay: number;
  /** Noise added to the inputs, in standard deviations, and the share of inputs put to zero. */
  readonly inputNoise: number;
  readonly inputDrop: number;
};

const LEAK = 0.05;

export function createNetwork(random: Random, sizes: readonly number[]): Network {
  const weights: Float64Array[] = [];
  const biases: Float64Array[] = [];
  for (let layer = 0; layer + 1 < sizes.length; layer += 1) {
    const scale = Math.sqrt(2 / sizes[layer]!);
    weights.push(
      Float64Array.from({ length: sizes[layer]! * sizes[layer + 1]! }, () => scale * random.gaussian()),
    );
    biases.push(new Float64Array(sizes[layer + 1]!));
  }
  return { sizes, weights, biases };
}

/** Adam (Kingma and Ba 2015) with decoupled weight decay and a cosine schedule; one seed, one result. */
export function trainNetwork(random: Random, examples: Examples, options: TrainOptions): Network {
  const network = createNetwork(random, [examples.width, ...options.hidden, options.classCount]);
  const trainer = createTrainer(network, options);
  const order = Int32Array.from({ length: examples.count }, (_, i) => i);
  const steps = options.epochs * Math.ceil(examples.count / options.batch);
  let step = 0;
  for (let epoch = 0; epoch < options.epochs; epoch += 1) {
    for (let i = order.length - 1; i > 0; i -= 1) {
      const j = random.below(i + 1);
      const swapped = order[i]!;
      order[i] = order[j]!;
      order[j] = swapped;
    }
    for (let from = 0; from < order.length; from += options.batch) {
      const to = Math.min(order.length, from + options.batch);
      for (let i = from; i < to; i += 1) trainer.backward(random, examples, order[i]!);
      const rate = options.learningRate * (0.02 + 0.98 * 0.5 * (1 + Math.cos((Math.PI * step) / steps)));
      trainer.step(rate, to - from);
      step += 1;
    }
  }
  return network;
}

function createTrainer(network: Network, options: TrainOptions) {
  const { sizes, weights, biases } = network;
  const layers = weights.length;
  const values = sizes.map((size) => new Float64Array(size));
  const errors = sizes.map((size) => new Float64Array(size));
  const gradients = [...weights, ...biases].map((w) => new Float64Array(w.length));
  const means = gradients.map((g) => new Float64Array(g.length));
  const squares = gradients.map((g) => new Float64Array(g.length));
  let time = 0;

  function forward(): void {
    for (let l = 0; l < layers; l += 1) {
      const from = values[l]!;
      const to = values[l + 1]!;
      const w = weights[l]!;
      const width = from.length;
      for (let o = 0; o < to.length; o += 1) {
        let sum = biases[l]![o]!;
        const row = o * width;
        for (let i = 0; i < width; i += 1) sum += w[row + i]! * from[i]!;
        to[o] = l + 1 < layers && sum < 0 ? LEAK * sum : sum;
      }
    }
  }

  function backward(random: Random, examples: Examples, index: number): void {
    const input = values[0]!;
    for (let i = 0; i < input.length; i += 1) {
      const dropped = options.inputDrop > 0 && random.uniform() < options.inputDrop;
      const noise = options.inputNoise > 0 ? options.inputNoise * (2 * random.uniform() - 1) * 1.73 : 0;
      input[i] = dropped ? 0 : examples.inputs[index * input.length + i]! + noise;
    }
    forward();
    softmaxError(errors[layers]!, values[layers]!, examples.classes[index]!, examples.importance[index]!);
    for (let l = layers - 1; l >= 0; l -= 1) backwardLayer(l);
  }

  function backwardLayer(l: number): void {
    const from = values[l]!;
    const error = errors[l + 1]!;
    const below = errors[l]!;
    const w = weights[l]!;
    const g = gradients[l]!;
    const gb = gradients[layers + l]!;
    const width = from.length;
    below.fill(0);
    for (let o = 0; o < error.length; o += 1) {
      const e = error[o]!;
      gb[o]! += e;
      const row = o * width;
      for (let i = 0; i < width; i += 1) {
        g[row + i]! += e * from[i]!;
        below[i]! += e * w[row + i]!;
      }
    }
    if (l > 0) for (let i = 0; i < width; i += 1) if (from[i]! < 0) below[i]! *= LEAK;
  }

  function step(rate: number, count: number): void {
    time += 1;
    const meanFix = 1 / (1 - Math.exp(time * Math.log(0.9)));
    const squareFix = 1 / (1 - Math.exp(time * Math.log(0.999)));
    [...weights, ...biases].forEach((parameters, at) => {
      const g = gradients[at]!;
      const m = means[at]!;
      const s = squares[at]!;
      const decay = at < layers ? rate * options.weightDecay : 0;
      for (let i = 0; i < g.length; i += 1) {
        const gradient = g[i]! / count;
        m[i] = 0.9 * m[i]! + 0.1 * gradient;
        s[i] = 0.999 * s[i]! + 0.001 * gradient * gradient;
        parameters[i]! -=
          (rate * m[i]! * meanFix) / (Math.sqrt(s[i]! * squareFix) + 1e-8) + decay * parameters[i]!;
        g[i] = 0;
      }
    });
  }

  return { backward, step };
}

/** Gradient of the weighted cross entropy with respect to the logits. */
function softmaxError(error: Float64Array, logits: Float64Array, wanted: number, importance: number): void {
  let top = -Infinity;
  for (const value of logits) top = Math.max(top, value);
  let sum = 0;
  for (let i = 0; i < logits.length; i += 1) {
    error[i] = Math.exp(logits[i]! - top);
    sum += error[i]!;
  }
  for (let i = 0; i < logits.length; i += 1) {
    error[i] = importance * (error[i]! / sum - (i === wanted ? 1 : 0));
  }
}

/** Class log probabilities of one standardised row. */
export function logProbabilities(network: Network, row: Float32Array, offset: number): Float64Array {
  let from = Float64Array.from(row.subarray(offset, offset + network.sizes[0]!));
  network.weights.forEach((w, l) => {
    const last = l + 1 === network.weights.length;
    const width = from.length;
    const to = Float64Array.from(network.biases[l]!, (bias, o) => {
      let sum = bias;
      for (let i = 0; i < width; i += 1) sum += w[o * width + i]! * from[i]!;
      return !last && sum < 0 ? LEAK * sum : sum;
    });
    from = to;
  });
  const top = Math.max(...from);
  const sum = from.reduce((s, value) => s + Math.exp(value - top), 0);
  return from.map((value) => value - top - Math.log(sum));
}
