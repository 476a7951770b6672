import { classIndex, targetClasses } from '../../base/event/index.ts';

/**
 * What makes the noise, as far as it matters for where it may be: how loud, compared with the typical drone that sensors
 * state their reach for, and how fast. Wide on purpose; a track heard for a while knows its own level.
 */
export interface SourceKind {
  readonly name: string;
  /** Prior share of what is newly heard. */
  readonly share: number;
  readonly excessDb: number;
  readonly excessSigmaDb: number;
  readonly speedMps: number;
  readonly speedSigmaMps: number;
  /** Faster than this it is something else. */
  readonly mostMps: number;
  /** Above the ground, assumed for the slant range where nothing informs it. */
  readonly heightM: number;
  readonly classes: readonly string[];
}

export const sourceKinds: readonly SourceKind[] = [
  {
    name: 'propeller drone',
    share: 0.9,
    excessDb: 0,
    excessSigmaDb: 2.5,
    speedMps: 50,
    speedSigmaMps: 8,
    mostMps: 75,
    heightM: 200,
    classes: ['one-way', 'recon'],
  },
  {
    name: 'vehicle or tool',
    share: 0.04,
    excessDb: -6,
    excessSigmaDb: 4,
    speedMps: 0,
    speedSigmaMps: 12,
    mostMps: 45,
    heightM: 1,
    classes: ['ground', 'background', 'surface'],
  },
  {
    name: 'aircraft or missile',
    share: 0.04,
    excessDb: 10,
    excessSigmaDb: 8,
    speedMps: 0,
    speedSigmaMps: 60,
    mostMps: 300,
    heightM: 500,
    classes: ['aircraft', 'helicopter', 'cruise', 'jet', 'ballistic'],
  },
  {
    name: 'electric drone',
    share: 0.02,
    excessDb: -16,
    excessSigmaDb: 6,
    speedMps: 25,
    speedSigmaMps: 8,
    mostMps: 55,
    heightM: 150,
    classes: ['loitering', 'multirotor', 'bird'],
  },
];

const kindOfClass = Int8Array.from(targetClasses, (name) =>
  sourceKinds.findIndex((kind) => kind.classes.includes(name)),
);

/** How much one look counts: looks of one sensor at one source are correlated. */
const lookWeight = 0.4;
/** p(evidence | class) of a class that a detection leaves out, relative to the most likely one. */
const leftOut = 0.1;

/** Of `sourceKinds`. */
export const propeller = 0;

/** Factor by kind that a detection's `classLikelihood` says: out[kind], largest 1. All 1 where it says nothing. */
export function kindLikelihood(out: Float64Array, said: Readonly<Record<string, number>> | undefined): void {
  out.fill(said === undefined ? 1 : leftOut, 0, sourceKinds.length);
  if (said === undefined) return;
  let most = 0;
  for (const name in said) most = Math.max(most, said[name]);
  if (!(most > 0)) {
    out.fill(1, 0, sourceKinds.length);
    return;
  }
  for (const name in said) {
    const index = classIndex(name);
    const kind = index < 0 ? -1 : kindOfClass[index];
    if (kind >= 0) out[kind] = Math.max(out[kind], said[name] / most);
  }
  for (let kind = 0; kind < sourceKinds.length; kind++)
    out[kind] = Math.exp(lookWeight * Math.log(out[kind]));
}
