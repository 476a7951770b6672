import type { Random } from '@kentongan/core/base/random';
import * as aircraft from './aircraft.ts';
import type { Source } from './aircraft.ts';
import * as ambient from './ambient.ts';
import * as ground from './ground.ts';
import * as waterSounds from './water.ts';

type Make = (random: Random, seconds: number) => Source;

/** What can sound in a medium, how it is synthesised, and how often each class is drawn. */
export type Medium = {
  readonly name: 'air' | 'water';
  readonly wave: 'sound' | 'soundWater';
  /** In the order of the network's outputs. */
  readonly classes: readonly string[];
  /** The class whose threshold is frozen. */
  readonly target: string;
  /** The class that is mixed in instead of background now and then. */
  readonly disturbance: string;
  /** Makers of each class, with their shares within it. */
  readonly makers: Readonly<Record<string, readonly (readonly [number, Make])[]>>;
  /** Scenes of each class, relative. */
  readonly shares: Readonly<Record<string, number>>;
  /**
   * How much more a window of a class weighs in the fit, 1 unless named: the classes that the target is mistaken for,
   * and whose mistakes set the threshold.
   */
  readonly emphasis: Readonly<Record<string, number>>;
  /** Level of the target at 1 m in 60-2000 Hz, dB re 20 uPa in air, re 1 uPa in water. */
  readonly sourceDb: number;
};

export const air: Medium = {
  name: 'air',
  wave: 'sound',
  classes: ['one-way', 'jet', 'loitering', 'multirotor', 'helicopter', 'aircraft', 'ground', 'background'],
  target: 'one-way',
  disturbance: 'ground',
  // An electric loitering munition with one propeller is, far off, a petrol drone with its odd lines drowned: no network
  // can tell, and it is no false alarm, so it hardly counts against the target.
  emphasis: { aircraft: 3, ground: 2, loitering: 0.1 },
  sourceDb: 110,
  makers: {
    'one-way': [
      [3, aircraft.oneWayDrone],
      [1, aircraft.fewLineDrone],
    ],
    jet: [[1, (random, seconds) => aircraft.jet(random, seconds, true)]],
    loitering: [[1, aircraft.loitering]],
    multirotor: [[1, aircraft.multirotor]],
    helicopter: [[1, aircraft.helicopter]],
    aircraft: [
      [5, aircraft.pistonAeroplane],
      [2, aircraft.turboprop],
      [3, (random, seconds) => aircraft.jet(random, seconds, false)],
    ],
    ground: [
      [3, ground.handTool],
      [4, ground.vehicle],
      [3, ground.appliance],
      [2, ground.rolling],
    ],
    background: [
      [3, ambient.wind],
      [2, ambient.rain],
      [2, ambient.impulses],
      [4, ambient.voices],
      [2, ambient.wildlife],
      [2, ambient.siren],
      [1.5, ambient.horn],
      [1, ambient.bells],
      [1.5, ambient.music],
      [3, ambient.colouredNoise],
    ],
  },
  shares: {
    'one-way': 36,
    jet: 4,
    loitering: 5,
    multirotor: 7,
    helicopter: 8,
    aircraft: 14,
    ground: 18,
    background: 20,
  },
};

export const water: Medium = {
  name: 'water',
  wave: 'soundWater',
  classes: ['surface', 'underwater', 'background'],
  target: 'surface',
  disturbance: 'background',
  emphasis: {},
  sourceDb: 150,
  makers: {
    surface: [[1, waterSounds.surfaceDrone]],
    underwater: [[1, waterSounds.underwaterDrone]],
    background: [
      [4, waterSounds.sea],
      [2, waterSounds.shrimp],
      [2, waterSounds.seaLife],
      [4, waterSounds.ship],
    ],
  },
  shares: { surface: 30, underwater: 20, background: 50 },
};
