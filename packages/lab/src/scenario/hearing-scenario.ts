import type { DetectionEvent, Fact, Header, SensorEvent, Truth } from '@kentongan/core/base/event';
import { createFrame, geodeticFromEnu, type Frame } from '@kentongan/core/base/frame';
import { createRandom, type Random } from '@kentongan/core/base/random';

/**
 * Seeded nets of microphones and what they hear of drones that fly legs and standard-rate turns: other seeds, places and
 * spacings than any file, for means over many seeds. A microphone hears the loudest source at its retarded place, or a
 * false one; all sources are level and at constant speed.
 */
export interface HearingOptions {
  seed: number;
  durationS: number;
  /** Side of the square that targets keep to, m, and mean distance between microphones. */
  sideM: number;
  spacingM: number;
  targets: number;
  /** Share of targets there from the start; the others are born evenly over the first two thirds. */
  early: number;
  /** m/s, or Infinity: heard at once. */
  waveMps: number;
  halfRangeM: number;
  slope: number;
  pdMax: number;
  levelSigmaDb: number;
  absorptionDbPerM: number;
  /** Sigma of the targets' source levels around what the microphones state, dB. */
  sourceSigmaDb: number;
  /** How much louder than that all of them are, this night. */
  nightDb: number;
  /** So many targets fly beside the one before: 1 to 3.5 km aside, on nearly the same course at first. */
  pairs: number;
  /** Targets begin at the edge and fly inwards; else anywhere. */
  fromEdge: boolean;
  /** A flight that leaves the square is drawn anew, so that nobody turns back at the edge of the net. */
  stays: boolean;
  clutterPerReport: number;
  heightM: number;
}

export const hearingDefaults: HearingOptions = {
  seed: 1,
  durationS: 300,
  sideM: 60_000,
  spacingM: 4000,
  targets: 8,
  early: 0.5,
  waveMps: 343,
  halfRangeM: 4200,
  slope: 0.15,
  pdMax: 0.95,
  levelSigmaDb: 3,
  absorptionDbPerM: 0,
  sourceSigmaDb: 2,
  nightDb: 0,
  pairs: 0,
  fromEdge: false,
  stays: false,
  clutterPerReport: 0.001,
  heightM: 100,
};

export interface HearingScenario {
  header: Header;
  facts: Fact[];
  truth: Truth[];
}

export interface Microphone {
  id: string;
  east: number;
  north: number;
  halfRangeM: number;
}

export interface Flight {
  id: string;
  bornS: number;
  sourceDb: number;
  heightM: number;
  /** East, north, eastMps, northMps each `stepS` seconds from `bornS` on. */
  path: Float64Array;
}

const stepS = 0.5;
/** Level at 1 m that microphones state. */
export const sourceDb = 110;
const startMs = 1_790_000_000_000;
const turnRadPerS = Math.PI / 60;

export function makeHearing(given: Partial<HearingOptions>): HearingScenario {
  const options = { ...hearingDefaults, ...given };
  const random = createRandom(options.seed);
  const origin = { latDeg: random.between(-55, 60), lonDeg: random.between(-170, 170), heightM: 0 };
  const frame = createFrame(origin);
  const header: Header = { kind: 'log', version: 1, region: 'hearing', origin, standing: 'test', startMs };
  const microphones = placeMicrophones(options, random.fork('microphones'));
  const flights = flyAll(options, random.fork('flights'));
  const facts: Fact[] = microphones.map((microphone, i) => sensorFact(options, frame, microphone, i + 1));
  hearAll(options, microphones, flights, random.fork('hearing'), facts);
  return { header, facts, truth: truthOf(options, frame, flights) };
}

export function placeMicrophones(options: HearingOptions, random: Random): Microphone[] {
  const across = Math.round(options.sideM / options.spacingM) + 2;
  const placed: Microphone[] = [];
  for (let row = 0; row < across; row++) {
    for (let column = 0; column < across; column++) {
      placed.push({
        id: `m${placed.length}`,
        east: (column - (across - 1) / 2 + random.between(-0.3, 0.3)) * options.spacingM,
        north: (row - (across - 1) / 2 + random.between(-0.3, 0.3)) * options.spacingM,
        halfRangeM: options.halfRangeM * random.between(0.8, 1.2),
      });
    }
  }
  return placed;
}

function flyAll(options: HearingOptions, random: Random): Flight[] {
  const flights: Flight[] = [];
  let last: Begin | undefined;
  for (let k = 0; k < options.targets; k++) {
    const isBeside = last !== undefined && k % 2 === 1 && k < 2 * options.pairs;
    const neighbour = isBeside ? last : undefined;
    let flight: Flight;
    do {
      last = neighbour === undefined ? beginOf(options, k, random) : beside(neighbour, random);
      flight = flightFrom(options, `g${k}`, last, random);
    } while (options.stays && leaves(flight.path, options.sideM / 2));
    flights.push(flight);
  }
  return flights;
}

