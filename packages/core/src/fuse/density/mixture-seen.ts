import { cholesky, choleskySolve } from '../../base/matrix.ts';
import type { DetectionEvent } from '../../base/event/index.ts';
import type { Report } from '../sensors/sensor.ts';
import type { Weights } from './density.ts';
import type { Gaussians } from './gaussian.ts';
import { holdHeight } from './gaussian-lift.ts';
import { modeCount as slotModes } from './modes.ts';
import {
  covarianceSize,
  familyWeight,
  heaviestMode,
  modeCount,
  normalise,
  stateSize,
  type Mixture,
} from './mixture-state.ts';

/**
 * What is measured otherwise than by level (bearings, radar, positions) on a heard track: each family is lent to the
 * Gaussian density as a slot, measured there, and taken back; the source's level follows by regression on position and
 * velocity.
 */
export interface Seen {
  weigh(mixture: Mixture, report: Report, out: Weights): void;
  update(
    mixture: Mixture,
    report: Report,
    missWeight: number,
    detection: Int32Array,
    weight: Float64Array,
    from: number,
    to: number,
  ): void;
  learnVisible(mixture: Mixture, report: Report, seen: number): void;
  learnHeightFrom(mixture: Mixture, report: Report, detection: DetectionEvent): void;
}

/** Families lighter than this are carried along unweighed. */
const leastWeight = 1e-4;
const mostDetections = 1024;

export function createSeen(gaussians: Gaussians): Seen {
  let slot = -1;
  const sum = new Float64Array(mostDetections);
  const part: Weights = {
    pd: 0,
    count: 0,
    detection: new Int32Array(mostDetections),
    likelihood: new Float64Array(mostDetections),
  };
  const familyShare = new Float64Array(mostDetections);
  const familyDetection = new Int32Array(mostDetections);

  function lend(mixture: Mixture, family: number): void {
    if (slot < 0) slot = gaussians.place(mixture.atMs, 0, 0, 1, 0, 1);
    const { bank } = gaussians;
    bank.timeMs[slot] = mixture.atMs;
    bank.height[2 * slot] = mixture.heightM;
    bank.height[2 * slot + 1] = mixture.heightVariance;
    bank.heightMs[slot] = mixture.heightMs;
    bank.heights.set(mixture.heightEnds, 2 * slot);
    holdHeight(bank, slot);
    const whole = familyWeight(mixture, family);
    for (let mode = 0; mode < slotModes; mode++) {
      const to = slot * slotModes + mode;
      const from = family * modeCount + (mode < modeCount ? mode : 0);
      bank.mu[to] = mode < modeCount ? mixture.weight[from] / whole : 0;
      // An absent component still needs numbers that can be reckoned with.
      const source = mixture.weight[from] > 0 ? from : heaviestMode(mixture, family);
      for (let i = 0; i < 4; i++) bank.x[4 * to + i] = mixture.mean[source * stateSize + i];
      let at = 10 * to;
      for (let i = 0; i < 4; i++) {
        for (let j = i; j < 4; j++)
          bank.p[at++] = mixture.covariance[source * covarianceSize + i * stateSize + j];
      }
    }
  }

  function weigh(mixture: Mixture, report: Report, out: Weights): void {
    sum.fill(0, 0, report.detections.length);
    out.pd = 0;
    out.count = 0;
    for (let family = 0; family < mixture.families; family++) {
      const w = familyWeight(mixture, family);
      if (w < leastWeight) continue;
      lend(mixture, family);
      gaussians.weigh(slot, report, part);
      out.pd += w * part.pd;
      for (let k = 0; k < part.count; k++) sum[part.detection[k]] += w * part.likelihood[k];
    }
    for (let j = 0; j < report.detections.length; j++) {
      if (sum[j] <= 0) continue;
      out.detection[out.count] = j;
      out.likelihood[out.count++] = sum[j];
    }
  }

  /** Posterior weights: each hypothesis shares out its marginal among the families by how well they explain it. */
  function update(
    mixture: Mixture,
    report: Report,
    missWeight: number,
    detection: Int32Array,
    weight: Float64Array,
    from: number,
    to: number,
  ): void {
    const whole: Weights = {
      ...part,
      detection: new Int32Array(mostDetections),
      likelihood: new Float64Array(mostDetections),
    };
    weigh(mixture, report, whole);
    const total = new Float64Array(report.detections.length);
    for (let k = 0; k < whole.count; k++) total[whole.detection[k]] = whole.likelihood[k];
    for (let family = 0; family < mixture.families; family++) {
      if (familyWeight(mixture, family) < leastWeight) continue;
      lend(mixture, family);
      gaussians.weigh(slot, report, part);
      const missed = whole.pd < 1 ? (missWeight * (1 - part.pd)) / (1 - whole.pd) : missWeight;
      let factor = missed;
      for (let i = from; i < to; i++) {
        const j = detection[i];
        const own = likelihoodOf(j);
        familyDetection[i - from] = j;
        familyShare[i - from] = total[j] > 0 ? (weight[i] * own) / total[j] : 0;
        factor += familyShare[i - from];
      }
      if (!(factor > 1e-12)) {
        scale(mixture, family, 1e-12);
        continue;
      }
      for (let i = 0; i < to - from; i++) familyShare[i] /= factor;
      gaussians.update(slot, report, missed / factor, familyDetection, familyShare, 0, to - from);
      takeBack(mixture, family, factor);
    }
    normalise(mixture);
  }

  function likelihoodOf(j: number): number {
    for (let k = 0; k < part.count; k++) if (part.detection[k] === j) return part.likelihood[k];
    return 0;
  }

  function takeBack(mixture: Mixture, family: number, factor: number): void {
    const { bank } = gaussians;
    const whole = familyWeight(mixture, family) * factor;
    for (let mode = 0; mode < modeCount; mode++) {
      const k = family * modeCount + mode;
      if (mixture.weight[k] === 0) continue;
      const from = slot * slotModes + mode;
      mixture.weight[k] = whole * bank.mu[from];
      follow(mixture, k, bank.x, 4 * from, bank.p, 10 * from);
    }
  }

  /** The likeliest family's place does for where a mask or a horizon was. */
  function lendLikeliest(mixture: Mixture): void {
    let best = 0;
    for (let family = 1; family < mixture.families; family++) {
      if (familyWeight(mixture, family) > familyWeight(mixture, best)) best = family;
    }
    lend(mixture, best);
  }

  function learnVisible(mixture: Mixture, report: Report, seen: number): void {
    lendLikeliest(mixture);
    gaussians.learnVisible(slot, report, seen);
    gaussians.heightEnds(slot, mixture.heightEnds);
  }

  function learnHeightFrom(mixture: Mixture, report: Report, detection: DetectionEvent): void {
    lendLikeliest(mixture);
    gaussians.learnHeightFrom(slot, report, detection);
    const { bank } = gaussians;
    if (bank.height[2 * slot + 1] === Infinity) return;
    mixture.heightM = bank.height[2 * slot];
    mixture.heightVariance = bank.height[2 * slot + 1];
    mixture.heightMs = bank.heightMs[slot];
  }

  return { weigh, update, learnVisible, learnHeightFrom };
}

