/** How many of everything an exercise has. Numbers are means of nothing: they are exact. */
export interface Preset {
  /** What it rehearses, in a sentence. */
  about: string;
  oneWay: number;
  loitering: number;
  recon: number;
  cruise: number;
  airliners: number;
  lightAircraft: number;
  helicopters: number;
  motorbikes: number;
  tractors: number;
  generators: number;
  microphones: number;
  arrays: number;
  spotters: number;
  radars: number;
  /** Areas that lose their network for ten minutes. */
  outages: number;
  /** Share of the microphones of one 30 km area that lie; most of them make up `fakes` drones, the others keep silent. */
  liars: number;
  fakes: number;
}

const raid: Preset = {
  about: 'A mixed raid on a coast: one-way drones in groups, loitering munitions, two cruise missiles.',
  oneWay: 28,
  loitering: 3,
  recon: 2,
  cruise: 2,
  airliners: 5,
  lightAircraft: 2,
  helicopters: 1,
  motorbikes: 24,
  tractors: 16,
  generators: 24,
  microphones: 700,
  arrays: 25,
  spotters: 40,
  radars: 3,
  outages: 1,
  liars: 0,
  fakes: 0,
};

export const presets = {
  raid,
  calm: {
    ...raid,
    about: 'The everyday case: a few drones among many harmless noises.',
    oneWay: 8,
    loitering: 1,
    recon: 1,
    cruise: 0,
    motorbikes: 40,
    tractors: 30,
  },
  heavy: {
    ...raid,
    about: 'Sixty drones at once, many in groups, paths that cross.',
    oneWay: 60,
    loitering: 5,
  },
  hostile: {
    ...raid,
    about: 'A raid, while some microphones of one area make up drones and others keep silent.',
    liars: 0.17,
    fakes: 3,
  },
  quiet: {
    ...raid,
    about: 'Nothing hostile flies: every warning is a false one.',
    oneWay: 0,
    loitering: 0,
    recon: 0,
    cruise: 0,
    motorbikes: 40,
    tractors: 30,
    airliners: 7,
  },
  border: {
    ...raid,
    about: 'Few sensors and broken networks: what a border district has.',
    oneWay: 12,
    loitering: 2,
    cruise: 1,
    microphones: 160,
    arrays: 6,
    spotters: 30,
    radars: 1,
    outages: 4,
  },
} as const satisfies Record<string, Preset>;

export type ExerciseName = keyof typeof presets;

export const exerciseNames = Object.keys(presets) as readonly ExerciseName[];
