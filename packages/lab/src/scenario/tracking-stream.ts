/**
 * Radar fields that go on for as long as one likes, for measuring speed and memory:
 * `node packages/lab/src/scenario/tracking-stream.ts KIND SEED DETECTIONS [SCALE] > facts.ndjson`. `crossing`: ten targets whose
 * ways cross, two radars, a tick a second. `saturation`: a thousand targets, twenty radars that turn once in 10 s, a tick
 * each turn; SCALE multiplies both over a larger area. What flies out is followed by a newcomer, so that the load stays.
 * Memory is bounded: facts are handed on as they are made.
 */
import type { Fact, Header } from '@kentongan/core/base/event';
import { createFrame } from '@kentongan/core/base/frame';
import { createRandom, type Random } from '@kentongan/core/base/random';
import { createSensorModel } from '@kentongan/core/base/sensor-model';
import { describeSensor, look, targetSize, type FieldSensor } from './tracking-fields.ts';

export const streamKinds = ['crossing', 'saturation'] as const;
export type StreamKind = (typeof streamKinds)[number];

export interface TrackingStream {
  readonly header: Header;
  /** Facts without end. */
  readonly facts: Generator<Fact>;
}

interface Load {
  readonly sensors: readonly FieldSensor[];
  readonly tickMs: number;
  /** How many fly at a time. */
  readonly targets: number;
  /** Half the side of the square in which they fly, m. */
  readonly halfM: number;
  /** At the start every second target meets the one before it; all ways lead through the middle. */
  readonly isCrossing: boolean;
}

const startMs = 1_790_000_000_000;
/** Power spectral density of the targets' acceleration, m²/s³. */
const q = 0.05;

export function createTrackingStream(kind: StreamKind, seed: number, scale = 1): TrackingStream {
  const random = createRandom(seed).fork(kind);
  const origin = { latDeg: random.between(-60, 60), lonDeg: random.between(-180, 180), heightM: 0 };
  const header: Header = { kind: 'log', version: 1, region: kind, origin, standing: 'test', startMs };
  const load = kind === 'crossing' ? crossingLoad() : saturationLoad(scale);
  return { header, facts: factsOf(header, load, random) };
}

function crossingLoad(): Load {
  const sensors = [0, 1].map((i) => ({
    east: 16_000 * i - 8000, north: -6000, periodMs: 1000, phaseMs: 500 * i, reachM: 30_000, pd: 0.9, clutter: 10,
    rangeM: 25, bearingRad: 0.0087, outlier: 0,
  })); // prettier-ignore
  return { sensors, tickMs: 1000, targets: 10, halfM: 12_000, isCrossing: true };
}

function saturationLoad(scale: number): Load {
  const columns = Math.round(Math.sqrt(20 * scale));
  const rows = Math.round((20 * scale) / columns);
  const count = rows * columns;
  const sensors = Array.from({ length: count }, (_, i) => ({
    east: 40_000 * ((i % columns) - (columns - 1) / 2), north: 46_000 * (Math.floor(i / columns) - (rows - 1) / 2),
    periodMs: 10_000, phaseMs: Math.floor((10_000 * i) / count), reachM: 60_000, pd: 0.85, clutter: 100,
    rangeM: 50, bearingRad: 0.007, outlier: 0,
  })); // prettier-ignore
  return {
    sensors,
    tickMs: 10_000,
    targets: 1000 * scale,
    halfM: 90_000 * Math.sqrt(scale),
    isCrossing: false,
  };
}

function* factsOf(header: Header, load: Load, random: Random): Generator<Fact> {
  const frame = createFrame(header.origin);
  let seq = 0;
  const models = [];
  for (const [i, sensor] of load.sensors.entries()) {
    const event = { ...describeSensor(frame, sensor, i, startMs), seq: ++seq };
    models.push(createSensorModel(frame, event));
    yield event;
  }
  const states = new Float64Array(targetSize * load.targets);
  for (let i = 0; i < load.targets; i++) enter(states, i, load, random, true);
  // Sensors look in the order of their phases, all within the first's period.
  const { periodMs } = load.sensors[0];
  let atMs = 0;
  for (let tick = 0; ; tick++) {
    const untilMs = tick * load.tickMs;
    for (let turn = atMs - (atMs % periodMs); turn <= untilMs; turn += periodMs) {
      for (const [i, sensor] of load.sensors.entries()) {
        const lookMs = turn + sensor.phaseMs;
        if (lookMs <= untilMs - load.tickMs || lookMs > untilMs) continue;
        fly(states, load, (lookMs - atMs) / 1000, random);
        atMs = lookMs;
        const timeMs = startMs + lookMs;
        for (const measurement of look(frame, sensor, models[i], states, random)) {
          yield { seq: ++seq, kind: 'detection', timeMs, sensorId: `s${i}`, sensedMs: timeMs, measurement };
        }
      }
    }
    yield { seq: ++seq, kind: 'tick', timeMs: startMs + untilMs };
  }
}

