import type { TrackEvent } from '../../base/event/index.ts';
import { likeliestOf } from '../likeliest.ts';
import type { Feature, FeatureCollection } from './operators.ts';

type Track = Omit<TrackEvent, 'seq'>;

/** About 11 km: a track's place then says no more of a microphone's than which valley hears it. */
const publicStepDeg = 0.1;

/**
 * For anyone: one point for each cell of 0.1 degrees in which confirmed, corroborated tracks are, with how many there
 * are of which class. No ids, so that nothing can be followed from cell to cell, and no times finer than a minute.
 */
export function publicGeojsonFromTracks(tracks: readonly Track[]): FeatureCollection {
  const cells = new Map<string, Feature>();
  for (const track of tracks) {
    const isTold = track.status === 'confirmed' && track.evidence.status !== 'unverified';
    if (!isTold) continue;
    const row = Math.floor(track.latDeg / publicStepDeg);
    const column = Math.floor(track.lonDeg / publicStepDeg);
    const { name } = likeliestOf(track);
    const key = `${row} ${column} ${name}`;
    const known = cells.get(key);
    const minuteMs = Math.floor(track.timeMs / 60_000) * 60_000;
    if (known === undefined) {
      const coordinates = [middle(column), middle(row)];
      cells.set(key, {
        type: 'Feature',
        geometry: { type: 'Point', coordinates },
        properties: { class: name, count: 1, timeMs: minuteMs },
      });
    } else {
      known.properties.count = Number(known.properties.count) + 1;
    }
  }
  return { type: 'FeatureCollection', features: [...cells.values()] };
}

function middle(cell: number): number {
  return Math.round((cell + 0.5) * publicStepDeg * 100) / 100;
}