function scale(mixture: Mixture, family: number, factor: number): void {
  for (let mode = 0; mode < modeCount; mode++) mixture.weight[family * modeCount + mode] *= factor;
}

/** Least variance of the level given the rest of the state, dB²: a floor under a fault of the quadrature (`follow`). */
const leastLevelVariance = 0.01;
const lower = new Float64Array(16);
const square = new Float64Array(16);
const slope = new Float64Array(4);
const column = new Float64Array(4);

/**
 * Component k takes the new position and velocity; its level follows by regression: with c = P⁻¹ p for p the covariance of
 * level and the rest, the level moves by c · dx, and its covariances become P' c and v - c' (P - P') c.
 */
function follow(
  mixture: Mixture,
  k: number,
  x: Float64Array,
  xAt: number,
  packed: Float64Array,
  pAt: number,
): void {
  const { mean, covariance } = mixture;
  const m = k * stateSize;
  const c = k * covarianceSize;
  for (let i = 0; i < 4; i++) {
    slope[i] = covariance[c + i * stateSize + 4];
    for (let j = 0; j < 4; j++) square[4 * i + j] = covariance[c + i * stateSize + j];
  }
  if (!cholesky(lower, square, 4)) slope.fill(0);
  else choleskySolve(slope, lower, 4);
  let variance = covariance[c + 24];
  for (let i = 0; i < 4; i++) variance -= slope[i] * covariance[c + i * stateSize + 4];
  // A level is never known exactly. Where `presence`'s three nodes of a wide level (6 or 8 dB) stand further apart than a
  // measured level is uncertain, one node takes all the weight, and the variance given the rest falls to rounding error.
  variance = Math.max(leastLevelVariance, variance);
  let at = pAt;
  for (let i = 0; i < 4; i++) {
    mean[m + 4] += slope[i] * (x[xAt + i] - mean[m + i]);
    mean[m + i] = x[xAt + i];
    for (let j = i; j < 4; j++) {
      const p = packed[at++];
      covariance[c + i * stateSize + j] = p;
      covariance[c + j * stateSize + i] = p;
    }
  }
  for (let i = 0; i < 4; i++) {
    column[i] = 0;
    for (let j = 0; j < 4; j++) column[i] += covariance[c + i * stateSize + j] * slope[j];
    covariance[c + i * stateSize + 4] = column[i];
    covariance[c + 20 + i] = column[i];
    variance += slope[i] * column[i];
  }
  covariance[c + 24] = variance;
}
