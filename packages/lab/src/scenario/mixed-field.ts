import type { DetectionEvent, Fact, Header, SensorEvent, Truth } from '@kentongan/core/base/event';
import { createFrame, geodeticFromEnu, upAtHeight, type Frame } from '@kentongan/core/base/frame';
import { wrapBearing } from '@kentongan/core/base/geometry';
import { createRandom, type Random } from '@kentongan/core/base/random';
import { covers, createSensorModel, toLocal, type SensorModel } from '@kentongan/core/base/sensor-model';
import {
  heardAsM,
  heardRangeM,
  hearingDefaults,
  lossDb,
  placeAt,
  placeMicrophones,
  sourceDb,
  type Microphone,
} from './hearing-scenario.ts';
import { classes, flyAll, flyFake, mixedDefaults, type MixedOptions, type Source } from './mixed-sources.ts';

/**
 * Seeded fields of unlike sensors: microphones and bearing arrays that hear late, a radar that loses what is low behind its
 * horizon, over what flies and drives there (`mixed-sources.ts`). Where `liars` is above 0, that share of the microphones
 * within `cellM` of one place lies: they agree on a drone that is not there and hear nothing else. Facts and truth as in
 * `formats.md`, a tick every second.
 */
export interface MixedField {
  readonly header: Header;
  readonly facts: Fact[];
  readonly truth: Truth[];
  /** Ids of the microphones that lie. */
  readonly liars: ReadonlySet<string>;
  /** Where the drone that they made up is, second by second, as truth is written. */
  readonly fakes: Truth[];
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
const ears = { ...hearingDefaults, pdMax: 0.9, clutterPerReport: 0.002 };

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
  const microphones = placeNet(options, chance.fork('microphones'));
  const { liars, mute } = pickLiars(options, microphones, chance.fork('liars'));
  const arrays = placeArrays(options, chance.fork('arrays'));
  for (const microphone of microphones) describeMicrophone(world, microphone);
  const arrayModels = arrays.map((array) => createSensorModel(frame, describeArray(world, array)));
  const radar = options.hasRadar
    ? createSensorModel(frame, describeRadar(world, chance.fork('radar')))
    : undefined;
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

/** Where drones begin at the edge, the net ends there; else it reaches beyond it. */
function placeNet({ sideM, spacingM, halfRangeM, isInbound }: MixedOptions, random: Random): Microphone[] {
  const netM = isInbound ? sideM - 2 * spacingM : sideM;
  return placeMicrophones({ ...ears, spacingM, halfRangeM, sideM: netM }, random);
}

interface Placed {
  id: string;
  east: number;
  north: number;
  phaseS: number;
}

function placeArrays(options: MixedOptions, random: Random): Placed[] {
  const half = 0.35 * options.sideM;
  return Array.from({ length: options.arrays }, (_, i) => {
    const [east, north] = options.isInbound
      ? onRing((i + random.between(-0.1, 0.1)) / options.arrays, random.between(0.2, 0.26) * options.sideM)
      : [random.between(-half, half), random.between(-half, half)];
    return { id: `a${i}`, east, north, phaseS: Math.round((1000 * i) / options.arrays) / 1000 };
  });
}

/** Region east and north at this share of a turn and distance from the middle. */
function onRing(share: number, awayM: number): [number, number] {
  const bearing = 2 * Math.PI * share;
  return [awayM * Math.sin(bearing), awayM * Math.cos(bearing)];
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

function describeRadar(world: World, random: Random): SensorEvent {
  const { sideM, isInbound } = world.options;
  const [east, north] = isInbound ? onRing(random.uniform(), 0.4 * sideM) : [-0.55 * sideM, -0.2 * sideM];
  return describe(world, { id: 'r0', east, north }, 15, {
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

/** One look is weak: of inbound fields 70 % of looks name the right class first, of others 77 %. */
function classLikelihood(
  { options, random }: World,
  name: Source['class'] | undefined,
): Record<string, number> {
  const { lookSigma, lookGain } = options;
  const raw = classes.map((one) => Math.exp(lookSigma * random.gaussian() + (one === name ? lookGain : 0)));
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
    classLikelihood(world, source?.class),
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
    say(world, model.sensorId, timeS, { type: 'bearing', bearingRad }, classLikelihood(world, source.class));
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
