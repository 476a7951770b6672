import type { TargetClass } from '@kentongan/core/base/event';
import type { Random } from '@kentongan/core/base/random';
import { timbreSize, type HeardClass } from '../sensor/timbre.ts';
import type { Path } from './path.ts';

/** How an emitted sound differs from target to target of one class. */
export interface Voice {
  heardAs: HeardClass;
  /** At 1 m. */
  sourceDb: number;
  /** Fundamental where it has one, before Doppler. */
  f0Hz: number | undefined;
  /** This one's own timbre, added to its class's: what it always sounds like. */
  character: Float64Array;
}

export type TargetEnd = 'impact' | 'lost' | 'left' | 'flying';

/** Something real that moves or makes noise. Only lab knows it exactly. */
export interface Target {
  targetId: string;
  /** As truth names it; undefined for noises on the ground, which are no targets. */
  class: TargetClass | 'airliner' | undefined;
  path: Path;
  voice: Voice;
  end: TargetEnd;
  /** Where it fell. */
  zoneId: string | undefined;
  /** Radar sees it: all that flies. */
  flies: boolean;
  /** ICAO address of its transponder, and until when it answers. */
  transponder: { id: string; untilS: number } | undefined;
}

interface Kind {
  heardAs: HeardClass;
  sourceDb: number;
  /** Spread from one to the next, dB. */
  spreadDb: number;
  /** undefined: broadband, or too faint a tone. */
  f0Hz: number | undefined;
  f0SpreadHz: number;
}

/** Public orders of magnitude; the level of a one-way drone is what sensors state as typical. */
const kinds = {
  'one-way': { heardAs: 'one-way', sourceDb: 110, spreadDb: 1.5, f0Hz: 100, f0SpreadHz: 7 },
  loitering: { heardAs: 'loitering', sourceDb: 87, spreadDb: 1.5, f0Hz: 190, f0SpreadHz: 20 },
  recon: { heardAs: 'recon', sourceDb: 102, spreadDb: 1.5, f0Hz: 122, f0SpreadHz: 9 },
  cruise: { heardAs: 'cruise', sourceDb: 124, spreadDb: 1.5, f0Hz: undefined, f0SpreadHz: 0 },
  airliner: { heardAs: 'aircraft', sourceDb: 134, spreadDb: 2, f0Hz: undefined, f0SpreadHz: 0 },
  aircraft: { heardAs: 'aircraft', sourceDb: 110, spreadDb: 2, f0Hz: 80, f0SpreadHz: 6 },
  helicopter: { heardAs: 'helicopter', sourceDb: 118, spreadDb: 2, f0Hz: 24, f0SpreadHz: 3 },
  motorbike: { heardAs: 'ground', sourceDb: 99, spreadDb: 3, f0Hz: 95, f0SpreadHz: 25 },
  tractor: { heardAs: 'ground', sourceDb: 97, spreadDb: 3, f0Hz: 75, f0SpreadHz: 15 },
  generator: { heardAs: 'ground', sourceDb: 95, spreadDb: 3, f0Hz: 50, f0SpreadHz: 1 },
} as const satisfies Record<string, Kind>;

export type VoiceKind = keyof typeof kinds;

/** A night is louder or quieter than another, for each kind by itself: weather, fuel, load. dB. */
export function nightShifts(random: Random): Record<VoiceKind, number> {
  const names = Object.keys(kinds) as VoiceKind[];
  return Object.fromEntries(names.map((name) => [name, 2 * random.gaussian()])) as Record<VoiceKind, number>;
}

export function drawVoice(random: Random, kind: VoiceKind, nightDb: number): Voice {
  const { heardAs, sourceDb, spreadDb, f0Hz, f0SpreadHz } = kinds[kind];
  return {
    heardAs,
    sourceDb: sourceDb + nightDb + spreadDb * random.gaussian(),
    f0Hz: f0Hz === undefined ? undefined : Math.max(10, f0Hz + f0SpreadHz * random.gaussian()),
    character: Float64Array.from({ length: timbreSize }, () => 0.35 * random.gaussian()),
  };
}
