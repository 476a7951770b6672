import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '@kentongan/core/base/random';
import { logProbabilities, trainNetwork } from './network.ts';

test('a network learns what no line can separate', () => {
  const random = createRandom(1);
  const count = 2000;
  const inputs = Float32Array.from({ length: 2 * count }, () => random.between(-1, 1));
  const classes = Uint8Array.from({ length: count }, (_, i) =>
    inputs[2 * i]! * inputs[2 * i + 1]! > 0 ? 1 : 0,
  );
  const network = trainNetwork(
    createRandom(2),
    { inputs, width: 2, count, classes, importance: new Float32Array(count).fill(1) },
    {
      hidden: [16],
      classCount: 2,
      epochs: 30,
      batch: 16,
      learningRate: 0.01,
      weightDecay: 0,
      inputNoise: 0,
      inputDrop: 0,
    },
  );
  let right = 0;
  for (let i = 0; i < count; i += 1) {
    const answer = logProbabilities(network, inputs, 2 * i);
    if (answer[classes[i]!]! > Math.log(0.5)) right += 1;
  }
  assert.ok(right / count > 0.95, `${right} of ${count} right`);
});