/** Moves all on by a span, with white-noise acceleration; who is out of the square makes room for a newcomer. */
function fly(states: Float64Array, load: Load, dtS: number, random: Random): void {
  const kick = Math.sqrt(q * dtS);
  const out = 1.05 * load.halfM;
  for (let i = 0; i < load.targets; i++) {
    const at = targetSize * i;
    states[at] += dtS * states[at + 2];
    states[at + 1] += dtS * states[at + 3];
    states[at + 2] += kick * random.gaussian();
    states[at + 3] += kick * random.gaussian();
    if (Math.abs(states[at]) > out || Math.abs(states[at + 1]) > out) enter(states, i, load, random, false);
  }
}

/** Puts a target somewhere inside at the start, later at the border and on its way in; the second of a pair crosses the first. */
function enter(states: Float64Array, i: number, load: Load, random: Random, isStart: boolean): void {
  const { halfM } = load;
  const course = random.between(0, 2 * Math.PI);
  const speed = random.between(40, 58);
  const [sine, cosine] = [Math.sin(course), Math.cos(course)];
  const half = load.isCrossing ? halfM / 3 : halfM;
  let [east, north] = [random.between(-half, half), random.between(-half, half)];
  if (load.isCrossing && i % 2 === 1 && isStart) {
    // Meets the one before it when that has flown for a minute and a half.
    const other = targetSize * (i - 1);
    east = states[other] + 90 * states[other + 2] - 90 * speed * sine;
    north = states[other + 1] + 90 * states[other + 3] - 90 * speed * cosine;
  }
  if (!isStart) {
    // Back along its course to the border, so that what it will pass through is where it was drawn.
    const toEast = (halfM + Math.sign(sine) * east) / Math.abs(sine);
    const toNorth = (halfM + Math.sign(cosine) * north) / Math.abs(cosine);
    const back = Math.min(toEast, toNorth);
    east -= back * sine;
    north -= back * cosine;
  }
  states.set([east, north, speed * sine, speed * cosine], targetSize * i);
}

/** Header and facts as lines, up to and with the tick after so many detections. */
export function* streamLines(stream: TrackingStream, detections: number): Generator<string> {
  yield JSON.stringify(stream.header);
  let count = 0;
  for (const fact of stream.facts) {
    if (fact.kind === 'detection') count++;
    yield JSON.stringify(rounded(fact));
    if (fact.kind === 'tick' && count >= detections) return;
  }
}

/** As radars write: a decimetre, a microradian. */
function rounded(fact: Fact): Fact {
  if (fact.kind !== 'detection' || fact.measurement.type !== 'rangeBearing') return fact;
  const rangeM = Math.round(fact.measurement.rangeM * 10) / 10;
  const bearingRad = Math.round(fact.measurement.bearingRad * 1e6) / 1e6;
  return { ...fact, measurement: { type: 'rangeBearing', rangeM, bearingRad } };
}

async function main(words: readonly string[]): Promise<void> {
  const kind = words[0] as StreamKind;
  if (!streamKinds.includes(kind))
    throw new Error(`expected one of ${streamKinds.join(' ')}, found ${words[0]}`);
  const [seed, detections, scale] = [
    Number(words[1] ?? 1),
    Number(words[2] ?? 1_000_000),
    Number(words[3] ?? 1),
  ];
  const stream = createTrackingStream(kind, seed, scale);
  let batch: string[] = [];
  const flush = async (): Promise<void> => {
    const written = process.stdout.write(`${batch.join('\n')}\n`);
    batch = [];
    if (!written) await new Promise((resolve) => process.stdout.once('drain', resolve));
  };
  for (const line of streamLines(stream, detections)) {
    batch.push(line);
    if (batch.length >= 1000) await flush();
  }
  if (batch.length > 0) await flush();
}

if (process.argv[1] === import.meta.filename) await main(process.argv.slice(2));
