import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forgetExistence } from '../exist/exist.ts';
import { sweep } from './sweep.ts';
import { createTracks, takeTrack } from './tracks.ts';

test('only hypotheses that nobody was shown and nothing brings back are taken out, and the rest keep their order', () => {
  const tracks = createTracks();
  const existences = [
    0.5,
    forgetExistence / 2,
    forgetExistence / 2,
    2 * forgetExistence,
    forgetExistence / 2,
  ];
  for (const existence of existences) tracks.existence[takeTrack(tracks)] = existence;
  tracks.number[2] = 7;
  tracks.kind[4] = 1;
  const dropped: number[] = [];
  sweep(tracks, (i) => dropped.push(i));
  assert.deepEqual(dropped, [1]);
  assert.deepEqual(tracks.active, [0, 2, 3, 4]);
});
