import type { Tracks } from '../bank/tracks.ts';

/** How much louder than typical a track's source is, dB, learned from what is heard of it; for tracks that others place. */
export interface SourceLevel {
  /** Birth of the track it is of: slots are reused. */
  readonly bornMs: number;
  meanDb: number;
  variance: number;
}

/** Drones are near the level that sensors state, aircraft and helicopters above it. */
const priorDb = 1;
const priorVariance = 20;
/** Aspect, wind and terrain, dB²; and what is never known better. */
const wanderVariance = 4;
const leastVariance = 1;

/** The level of track i, a fresh one where the slot has a new track. */
export function excessOf(levels: Map<number, SourceLevel>, tracks: Tracks, i: number): SourceLevel {
  const known = levels.get(i);
  if (known !== undefined && known.bornMs === tracks.bornMs[i]) return known;
  const fresh = { bornMs: tracks.bornMs[i], meanDb: priorDb, variance: priorVariance };
  levels.set(i, fresh);
  return fresh;
}

/** `offDb`: how much louder it was heard than expected. */
export function learnExcess(level: SourceLevel, offDb: number, sigmaDb: number): void {
  const gain = level.variance / (level.variance + sigmaDb * sigmaDb + wanderVariance);
  level.meanDb += gain * offDb;
  level.variance = Math.max(leastVariance, level.variance * (1 - gain));
}
