import {
  classIndex,
  targetClasses,
  type DetectionEvent,
  type Identity,
  type TargetClass,
} from '../../base/event/index.ts';
import { classMotion } from '../../base/motion/index.ts';
import { classCapacity, type Tracks } from '../bank/tracks.ts';
import { sourceKinds } from '../density/source-kinds.ts';

/** p(evidence | class) of a class that a detection leaves out: small, not zero. */
const leftOut = 0.03;
/** How much one look counts: looks of one sensor are correlated (the same engine, wind and microphone). */
const lookWeight = 0.5;
/**
 * How likely it is, at each look that is wholly the track's, that what was said before was of another source: a vehicle that a
 * drone flew over, a track that passed from one to the other. So looks that are wrong alike are outweighed by a few dozen.
 */
const otherPerLook = 0.0003;
/** Prior by class, `unknown` last. */
const prior: readonly number[] = targetClasses.map((name) => (name === 'one-way' ? 0.3 : 0.05));
const unknownPrior = 0.05;

/** What a detection says of the class of track i, whose it is with probability `weight`, above 0. */
export function addClassEvidence(tracks: Tracks, i: number, detection: DetectionEvent, weight: number): void {
  const said = detection.classLikelihood;
  if (said === undefined) return;
  let total = 0;
  let named = 0;
  for (const name in said) {
    total += said[name];
    named++;
  }
  if (!(total > 0)) return;
  // What is unknown makes any of the named sounds alike, or none of them: the others are measured against it.
  const unknown = 0.7 / Math.max(2, named);
  const from = i * classCapacity;
  for (let c = 0; c < classCapacity; c++) {
    const likelihood = Math.max(leftOut, (said[targetClasses[c]] ?? 0) / total);
    tracks.classLog[from + c] += weight * lookWeight * Math.log(likelihood / unknown);
  }
  forget(tracks.classLog, from, otherPerLook * weight);
}

/**
 * With probability `share`, above 0, nothing said so far was of this source: the classes' posterior goes so far back to the
 * prior, as that of a hidden Markov chain whose state is drawn anew (Rabiner 1989). `unknown`, against which likelihoods are
 * kept, stands at 0.
 */
function forget(classLog: Float64Array, from: number, share: number): void {
  let most = 0;
  for (let c = 0; c < classCapacity; c++) most = Math.max(most, classLog[from + c]);
  let mean = unknownPrior * Math.exp(-most);
  let priors = unknownPrior;
  for (let c = 0; c < classCapacity; c++) {
    mean += prior[c] * Math.exp(classLog[from + c] - most);
    priors += prior[c];
  }
  mean /= priors;
  const unknown = (1 - share) * Math.exp(-most) + share * mean;
  for (let c = 0; c < classCapacity; c++) {
    const likelihood = (1 - share) * Math.exp(classLog[from + c] - most) + share * mean;
    classLog[from + c] = Math.log(likelihood / unknown);
  }
}

/**
 * How well what a detection says of the class fits what is known of track i: its likelihood under the track's classes,
 * against that under any of the named ones. 1 where it says nothing.
 */
export function classFit(tracks: Tracks, i: number, detection: DetectionEvent): number {
  const said = detection.classLikelihood;
  if (said === undefined) return 1;
  let [total, named] = [0, 0];
  for (const name in said) {
    total += said[name];
    named++;
  }
  if (!(total > 0)) return 1;
  const from = i * classCapacity;
  let most = 0;
  for (let c = 0; c < classCapacity; c++) most = Math.max(most, tracks.classLog[from + c]);
  let [sum, fit] = [0, 0];
  for (let c = 0; c < classCapacity; c++) {
    const p = prior[c] * Math.exp(tracks.classLog[from + c] - most);
    sum += p;
    fit += p * Math.max(leftOut, (said[targetClasses[c]] ?? 0) / total);
  }
  return (fit / sum) * named;
}

