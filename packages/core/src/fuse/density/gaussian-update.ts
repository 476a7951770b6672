import { wrapAngle } from '../../base/geometry.ts';
import { distance2, factor, solveGain, type Hypothesis } from '../measure/hypothesis.ts';
import { maxRows, type Rows } from '../measure/rows.ts';
import { maxDetections, type Values } from '../measure/values.ts';
import type { GaussianBank } from './gaussian-bank.ts';
import { closeHypothesis, openTrack, type Cluster } from './gaussian-cluster.ts';
import { factorAt, foundSize, gainAt as keptGainAt, modeSize, normAt, type Kept } from './gaussian-kept.ts';
import { firstTurn, modeCount } from './modes.ts';
import type { News } from './news.ts';

/**
 * The update of a slot by several weighted detections: in each mode the mixture over "none" and each detection is brought to
 * its two moments, and each mode's probability follows how well it explains what the association believes (probabilistic
 * data association, Bar-Shalom and Tse 1975, in an IMM). A share of a detection that is an outlier corrects nothing.
 */
export interface Updater {
  start(outlier: number, detection: Int32Array, weight: Float64Array, from: number, to: number): void;
  /** For each mode that could matter, with its probability mu[k], measurement linearised and projected; lowers `nearestD2` (`Look`). */
  ask(
    mu: Float64Array,
    k: number,
    mode: number,
    rows: Rows,
    hypothesis: Hypothesis,
    nearestD2: Float64Array,
  ): void;
  /** Instead of `ask`, for a mode that was looked at when the slot was weighed by the same plots. */
  recall(mu: Float64Array, k: number, mode: number, kept: Kept, entry: number, nearestD2: Float64Array): void;
  /**
   * After `ask` of a mode: what the detections tell of a number (the height; a rate of turn), with whitened slopes by it at
   * slopes[at…], and what the correction takes from the mean's slopes by it. false where the mode could not be asked.
   */
  tell(mode: number, slopes: Float64Array, at: number, news: News, swept: Float64Array): boolean;
  finish(bank: GaussianBank, slot: number, missWeight: number): void;
  /** Instead of `finish`: adds the slot's hypotheses to those of other tracks, times its existence. */
  offer(bank: GaussianBank, slot: number, missWeight: number, existence: number, to: Cluster): void;
}

const gainSize = 4 * maxRows;

/**
 * A turn that is not asked is taken to explain what came by this much worse than the modes that are: were it given nothing, it
 * would begin from nothing at each look until all else had failed; were it given as much, it would live on uncorrected.
 */
const unaskedTurn = 0.5;

