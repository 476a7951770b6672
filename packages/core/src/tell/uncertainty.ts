import type { TrackEvent } from '../base/event/index.ts';

type Uncertain = Pick<TrackEvent, 'covariance' | 'order'>;
type StateName = NonNullable<TrackEvent['order']>[number];

const defaultOrder: readonly StateName[] = ['east', 'north', 'eastMps', 'northMps'];

/** One entry of the covariance, which is an upper triangle, row by row, of the state in `order`. */
function covarianceOf(
  { covariance, order = [...defaultOrder] }: Uncertain,
  a: StateName,
  b: StateName,
): number {
  const i = order.indexOf(a);
  const j = order.indexOf(b);
  if (i < 0 || j < 0) return Number.NaN;
  const [row, column] = i <= j ? [i, j] : [j, i];
  return covariance[row * order.length - (row * (row - 1)) / 2 + column - row] ?? Number.NaN;
}

/** Standard deviation of one component; undefined where the track has none. */
export function sigmaOf(track: Uncertain, name: StateName): number | undefined {
  const variance = covarianceOf(track, name, name);
  return variance >= 0 ? Math.sqrt(variance) : undefined;
}

/** Of the position in the plane of the region's origin, m². */
export function horizontalCovariance(track: Uncertain): { ee: number; en: number; nn: number } {
  return {
    ee: covarianceOf(track, 'east', 'east'),
    en: covarianceOf(track, 'east', 'north'),
    nn: covarianceOf(track, 'north', 'north'),
  };
}

/** Standard deviation along the longest axis of the horizontal error ellipse, m. */
export function horizontalSigmaM(track: Uncertain): number | undefined {
  const { ee, en, nn } = horizontalCovariance(track);
  const spread = Math.sqrt(((ee - nn) * (ee - nn)) / 4 + en * en);
  const variance = (ee + nn) / 2 + spread;
  return variance >= 0 ? Math.sqrt(variance) : undefined;
}

/** Standard deviation of height, m; undefined where nothing informs it. */
export function verticalSigmaM(track: Uncertain): number | undefined {
  return sigmaOf(track, 'up');
}
