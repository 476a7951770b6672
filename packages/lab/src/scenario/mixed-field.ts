import type { DetectionEvent, Fact, Header, SensorEvent, Truth } from '@kentongan/core/base/event';
import { createFrame, geodeticFromEnu, upAtHeight, type Frame } from '@kentongan/core/base/frame';
import { wrapBearing } from '@kentongan/core/base/geometry';
import { createRandom, type Random } from '@kentongan/core/base/random';
import { covers, createSensorModel, toLocal, type SensorModel } from '@kentongan/core/base/sensor-model';
import {
  fly,
  heardAsM,
  heardRangeM,
  hearingDefaults,
  lossDb,
  placeAt,
  placeMicrophones,
  sourceDb,
  type Flight,
  type Microphone,
} from './hearing-scenario.ts';

/**
 * Seeded fields of unlike sensors: microphones and bearing arrays that hear late, a radar that loses what is low behind its
 * horizon; one-way drones that come and go, and aircraft, helicopters and vehicles that sound and fly otherwise. Where
 * `liars` is above 0, that share of the microphones within `cellM` of one place lies: they agree on a drone that is not
 * there and hear nothing else. Facts and truth as in `formats.md`, a tick every second.
 */
export interface MixedOptions {
  seed: number;
  durationS: number;
  sideM: number;
  oneWay: number;
  /** Of each of aircraft, helicopters and twice of vehicles. */
  confusers: number;
  arrays: number;
  hasRadar: boolean;
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
  oneWay: 15,
  confusers: 1,
  arrays: 5,
  hasRadar: true,
  liars: 0,
  mute: 0.2,
  cellM: 12_000,
  owners: 0,
};

export interface MixedField {
  readonly header: Header;
  readonly facts: Fact[];
  readonly truth: Truth[];
  /** Ids of the microphones that lie. */
  readonly liars: ReadonlySet<string>;
  /** Where the drone that they made up is, second by second, as truth is written. */
  readonly fakes: Truth[];
}

interface Source extends Flight {
  readonly class: 'one-way' | 'aircraft' | 'helicopter' | 'ground';
  readonly endS: number;
}

interface World {
  readonly options: MixedOptions;
  readonly frame: Frame;
  readonly sources: readonly Source[];
  readonly fakes: readonly Source[];
  readonly random: Random;
  readonly facts: Fact[];
}

const startMs = 1_790_000_000_000;
const waveMps = 343;
const ears = { ...hearingDefaults, spacingM: 3000, halfRangeM: 3000, pdMax: 0.9, clutterPerReport: 0.002 };
const classes = ['one-way', 'aircraft', 'helicopter', 'ground'] as const;
/** Speed (m/s), height (m) and source level (dB) by class, each drawn between. */
const kinds = {
  'one-way': { speeds: [40, 58], heights: [30, 200], levels: [107, 113] },
  aircraft: { speeds: [60, 80], heights: [400, 900], levels: [110, 114] },
  helicopter: { speeds: [35, 60], heights: [120, 300], levels: [114, 118] },
  ground: { speeds: [15, 25], heights: [1, 2], levels: [100, 104] },
} as const;
type Kind = Record<'speeds' | 'heights' | 'levels', readonly [number, number]>;