function flightFrom(options: HearingOptions, id: string, begin: Begin, random: Random): Flight {
  return {
    id,
    bornS: begin.bornS,
    sourceDb: sourceDb + options.nightDb + options.sourceSigmaDb * random.gaussian(),
    heightM: options.heightM,
    path: fly(options, begin, random.between(42, 57), random),
  };
}

/** Whether a flight is ever outward bound beyond the edge of its square. */
export function leaves(path: Float64Array, half: number): boolean {
  for (let i = 0; i < path.length; i += 4)
    if (isLeaving(half, path[i], path[i + 1], path[i + 2], path[i + 3])) return true;
  return false;
}

/** Beyond the edge and outward bound. */
function isLeaving(half: number, east: number, north: number, toEast: number, toNorth: number): boolean {
  return Math.max(Math.abs(east), Math.abs(north)) > half && east * toEast + north * toNorth > 0;
}

/** Where a flight begins, and when. */
export interface Begin {
  bornS: number;
  east: number;
  north: number;
  course: number;
}

function beginOf(options: HearingOptions, k: number, random: Random): Begin {
  const isEarly = k < options.early * options.targets;
  const bornS = isEarly ? 0 : Math.round(random.between(0, (options.durationS * 2) / 3));
  const half = options.sideM / 2;
  let [east, north] = [random.between(-half, half), random.between(-half, half)];
  if (options.fromEdge) {
    const edge = half * (random.uniform() < 0.5 ? -1 : 1);
    if (random.uniform() < 0.5) east = edge;
    else north = edge;
  }
  return { bornS, east, north, course: Math.atan2(-east, -north) + random.between(-1, 1) };
}

function beside({ bornS, east, north, course }: Begin, random: Random): Begin {
  const apart = random.between(1000, 3500) * (random.uniform() < 0.5 ? -1 : 1);
  return {
    bornS,
    east: east + apart * Math.cos(course),
    north: north - apart * Math.sin(course),
    course: course + random.between(-0.15, 0.15),
  };
}

/** Legs of 50 to 180 s and turns of 9 to 75 degrees; beyond the edge it turns until it heads inwards. */
export function fly(
  options: Pick<HearingOptions, 'sideM' | 'durationS'>,
  begin: Begin,
  speed: number,
  random: Random,
): Float64Array {
  const count = Math.floor((options.durationS - begin.bornS) / stepS) + 1;
  const path = new Float64Array(4 * count);
  const half = options.sideM / 2;
  let { east, north, course } = begin;
  let legS = random.between(50, 180);
  let turnS = 0;
  let side = 1;
  for (let i = 0; i < count; i++) {
    path.set([east, north, speed * Math.sin(course), speed * Math.cos(course)], 4 * i);
    const isLost = Math.abs(east) > half || Math.abs(north) > half;
    const isLeft = isLeaving(half, east, north, Math.sin(course), Math.cos(course));
    if (turnS <= 0 && (legS <= 0 || isLeft)) {
      side = random.uniform() < 0.5 ? -1 : 1;
      turnS = isLost ? 60 : random.between(3, 25);
      legS = random.between(50, 180);
    }
    if (isLost && !isLeft) turnS = Math.min(turnS, 0);
    if (turnS > 0) course += side * turnRadPerS * stepS;
    turnS -= stepS;
    legS -= stepS;
    east += speed * Math.sin(course) * stepS;
    north += speed * Math.cos(course) * stepS;
  }
  return path;
}

function sensorFact(options: HearingOptions, frame: Frame, microphone: Microphone, seq: number): SensorEvent {
  const place = geodeticFromEnu(frame, new Float64Array(3), microphone.east, microphone.north, 0);
  return {
    seq,
    kind: 'sensor',
    timeMs: startMs,
    sensorId: microphone.id,
    state: 'up',
    owner: `o${seq}`,
    sensor: {
      type: 'acoustic',
      wave: options.waveMps === Infinity ? 'light' : 'sound',
      ...(options.waveMps === Infinity ? {} : { waveMps: options.waveMps }),
      latDeg: place[0],
      lonDeg: place[1],
      heightM: place[2],
      periodMs: 1000,
      phaseMs: 0,
      pd: { max: options.pdMax, halfRangeM: microphone.halfRangeM, slope: options.slope },
      clutter: { perReport: options.clutterPerReport },
      single: true,
      sigma: { levelDb: options.levelSigmaDb },
      level: { sourceDb, absorptionDbPerM: options.absorptionDbPerM },
    },
  };
}

