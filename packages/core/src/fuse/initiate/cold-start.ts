import type { Tracks } from '../bank/tracks.ts';
import { rescale, scaleOf, type Intensity } from './intensity.ts';

/** A track that is older has been judged by what it did, and what was found around it no longer tells of it, ms. */
const youngMs = 30_000;
/** Supported by that many reports a track counts as found; a single plot is more often false. */
const foundHits = 1.5;

/**
 * Judges how many targets there were at the start, block by block, by what was found there; and young tracks by that: the odds
 * that one exists are proportional to the intensity of undetected targets that it began with.
 */
export function judgeColdStart(intensity: Intensity, tracks: Tracks, atMs: number): void {
  const { active, bornMs, coldBlock } = tracks;
  intensity.found.fill(0);
  let foundInAll = 0;
  // By index: an iterator's results would go on the heap, one a track.
  for (let k = 0; k < active.length; k++) {
    const i = active[k];
    if (coldBlock[i] < 0) continue;
    const found = foundIn(tracks, i);
    intensity.found[coldBlock[i]] += found;
    foundInAll += found;
  }
  rescale(intensity, foundInAll, atMs);
  for (let k = 0; k < active.length; k++) {
    const i = active[k];
    if (coldBlock[i] >= 0 && atMs - bornMs[i] < youngMs) judgeAnew(intensity, tracks, i);
  }
}

/** How likely track i is a target that was there at the start and is found. */
function foundIn({ hits, coldShare, existence }: Tracks, i: number): number {
  return hits[i] >= foundHits ? coldShare[i] * existence[i] : 0;
}

function judgeAnew(intensity: Intensity, tracks: Tracks, i: number): void {
  const { coldShare, coldBlock, coldScale, existence } = tracks;
  const scale = scaleOf(intensity, coldBlock[i], foundIn(tracks, i));
  const cold = (coldShare[i] * scale) / coldScale[i];
  const factor = cold + 1 - coldShare[i];
  coldShare[i] = cold / factor;
  coldScale[i] = scale;
  existence[i] = (existence[i] * factor) / (1 - existence[i] + existence[i] * factor);
}
