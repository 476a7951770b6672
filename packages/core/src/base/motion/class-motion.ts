import type { TargetClass } from '../event/classes.ts';

/** How a class of target moves, as far as a prior says. Speeds over ground in m/s, heights above ground in m. */
export interface ClassMotion {
  /** Whether it comes to do harm where it arrives (a reconnaissance drone does not). */
  readonly arrives: boolean;
  readonly minMps: number;
  readonly typicalMps: number;
  readonly maxMps: number;
  /** Usual height above ground: low end and high end. */
  readonly lowM: number;
  readonly highM: number;
  /** Whether it circles over a place, so that where it will be is an area, not a line. */
  readonly orbits: boolean;
}

/**
 * Public orders of magnitude, wide on purpose: they shape priors and class likelihood by speed, never a decision alone.
 */
export const classMotion: Readonly<Record<TargetClass | 'unknown', ClassMotion>> = {
  'one-way': { arrives: true, minMps: 30, typicalMps: 50, maxMps: 65, lowM: 30, highM: 4000, orbits: false },
  jet: { arrives: true, minMps: 80, typicalMps: 130, maxMps: 200, lowM: 50, highM: 9000, orbits: false },
  loitering: { arrives: true, minMps: 15, typicalMps: 28, maxMps: 55, lowM: 30, highM: 3000, orbits: true },
  recon: { arrives: false, minMps: 15, typicalMps: 30, maxMps: 60, lowM: 300, highM: 6000, orbits: true },
  multirotor: { arrives: false, minMps: 0, typicalMps: 12, maxMps: 30, lowM: 5, highM: 1000, orbits: true },
  cruise: { arrives: true, minMps: 150, typicalMps: 230, maxMps: 300, lowM: 20, highM: 1000, orbits: false },
  ballistic: {
    arrives: true,
    minMps: 300,
    typicalMps: 1500,
    maxMps: 4000,
    lowM: 0,
    highM: 500_000,
    orbits: false,
  },
  aircraft: {
    arrives: false,
    minMps: 30,
    typicalMps: 180,
    maxMps: 340,
    lowM: 100,
    highM: 13_000,
    orbits: false,
  },
  helicopter: { arrives: false, minMps: 0, typicalMps: 55, maxMps: 90, lowM: 20, highM: 3000, orbits: false },
  bird: { arrives: false, minMps: 0, typicalMps: 12, maxMps: 25, lowM: 0, highM: 1000, orbits: true },
  ground: { arrives: false, minMps: 0, typicalMps: 10, maxMps: 45, lowM: 0, highM: 5, orbits: false },
  surface: { arrives: true, minMps: 0, typicalMps: 15, maxMps: 40, lowM: 0, highM: 5, orbits: false },
  underwater: { arrives: true, minMps: 0, typicalMps: 5, maxMps: 25, lowM: -300, highM: 0, orbits: false },
  background: {
    arrives: false,
    minMps: 0,
    typicalMps: 0,
    maxMps: 340,
    lowM: 0,
    highM: 20_000,
    orbits: false,
  },
  unknown: { arrives: true, minMps: 0, typicalMps: 50, maxMps: 340, lowM: 0, highM: 13_000, orbits: false },
};
