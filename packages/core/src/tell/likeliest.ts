import type { TrackEvent } from '../base/event/index.ts';

export interface Likeliest {
  /** A target class, or `unknown`: what the classes leave to 1. */
  name: string;
  probability: number;
}

/** What a track most probably is. */
export function likeliestOf({ classProb }: Pick<TrackEvent, 'classProb'>): Likeliest {
  let best: Likeliest = { name: 'unknown', probability: 0 };
  let sum = 0;
  for (const [name, probability] of Object.entries(classProb)) {
    sum += probability;
    if (probability > best.probability) best = { name, probability };
  }
  const unknown = Math.max(0, 1 - sum);
  return unknown > best.probability ? { name: 'unknown', probability: unknown } : best;
}
