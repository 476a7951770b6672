import { whiten, type Hypothesis } from '../measure/hypothesis.ts';
import { maxRows, type Rows } from '../measure/rows.ts';
import type { Modes } from './gaussian-mix.ts';
import { firstTurn, modeCount } from './modes.ts';
import type { News } from './news.ts';

/**
 * A turn that was begun unseen. Where flight is steady no turn is asked about, for most targets fly straight; so a turn would be
 * noticed only once steady flight fits no more, and begin from where that had lagged to. Instead each slot carries by how much
 * its steady flight would be off if it had lately been turning, for each rad/s (slopes of its mean by the rate, from look to
 * look), and what looks tell of the rate: information, and information times value. All fade over seconds, for when the turn
 * began is not known. That is the generalised likelihood ratio of a change (Willsky and Jones, IEEE Trans. AC 21, 1976), with
 * Friedland's filter of a bias (IEEE Trans. AC 14, 1969) for its slopes and a prior of the rate in place of the maximum. Where a
 * turn has become likely enough its mode begins as if it had been asked since: with the place, course and share so reckoned.
 */

/** Slope of the mean by the rate of turn (4), m s and m; information, s²/rad², and information times value, s/rad. */
export const veerSize = 6;
const information = 4;
const informed = 5;

/** The modes of slots, and what looks tell of the turns of each, `veerSize` numbers a slot. */
export interface Veering extends Modes {
  readonly veer: Float64Array;
}

/** Prior of a rate, rad/s: most loiter and dodge at rates below twice the sigma. */
const rateSigma = 0.08;
const rateInformation = 1 / (rateSigma * rateSigma);
/** Odds that a turn began within the seconds that are kept, and odds at which it is believed in. */
const priorOdds = 0.02;
const leastOdds = 0.04;
/** So much off, squared and in sigmas, is the least that can reach those odds. */
const leastSquare = 2 * Math.log(leastOdds / priorOdds);
/** Who turns with this probability needs no notice; nor can steady flight less likely than this tell. */
const mostTurning = 0.5;
const leastSteady = 0.1;

/** Lets dtS seconds pass, of which `kept` of all that was told is left: who had turned would be further off. */
export function moveVeer({ veer, x }: Veering, slot: number, dtS: number, kept: number): void {
  const at = veerSize * slot;
  const vE = x[4 * modeCount * slot + 2];
  const vN = x[4 * modeCount * slot + 3];
  const square = (dtS * dtS) / 2;
  veer[at] = kept * (veer[at] + dtS * veer[at + 2]) - square * vN;
  veer[at + 1] = kept * (veer[at + 1] + dtS * veer[at + 3]) + square * vE;
  veer[at + 2] = kept * veer[at + 2] - dtS * vN;
  veer[at + 3] = kept * veer[at + 3] + dtS * vE;
  veer[at + information] *= kept;
  veer[at + informed] *= kept;
}

export function forgetVeer({ veer }: Veering, slot: number): void {
  for (let i = veerSize * slot; i < veerSize * (slot + 1); i++) veer[i] = 0;
}

const column = new Float64Array(maxRows);

/** Whitened slope of each row by the rate of turn, of a slot's steady flight just looked at. */
export function whitenVeer(
  out: Float64Array,
  { veer }: Veering,
  slot: number,
  rows: Rows,
  hypothesis: Hypothesis,
): void {
  const h = rows.jacobian;
  const at = veerSize * slot;
  for (let r = 0; r < rows.count; r++) {
    column[r] = 0;
    for (let a = 0; a < 4; a++) column[r] += h[4 * r + a] * veer[at + a];
  }
  whiten(out, 0, column, hypothesis);
}

/** Takes in what a look told, and from the slopes what its correction explains of them; leaves zeros there. */
export function learnVeer({ veer }: Veering, slot: number, news: News, swept: Float64Array): void {
  const at = veerSize * slot;
  for (let a = 0; a < 4; a++) {
    veer[at + a] -= swept[a];
    swept[a] = 0;
  }
  veer[at + information] += news.information;
  veer[at + informed] += news.off;
}

/** Hands what looks told over to the mode that turns to that side, where a turn has become likely; then it begins anew. */
export function beginTurn(bank: Veering, slot: number): void {
  const { mu, veer } = bank;
  const at = veerSize * slot;
  const first = slot * modeCount;
  const told = veer[at + informed];
  const sum = veer[at + information] + rateInformation;
  if (!(told * told > leastSquare * sum)) return;
  const turning = mu[first + firstTurn] + mu[first + firstTurn + 1];
  if (turning > mostTurning || mu[first] < leastSteady) return;
  const odds = priorOdds * Math.exp((0.5 * told * told) / sum) * Math.sqrt(rateInformation / sum);
  if (odds < leastOdds) return;
  const added = odds * mu[first];
  const mode = told > 0 ? firstTurn : firstTurn + 1;
  addToTurn(bank, first, first + mode, added, told / sum, 1 / sum, at);
  for (let k = first; k < first + modeCount; k++) mu[k] /= 1 + added;
  forgetVeer(bank, slot);
}

const from = new Float64Array(4);
const off = new Float64Array(4);

/** Adds to turn k, of all slots', what steady flight `steady` is at this rate, with its variance, by the slopes at veer[at…]. */
function addToTurn(
  { mu, x, p, veer }: Veering,
  steady: number,
  k: number,
  added: number,
  rate: number,
  variance: number,
  at: number,
): void {
  const share = added / (mu[k] + added);
  mu[k] += added;
  for (let a = 0; a < 4; a++) {
    from[a] = x[4 * steady + a] + rate * veer[at + a];
    off[a] = share < 1 ? from[a] - x[4 * k + a] : 0;
    x[4 * k + a] = from[a] - (1 - share) * off[a];
  }
  let q = 0;
  for (let a = 0; a < 4; a++) {
    for (let b = a; b < 4; b++, q++) {
      const own = p[10 * steady + q] + variance * veer[at + a] * veer[at + b];
      const old = share < 1 ? (1 - share) * (p[10 * k + q] + share * off[a] * off[b]) : 0;
      p[10 * k + q] = old + share * own;
    }
  }
}
