import type { FeatureCollection, Position } from 'geojson';
import type { Picture } from '@kentongan/core/tell/picture';
import { shownTracks } from './features.ts';

/** A trail fades in five minutes. */
const trailMs = 300_000;
const stepMs = 2000;
/** Trails kept at most; each has at most 150 points. Beyond it, further tracks have no trail. */
const trailCapacity = 5000;

interface Point {
  timeMs: number;
  at: Position;
}

/** Where each track was in the last five minutes, gathered while the page is open. */
export class Trails {
  readonly #points = new Map<string, Point[]>();

  note(picture: Picture): void {
    const shown = new Set<string>();
    for (const { trackId, timeMs, lonDeg, latDeg } of shownTracks(picture)) {
      shown.add(trackId);
      if (!this.#points.has(trackId) && this.#points.size >= trailCapacity) continue;
      const points = this.#points.get(trackId) ?? [];
      const last = points.at(-1);
      if (last === undefined || timeMs - last.timeMs >= stepMs) points.push({ timeMs, at: [lonDeg, latDeg] });
      while (points.length > 0 && points[0].timeMs < picture.asOfMs - trailMs) points.shift();
      this.#points.set(trackId, points);
    }
    for (const trackId of this.#points.keys()) if (!shown.has(trackId)) this.#points.delete(trackId);
  }

  /** Each trail in pieces of a minute, fainter with age. */
  features(nowMs: number): FeatureCollection {
    const features: FeatureCollection['features'] = [];
    for (const points of this.#points.values()) {
      for (let start = 0; start + 1 < points.length; start += 15) {
        const piece = points.slice(start, start + 16);
        if (piece.length < 2) continue;
        const age = (nowMs - piece[0].timeMs) / trailMs;
        features.push({
          type: 'Feature',
          properties: { opacity: Math.max(0.08, 0.7 * (1 - age)) },
          geometry: { type: 'LineString', coordinates: piece.map((point) => point.at) },
        });
      }
    }
    return { type: 'FeatureCollection', features };
  }
}
