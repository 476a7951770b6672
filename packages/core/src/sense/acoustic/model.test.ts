import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readAcousticModel } from './model.ts';
import { acousticModel, hydrophoneModel } from './weights.ts';

const changed = (change: object): unknown => ({ ...structuredClone(acousticModel), ...change });

test('the shipped weights are a model', () => {
  for (const model of [acousticModel, hydrophoneModel]) {
    const read = readAcousticModel(structuredClone(model));
    assert.ok('model' in read);
    assert.deepEqual(read.model, model);
  }
});

test('what is no model is refused with what was expected and found', () => {
  const { networks, mean } = acousticModel;
  const cases: readonly (readonly [unknown, RegExp])[] = [
    [null, /expected a model object, found object/],
    ['weights', /found string/],
    [changed({ format: 1 }), /expected model format 2, found 1/],
    [changed({ version: 7 }), /expected a version/],
    [changed({ wave: 'light' }), /expected wave sound or soundWater, found light/],
    [changed({ features: ['loudness'] }), /expected feature all evidence, found loudness/],
    [changed({ mean: mean.slice(1) }), /means and deviations/],
    [changed({ classes: ['one-way'] }), /background/],
    [changed({ networks: [] }), /found none/],
    [changed({ networks: [{ ...networks[0]!, sizes: [3, 2] }] }), /found sizes 3, 2/],
    [changed({ networks: [{ ...networks[0]!, weights: [[1]] }] }), /weights in layer 1, found 1/],
    [changed({ operatingPoint: { class: 'bird', logLikelihoodRatio: 1 } }), /found bird/],
    [changed({ hearing: {} }), /a threshold, a hearing/],
    [changed({ memory: 'long' }), /and a memory, found/],
  ];
  for (const [value, why] of cases) {
    const read = readAcousticModel(value);
    assert.ok('why' in read, `${why}`);
    assert.match(read.why, why);
  }
});
