import type { TrackEvent } from '../../base/event/index.ts';
import { enuFromGeodetic, geodeticFromEnu, type Frame } from '../../base/frame.ts';
import { horizontalCovariance } from '../uncertainty.ts';

const points = 36;
/** Square root of the 90 % point of chi-square with two degrees of freedom. */
const sigmas90 = 2.146;

/**
 * The ellipse round a track that holds it with 90 %, as a closed ring of [lonDeg, latDeg], anticlockwise; undefined where
 * its covariance says none.
 */
export function ninetyPercentRing(frame: Frame, track: TrackEvent): GeoPolygon | undefined {
  const { ee, en, nn } = horizontalCovariance(track);
  // The lower Cholesky factor takes the unit circle to the 1 sigma ellipse, whatever its direction.
  const a = Math.sqrt(ee);
  const b = a > 0 ? en / a : 0;
  const c = Math.sqrt(Math.max(0, nn - b * b));
  if (!Number.isFinite(a + b + c)) return undefined;
  const at = new Float64Array(3);
  enuFromGeodetic(frame, at, track.latDeg, track.lonDeg, track.heightM ?? 0);
  const [east, north, up] = at;
  const ring: number[][] = [];
  for (let k = 0; k < points; k++) {
    const angleRad = (2 * Math.PI * k) / points;
    const [x, y] = [sigmas90 * Math.cos(angleRad), sigmas90 * Math.sin(angleRad)];
    geodeticFromEnu(frame, at, east + a * x, north + b * x + c * y, up);
    ring.push([at[1], at[0]]);
  }
  ring.push(ring[0]);
  return { type: 'Polygon', coordinates: [ring] };
}

export interface GeoPolygon {
  type: 'Polygon';
  coordinates: number[][][];
}
