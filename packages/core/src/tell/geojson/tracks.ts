import type { TrackEvent } from '../../base/event/index.ts';
import { likeliestOf } from '../likeliest.ts';
import { horizontalSigmaM } from '../uncertainty.ts';

type Track = Omit<TrackEvent, 'seq'>;

export interface Feature {
  type: 'Feature';
  id?: string;
  geometry: { type: 'Point'; coordinates: number[] };
  properties: Record<string, string | number>;
}

export interface FeatureCollection {
  type: 'FeatureCollection';
  features: Feature[];
}

/** For operators: each track that is not dropped, as exactly as it is known. RFC 7946: longitude first, WGS 84. */
export function geojsonFromTracks(tracks: readonly Track[]): FeatureCollection {
  return { type: 'FeatureCollection', features: tracks.filter(isThere).map(exactFeature) };
}

function isThere({ status }: Track): boolean {
  return status !== 'dropped';
}

function exactFeature(track: Track): Feature {
  const { trackId, latDeg, lonDeg, heightM, eastMps, northMps, timeMs, status, existence, evidence } = track;
  const { name, probability } = likeliestOf(track);
  const sigmaM = horizontalSigmaM(track);
  return {
    type: 'Feature',
    id: trackId,
    geometry: {
      type: 'Point',
      coordinates: heightM === undefined ? [lonDeg, latDeg] : [lonDeg, latDeg, heightM],
    },
    properties: {
      trackId,
      timeMs,
      status,
      existence,
      class: name,
      classProbability: probability,
      eastMps,
      northMps,
      ...(sigmaM === undefined ? {} : { sigmaM }),
      evidence: evidence.status,
      sources: evidence.sources,
    },
  };
}

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
