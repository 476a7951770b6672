import { createAnalyser, FEATURE_COUNT } from '@kentongan/core/sense/acoustic';
import { SYNTH_RATE_HZ } from '../synth/spectral.ts';
import { createRandom } from '@kentongan/core/base/random';
import type { Random } from '@kentongan/core/base/random';
import type { Medium } from '../synth/medium.ts';
import { composeScene } from '../synth/scene.ts';
import type { Recording } from '../synth/scene.ts';

/** Windows of many scenes, flat: features row by row and what is known of each. */
export type Dataset = {
  readonly medium: Medium;
  readonly features: Float32Array;
  readonly classes: Uint8Array;
  /** Scene of each window, and the recordings in each scene. */
  readonly scenes: Uint32Array;
  readonly recordingsOfScene: readonly (readonly string[])[];
  readonly snrDb: Float32Array;
  readonly count: number;
};

export type DatasetOptions = {
  readonly medium: Medium;
  readonly seed: number;
  readonly scenes: number;
  readonly recordings: readonly Recording[];
  /** Called after each hundred scenes. */
  readonly progress?: (done: number) => void;
};

const RECORDED_SHARE = 0.4;
/** The generator that scenes fork from begins anew so often: the shipped weights were made so, and are made again so. */
const PART_SCENES = 2000;
/** Below this a target is in the scene but not in the sound. */
const LEAST_SNR_DB = -14;

/** Composes and analyses scenes; each draws from a generator of its own, so the same seed gives the same set. */
export function makeDataset(options: DatasetOptions): Dataset {
  let root = createRandom(options.seed);
  const rows: Float32Array[] = [];
  const classes: number[] = [];
  const scenes: number[] = [];
  const snrs: number[] = [];
  const recordingsOfScene: (readonly string[])[] = [];
  for (let s = 0; s < options.scenes; s += 1) {
    if (s % PART_SCENES === 0) root = createRandom(options.seed);
    const random = root.fork(`scene ${s}`);
    const wanted = drawClass(random, options.medium);
    const scene = composeScene(random, {
      medium: options.medium,
      class: wanted,
      recordedShare: RECORDED_SHARE,
      recordings: options.recordings,
    });
    recordingsOfScene.push(scene.recordings);
    if (scene.snrDb >= LEAST_SNR_DB || wanted === 'background') {
      const analyser = createAnalyser(SYNTH_RATE_HZ, (window) => {
        rows.push(Float32Array.from(window.features));
        classes.push(options.medium.classes.indexOf(wanted));
        scenes.push(s);
        snrs.push(scene.snrDb);
      });
      analyser.push(scene.samples);
      analyser.flush();
    }
    if ((s + 1) % 100 === 0) options.progress?.(s + 1);
  }
  const features = new Float32Array(rows.length * FEATURE_COUNT);
  rows.forEach((row, i) => features.set(row, i * FEATURE_COUNT));
  return {
    medium: options.medium,
    features,
    classes: Uint8Array.from(classes),
    scenes: Uint32Array.from(scenes),
    recordingsOfScene,
    snrDb: Float32Array.from(snrs),
    count: rows.length,
  };
}

function drawClass(random: Random, medium: Medium): string {
  const { classes, shares } = medium;
  let draw = random.uniform() * classes.reduce((sum, name) => sum + shares[name]!, 0);
  for (const name of classes) {
    draw -= shares[name]!;
    if (draw < 0) return name;
  }
  return 'background';
}
