import { parseArgs } from 'node:util';
import { acousticModel, createAcousticDetector } from '@kentongan/core/sense/acoustic';
import type { SoundWindow } from '@kentongan/core/sense/acoustic';
import { createRandom } from '@kentongan/core/base/random';
import type { Random } from '@kentongan/core/base/random';
import { shareWithInterval } from './judge.ts';
import type { Source } from './synth/aircraft.ts';
import { addLines, CONTROL_HZ, gainOfDb } from './synth/lines.ts';
import { air } from './synth/medium.ts';
import { composeInWeather, composeScene, synthesise } from './synth/scene.ts';
import type { Scene } from './synth/scene.ts';
import { SYNTH_RATE_HZ } from './synth/spectral.ts';

/**
 * `node packages/lab/src/sound/pitch-report.ts [--in anywhere] [--scenes 400] [--seed 77]`: the shipped detector's f0 against
 * the truth of what is synthesised at 0 dB and above. `--in anywhere`: drones beside machines, voices and music, in rooms and
 * codecs; `weather`: drones in wind, rain and noise alone; `combs`: no drones, but lines of equal spacing in the same. The truth
 * is the shaft rate as heard.
 */
export type PitchTally = {
  windows: number;
  /** Windows without any pitch. */
  silent: number;
  /** Half, twice, a quarter or four times the truth, within 4 %. */
  octaves: number;
  /** Another source's comb, or 2/3 and the like. */
  others: number;
  readonly errorsHz: number[];
};

const LEAST_SNR_DB = 0;
const SAME_OCTAVES = 0.06;
/** Nothing in cruise is heard from here on. */
const LEAST_DIVE_HZ = 140;

const compositions = {
  anywhere: (random: Random): Scene =>
    composeScene(random, { medium: air, class: 'one-way', recordedShare: 0, recordings: [] }),
  weather: (random: Random): Scene =>
    composeInWeather(random, 'one-way', (own, seconds) => synthesise(own, air, 'one-way', seconds)),
  combs: (random: Random): Scene => composeInWeather(random, 'comb', comb),
};

/**
 * 20 to 30 lines at multiples of 60 to 270 Hz that drift by up to 1 Hz/s and fall with their order; in half of them odd lines
 * are up to 12 dB under even ones.
 */
function comb(random: Random, seconds: number): Source {
  const steps = Math.ceil(seconds * CONTROL_HZ);
  const aboutHz = random.between(60, 270);
  const slopeHzPerS = random.between(-1, 1);
  const f0Hz = Float64Array.from(
    { length: steps },
    (_, i) => aboutHz + slopeHzPerS * (i / CONTROL_HZ - seconds / 2),
  );
  const orders = Float64Array.from({ length: 20 + random.below(11) }, (_, i) => i + 1);
  const fallDb = random.between(0, 9);
  const oddDb = random.uniform() < 0.5 ? 0 : -random.between(0, 12);
  const amplitudes = orders.map((k) =>
    gainOfDb((k % 2) * oddDb - fallDb * Math.log2(k) + 3 * random.gaussian()),
  );
  const samples = new Float32Array(Math.round(seconds * SYNTH_RATE_HZ));
  addLines(samples, random, f0Hz, orders, amplitudes, undefined, () => 1);
  return { samples, f0Hz };
}

type Composition = keyof typeof compositions;

function isComposition(name: string): name is Composition {
  return Object.hasOwn(compositions, name);
}

/** Detected seconds heard under 140 Hz and from there on, of which only dives are; and those that are not detected. */
export type PitchTallies = {
  readonly detected: PitchTally;
  readonly dives: PitchTally;
  readonly missed: PitchTally;
};

export function measurePitch(seed: number, scenes: number, where: Composition = 'anywhere'): PitchTallies {
  const tallies = { detected: emptyTally(), dives: emptyTally(), missed: emptyTally() };
  for (let s = 0; s < scenes; s += 1) {
    const scene = compositions[where](createRandom(seed).fork(`scene ${s}`));
    if (scene.f0Hz === undefined || scene.snrDb < LEAST_SNR_DB) continue;
    const detector = createAcousticDetector(acousticModel, { sampleRateHz: SYNTH_RATE_HZ });
    for (const window of [...detector.push(scene.samples), ...detector.flush()]) {
      if (window.durationMs !== 1000) continue;
      const truthHz = meanHz(scene.f0Hz, window.startMs);
      const isDive = where !== 'combs' && truthHz >= LEAST_DIVE_HZ;
      count(tallies[!window.detected ? 'missed' : isDive ? 'dives' : 'detected'], window, truthHz);
    }
  }
  return tallies;
}

function emptyTally(): PitchTally {
  return { windows: 0, silent: 0, octaves: 0, others: 0, errorsHz: [] };
}

function meanHz(f0Hz: Float64Array, startMs: number): number {
  const from = Math.round((startMs / 1000) * CONTROL_HZ);
  const heard = f0Hz.subarray(from, from + CONTROL_HZ);
  return heard.reduce((sum, hz) => sum + hz, 0) / heard.length;
}

function count(tally: PitchTally, window: SoundWindow, truthHz: number): void {
  tally.windows += 1;
  if (window.frequencyHz === undefined) {
    tally.silent += 1;
    return;
  }
  const octaves = Math.log2(window.frequencyHz / truthHz);
  if (Math.abs(octaves) < SAME_OCTAVES) tally.errorsHz.push(Math.abs(window.frequencyHz - truthHz));
  else if (Math.abs(octaves - Math.round(octaves)) < SAME_OCTAVES) tally.octaves += 1;
  else tally.others += 1;
}

function lineOf(name: string, tally: PitchTally): string {
  const pitched = tally.windows - tally.silent;
  const { share, low, high } = shareWithInterval(tally.octaves, Math.max(1, pitched));
  const errors = tally.errorsHz.sort((a, b) => a - b);
  const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;
  // Octaves and other combs are over 1 Hz off too.
  const over = errors.filter((error) => error > 1).length + tally.octaves + tally.others;
  return `| ${name} | ${tally.windows} | ${tally.silent} | ${percent(share)} (${percent(low)} to ${percent(high)}) | ${tally.others} | ${(errors[errors.length >> 1] ?? NaN).toFixed(2)} | ${(errors[Math.floor(0.95 * errors.length)] ?? NaN).toFixed(2)} | ${over} |`;
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      in: { type: 'string', default: 'anywhere' },
      scenes: { type: 'string', default: '400' },
      seed: { type: 'string', default: '77' },
    },
  });
  if (!isComposition(values.in)) throw new Error(`--in takes ${Object.keys(compositions).join(', ')}`);
  const tallies = measurePitch(Number(values.seed), Number(values.scenes), values.in);
  process.stdout.write(
    '| windows at 0 dB and above | count | no pitch | an octave off, 95 % interval | other comb | median error, Hz | 95 % under, Hz | over 1 Hz in all |\n|---|---|---|---|---|---|---|---|\n',
  );
  for (const [name, tally] of Object.entries(tallies))
    if (tally.windows > 0) process.stdout.write(`${lineOf(name, tally)}\n`);
}
