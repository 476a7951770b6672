import { kindShares } from './classify/classify.ts';
import type { Density } from './density/density.ts';
import { verticalSize } from './density/gaussian-vertical.ts';
import type { Mixtures } from './density/mixtures.ts';
import { mixtureFromMoments } from './initiate/heard.ts';
import { levelPrior } from './learn/night-level.ts';
import { excessOf } from './learn/source-level.ts';
import type { State } from './state.ts';

/** Above the ellipsoid, where nothing informs it, m. */
const assumedHeightM = 200;

const mean = new Float64Array(4);
const packed = new Float64Array(10);
const height = new Float64Array(verticalSize);

/**
 * What is heard as well as seen becomes one belief that both move: from now on what is heard, and silence, inform track i
 * too, and turns are flown as turns. Where there is no room for it the track stays as it is.
 */
export function handOver(
  state: State,
  densities: readonly Density[],
  mixtures: Mixtures,
  i: number,
  atMs: number,
): void {
  const { tracks, heard } = state;
  const density = densities[tracks.kind[i]];
  density.moments(tracks.slot[i], atMs, mean, packed);
  const isHigh = density.height(tracks.slot[i], atMs, height) && !Number.isNaN(height[6]);
  const heightM = isHigh ? height[0] : assumedHeightM;
  const variance = isHigh ? height[1] * height[1] : Infinity;
  const night = levelPrior(heard.night, 0);
  const excess = excessOf(heard.excess, tracks, i);
  const mixture = mixtureFromMoments(
    atMs,
    mean,
    packed,
    heightM,
    variance,
    night,
    kindShares(tracks, i),
    excess,
  );
  density.heightEnds(tracks.slot[i], mixture.heightEnds);
  const slot = mixtures.add(mixture);
  if (slot < 0) return;
  density.free(tracks.slot[i]);
  tracks.kind[i] = 1;
  tracks.slot[i] = slot;
}
