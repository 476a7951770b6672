import type { Fact, Header, Standing, Truth } from '@kentongan/core/base/event';
import { geodeticFromEnu } from '@kentongan/core/base/frame';
import type { GhostPath } from '../score/warning/world.ts';
import { openEars } from '../sensor/listen.ts';
import { interestingFromS } from './interesting.ts';
import { planNight } from './night.ts';
import { presets, type ExerciseName } from './preset.ts';
import { streamFacts, type Plan } from './stream.ts';
import type { Target } from './target.ts';
import type { District } from './zone.ts';

export interface ExerciseOptions {
  /** The same name and seed give the same night to the byte. Default 1. */
  seed?: number;
  /** Default `exercise`. What is made up is never `actual`. */
  standing?: Exclude<Standing, 'actual'>;
  /** When the night begins; default 2026-09-21T13:46:40Z. */
  startMs?: number;
  /** Instead of `startMs`: places the night so that its interesting moment falls at this time. */
  interestingAtMs?: number;
  /** An invented country round this place, instead of the coast at Odesa. */
  at?: { latDeg: number; lonDeg: number };
  /**
   * At so many microphones, 0 unless told otherwise, the sound is really made and really judged; about 0.3 s of processor
   * a minute of the night for each. All else stays as it is without.
   */
  listening?: number;
}

/** More would make a night slower than life. */
export const mostListening = 20;

/** A night of which everything is known. Its facts and its truth can be read any number of times. */
export interface Exercise {
  readonly name: ExerciseName;
  /** What it rehearses, in a sentence. */
  readonly about: string;
  readonly seed: number;
  readonly header: Header;
  readonly endMs: number;
  /** Beginning here, a first confirmed track and a first warning come soon. */
  readonly interestingFromMs: number;
  /** Microphones at which the sound is really made and judged. */
  readonly listening: readonly string[];
  /** Larger areas as today's sirens use them; for judging only. */
  readonly districts: readonly (District & { zoneIds: readonly string[] })[];
  /** Where made-up drones fly; for judging only. */
  readonly ghostPaths: readonly GhostPath[];
  /**
   * Facts in the order of their admission, made as they are asked for, in bounded memory: sensors and zones, then
   * detections, changes of state and a tick every second. With `fromMs` they begin there, with sensors and zones as they
   * then are, and what follows is what the whole night has from there on.
   */
  facts(options?: { fromMs?: number; onTruth?: (row: Truth) => void }): Iterable<Fact>;
  /** Truth as `formats.md` has it; runs the night again. `facts({ onTruth })` gives both at once. */
  truth(): Iterable<Truth>;
}

const defaultStartMs = 1_790_000_000_000;

/** Throws a RangeError for a name or seed that is none. */
export function createExercise(name: string, options: ExerciseOptions = {}): Exercise {
  const seed = options.seed ?? 1;
  if (!isExerciseName(name))
    throw new RangeError(`expected an exercise, one of ${Object.keys(presets).join(', ')}, found ${name}`);
  if (!Number.isSafeInteger(seed) || seed < 0)
    throw new RangeError(`expected a seed, a whole number from 0 on, found ${seed}`);
  const standing = madeUpStanding(options.standing ?? 'exercise');
  const plan = planNight(presets[name], seed, options.at);
  const soonS = interestingFromS(plan);
  plan.ears = openEars(plan.sites, plan.targets, plan.chance, soonS, listeningCount(options.listening));
  plan.startMs =
    options.interestingAtMs === undefined
      ? (options.startMs ?? defaultStartMs)
      : options.interestingAtMs - 1000 * soonS;
  return {
    name,
    about: presets[name].about,
    seed,
    header: {
      kind: 'log',
      version: 1,
      region: plan.place.region,
      origin: plan.place.frame.origin,
      standing,
      startMs: plan.startMs,
    },
    endMs: plan.startMs + 1000 * plan.durationS,
    interestingFromMs: plan.startMs + 1000 * soonS,
    listening: [...plan.ears.keys()],
    districts: plan.districts.map((district) => ({
      ...district,
      zoneIds: plan.zones
        .filter((zone) => zone.districtId === district.districtId)
        .map((zone) => zone.command.zoneId),
    })),
    ghostPaths: plan.fakes.map((fake) => ghostPathOf(plan, fake)),
    facts: ({ fromMs = plan.startMs, onTruth = () => {} } = {}) =>
      streamFacts(plan, (fromMs - plan.startMs) / 1000, onTruth),
    truth: () => truthOf(plan),
  };
}

function listeningCount(count = 0): number {
  if (Number.isInteger(count) && count >= 0 && count <= mostListening) return count;
  throw new RangeError(`expected 0 to ${mostListening} listening microphones, found ${count}`);
}

/** Checked at run time too: what is made up must never reach people as if it were so. */
function madeUpStanding(standing: Standing): Standing {
  if (standing === 'actual') throw new RangeError('expected standing exercise or test, found actual');
  return standing;
}

function isExerciseName(name: string): name is ExerciseName {
  return Object.hasOwn(presets, name);
}

function* truthOf(plan: Plan): Generator<Truth> {
  const rows: Truth[] = [];
  const facts = streamFacts(plan, 0, (row) => rows.push(row));
  while (facts.next().done !== true) {
    yield* rows;
    rows.length = 0;
  }
}

function ghostPathOf({ place: { frame } }: Plan, { path }: Target): GhostPath {
  const at = (i: number): [number, number] => {
    const [latDeg, lonDeg] = geodeticFromEnu(frame, new Float64Array(3), path.east[i], path.north[i], 0);
    return [lonDeg, latDeg];
  };
  return { fromS: path.bornS, toS: path.endS, path: [at(0), at(path.count - 1)] };
}
