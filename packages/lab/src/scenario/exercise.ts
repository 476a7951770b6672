import type { Fact, Header, Standing, Truth } from '@kentongan/core/base/event';
import { createRandom } from '@kentongan/core/base/random';
import { liarsCentre, planNetwork } from '../sensor/network.ts';
import { planAttack, type Chance, type Night } from './attack.ts';
import { fly } from './fly.ts';
import { interestingFromS } from './interesting.ts';
import { inventedPlace, odesaCoast } from './place/place.ts';
import { presets, type ExerciseName, type Preset } from './preset.ts';
import { streamFacts, type Plan } from './stream.ts';
import { drawVoice, nightShifts, type Target } from './target.ts';
import { planTraffic } from './traffic.ts';
import { planZones, type District } from './zone.ts';

export interface ExerciseOptions {
  /** The same name and seed give the same night to the byte. Default 1. */
  seed?: number;
  /** Default `exercise`. */
  standing?: Standing;
  /** When the night begins; default 2026-09-21T13:46:40Z. */
  startMs?: number;
  /** Instead of `startMs`: places the night so that its interesting moment falls at this time. */
  interestingAtMs?: number;
  /** An invented country round this place, instead of the coast at Odesa. */
  at?: { latDeg: number; lonDeg: number };
}

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
  /** Larger areas as today's sirens use them; for judging only. */
  readonly districts: readonly (District & { zoneIds: readonly string[] })[];
  /** Where made-up drones fly, region ENU; for judging only. */
  readonly fakes: readonly Target[];
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
  const plan = planNight(presets[name], seed, options.at);
  const soonS = interestingFromS(plan);
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
      standing: options.standing ?? 'exercise',
      startMs: plan.startMs,
    },
    endMs: plan.startMs + 1000 * plan.durationS,
    interestingFromMs: plan.startMs + 1000 * soonS,
    districts: plan.districts.map((district) => ({
      ...district,
      zoneIds: plan.zones
        .filter((zone) => zone.districtId === district.districtId)
        .map((zone) => zone.command.zoneId),
    })),
    fakes: plan.fakes,
    facts: ({ fromMs = plan.startMs, onTruth = () => {} } = {}) =>
      streamFacts(plan, (fromMs - plan.startMs) / 1000, onTruth),
    truth: () => truthOf(plan),
  };
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

function planNight(
  preset: Preset,
  seed: number,
  at: ExerciseOptions['at'],
): Plan & { districts: District[] } {
  const chance: Chance = (label) => createRandom(seed).fork(label);
  const place = at === undefined ? odesaCoast() : inventedPlace(chance('place'), { ...at, heightM: 0 });
  const durationS = 3600 + 60 * chance('duration').below(16);
  const { zones, districts } = planZones(place, chance('zones'));
  const night: Night = { place, zones, durationS, shiftDb: nightShifts(chance('night')), chance };
  return {
    place,
    zones,
    districts,
    sites: planNetwork(place, preset, durationS, chance),
    targets: [...planAttack(night, preset), ...planTraffic(night, preset)],
    fakes: Array.from({ length: preset.fakes }, (_, i) => planFake(night, i)),
    startMs: 0,
    durationS,
    chance,
  };
}

/** A drone that is not there: it flies, as liars tell it, through their area towards the middle of it. */
function planFake({ place, chance, durationS }: Night, index: number): Target {
  const random = chance(`fake ${index}`);
  const centre = liarsCentre(place);
  const turn = random.between(0, 2 * Math.PI);
  const from = { east: centre.east + 30_000 * Math.sin(turn), north: centre.north + 30_000 * Math.cos(turn) };
  const airframe = { speedMps: 50, turnRadPerS: 0.05, climbMps: 2, wanderRad: 0.02 };
  const bornS = Math.round(durationS * (0.2 + 0.2 * index));
  const end = { east: 2 * centre.east - from.east, north: 2 * centre.north - from.north };
  const legs = [{ kind: 'to' as const, ...end, heightM: 400 }];
  const { path } = fly(place.frame, random, airframe, { ...from, heightM: 400 }, legs, bornS, durationS);
  return {
    targetId: `fake-${index}`,
    class: undefined,
    path,
    voice: drawVoice(random, 'one-way', 0),
    end: 'left',
    zoneId: undefined,
    flies: false,
    transponder: undefined,
  };
}
