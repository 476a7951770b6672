import { grown } from './grown.ts';
import type { Tracks } from './tracks.ts';

/**
 * Where active tracks are, side by side in the order of `tracks.active`: most are out of a sensor's reach, and to pass over
 * them memory is read in a row, not from five arrays at places that have nothing to do with each other.
 */
export interface Nearby {
  count: number;
  east: Float64Array;
  north: Float64Array;
}

export function createNearby(): Nearby {
  return { count: 0, east: new Float64Array(256), north: new Float64Array(256) };
}

/** Takes in the tracks that were added to `active` since; NaN for one that is not a Gaussian: it may be anywhere. */
export function follow(nearby: Nearby, tracks: Tracks): void {
  const { active } = tracks;
  if (nearby.east.length < active.length) {
    nearby.east = grown(nearby.east, 2 * active.length);
    nearby.north = grown(nearby.north, 2 * active.length);
  }
  for (; nearby.count < active.length; nearby.count++) {
    const i = active[nearby.count];
    nearby.east[nearby.count] = tracks.kind[i] === 0 ? tracks.east[i] : Number.NaN;
    nearby.north[nearby.count] = tracks.north[i];
  }
}
