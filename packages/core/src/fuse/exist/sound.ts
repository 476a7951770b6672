import { cholesky, fullFromPacked } from '../../base/matrix.ts';
import type { State } from '../state.ts';

/**
 * A guard: whatever went wrong, a belief that is no longer a number, or whose covariance is not positive definite, is given
 * up and counted, never shown, and says nothing about other tracks.
 */

const square = new Float64Array(16);
const lower = new Float64Array(16);

/** Whether a mean (4) and a packed covariance (10) are finite and the covariance positive definite. */
export function isSound(mean: Float64Array, packed: Float64Array): boolean {
  for (let i = 0; i < 4; i++) if (!Number.isFinite(mean[i])) return false;
  for (let i = 0; i < 10; i++) if (!Number.isFinite(packed[i])) return false;
  return cholesky(lower, fullFromPacked(square, packed, 0, 4), 4);
}

/** Track i ends, at the next tick at the latest, for its belief is broken. */
export function giveUp({ tracks, counts }: State, i: number): void {
  tracks.existence[i] = 0;
  counts.brokenTracks++;
}