export function createMixedField(given: Partial<MixedOptions>): MixedField {
  const options = { ...mixedDefaults, ...given };
  const chance = createRandom(options.seed).fork('mixed');
  const origin = { latDeg: chance.between(-55, 60), lonDeg: chance.between(-170, 170), heightM: 0 };
  const frame = createFrame(origin);
  const flying = chance.fork('flights');
  const sources = classes.flatMap((name) => flyAll(options, name, flying));
  const fakes = options.liars > 0 ? [flyFake(options, chance.fork('fake'))] : [];
  const facts: Fact[] = [];
  const world: World = { options, frame, sources, fakes, facts, random: chance.fork('sensing') };
  const microphones = placeMicrophones({ ...ears, sideM: options.sideM }, chance.fork('microphones'));
  const { liars, mute } = pickLiars(options, microphones, chance.fork('liars'));
  const arrays = placeArrays(options, chance.fork('arrays'));
  for (const microphone of microphones) describeMicrophone(world, microphone);
  const arrayModels = arrays.map((array) => createSensorModel(frame, describeArray(world, array)));
  const radar = options.hasRadar ? createSensorModel(frame, describeRadar(world)) : undefined;
  for (let timeS = 0; timeS <= options.durationS; timeS++) {
    for (const microphone of microphones) {
      if (mute.has(microphone.id)) continue;
      hear(world, microphone, liars.has(microphone.id) ? fakes : sources, timeS);
    }
    arrayModels.forEach((model, i) => hearBearings(world, model, timeS + arrays[i].phaseS));
    if (radar !== undefined && timeS % 2 === 0) look(world, radar, timeS + 0.25);
    facts.push({ seq: facts.length + 1, kind: 'tick', timeMs: startMs + timeS * 1000 });
  }
  return {
    header: { kind: 'log', version: 1, region: 'mixed', origin, standing: 'test', startMs },
    facts: numbered(facts),
    truth: truthOf(world, sources),
    liars,
    fakes: truthOf(world, fakes),
  };
}

/** A tick comes after what was sensed until its time. */
function numbered(facts: readonly Fact[]): Fact[] {
  return facts
    .toSorted((a, b) => a.timeMs - b.timeMs || Number(a.kind === 'tick') - Number(b.kind === 'tick'))
    .map((fact, i) => ({ ...fact, seq: i + 1 }));
}

