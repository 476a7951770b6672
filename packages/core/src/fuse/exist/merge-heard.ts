import { cholesky, choleskySolve, fullFromPacked } from '../../base/matrix.ts';
import { tentative, type Tracks } from '../bank/tracks.ts';
import type { Density } from '../density/density.ts';
import { isResolved, rivalryOf, type Rivalry } from './rivals.ts';
import type { Mixtures } from '../density/mixtures.ts';

/**
 * Two tracks that say the same are one: microphones, which report the loudest only, would never tell them apart, and each
 * would hide behind the other. The older keeps its number; the better known keeps its belief. Only pairs with a heard track
 * in them: what radars resolve stays two.
 */

/** Squared Mahalanobis distance, position and velocity, by the less sure of the two. */
const sameD2 = 2.5;
/** Further apart than this, m, or less sure, they are not said to be the same. */
const sameM = 1500;
const surenessM = 1200;

/** A heard hypothesis that is less likely, or that nothing supported for so long, or that may be anywhere, is given up. */
const leastExistence = 2e-4;
const unsupportedMs = 20_000;
const unheardMs = 120_000;
const anywhereM = 5000;
/** Faster than sound in air nothing is tracked by its sound, m/s. */
const mostMps = 320;

/** Ends (existence 0) heard tracks that no longer say anything: behind louder ones they would live for ever. */
export function endHeard(tracks: Tracks, mixtures: Mixtures, atMs: number): void {
  for (const i of tracks.active) {
    if (tracks.kind[i] !== 1 || tracks.isAffirmed[i] === 1) continue;
    const silentMs = atMs - tracks.supportedMs[i];
    const isTentative = tracks.status[i] === tentative;
    const { radiusM, speedMps } = mixtures.of(tracks.slot[i]);
    const isOver = isTentative
      ? tracks.existence[i] < leastExistence || silentMs > unsupportedMs
      : silentMs > unheardMs || (silentMs > unsupportedMs && radiusM > anywhereM);
    if (isOver || speedMps > mostMps) tracks.existence[i] = 0;
  }
}

interface Known {
  track: number;
  mean: Float64Array;
  covariance: Float64Array;
  sigmaM: number;
}

const square = new Float64Array(16);
const lower = new Float64Array(16);
const difference = new Float64Array(4);

/** Ends (existence 0) the younger of each such pair, at a tick; the older takes over what is better known. */
export function mergeHeard(
  tracks: Tracks,
  densities: readonly Density[],
  rivalries: readonly Rivalry[],
  atMs: number,
): void {
  if (!tracks.active.some((i) => tracks.kind[i] === 1)) return;
  const known: Known[] = [];
  for (const i of tracks.active) {
    // Whether a rival is another track is being found out; its host's belief is not its own to give away.
    if (tracks.existence[i] < 1e-3 || rivalryOf(rivalries, i) !== undefined) continue;
    if (tracks.kind[i] === 0 && tracks.existence[i] < 0.5) continue;
    const mean = new Float64Array(4);
    const covariance = new Float64Array(10);
    densities[tracks.kind[i]].moments(tracks.slot[i], atMs, mean, covariance);
    const sigmaM = Math.sqrt(covariance[0] + covariance[4]);
    if (sigmaM < surenessM) known.push({ track: i, mean, covariance, sigmaM });
  }
  for (let a = 0; a < known.length; a++) {
    for (let b = a + 1; b < known.length; b++) {
      if (isResolved(tracks, known[a].track, known[b].track, atMs)) continue;
      if (tracks.existence[known[a].track] === 0 || tracks.existence[known[b].track] === 0) continue;
      if (isSame(known[a], known[b])) mergePair(tracks, known[a], known[b]);
    }
  }
}

function isSame(a: Known, b: Known): boolean {
  const de = a.mean[0] - b.mean[0];
  const dn = a.mean[1] - b.mean[1];
  if (de * de + dn * dn > sameM * sameM) return false;
  const wide = a.sigmaM >= b.sigmaM ? a.covariance : b.covariance;
  for (let i = 0; i < 4; i++) difference[i] = a.mean[i] - b.mean[i];
  const [x, y, u, v] = difference;
  if (!cholesky(lower, fullFromPacked(square, wide, 0, 4), 4)) return false;
  choleskySolve(difference, lower, 4);
  return x * difference[0] + y * difference[1] + u * difference[2] + v * difference[3] < sameD2;
}

/** Tracks in `active` stand in order of birth: `a` is the older. A hypothesis gives way to what is confirmed. */
function mergePair(tracks: Tracks, a: Known, b: Known): void {
  const isYounger = tracks.status[a.track] === tentative && tracks.status[b.track] !== tentative;
  const kept = isYounger ? b : a;
  const ended = isYounger ? a : b;
  const [i, j] = [kept.track, ended.track];
  if (ended.sigmaM < kept.sigmaM && tracks.existence[j] > 0.5) {
    [tracks.kind[i], tracks.kind[j]] = [tracks.kind[j], tracks.kind[i]];
    [tracks.slot[i], tracks.slot[j]] = [tracks.slot[j], tracks.slot[i]];
  }
  tracks.existence[i] = Math.max(tracks.existence[i], tracks.existence[j]);
  tracks.supportedMs[i] = Math.max(tracks.supportedMs[i], tracks.supportedMs[j]);
  tracks.existence[j] = 0;
}
