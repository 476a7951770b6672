import { climbOn, measureClimb, type Climb, type MeasuredHeight } from '../measure/height.ts';
import { lowestM } from '../measure/visible.ts';
import type { GaussianBank } from './gaussian-bank.ts';
import {
  climbSize,
  half,
  halfVariance,
  held,
  high,
  highHalf,
  highVariance,
  information,
  informed,
  liftSize,
  looks,
  reckonedM,
  setHalf,
  sway,
  trend,
  usualLowShare,
  wide,
} from './lift-state.ts';
import { leastGateD2 } from './gate.ts';
import { modeCount } from './modes.ts';
import type { News } from './news.ts';

/**
 * Height as what slant ranges tell of it. A range of g along the ground to a target at height h is g + h²/2g: it is linear in
 * the half square s = h²/2, so s is what a slot holds. Its place and velocity in each mode are those given a reckoned s; their
 * slope by s and what looks have told of s (information, and information times value) are carried beside, from look to look,
 * so that one wrong height does not average away, and a second radar's ranges, or bearings, tell which it is (Friedland,
 * "Treatment of bias in recursive filtering", IEEE Trans. AC 14, 1969; with nothing told it is Schmidt's considered state). For
 * a Gaussian prior that is the filter of five states; here the prior is not: a target flies low, where its height does not
 * matter for ranges, or anywhere up to some 4 km.
 */

/** The usual share of low targets counts as so many tracks (Beta prior; Casella, "An introduction to empirical Bayes data analysis", 1985). */
const usualTracks = 2;
/** A measured height whose half is below this counts as low, m². */
const lowHalf = 0.5 * 350 * 350;
/** Half of the height of what does not fly low, m²: even over heights up to 3 km, with a tail. */
const priorHalf = 1.2e6;
const priorVariance = 1.3e6 * 1.3e6;
/** Of what was seen by a sensor with a mask or a horizon, so that it flies, at a height nobody measured. */
const aloftHalf = 500 * 500 * 0.5;
const aloftVariance = 4e5 * 4e5;
/**
 * Growth of a height's variance while nothing measures it, m²/s: what is told fades within some 10 s. A dive of 40 m/s begins
 * once in some minutes, and is seen only after as long.
 */
const driftM2PerS = 350;
/** Where its height matters little a slot is moved to the height expected after so many looks. */
const reckonLooks = 4;
/** Less likely than this to fly high, or low, is never. */
export const leastHigh = 0.002;

interface Prior {
  mean: number;
  variance: number;
  high: number;
}

/** What is believed of a slot's half: how likely it does not fly low; if so mean and variance; both in all. */
interface Belief {
  high: number;
  highHalf: number;
  highVariance: number;
  mean: number;
  variance: number;
}

const prior: Prior = { mean: 0, variance: 0, high: 0 };
const belief: Belief = { high: 0, highHalf: 0, highVariance: 0, mean: 0, variance: 0 };
const climb: Climb = {
  heightM: 0, variance: Infinity, upMps: 0, covariance: 0, upVariance: 0, oddM: 0, oddVariance: Infinity,
}; // prettier-ignore

/** The measured height of a slot at a time; its variance is Infinity where nothing measured it. */
function readClimb(out: Climb, bank: GaussianBank, slot: number, atMs: number): void {
  out.heightM = bank.height[2 * slot];
  out.variance = bank.height[2 * slot + 1];
  if (out.variance === Infinity) return;
  const at = climbSize * slot;
  out.upMps = bank.climb[at];
  out.covariance = bank.climb[at + 1];
  out.upVariance = bank.climb[at + 2];
  out.oddM = bank.climb[at + 3];
  out.oddVariance = bank.climb[at + 4];
  climbOn(out, (atMs - bank.heightMs[slot]) / 1000);
}

/** Takes a measured height into a slot. */
export function learnClimb(bank: GaussianBank, slot: number, measured: MeasuredHeight, atMs: number): void {
  readClimb(climb, bank, slot, bank.heightMs[slot]);
  measureClimb(climb, measured, (atMs - bank.heightMs[slot]) / 1000);
  bank.height[2 * slot] = climb.heightM;
  bank.height[2 * slot + 1] = climb.variance;
  const at = climbSize * slot;
  bank.climb[at] = climb.upMps;
  bank.climb[at + 1] = climb.covariance;
  bank.climb[at + 2] = climb.upVariance;
  bank.climb[at + 3] = climb.oddM;
  bank.climb[at + 4] = climb.oddVariance;
  bank.heightMs[slot] = Math.max(bank.heightMs[slot], atMs);
  reckon(bank, slot);
}