export function createUpdater(values: Values): Updater {
  let detection: Int32Array = new Int32Array(0);
  let weight: Float64Array = new Float64Array(0);
  let first = 0;
  let count = 0;
  let keep = 1;
  let flat = 0;
  let rowCount = 0;
  const isAsked = new Uint8Array(modeCount);
  /** Likelihood by mode and detection, and in total over modes. */
  const own = new Float64Array(modeCount * maxDetections);
  const total = new Float64Array(maxDetections);
  /** Whitened innovation by mode and detection. */
  const whitened = new Float64Array(modeCount * maxDetections * maxRows);
  /** By mode, and by detection too where their variances differ. */
  let gain = new Float64Array(modeCount * gainSize);

  function start(
    outlier: number,
    ofDetection: Int32Array,
    ofWeight: Float64Array,
    from: number,
    to: number,
  ): void {
    detection = ofDetection;
    weight = ofWeight;
    first = from;
    count = to - from;
    keep = 1 - outlier;
    flat = outlier / (2 * Math.PI);
    for (let i = 0; i < count; i++) total[i] = flat;
    for (let mode = 0; mode < modeCount; mode++) isAsked[mode] = 0;
    const gains = values.isUniform ? modeCount : modeCount * count;
    if (gain.length < gains * gainSize) gain = new Float64Array(gains * gainSize);
  }

  function gainAt(mode: number, i: number): number {
    return (values.isUniform ? mode : mode * count + i) * gainSize;
  }

  function ask(
    mu: Float64Array,
    k: number,
    mode: number,
    rows: Rows,
    hypothesis: Hypothesis,
    nearestD2: Float64Array,
  ): void {
    isAsked[mode] = 1;
    rowCount = rows.count;
    for (let i = 0; i < count; i++) {
      const at = detection[first + i] * maxRows;
      const to = mode * maxDetections + i;
      if (i === 0 || !values.isUniform) {
        own[to] = 0;
        if (!factor(hypothesis, rows, values.variance, at)) {
          isAsked[mode] = 0;
          return;
        }
        solveGain(gain, gainAt(mode, i), hypothesis);
      }
      const d2 = distance2(hypothesis, rows, values.z, at);
      own[to] = keep * Math.exp(-0.5 * d2 - hypothesis.logNorm);
      total[i] += mu[k] * own[to];
      if (d2 < nearestD2[0]) nearestD2[0] = d2;
      for (let r = 0; r < rowCount; r++) whitened[to * maxRows + r] = hypothesis.y[r];
    }
  }

  function recall(
    mu: Float64Array,
    k: number,
    mode: number,
    kept: Kept,
    entry: number,
    nearestD2: Float64Array,
  ): void {
    const { modes, found, firstRow } = kept;
    const from = (entry * modeCount + mode) * modeSize;
    isAsked[mode] = 1;
    rowCount = 2;
    for (let q = 0; q < 8; q++) gain[mode * gainSize + q] = modes[from + keptGainAt + q];
    for (let i = 0; i < count; i++) {
      const j = detection[first + i];
      const to = mode * maxDetections + i;
      let row = firstRow[entry];
      while (row < firstRow[entry + 1] && kept.detection[row] !== j) row++;
      const at = (row * modeCount + mode) * foundSize;
      if (row === firstRow[entry + 1] || found[at] === 0) findOne(modes, from, j, to);
      else {
        own[to] = found[at];
        whitened[to * maxRows] = found[at + 1];
        whitened[to * maxRows + 1] = found[at + 2];
      }
      total[i] += mu[k] * own[to];
      const a = whitened[to * maxRows];
      const b = whitened[to * maxRows + 1];
      nearestD2[0] = Math.min(nearestD2[0], a * a + b * b);
    }
  }

  /** A plot that was not in this mode's gate. */
  function findOne(modes: Float64Array, from: number, j: number, to: number): void {
    const off = values.z[j * maxRows + 1] - modes[from + 1];
    const a = (values.z[j * maxRows] - modes[from]) / modes[from + factorAt];
    const turned = values.shape === 'position' ? off : wrapAngle(off);
    const b = (turned - modes[from + factorAt + 1] * a) / modes[from + factorAt + 2];
    own[to] = Math.exp(-0.5 * (a * a + b * b)) * modes[from + normAt];
    whitened[to * maxRows] = a;
    whitened[to * maxRows + 1] = b;
  }

  function tell(mode: number, slopes: Float64Array, at: number, news: News, swept: Float64Array): boolean {
    if (isAsked[mode] === 0) return false;
    for (let i = 0; i < count; i++) {
      // An outlier tells nothing.
      const w = total[i] > flat ? weight[first + i] * (1 - flat / total[i]) : 0;
      const y = (mode * maxDetections + i) * maxRows;
      const g = gainAt(mode, i);
      for (let r = 0; r < rowCount; r++) {
        const slope = w * slopes[at + r];
        news.information += slope * slopes[at + r];
        news.off += slope * whitened[y + r];
        for (let a = 0; a < 4; a++) swept[a] += slope * gain[g + 4 * r + a];
      }
    }
    return true;
  }

  /** How likely none of the detections corrects it: missed, or outliers. */
  function noneOf(missWeight: number): number {
    let none = missWeight;
    for (let i = 0; i < count; i++) {
      none += total[i] > 0 ? (weight[first + i] * flat) / total[i] : weight[first + i];
    }
    return none;
  }

  function finish(bank: GaussianBank, slot: number, missWeight: number): void {
    const { mu } = bank;
    const none = noneOf(missWeight);
    unexplained[0] = none;
    let muAsked = 0;
    let muSum = 0;
    for (let mode = 0; mode < modeCount; mode++) {
      if (isAsked[mode] === 0) continue;
      const k = slot * modeCount + mode;
      muAsked += mu[k];
      updateMode(bank, k, mode);
      mu[k] *= explained[mode];
      muSum += mu[k];
    }
    const turning = muAsked > 0 ? Math.max(none, (unaskedTurn * muSum) / muAsked) : none;
    for (let mode = 0; mode < modeCount; mode++) {
      if (isAsked[mode] === 1) continue;
      const k = slot * modeCount + mode;
      mu[k] *= mode < firstTurn ? none : turning;
      muSum += mu[k];
    }
    for (let mode = 0; mode < modeCount; mode++) mu[slot * modeCount + mode] /= muSum;
  }

  function offer(bank: GaussianBank, slot: number, missWeight: number, existence: number, to: Cluster): void {
    const { mu, x, p } = bank;
    const none = noneOf(missWeight);
    openTrack(to, slot);
    for (let i = -1; i < count; i++) {
      for (let mode = 0; mode < modeCount; mode++) {
        const k = slot * modeCount + mode;
        const at = to.count * modeCount + mode;
        const share = i < 0 ? none : isAsked[mode] === 1 ? shareOf(mode, i) : 0;
        to.weight[at] = existence * mu[k] * share;
        for (let a = 0; a < 4; a++) to.x[4 * at + a] = x[4 * k + a];
        for (let q = 0; q < 10; q++) to.p[10 * at + q] = p[10 * k + q];
        if (i >= 0 && share > 0) correct(to.x, 4 * at, to.p, 10 * at, mode, i);
      }
      closeHypothesis(to);
    }
  }

  /** Corrects a mean and covariance by detection i in a mode. */
  function correct(x: Float64Array, at: number, p: Float64Array, pAt: number, mode: number, i: number): void {
    const g = gainAt(mode, i);
    const y = (mode * maxDetections + i) * maxRows;
    for (let r = 0; r < rowCount; r++) {
      let q = pAt;
      for (let a = 0; a < 4; a++) {
        const ga = gain[g + 4 * r + a];
        x[at + a] += ga * whitened[y + r];
        for (let b = a; b < 4; b++) p[q++] -= ga * gain[g + 4 * r + b];
      }
    }
  }

  /** Mean and square of corrections, and the correction that is added. */
  const sums = { sumX: new Float64Array(4), sumP: new Float64Array(10), shift: new Float64Array(4) };

  /** How likely none of the detections corrects the slot, and how well each mode explains the association: handed over here. */
  const unexplained = new Float64Array(1);
  const explained = new Float64Array(modeCount);

  /** Brings one mode to its moments. */
  function updateMode(bank: GaussianBank, k: number, mode: number): void {
    let sum = unexplained[0];
    for (let i = 0; i < count; i++) sum += shareOf(mode, i);
    explained[mode] = sum > 1e-300 ? sum : 0;
    if (!(sum > 1e-300)) return;
    if (rowCount === 2 && values.isUniform) correctByPlots(bank, k, mode);
    else correctMode(bank, k, mode);
  }

  function correctMode({ x, p }: GaussianBank, k: number, mode: number): void {
    const { sumX, sumP } = sums;
    for (let a = 0; a < 4; a++) sumX[a] = 0;
    for (let q = 0; q < 10; q++) sumP[q] = 0;
    let shared = 0;
    for (let i = 0; i < count; i++) {
      const w = shareOf(mode, i) / explained[mode];
      if (w < 1e-9) continue;
      addHypothesis(w, gainAt(mode, i), (mode * maxDetections + i) * maxRows);
      if (values.isUniform) shared += w;
      else subtractGain(w, gainAt(mode, i));
    }
    if (values.isUniform) subtractGain(shared, gainAt(mode, 0));
    for (let a = 0, q = 0; a < 4; a++) {
      const shift = sumX[a];
      for (let b = a; b < 4; b++, q++) p[10 * k + q] += sumP[q] - shift * sumX[b];
      x[4 * k + a] += shift;
    }
  }

  /** The same for two values of one accuracy, most of what there is: its sums in registers (a twentieth of the time of a look with 300 targets). */
  function correctByPlots({ x, p }: GaussianBank, k: number, mode: number): void {
    const g = mode * gainSize;
    const a0 = gain[g];
    const a1 = gain[g + 1];
    const a2 = gain[g + 2];
    const a3 = gain[g + 3];
    const b0 = gain[g + 4];
    const b1 = gain[g + 5];
    const b2 = gain[g + 6];
    const b3 = gain[g + 7];
    // Of the whitened innovations: mean, and second moments less the share that is explained.
    let a = 0;
    let b = 0;
    let aa = 0;
    let ab = 0;
    let bb = 0;
    for (let i = 0; i < count; i++) {
      const w = shareOf(mode, i) / explained[mode];
      if (w < 1e-9) continue;
      const at = (mode * maxDetections + i) * maxRows;
      const offA = whitened[at];
      const offB = whitened[at + 1];
      a += w * offA;
      b += w * offB;
      aa += w * (offA * offA - 1);
      ab += w * offA * offB;
      bb += w * (offB * offB - 1);
    }
    aa -= a * a;
    ab -= a * b;
    bb -= b * b;
    x[4 * k] += a0 * a + b0 * b;
    x[4 * k + 1] += a1 * a + b1 * b;
    x[4 * k + 2] += a2 * a + b2 * b;
    x[4 * k + 3] += a3 * a + b3 * b;
    // Gain (2 by 2 of them) gain', row by row.
    const q = 10 * k;
    const c0 = aa * a0 + ab * b0;
    const d0 = ab * a0 + bb * b0;
    p[q] += c0 * a0 + d0 * b0;
    p[q + 1] += c0 * a1 + d0 * b1;
    p[q + 2] += c0 * a2 + d0 * b2;
    p[q + 3] += c0 * a3 + d0 * b3;
    const c1 = aa * a1 + ab * b1;
    const d1 = ab * a1 + bb * b1;
    p[q + 4] += c1 * a1 + d1 * b1;
    p[q + 5] += c1 * a2 + d1 * b2;
    p[q + 6] += c1 * a3 + d1 * b3;
    const c2 = aa * a2 + ab * b2;
    const d2 = ab * a2 + bb * b2;
    p[q + 7] += c2 * a2 + d2 * b2;
    p[q + 8] += c2 * a3 + d2 * b3;
    p[q + 9] += (aa * a3 + 2 * ab * b3) * a3 + bb * b3 * b3;
  }

  function shareOf(mode: number, i: number): number {
    return total[i] > 0 ? (weight[first + i] * own[mode * maxDetections + i]) / total[i] : 0;
  }

  /** Adds the correction of one hypothesis, w times, and its square. */
  function addHypothesis(w: number, at: number, y: number): void {
    let c0 = 0;
    let c1 = 0;
    let c2 = 0;
    let c3 = 0;
    const { sumX, shift } = sums;
    for (let r = 0; r < rowCount; r++) {
      const off = whitened[y + r];
      c0 += gain[at + 4 * r] * off;
      c1 += gain[at + 4 * r + 1] * off;
      c2 += gain[at + 4 * r + 2] * off;
      c3 += gain[at + 4 * r + 3] * off;
    }
    sumX[0] += w * c0;
    sumX[1] += w * c1;
    sumX[2] += w * c2;
    sumX[3] += w * c3;
    shift[0] = c0;
    shift[1] = c1;
    shift[2] = c2;
    shift[3] = c3;
    addSquare(w, shift, 0);
  }

  function subtractGain(w: number, at: number): void {
    for (let r = 0; r < rowCount; r++) addSquare(-w, gain, at + 4 * r);
  }

  /** sumP += w c c', with the four numbers at c[at…]. */
  function addSquare(w: number, c: Float64Array, at: number): void {
    const { sumP } = sums;
    const c0 = c[at];
    const c1 = c[at + 1];
    const c2 = c[at + 2];
    const c3 = c[at + 3];
    sumP[0] += w * c0 * c0;
    sumP[1] += w * c0 * c1;
    sumP[2] += w * c0 * c2;
    sumP[3] += w * c0 * c3;
    sumP[4] += w * c1 * c1;
    sumP[5] += w * c1 * c2;
    sumP[6] += w * c1 * c3;
    sumP[7] += w * c2 * c2;
    sumP[8] += w * c2 * c3;
    sumP[9] += w * c3 * c3;
  }

  return { start, ask, recall, tell, finish, offer };
}