function flyAll(options: MixedOptions, name: Source['class'], random: Random): Source[] {
  const confusers = name === 'ground' ? 2 * options.confusers : options.confusers;
  const count = name === 'one-way' ? options.oneWay : confusers;
  const { durationS } = options;
  return Array.from({ length: count }, (_, k) => {
    const isDrone = name === 'one-way';
    // A third is there from the start, one in seven ends before the others do.
    const bornS = isDrone && 3 * k >= count ? Math.round(random.between(0, 0.4 * durationS)) : 0;
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
  const half = options.sideM / 2;
  const level = random.between(...levels);
  const heightM = random.between(...heights);
  const [east, north] = [random.between(-half, half), random.between(-half, half)];
  const speed = random.between(...speeds);
  const course = Math.atan2(-east, -north) + random.between(-1, 1);
  const path = fly(options, { bornS, east, north, course }, speed, random);
  return { id, class: name, bornS, endS, sourceDb: level, heightM, path };
}

/** What liars agree on: a drone that flies straight through their cell, as loud as real ones. */
function flyFake(options: MixedOptions, random: Random): Source {
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

/** Liars are in one cell around the middle: `liars` of its microphones, of which `mute` say nothing at all. */
function pickLiars(
  options: MixedOptions,
  microphones: readonly Microphone[],
  random: Random,
): { liars: Set<string>; mute: Set<string> } {
  const cell = microphones
    .filter(({ east, north }) => Math.hypot(east, north) < options.cellM)
    .map(({ id }) => ({ id, at: random.uniform() }))
    .sort((a, b) => a.at - b.at)
    .map(({ id }) => id);
  const lying = cell.slice(0, Math.floor(options.liars * cell.length));
  return { liars: new Set(lying), mute: new Set(lying.slice(0, Math.round(options.mute * lying.length))) };
}

interface Placed {
  id: string;
  east: number;
  north: number;
  phaseS: number;
}

function placeArrays(options: MixedOptions, random: Random): Placed[] {
  const half = 0.35 * options.sideM;
  return Array.from({ length: options.arrays }, (_, i) => ({
    id: `a${i}`,
    east: random.between(-half, half),
    north: random.between(-half, half),
    phaseS: Math.round((1000 * i) / options.arrays) / 1000,
  }));
}

function describe(
  world: World,
  at: { id: string; east: number; north: number },
  heightM: number,
  sensor: Omit<SensorEvent['sensor'], 'latDeg' | 'lonDeg' | 'heightM'>,
): SensorEvent {
  const { frame, facts } = world;
  const up = upAtHeight(frame, at.east, at.north, heightM);
  const [latDeg, lonDeg] = geodeticFromEnu(frame, new Float64Array(3), at.east, at.north, up);
  const event: SensorEvent = {
    seq: facts.length + 1,
    kind: 'sensor',
    timeMs: startMs,
    sensorId: at.id,
    state: 'up',
    owner: ownerOf(world.options, at.id),
    sensor: { ...sensor, latDeg, lonDeg, heightM },
  };
  facts.push(event);
  return event;
}

function ownerOf({ owners }: MixedOptions, id: string): string {
  return owners === 0 ? `owner of ${id}` : `owner ${Number(id.slice(1)) % owners}`;
}

function describeMicrophone(world: World, microphone: Microphone): void {
  describe(world, microphone, 0, {
    type: 'acoustic',
    wave: 'sound',
    periodMs: 1000,
    phaseMs: 0,
    pd: { max: ears.pdMax, halfRangeM: microphone.halfRangeM, slope: ears.slope },
    clutter: { perReport: ears.clutterPerReport },
    single: true,
    sigma: { levelDb: ears.levelSigmaDb },
    level: { sourceDb },
  });
}

function describeArray(world: World, array: Placed): SensorEvent {
  return describe(world, array, 0, {
    type: 'bearing',
    wave: 'sound',
    periodMs: 1000,
    phaseMs: 1000 * array.phaseS,
    coverage: { maxRangeM: 6000 },
    pd: { max: 0.75 },
    clutter: { perReport: 0 },
    outlier: 0.08,
    sigma: { bearingRad: 0.07 },
  });
}

function describeRadar(world: World): SensorEvent {
  const at = { id: 'r0', east: -0.55 * world.options.sideM, north: -0.2 * world.options.sideM };
  return describe(world, at, 15, {
    type: 'radar',
    wave: 'light',
    periodMs: 2000,
    phaseMs: 250,
    coverage: { maxRangeM: 60_000, horizon: true },
    pd: { max: 0.85 },
    clutter: { perReport: 20 },
    sigma: { rangeM: 40, bearingRad: 0.012 },
  });
}

/** One look is weak: about 70 % of looks name the right class first. */
function classLikelihood(random: Random, name: Source['class'] | undefined): Record<string, number> {
  const raw = classes.map((one) => Math.exp(1.2 * random.gaussian() + (one === name ? 2.1 : 0)));
  const sum = raw.reduce((all, one) => all + one, 0);
  return Object.fromEntries(classes.map((one, i) => [one, Math.round((1000 * raw[i]) / sum) / 1000]));
}

function say(
  world: World,
  sensorId: string,
  timeS: number,
  measurement: DetectionEvent['measurement'],
  likelihood?: Record<string, number>,
): void {
  const timeMs = startMs + Math.round(1000 * timeS);
  world.facts.push({
    seq: world.facts.length + 1,
    kind: 'detection',
    timeMs,
    sensorId,
    sensedMs: timeMs,
    measurement,
    ...(likelihood === undefined ? {} : { classLikelihood: likelihood }),
  });
}

/** Slant range at which what is heard was emitted; Infinity where nothing arrived yet, or no longer does. */
function heardAtM(at: Microphone, source: Source, timeS: number): number {
  const range = heardRangeM({ waveMps }, at, source, timeS);
  return timeS - range / waveMps > source.endS ? Infinity : range;
}

/** The loudest source, or a false one, or nothing. */
function hear(world: World, microphone: Microphone, sources: readonly Source[], timeS: number): void {
  const { random } = world;
  let [loudest, range] = [-Infinity, Infinity];
  let source: Source | undefined;
  for (const each of sources) {
    const heardM = heardAtM(microphone, each, timeS);
    const level = each.sourceDb - lossDb(ears, heardM);
    if (heardM > 30_000 || level <= loudest) continue;
    [loudest, range, source] = [level, heardM, each];
  }
  let levelDb = Number.NaN;
  if (source !== undefined) {
    const asM = heardAsM(ears, range, source.sourceDb - sourceDb);
    const steepness = (asM - microphone.halfRangeM) / (ears.slope * microphone.halfRangeM);
    if (random.uniform() < ears.pdMax / (1 + Math.exp(steepness))) levelDb = loudest;
  }
  if (Number.isNaN(levelDb)) {
    source = undefined;
    if (random.uniform() >= ears.clutterPerReport) return;
    levelDb = sourceDb - lossDb(ears, 5000 * Math.sqrt(random.between(0.01, 1)));
  }
  const noisy = Math.round(100 * (levelDb + ears.levelSigmaDb * random.gaussian())) / 100;
  say(
    world,
    microphone.id,
    timeS,
    { type: 'presence', levelDb: noisy },
    classLikelihood(random, source?.class),
  );
}

const place = new Float64Array(4);
const local = new Float64Array(3);

/** Local east, north, up of a source at a time, into `local`; false where it is not there. */
function localAt(world: World, model: SensorModel, source: Source, timeS: number): boolean {
  if (timeS > source.endS || !placeAt(place, source, timeS)) return false;
  const up = upAtHeight(world.frame, place[0], place[1], source.heightM);
  toLocal(model, local, place[0] - model.east, place[1] - model.north, up - model.up);
  return true;
}

function hearBearings(world: World, model: SensorModel, timeS: number): void {
  const { random } = world;
  for (const source of world.sources) {
    const at = { id: '', east: model.east, north: model.north, halfRangeM: 0 };
    const range = heardAtM(at, source, timeS);
    if (range > model.maxRangeM || random.uniform() >= model.pdMax) continue;
    if (!localAt(world, model, source, timeS - range / waveMps)) continue;
    const isOutlier = random.uniform() < model.outlier;
    const noisy = Math.atan2(local[0], local[1]) + (model.sigma.bearingRad ?? 0) * random.gaussian();
    const bearingRad = wrapBearing(isOutlier ? random.between(0, 2 * Math.PI) : noisy);
    say(world, model.sensorId, timeS, { type: 'bearing', bearingRad }, classLikelihood(random, source.class));
  }
}

function look(world: World, model: SensorModel, timeS: number): void {
  const { random } = world;
  const { rangeM: sigmaM = 0, bearingRad: sigmaRad = 0 } = model.sigma;
  for (const source of world.sources) {
    if (source.class === 'ground' || !localAt(world, model, source, timeS)) continue;
    if (!covers(model, local[0], local[1], local[2], source.heightM)) continue;
    if (random.uniform() >= model.pdMax) continue;
    const rangeM = Math.max(0, Math.hypot(local[0], local[1], local[2]) + sigmaM * random.gaussian());
    const bearingRad = wrapBearing(Math.atan2(local[0], local[1]) + sigmaRad * random.gaussian());
    say(world, model.sensorId, timeS, { type: 'rangeBearing', rangeM, bearingRad });
  }
  for (let k = random.poisson(model.clutterPerReport); k > 0; k--) {
    const bearingRad = random.between(0, 2 * Math.PI);
    const rangeM = random.between(0, model.maxRangeM);
    say(world, model.sensorId, timeS, { type: 'rangeBearing', rangeM, bearingRad });
  }
}

function truthOf({ options, frame }: World, sources: readonly Source[]): Truth[] {
  const rows: Truth[] = [];
  for (let timeS = 0; timeS <= options.durationS; timeS++) {
    for (const source of sources) {
      if (timeS > source.endS || !placeAt(place, source, timeS)) continue;
      const [east, north, eastMps, northMps] = place;
      const up = upAtHeight(frame, east, north, source.heightM);
      const [latDeg, lonDeg, heightM] = geodeticFromEnu(frame, new Float64Array(3), east, north, up);
      rows.push({
        timeMs: startMs + timeS * 1000, targetId: source.id, latDeg, lonDeg, heightM, eastMps, northMps,
        class: source.class,
      }); // prettier-ignore
    }
  }
  return rows;
}