function readPrior(bank: GaussianBank, slot: number): void {
  readClimb(climb, bank, slot, bank.timeMs[slot]);
  const { variance } = climb;
  if (variance !== Infinity) {
    const heightM = Math.max(0, climb.heightM);
    prior.mean = (heightM * heightM + variance) / 2;
    prior.variance = variance * (heightM * heightM + variance / 2);
    prior.high = 1;
    return;
  }
  const isAloft = bank.heights[2 * slot] > lowestM;
  prior.mean = isAloft ? aloftHalf : priorHalf;
  prior.variance = firstVariance(bank, slot);
  prior.high = isAloft ? 1 : 1 - bank.lowShare;
}

/** Variance of the half of what flies high, before looks tell of it and where nothing measures the height. */
export function firstVariance(bank: GaussianBank, slot: number): number {
  return bank.heights[2 * slot] > lowestM ? aloftVariance : priorVariance;
}

/** `belief` of what was told, as information and information times value, about `prior`. */
function believe(told: number, toldTimes: number): void {
  const variance = 1 / (1 / prior.variance + told);
  const free = variance * (prior.mean / prior.variance + toldTimes);
  const root = Math.sqrt(variance);
  // Below 0 there is nothing: the normal density is cut off there.
  const z = free / root;
  const tail = tailRatio(z);
  const mean = free + root * tail;
  const within = Math.max(1e-6 * variance, variance * (1 - tail * (tail + z)));
  let likely = prior.high;
  if (likely < 1) {
    const log = Math.log(root) + logAbove(z, tail) - priorLog;
    likely = 1 / (1 + ((1 - likely) / likely) * Math.exp(-log));
  }
  mixBelief(likely, mean, within);
}

function mixBelief(likely: number, mean: number, within: number): void {
  belief.high = likely;
  belief.highHalf = mean;
  belief.highVariance = within;
  // Reckoned as low while that is likelier: between the two nothing flies.
  const reckoned = likely > 0.5 ? likely * mean : 0;
  const off = mean - reckoned;
  belief.mean = reckoned;
  belief.variance = likely * (within + off * off) + (1 - likely) * reckoned * reckoned;
}

const rootTau = Math.sqrt(2 * Math.PI);

/** φ(z) / Φ(z), within 1 % (Boyd, "Inequalities for Mills' ratio", 1959, for z below 0). */
function tailRatio(z: number): number {
  if (z > 6) return 0;
  if (z <= 0) return ((Math.PI - 1) * -z + Math.sqrt(z * z + 2 * Math.PI)) / Math.PI;
  const other = Math.PI / ((Math.PI - 1) * z + Math.sqrt(z * z + 2 * Math.PI));
  const density = Math.exp(-0.5 * z * z) / rootTau;
  return density / (1 - density * other);
}

/** log(Φ(z) exp(z²/2)), where `tail` = φ(z) / Φ(z). */
function logAbove(z: number, tail: number): number {
  return tail > 0 ? -Math.log(rootTau * tail) : 0.5 * z * z;
}

/** Before anything is told: z, φ(z) / Φ(z), and the logarithm of the mass above 0, unnormalised. */
const priorZ = priorHalf / Math.sqrt(priorVariance);
const priorTail = tailRatio(priorZ);
const priorLog = 0.5 * Math.log(priorVariance) + logAbove(priorZ, priorTail);
const untoldHalf = priorHalf + Math.sqrt(priorVariance) * priorTail;
const untoldVariance = priorVariance * (1 - priorTail * (priorTail + priorZ));

/** Learns how many targets fly low from what is believed of these slots. */
export function learnLowShare(bank: GaussianBank, slots: readonly number[]): void {
  const { lift } = bank;
  let low = usualTracks * usualLowShare;
  let count = usualTracks;
  for (const slot of slots) {
    if (!isReckoned(bank, slot)) continue;
    const at = liftSize * slot;
    count++;
    if (lift[at + high] < 1) low += 1 - lift[at + high];
    else if (lift[at + half] < lowHalf) low++;
  }
  bank.lowShare = low / count;
}

/** Whether its height ever mattered: no bearing tells of it, and no place. */
export function isReckoned({ lift }: GaussianBank, slot: number): boolean {
  return lift[liftSize * slot + highVariance] > 0;
}

/** Of a slot just placed by a range: reckons with the height that is expected before anything is told. */
export function reckonUntold(bank: GaussianBank, slot: number): void {
  mixBelief(1 - bank.lowShare, untoldHalf, untoldVariance);
  moveTo(bank, slot);
}

