import type { Identity } from '../base/event/index.ts';
import type { MirrorPairs } from './associate/mirrors.ts';
import { createTracks, type Tracks } from './bank/tracks.ts';
import { createSources, type Sources } from './evidence/sources.ts';
import type { Rivalry } from './exist/rivals.ts';
import type { StoredClaim } from './initiate/heard.ts';
import { createIntensity, type Intensity } from './initiate/intensity.ts';
import type { Waiting } from './initiate/triangulate.ts';
import { createHearingHealth, type HearingHealth } from './learn/hearing-health.ts';
import { createNightLevel, type NightLevel } from './learn/night-level.ts';
import type { SourceLevel } from './learn/source-level.ts';
import { createPending, type Pending } from './sensors/assemble.ts';
import { createRegister, type Register } from './sensors/register.ts';

/** What was not fused, and why. */
export interface Counts {
  /** Detections of sensors that no `sensor` event described. */
  unknownSensor: number;
  /** Detections of sensors that are down or revoked. */
  silencedSensor: number;
  /** Sensed longer before its admission than the horizon. */
  late: number;
  /** Sensors beyond the register's capacity. */
  sensorsRefused: number;
  /** Hypotheses that found the bank full. */
  birthsRefused: number;
  /** Tracks given up because their belief was no longer a number or a covariance. */
  brokenTracks: number;
}

/** Everything the tracker knows that is not constant. */
export interface State {
  tracks: Tracks;
  register: Register;
  sources: Sources;
  pending: Pending;
  intensity: Intensity;
  /** Bearings that no track explains and that wait for another to cross. */
  waiting: Waiting[];
  identities: Map<number, Identity[]>;
  /** Pairs of tracks that may be where ranges cross instead of where they seem to be. */
  mirrors: MirrorPairs;
  heard: HeardState;
  /** Time of the first tick: before and soon after it much is still to be found. */
  firstMs: number;
  counts: Counts;
}

/** What is known of what was heard, beyond the tracks. */
export interface HeardState {
  health: HearingHealth;
  /** Claims that no track explained, oldest first. */
  claims: StoredClaim[];
  /** By sensor index: when it last made a detection. */
  lastHeardMs: Float64Array;
  /** By sensor index: silent reports that wait to be fused with the next. */
  silences: Map<number, number>;
  /** Hypotheses that may be the track beside them. */
  rivalries: Rivalry[];
  /** When two near tracks, by their numbers, were last asked whether they are one; and one, whether it is two. */
  toldApartMs: Map<string, number>;
  /** By sensor index: when its claims were last worked out as a hypothesis. */
  triedMs: Map<number, number>;
  /** How loud drones are tonight. */
  night: NightLevel;
  /** By track: louder than typical, dB, and its variance; of tracks that are not mixtures. Reset by `bornMs`. */
  excess: Map<number, SourceLevel>;
}

function createHeardState(): HeardState {
  return {
    health: createHearingHealth(),
    claims: [],
    lastHeardMs: new Float64Array(0),
    silences: new Map(),
    rivalries: [],
    toldApartMs: new Map(),
    triedMs: new Map(),
    night: createNightLevel(),
    excess: new Map(),
  };
}

/** Nothing seen, nothing heard; `startMs`: the log's. */
export function createState(startMs: number): State {
  return {
    tracks: createTracks(),
    register: createRegister(),
    sources: createSources(),
    pending: createPending(),
    intensity: createIntensity(startMs),
    waiting: [],
    identities: new Map(),
    mirrors: new Map(),
    heard: createHeardState(),
    firstMs: Number.NaN,
    counts: {
      unknownSensor: 0,
      silencedSensor: 0,
      late: 0,
      sensorsRefused: 0,
      birthsRefused: 0,
      brokenTracks: 0,
    },
  };
}