/** Probability by `sourceKinds` of track i, from what was said of its class and the kinds' own shares. */
export function kindShares(tracks: Tracks, i: number): Float64Array {
  const shares = new Float64Array(sourceKinds.length);
  const from = i * classCapacity;
  let most = 0;
  for (let c = 0; c < classCapacity; c++) most = Math.max(most, tracks.classLog[from + c]);
  sourceKinds.forEach(({ classes, share }, kind) => {
    let best = 0;
    for (const name of classes)
      best = Math.max(best, Math.exp(tracks.classLog[from + classIndex(name)] - most));
    shares[kind] = share * best;
  });
  return shares;
}

/**
 * What an identity says: a claim, kept apart from what sensors heard or saw, so that neither wears the other away. Nobody
 * verified: odds of 90 to 1, which three or four clear looks outweigh. Verified: 3,000 to 1.
 */
const claimLog = 4.5;
const verifiedClaimLog = 8;
const classesOfScheme: Readonly<Record<Identity['scheme'], readonly TargetClass[]>> = {
  icao24: ['aircraft', 'helicopter'],
  mmsi: ['surface'],
  remoteid: ['multirotor'],
};

export function addIdentityEvidence(tracks: Tracks, i: number, identity: Identity): void {
  const claimed = identity.verified === true ? verifiedClaimLog : claimLog;
  for (const name of classesOfScheme[identity.scheme]) {
    const at = i * classCapacity + classIndex(name);
    tracks.claimLog[at] = Math.max(tracks.claimLog[at], claimed);
  }
}

const said = new Float64Array(classCapacity + 1);
const share = new Float64Array(classCapacity + 1);
const names = [...targetClasses, 'unknown'] as const;
const priorShare = Float64Array.from(names, (_, c) => (c < classCapacity ? prior[c] : unknownPrior));
const minMps = Float64Array.from(names, (name) => classMotion[name].minMps);
const maxMps = Float64Array.from(names, (name) => classMotion[name].maxMps);
/** A class of which so much less was said than of another adds nothing to a sum in doubles. */
const leastLog = -60;
/** However far its speed is off, in sigmas, a class is no less likely than at this: a measured speed may be another's. */
const mostOff = Math.sqrt(24);
const leastFit = Math.exp(-12);

/**
 * Probability by class from what was said and how fast it flies; what is left to 1 is `unknown`. The density of a speed is flat
 * between the class's least and greatest, falling off with the larger of sigma and 10 %.
 */
export function classProbOf(
  tracks: Tracks,
  i: number,
  speedMps: number,
  speedSigmaMps: number,
): Record<string, number> {
  const from = i * classCapacity;
  let most = 0;
  for (let c = 0; c < classCapacity; c++) {
    said[c] = tracks.classLog[from + c] + tracks.claimLog[from + c];
    if (said[c] > most) most = said[c];
  }
  let sum = 0;
  for (let c = 0; c <= classCapacity; c++) {
    const less = said[c] - most;
    const sigma = Math.max(speedSigmaMps, 0.1 * maxMps[c], 2);
    const off = Math.max(0, minMps[c] - speedMps, speedMps - maxMps[c]) / sigma;
    // Of most tracks nothing was said, and most classes may fly so fast or cannot: an exponential is rarely needed.
    const toldFit = less === 0 ? 1 : less < leastLog ? 0 : Math.exp(less);
    const speedFit = off === 0 ? 1 : off > mostOff ? leastFit : Math.exp(-0.5 * off * off);
    share[c] = (priorShare[c] * toldFit * speedFit) / (maxMps[c] - minMps[c] + 3 * sigma);
    sum += share[c];
  }
  const out: Record<string, number> = {};
  for (let c = 0; c < classCapacity; c++) {
    const probability = share[c] / sum;
    if (probability >= 0.005) out[targetClasses[c]] = Math.round(probability * 1000) / 1000;
  }
  return out;
}
