import type { Random } from '@kentongan/core/base/random';

/**
 * What a sound seems to be. A sound is a point in a small space of timbre, normal about its class's mean; a sensor
 * reports p(point | class) for every class, which is then true by construction, up to rounding. A faint sound spreads
 * wider, and its likelihoods are that much flatter.
 */
export type HeardClass = 'one-way' | 'loitering' | 'recon' | 'cruise' | 'aircraft' | 'helicopter' | 'ground';

export const timbreSize = 3;

/** Means per class, in standard deviations of a loud sound. Petrol engines lie near each other; rotors and jets far off. */
const means: Readonly<Record<HeardClass, readonly [number, number, number]>> = {
  'one-way': [0, 0, 0],
  recon: [2, 0.9, 0],
  aircraft: [0.5, -2.7, 0.6],
  ground: [0.6, 2.7, -1.2],
  helicopter: [-4.2, -0.8, 0],
  loitering: [4.2, 1.3, 1.2],
  cruise: [-0.8, -3, 4],
};
const heardClasses = Object.keys(means) as HeardClass[];
/** Background is anything: wide about the middle. */
const backgroundSpread = 2.6;

/** Standard deviation of a look at a sound that stands this much above the faintest that is heard, dB. */
function spreadAt(marginDb: number): number {
  return marginDb > 20 ? 1 : marginDb < 0 ? 1.5 : 1.5 - 0.025 * marginDb;
}

const point = new Float64Array(timbreSize);

/** One look at a target's sound: its class likelihoods. */
export function likelihoodOfSound(
  random: Random,
  heardAs: HeardClass,
  character: Float64Array,
  marginDb: number,
): Record<string, number> {
  const spread = spreadAt(marginDb);
  const mean = means[heardAs];
  for (let i = 0; i < timbreSize; i++) point[i] = mean[i] + character[i] + spread * random.gaussian();
  return likelihoods(spread);
}

/** One look at a noise that is nothing. */
export function likelihoodOfNoise(random: Random): Record<string, number> {
  for (let i = 0; i < timbreSize; i++) point[i] = backgroundSpread * random.gaussian();
  return likelihoods(spreadAt(5));
}

/** p(point | class) over their sum, to 0.01; what is less than 0.015 is left out. */
function likelihoods(spread: number): Record<string, number> {
  const values = heardClasses.map((name) => density(means[name], spread));
  const background = density([0, 0, 0], backgroundSpread);
  const sum = values.reduce((total, value) => total + value, background);
  const rounded: Record<string, number> = {};
  heardClasses.forEach((name, i) => keep(rounded, name, values[i] / sum));
  keep(rounded, 'background', background / sum);
  return rounded;
}

function keep(rounded: Record<string, number>, name: string, share: number): void {
  const percent = Math.round(100 * share);
  if (percent > 1) rounded[name] = percent / 100;
}

function density(mean: readonly number[], spread: number): number {
  let distance2 = 0;
  for (let i = 0; i < timbreSize; i++) distance2 += (point[i] - mean[i]) * (point[i] - mean[i]);
  return Math.exp(-distance2 / (2 * spread * spread)) / (spread * spread * spread);
}
