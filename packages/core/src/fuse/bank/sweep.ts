import { forgetExistence } from '../exist/exist.ts';
import type { Tracks } from './tracks.ts';

/** A hypothesis that no report can bring back, and that nobody was shown: the next tick would take it out. */
export function isGone(tracks: Tracks, i: number): boolean {
  return tracks.kind[i] === 0 && tracks.existence[i] < forgetExistence && tracks.number[i] === 0;
}

/** Takes out what is gone: where ticks are far apart the bank would fill with it, and refuse what begins. */
export function sweep(tracks: Tracks, drop: (i: number) => void): void {
  const { active } = tracks;
  let kept = 0;
  // By index: an iterator's results would go on the heap, one a track.
  for (let k = 0; k < active.length; k++) {
    const i = active[k];
    if (isGone(tracks, i)) drop(i);
    else active[kept++] = i;
  }
  // One by one: to set the length would give the room back that births take again.
  while (active.length > kept) active.pop();
}
