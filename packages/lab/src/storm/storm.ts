import type { DetectionEvent, Fact } from '@kentongan/core/base/event';
import { createRandom, type Random } from '@kentongan/core/base/random';
import { DraftQueue } from '../sensor/draft.ts';

/** What a bad night does to facts on their way in. Shares are of detections. */
export interface StormOptions {
  seed: number;
  /** Never arrive. */
  loss?: number;
  /** Arrive twice. */
  repeated?: number;
  /** Arrive up to `lateMs` later, so behind what was sensed after them. */
  reordered?: number;
  lateMs?: number;
  /** Share of the sensors whose clock is off by up to `clockMs`, either way. */
  lyingClocks?: number;
  clockMs?: number;
  /** Have a number in their measurement replaced by a wild but permitted one. */
  wild?: number;
  /** Ticks that never come. */
  lostTicks?: number;
}

/**
 * The same facts after a storm: still a stream that holds to the contract (numbered from 1, times never falling), since
 * what does not is refused before it reaches the pipeline. The seed reproduces it. Holds at most what `lateMs` spans.
 */
export function* storm(facts: Iterable<Fact>, options: StormOptions): Generator<Fact> {
  const random = createRandom(options.seed);
  const clocks = random.fork('clocks');
  const clockMsOf = new Map<string, number>();
  const queue = new DraftQueue();
  let seq = 0;
  for (const { seq: _, ...fact } of facts) {
    for (
      let late = queue.popUntil(fact.timeMs - 1);
      late !== undefined;
      late = queue.popUntil(fact.timeMs - 1)
    )
      yield { seq: ++seq, ...late.fact };
    if (fact.kind === 'tick' && random.uniform() < (options.lostTicks ?? 0)) continue;
    if (fact.kind !== 'detection') {
      yield { seq: ++seq, ...fact };
      continue;
    }
    const offMs = clockOf(clockMsOf, clocks, fact.sensorId, options);
    const copies = random.uniform() < (options.repeated ?? 0) ? 2 : 1;
    for (let copy = 0; copy < copies; copy++) {
      if (random.uniform() < (options.loss ?? 0)) continue;
      const blown = blow(random, fact, offMs, options);
      if (blown.timeMs > fact.timeMs) queue.push({ fact: blown, targetId: undefined });
      else yield { seq: ++seq, ...blown };
    }
  }
}

function clockOf(
  known: Map<string, number>,
  random: Random,
  sensorId: string,
  { lyingClocks = 0, clockMs = 0 }: StormOptions,
): number {
  let offMs = known.get(sensorId);
  if (offMs === undefined) {
    offMs = random.uniform() < lyingClocks ? Math.round(random.between(-clockMs, clockMs)) : 0;
    known.set(sensorId, offMs);
  }
  return offMs;
}

function blow(
  random: Random,
  fact: Omit<DetectionEvent, 'seq'>,
  offMs: number,
  options: StormOptions,
): Omit<DetectionEvent, 'seq'> {
  const isLate = random.uniform() < (options.reordered ?? 0);
  const lateMs = isLate ? Math.ceil(random.between(0, options.lateMs ?? 0)) : 0;
  const isWild = random.uniform() < (options.wild ?? 0);
  return {
    ...fact,
    timeMs: fact.timeMs + lateMs,
    sensedMs: Math.max(0, fact.sensedMs + offMs),
    measurement: isWild ? wildOf(random, fact.measurement) : fact.measurement,
  };
}

/** What the schema permits and no sensor means. */
function wildOf(random: Random, measurement: DetectionEvent['measurement']): DetectionEvent['measurement'] {
  const wild = [0, -1e9, 1e9, 1e-9][random.below(4)];
  switch (measurement.type) {
    case 'presence':
      return { ...measurement, levelDb: wild, frequencyHz: Math.max(1e-9, wild) };
    case 'bearing':
      return { ...measurement, bearingRad: random.between(-6.28, 6.28), levelDb: wild };
    case 'rangeBearing':
      return { ...measurement, rangeM: Math.max(0, wild), rangeRateMps: wild };
    case 'position':
      return {
        ...measurement,
        latDeg: random.between(-90, 90),
        lonDeg: random.between(-180, 180),
        eastMps: wild,
      };
  }
}