/** Believes anew what was told, less what has faded: the slot is moved to the half that is now expected. */
export function reckon(bank: GaussianBank, slot: number): void {
  const { lift } = bank;
  const at = liftSize * slot;
  if (lift[at + held] === 1) return;
  fade(bank, slot, bank.timeMs[slot]);
  readPrior(bank, slot);
  believe(lift[at + information], lift[at + informed]);
  moveTo(bank, slot);
}

/** After a look whose height mattered little: reckons now and then. */
export function reckonSometimes(bank: GaussianBank, slot: number): void {
  if (++bank.lift[liftSize * slot + looks] >= reckonLooks) reckon(bank, slot);
}

const rootGate = Math.sqrt(leastGateD2);

/** Reckons with `belief`. */
function moveTo(bank: GaussianBank, slot: number): void {
  const { lift, x } = bank;
  const at = liftSize * slot;
  const by = belief.mean - lift[at + half];
  setHalf(lift, at, belief.mean);
  lift[at + halfVariance] = belief.variance;
  lift[at + high] = belief.high;
  lift[at + highHalf] = belief.highHalf;
  lift[at + highVariance] = belief.highVariance;
  lift[at + looks] = 0;
  // Wide enough for either, low or high, whichever is reckoned with.
  const off = Math.max(belief.mean, belief.highHalf - belief.mean) / rootGate;
  const sigma = Math.sqrt(belief.highVariance) + off;
  lift[at + wide] = belief.high > leastHigh ? sigma * sigma : 0;
  const e = by * lift[at + sway];
  const n = by * lift[at + sway + 1];
  const vE = by * lift[at + sway + 2];
  const vN = by * lift[at + sway + 3];
  for (let k = slot * modeCount; k < (slot + 1) * modeCount; k++) {
    x[4 * k] += e;
    x[4 * k + 1] += n;
    x[4 * k + 2] += vE;
    x[4 * k + 3] += vN;
  }
}

/** Of a slot that is lent to another density: its height is what `height` says, else a usual one of what is aloft, else 0. */
export function holdHeight(bank: GaussianBank, slot: number): void {
  const { lift } = bank;
  const at = liftSize * slot;
  const isKnown = bank.height[2 * slot + 1] !== Infinity;
  const isAloft = !isKnown && bank.heights[2 * slot] > lowestM;
  const heightM = isKnown ? Math.max(0, bank.height[2 * slot]) : 0;
  lift[at + held] = 1;
  setHalf(lift, at, isAloft ? aloftHalf : (heightM * heightM) / 2);
  lift[at + halfVariance] = isAloft ? aloftVariance : 0;
}

/** Lets what was told of the height fade, for it may climb or sink unseen; where it is seen to, what was told goes along. */
export function fade(bank: GaussianBank, slot: number, toMs: number): void {
  const dtS = (toMs - bank.toldMs[slot]) / 1000;
  if (!(dtS > 0)) return;
  bank.toldMs[slot] = toMs;
  const { lift } = bank;
  const at = liftSize * slot;
  if (bank.height[2 * slot + 1] !== Infinity) {
    const risen = Math.max(-lift[at + half], lift[at + reckonedM] * bank.climb[climbSize * slot] * dtS);
    setHalf(lift, at, lift[at + half] + risen);
    lift[at + informed] += lift[at + information] * risen;
  }
  const kept = 1 / (1 + lift[at + information] * 2 * lift[at + half] * driftM2PerS * dtS);
  lift[at + information] *= kept;
  lift[at + informed] *= kept;
}

/** How fast a trend forgets, a look; how far off it must be, in its own sigmas; what is then kept of what was told. */
const trendShare = 0.1;
const mostTrend = 3 * Math.sqrt(trendShare / (2 - trendShare));
const keptOfTold = 0.5;

/**
 * Adds to what a slot was told of its height. Where what flies high has long been off to one side it is no longer at the height
 * that was told, and that is forgotten fast.
 */
export function addTold({ lift }: GaussianBank, slot: number, { information: added, off }: News): void {
  const at = liftSize * slot;
  lift[at + information] += added;
  lift[at + informed] += off + added * lift[at + half];
  if (!(added > 0) || lift[at + high] < 0.5) return;
  const sigma = Math.sqrt(added * (1 + added * lift[at + halfVariance]));
  lift[at + trend] += trendShare * (off / sigma - lift[at + trend]);
  if (Math.abs(lift[at + trend]) < mostTrend) return;
  lift[at + information] *= keptOfTold;
  lift[at + informed] *= keptOfTold;
}
