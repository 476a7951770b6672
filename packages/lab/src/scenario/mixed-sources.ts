import type { Random } from '@kentongan/core/base/random';
import { fly, leaves, type Flight } from './hearing-scenario.ts';

export interface MixedOptions {
  seed: number;
  durationS: number;
  /** Side of the square that drones keep to, m; mean distance between microphones, and the range at which half is heard. */
  sideM: number;
  spacingM: number;
  halfRangeM: number;
  oneWay: number;
  /** Of each of aircraft, helicopters and twice of vehicles. */
  confusers: number;
  arrays: number;
  hasRadar: boolean;
  /**
   * Drones begin at the edge of the net and keep flying within it, what else there is begins in its middle and flies
   * anywhere, arrays stand on a ring and the radar inside. Else everything begins anywhere and the radar stands beyond.
   */
  isInbound: boolean;
  /** Sigma of source levels about the middle of their class, dB; left out: drawn evenly from those of the class. */
  sourceSigmaDb?: number;
  /** What one look says of each class: a logarithm with this sigma, that of the true class larger by `lookGain` on average. */
  lookSigma: number;
  lookGain: number;
  liars: number;
  /** Liars that keep silent, of all liars. */
  mute: number;
  cellM: number;
  /** How many own the sensors, each as many; 0: everyone their own. */
  owners: number;
}

export const mixedDefaults: MixedOptions = {
  seed: 1,
  durationS: 300,
  sideM: 38_000,
  spacingM: 3000,
  halfRangeM: 3000,
  oneWay: 15,
  confusers: 1,
  arrays: 5,
  hasRadar: true,
  isInbound: false,
  lookSigma: 1.2,
  lookGain: 2.1,
  liars: 0,
  mute: 0.2,
  cellM: 12_000,
  owners: 0,
};

/** What fields of a name have that `mixedDefaults` has not. `inbound`: as large, as sparse and as long as the public S6. */
export const mixedKinds = {
  anywhere: {},
  inbound: {
    durationS: 400,
    sideM: 60_000,
    spacingM: 60_000 / 14,
    halfRangeM: 4000,
    oneWay: 20,
    confusers: 2,
    arrays: 6,
    isInbound: true,
    sourceSigmaDb: 2,
    lookSigma: 1.5,
    lookGain: 2.25,
  },
} satisfies Record<string, Partial<MixedOptions>>;

export interface Source extends Flight {
  readonly class: 'one-way' | 'aircraft' | 'helicopter' | 'ground';
  readonly endS: number;
}

export const classes = ['one-way', 'aircraft', 'helicopter', 'ground'] as const;
/** Speed (m/s), height (m) and source level (dB) by class, each drawn between. */
const kinds = {
  'one-way': { speeds: [40, 58], heights: [30, 200], levels: [107, 113] },
  aircraft: { speeds: [60, 80], heights: [400, 900], levels: [110, 114] },
  helicopter: { speeds: [35, 60], heights: [120, 300], levels: [114, 118] },
  ground: { speeds: [15, 25], heights: [1, 2], levels: [100, 104] },
} as const;
type Kind = Record<'speeds' | 'heights' | 'levels', readonly [number, number]>;

/** All of a class, one-way drones coming and going, others there all the time. */
export function flyAll(options: MixedOptions, name: Source['class'], random: Random): Source[] {
  const confusers = name === 'ground' ? 2 * options.confusers : options.confusers;
  const count = name === 'one-way' ? options.oneWay : confusers;
  const { durationS, isInbound } = options;
  const lastBornS = (isInbound ? 0.3 : 0.4) * durationS;
  return Array.from({ length: count }, (_, k) => {
    const isDrone = name === 'one-way';
    // A third is there from the start, one in seven ends before the others do.
    const bornS = isDrone && 3 * k >= count ? Math.round(random.between(0, lastBornS)) : 0;
    const endS =
      isDrone && random.uniform() < 1 / 7 ? Math.round(random.between(0.65, 0.9) * durationS) : durationS;
    return drawSource(options, `${name}-${k}`, name, bornS, endS, random);
  });
}

function drawSource(
  options: MixedOptions,
  id: string,
  name: Source['class'],
  bornS: number,
  endS: number,
  random: Random,
): Source {
  const { speeds, heights, levels } = kinds[name] as Kind;
  const [least, most] = levels;
  const { sourceSigmaDb } = options;
  const level =
    sourceSigmaDb === undefined
      ? random.between(least, most)
      : (least + most) / 2 + sourceSigmaDb * random.gaussian();
  const heightM = random.between(...heights);
  const path = flightOf(options, name, speeds, bornS, random);
  return { id, class: name, bornS, endS, sourceDb: level, heightM, path };
}

function flightOf(
  options: MixedOptions,
  name: Source['class'],
  speeds: Kind['speeds'],
  bornS: number,
  random: Random,
): Float64Array {
  const half = options.sideM / 2;
  const { isInbound } = options;
  const [east, north] = !isInbound
    ? [random.between(-half, half), random.between(-half, half)]
    : name === 'one-way'
      ? onEdge(half, random)
      : [random.between(-0.7, 0.7) * half, random.between(-0.7, 0.7) * half];
  const speed = random.between(...speeds);
  const isAimless = isInbound && name !== 'one-way';
  const aside = isAimless ? Math.PI : isInbound ? 0.5 : 1;
  const course = Math.atan2(-east, -north) + random.between(-aside, aside);
  const path = fly(options, { bornS, east, north, course }, speed, random);
  const isLost = isInbound && name === 'one-way' && leaves(path, half);
  return isLost ? flightOf(options, name, speeds, bornS, random) : path;
}

/** A place on one of the four sides, away from the corners. */
function onEdge(half: number, random: Random): [number, number] {
  const along = random.between(-0.65, 0.65) * half;
  const edge = random.uniform() < 0.5 ? -half : half;
  return random.uniform() < 0.5 ? [edge, along] : [along, edge];
}

/** What liars agree on: a drone that flies straight through their cell, as loud as real ones. */
export function flyFake(options: MixedOptions, random: Random): Source {
  const fake = drawSource(options, 'fake', 'one-way', 20, options.durationS, random);
  const course = random.between(0, 2 * Math.PI);
  const speed = random.between(45, 55);
  const halfS = (options.durationS - 20) / 2;
  const [vE, vN] = [speed * Math.sin(course), speed * Math.cos(course)];
  for (let i = 0; i < fake.path.length / 4; i++) {
    const s = i / 2 - halfS;
    fake.path.set([vE * s, vN * s, vE, vN], 4 * i);
  }
  return fake;
}
