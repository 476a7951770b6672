import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { createRandom } from '@kentongan/core/base/random';
import { acousticModel, readAcousticModel } from '@kentongan/core/sense/acoustic';
import { need, sharedDir } from '../../../../../tools/test/need.ts';
import { readLabels } from '../collection.ts';
import { air } from '../synth/medium.ts';
import { makeDataset } from './dataset.ts';
import { fitModel, plattFit } from './fit.ts';
import { mayShip } from './sheet.ts';
import type { DataSheet } from './sheet.ts';

const sheetPath = join(import.meta.dirname, '../../../../core/src/sense/acoustic/weights.sheet.json');
const sheet = JSON.parse(await readFile(sheetPath, 'utf8')) as DataSheet;

test('the data sheet is that of the shipped weights', () => {
  assert.equal(sheet.model, acousticModel.version);
});

test('no shipped weight has seen a recording that may not be passed on', () => {
  assert.equal(sheet.redistributable, true);
  assert.ok(sheet.recordings.length > 0);
  for (const recording of sheet.recordings) {
    assert.ok(
      recording.redistributable && mayShip(recording.licence),
      `${recording.file}: ${recording.licence}`,
    );
    assert.match(recording.sha256, /^[0-9a-f]{64}$/);
    assert.notEqual(recording.class, 'one-way', 'every drone in the training is synthesised');
  }
});

test('the data sheet agrees with the labels of the collection', { skip: need('shared') }, async () => {
  const labels = new Map(
    (await readLabels(join(sharedDir, 'audio/dev'))).map((label) => [label.file, label]),
  );
  for (const recording of sheet.recordings) {
    const label = labels.get(recording.file);
    assert.ok(label?.redistributable, `${recording.file} is not marked redistributable`);
    assert.equal(label.licence, recording.licence);
  }
});

test('licences: CC0 and CC BY pass, what forbids use or is unstated does not', () => {
  for (const licence of ['CC0-1.0', 'CC BY 3.0 (ESC-10 subset)', 'CC BY 4.0', 'CC0-1.0 + CC BY 3.0'])
    assert.ok(mayShip(licence));
  const refused = [
    'CC BY-NC 3.0 (ESC-50)',
    'CC0-1.0 + CC BY-NC 3.0',
    'none stated',
    '',
    'CC BY-SA 4.0',
    'CC BY-ND 4.0',
  ];
  for (const licence of refused) assert.ok(!mayShip(licence), licence);
});

test('one seed gives one model, another another', () => {
  const train = (seed: number) =>
    fitModel(makeDataset({ medium: air, seed, scenes: 4, recordings: [] }), {
      seed,
      version: 'test',
      networks: 1,
      epochs: 1,
    });
  const model = train(1);
  assert.deepEqual(train(1), model);
  assert.notDeepEqual(train(2), model);
  assert.ok('model' in readAcousticModel(JSON.parse(JSON.stringify(model))));
});

test('scenes with a held-out recording are not trained on', () => {
  const random = createRandom(1);
  const samples = Float32Array.from({ length: 80000 }, () => random.gaussian());
  const recordings = ['a', 'b'].map((name) => ({ name, class: 'background' as const, samples }));
  const data = makeDataset({ medium: air, seed: 3, scenes: 10, recordings });
  const touched = data.recordingsOfScene.filter((names) => names.includes('a')).length;
  assert.ok(touched > 0);
  const options = { seed: 1, version: 'test', networks: 1, epochs: 1 };
  assert.notDeepEqual(
    fitModel(data, { ...options, without: new Set(['a']) }).mean,
    fitModel(data, options).mean,
  );
});

test('calibration recovers the line that spoiled the ratios', () => {
  const random = createRandom(2);
  const isClass = Uint8Array.from({ length: 20000 }, () => (random.uniform() < 0.3 ? 1 : 0));
  // Two unit normals 2 apart: the true log ratio of x is 2 x.
  const spoiled = Float64Array.from(isClass, (is) => 2 * (random.gaussian() + (is === 1 ? 1 : -1)) * 0.4 + 1);
  const { slope, offset } = plattFit(spoiled, isClass, new Float64Array(isClass.length).fill(1));
  assert.ok(Math.abs(slope - 2.5) < 0.1, `${slope}`);
  assert.ok(Math.abs(offset + 2.5) < 0.15, `${offset}`);
});
