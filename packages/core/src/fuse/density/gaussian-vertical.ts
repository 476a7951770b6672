import type { Rows, Shape } from '../measure/rows.ts';
import type { GaussianBank } from './gaussian-bank.ts';
import { firstVariance } from './gaussian-lift.ts';
import { climbSize, half, halfVariance, held, high, liftSize, sway } from './lift-state.ts';

/** What a slot's height (`gaussian-lift`) does to measurements, to its place, and what is said of it. */

/** Below this height of the target the part of a slant that a sensor's own height takes is as there, m. */
const leastHighM = 700;

/** Slope of a slant range by the half of the height above the ellipsoid, 1/m, where the target is `upM` above the sensor. */
export function slantSlope(heightM: number, upM: number, rangeM: number): number {
  return (1 - (heightM - upM) / Math.max(leastHighM, heightM)) / rangeM;
}

/** Slope of each row's prediction by the half: of a slot's place along with it, and of the range itself, `slant`. */
export function slopesOf(
  out: Float64Array,
  rows: Rows,
  shape: Shape,
  { lift }: GaussianBank,
  slot: number,
  slant: number,
  rangeM: number,
): void {
  const h = rows.jacobian;
  const at = liftSize * slot + sway;
  const e = lift[at];
  const n = lift[at + 1];
  const vE = lift[at + 2];
  const vN = lift[at + 3];
  for (let r = 0; r < rows.count; r++) {
    out[r] = h[4 * r] * e + h[4 * r + 1] * n + h[4 * r + 2] * vE + h[4 * r + 3] * vN;
  }
  if (shape !== 'range-bearing' && shape !== 'range-bearing-rate') return;
  out[0] += slant;
  if (shape === 'range-bearing-rate') out[2] -= (rows.predicted[2] * slant) / rangeM;
}

/** Numbers of what is said of a height: it, its sigma, covariances with mean (4), vertical speed (NaN: not known). */
export const verticalSize = 7;
/** A height below this is not shown any surer than at it, m: its square says little of it. */
const leastShownM = 150;
/** A height is shown where it surely does not fly low and the variance of its half has fallen to this share of the first. */
const sureHigh = 0.95;
const informedShare = 0.25;

/** What is known of a slot's height at a time; false where nothing beyond the prior. */
export function verticalOf(out: Float64Array, bank: GaussianBank, slot: number, atMs: number): boolean {
  const { lift } = bank;
  const at = liftSize * slot;
  if (lift[at + held] === 1) return false;
  const isMeasured = bank.height[2 * slot + 1] !== Infinity;
  const variance = lift[at + halfVariance];
  if (!isMeasured && !(lift[at + high] > sureHigh && variance < informedShare * firstVariance(bank, slot))) {
    return false;
  }
  const dtS = Math.max(0, (atMs - bank.timeMs[slot]) / 1000);
  const heightM = Math.sqrt(2 * lift[at + half]);
  const scale = 1 / Math.max(leastShownM, heightM);
  out[6] = isMeasured ? bank.climb[climbSize * slot] : Number.NaN;
  out[0] = Math.max(0, heightM + (isMeasured ? dtS * out[6] : 0));
  out[1] = Math.sqrt(variance) * scale;
  const s = at + sway;
  for (let a = 0; a < 4; a++) {
    out[2 + a] = (lift[s + a] + (a < 2 ? dtS * lift[s + a + 2] : 0)) * variance * scale;
  }
  return true;
}

const swayed = new Float64Array(4);

/** Adds to a packed covariance what the height's uncertainty does to place and velocity after `dtS` of flight. */
export function addSway(p: Float64Array, { lift }: GaussianBank, slot: number, dtS: number): void {
  const variance = lift[liftSize * slot + halfVariance];
  const s = liftSize * slot + sway;
  swayed[2] = lift[s + 2];
  swayed[3] = lift[s + 3];
  swayed[0] = lift[s] + dtS * swayed[2];
  swayed[1] = lift[s + 1] + dtS * swayed[3];
  let q = 0;
  for (let a = 0; a < 4; a++) for (let b = a; b < 4; b++) p[q++] += variance * swayed[a] * swayed[b];
}