/** Place of a flight at a time, linear between steps; false before it was born. */
export function placeAt(out: Float64Array, flight: Flight, timeS: number): boolean {
  const at = (timeS - flight.bornS) / stepS;
  if (at < 0) return false;
  const last = flight.path.length / 4 - 1;
  const i = Math.min(Math.floor(at), last - 1);
  for (let k = 0; k < 4; k++) {
    out[k] = flight.path[4 * i + k] + (at - i) * (flight.path[4 * i + 4 + k] - flight.path[4 * i + k]);
  }
  return true;
}

const place = new Float64Array(4);

/** Slant range at which what is heard at a time was emitted; Infinity where nothing has arrived yet. */
export function heardRangeM(
  options: Pick<HearingOptions, 'waveMps'>,
  microphone: Microphone,
  flight: Flight,
  timeS: number,
): number {
  let range = 0;
  for (let round = 0; round < 30; round++) {
    if (!placeAt(place, flight, timeS - range / options.waveMps)) return Infinity;
    const next = Math.hypot(place[0] - microphone.east, place[1] - microphone.north, flight.heightM);
    if (Math.abs(next - range) < 1e-3) return next;
    range = next;
  }
  return range;
}

export function lossDb(options: Pick<HearingOptions, 'absorptionDbPerM'>, rangeM: number): number {
  return 20 * Math.log10(Math.max(1, rangeM)) + options.absorptionDbPerM * rangeM;
}

/** Range at which a typical source is as loud as one with this much more at that range. */
export function heardAsM(
  options: Pick<HearingOptions, 'absorptionDbPerM'>,
  rangeM: number,
  excessDb: number,
): number {
  const wanted = lossDb(options, rangeM) - excessDb;
  let [low, high] = [1, 1e6];
  for (let round = 0; round < 60; round++) {
    const middle = Math.sqrt(low * high);
    if (lossDb(options, middle) < wanted) low = middle;
    else high = middle;
  }
  return low;
}

function hearAll(
  options: HearingOptions,
  microphones: readonly Microphone[],
  flights: readonly Flight[],
  random: Random,
  facts: Fact[],
): void {
  for (let timeS = 1; timeS <= options.durationS; timeS++) {
    for (const microphone of microphones) {
      const levelDb = hear(options, microphone, flights, timeS, random);
      if (Number.isNaN(levelDb)) continue;
      const timeMs = startMs + timeS * 1000;
      const detection: DetectionEvent = {
        seq: facts.length + 1,
        kind: 'detection',
        timeMs,
        sensorId: microphone.id,
        sensedMs: timeMs,
        measurement: { type: 'presence', levelDb: Math.round(levelDb * 100) / 100 },
      };
      facts.push(detection);
    }
    facts.push({ seq: facts.length + 1, kind: 'tick', timeMs: startMs + timeS * 1000 });
  }
}

/** Level that one microphone reports, NaN where it reports nothing. */
function hear(
  options: HearingOptions,
  microphone: Microphone,
  flights: readonly Flight[],
  timeS: number,
  random: Random,
): number {
  let loudest = -Infinity;
  let excessDb = 0;
  let rangeM = Infinity;
  for (const flight of flights) {
    const range = heardRangeM(options, microphone, flight, timeS);
    const level = flight.sourceDb - lossDb(options, range);
    if (!(level > loudest)) continue;
    loudest = level;
    excessDb = flight.sourceDb - sourceDb;
    rangeM = range;
  }
  if (rangeM < 20_000) {
    const steepness =
      (heardAsM(options, rangeM, excessDb) - microphone.halfRangeM) / (options.slope * microphone.halfRangeM);
    const isHeard = random.uniform() < options.pdMax / (1 + Math.exp(steepness));
    if (isHeard) return loudest + options.levelSigmaDb * random.gaussian();
  }
  if (random.uniform() >= options.clutterPerReport) return Number.NaN;
  const falseRange = 1.1 * microphone.halfRangeM * Math.sqrt(random.between(0.01, 1));
  return sourceDb - lossDb(options, falseRange) + options.levelSigmaDb * random.gaussian();
}

function truthOf(options: HearingOptions, frame: Frame, flights: readonly Flight[]): Truth[] {
  const rows: Truth[] = [];
  const geodetic = new Float64Array(3);
  for (let timeS = 0; timeS <= options.durationS; timeS++) {
    for (const flight of flights) {
      if (!placeAt(place, flight, timeS)) continue;
      geodeticFromEnu(frame, geodetic, place[0], place[1], options.heightM);
      rows.push({
        timeMs: startMs + timeS * 1000,
        targetId: flight.id,
        latDeg: geodetic[0],
        lonDeg: geodetic[1],
        heightM: geodetic[2],
        eastMps: place[2],
        northMps: place[3],
        class: 'one-way',
      });
    }
  }
  return rows;
}
