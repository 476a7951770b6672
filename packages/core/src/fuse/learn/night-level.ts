import { tentative, type Tracks } from '../bank/tracks.ts';
import { rivalryOf, type Rivalry } from '../exist/rivals.ts';
import {
  familyWeight,
  modeCount,
  momentsOf,
  stateSize,
  covarianceSize,
  type Mixture,
} from '../density/mixture-state.ts';
import type { Mixtures } from '../density/mixtures.ts';
import { propeller } from '../density/source-kinds.ts';
import { flightMotion } from '../density/mixture-motion.ts';

/**
 * How loud drones are tonight. Each drone's level is `night + own`: the night shifts all of a kind (weather, make), each
 * drone differs by its own. Both are unknown, and so is how much drones differ; tracks that were heard for a while say it
 * (empirical Bayes on a normal hierarchy, the spread on a grid: Gelman et al., Bayesian Data Analysis, 5.4). A new track
 * begins with what the others say, and each track is told what the others say in place of what it was told before
 * (expectation propagation: a track's own word never comes back to it).
 */
export interface NightLevel {
  /** By track number: level that its own sounds say, dB, with variance, and when. */
  readonly said: Map<number, Said>;
}

interface Said {
  meanDb: number;
  variance: number;
  atMs: number;
}

export interface LevelPrior {
  meanDb: number;
  variance: number;
}

export function createNightLevel(): NightLevel {
  return { said: new Map() };
}

/** Prior of the night's shift, dB: "about 2 dB"; and of how much drones differ, dB, with weights. */
const nightSigmaDb = 2;
const spreadsDb = [0.3, 0.6, 1, 1.5, 2.2, 3.2];
const spreadWeights = [0.1, 0.15, 0.2, 0.3, 0.2, 0.05];
/** What a track says is a little less sure than its filter is, dB². */
const doubt = 0.25;
/** Tracks remembered, and for how long, ms. */
const mostSaid = 64;
const rememberedMs = 3 * 3_600_000;

/** Level of a drone that is not track `except` (0: of any), by what the others say. */
export function levelPrior({ said }: NightLevel, except: number): LevelPrior {
  const posts = spreadsDb.map((spread, k) => nightGiven(said, except, spread, spreadWeights[k]));
  const most = Math.max(...posts.map(({ log }) => log));
  let [sum, mean, square] = [0, 0, 0];
  for (const { log, meanDb, variance } of posts) {
    const w = Math.exp(log - most);
    sum += w;
    mean += w * meanDb;
    square += w * (variance + meanDb * meanDb);
  }
  mean /= sum;
  return { meanDb: mean, variance: square / sum - mean * mean };
}

/** For one spread: its log weight by the evidence, and the level of one more drone. */
function nightGiven(
  said: ReadonlyMap<number, Said>,
  except: number,
  spread: number,
  weight: number,
): { log: number; meanDb: number; variance: number } {
  let precision = 1 / (nightSigmaDb * nightSigmaDb);
  let [shift, square] = [0, 0];
  let log = Math.log(weight) + 0.5 * Math.log(precision);
  for (const [number, { meanDb, variance }] of said) {
    if (number === except) continue;
    const own = 1 / (variance + spread * spread);
    precision += own;
    shift += own * meanDb;
    square += own * meanDb * meanDb;
    log += 0.5 * Math.log(own);
  }
  log -= 0.5 * Math.log(precision) + 0.5 * (square - (shift * shift) / precision);
  return { log, meanDb: shift / precision, variance: 1 / precision + spread * spread };
}

/** A track says its level once it is placed within this, m, and knows it better than it was told. */
const placedM = 1500;
const leastGain = 0.7;

/** Every track says what it heard of itself, and hears what the others say. */
export function shareLevels(
  night: NightLevel,
  tracks: Tracks,
  rivalries: readonly Rivalry[],
  mixtures: Mixtures,
  atMs: number,
): void {
  const settled = tracks.active.filter((i) => {
    if (tracks.kind[i] !== 1 || tracks.status[i] === tentative || tracks.existence[i] < 0.9) return false;
    return rivalryOf(rivalries, i) === undefined && mixtures.of(tracks.slot[i]).radiusM < placedM;
  });
  for (const i of settled) say(night, tracks.number[i], mixtures.of(tracks.slot[i]), atMs);
  for (const [number, { atMs: saidMs }] of night.said)
    if (atMs - saidMs > rememberedMs || night.said.size > mostSaid) night.said.delete(number);
  for (const i of settled) tell(mixtures.of(tracks.slot[i]), levelPrior(night, tracks.number[i]), atMs);
}

const mean = new Float64Array(stateSize);
const covariance = new Float64Array(covarianceSize);

/** Its level less what it was told. */
function say(night: NightLevel, number: number, mixture: Mixture, atMs: number): void {
  let drones = 0;
  for (let family = 0; family < mixture.families; family++)
    if (mixture.kind[family] === propeller) drones += familyWeight(mixture, family);
  if (drones < 0.9 || mixture.toldPrecision === 0) return;
  momentsOf(mixture, 0, mixture.families * modeCount, mean, covariance);
  fade(mixture, covariance[24], atMs);
  const precision = 1 / covariance[24] - mixture.toldPrecision;
  if (covariance[24] * mixture.toldPrecision > leastGain || !(precision > 0)) return;
  const meanDb = (mean[4] / covariance[24] - mixture.toldPrecision * mixture.toldDb) / precision;
  night.said.delete(number);
  night.said.set(number, { meanDb, variance: 1 / precision + doubt, atMs });
}

/** What was told is forgotten as the level wanders. */
function fade(mixture: Mixture, variance: number, atMs: number): void {
  const wandered = (flightMotion.excessNoise * (atMs - mixture.toldMs)) / 1000;
  mixture.toldPrecision *= Math.max(0, 1 - wandered / variance);
  mixture.toldMs = atMs;
}

/** Replaces what the mixture was told of its level: each component is multiplied by the ratio of two Gaussians in it. */
export function tell(mixture: Mixture, { meanDb, variance }: LevelPrior, atMs: number): void {
  if (mixture.toldPrecision === 0) return;
  const precision = 1 / variance;
  const gained = precision - mixture.toldPrecision;
  const moved = precision * meanDb - mixture.toldPrecision * mixture.toldDb;
  if (Math.abs(gained) < 0.01 * precision && Math.abs(moved) < 0.01 * precision) return;
  const first: number[] = [];
  for (let k = 0; k < mixture.families * modeCount; k++) {
    if (mixture.weight[k] === 0 || mixture.kind[(k / modeCount) | 0] !== propeller) continue;
    // A component that knows little more than it was told is not made to know less.
    if (1 + gained * mixture.covariance[k * covarianceSize + 24] < 0.2) return;
    first.push(k);
  }
  const logs = first.map((k) => tellComponent(mixture, k, gained, moved));
  weigh(mixture, first, logs);
  mixture.toldDb = meanDb;
  mixture.toldPrecision = precision;
  mixture.toldMs = atMs;
}

/** log of the factor by which the component's weight changes. */
function tellComponent(mixture: Mixture, k: number, gained: number, moved: number): number {
  const { mean: x, covariance: p } = mixture;
  const m = k * stateSize;
  const c = k * covarianceSize;
  const before = p[c + 24];
  const level = x[m + 4];
  const after = before / (1 + gained * before);
  const told = after * (level / before + moved);
  for (let i = 0; i < stateSize; i++) gain[i] = p[c + 20 + i] / before;
  for (let i = 0; i < stateSize; i++) {
    x[m + i] += gain[i] * (told - level);
    for (let j = 0; j < stateSize; j++) p[c + i * stateSize + j] -= gain[i] * gain[j] * (before - after);
  }
  return 0.5 * (Math.log(after / before) + (told * told) / after - (level * level) / before);
}

const gain = new Float64Array(stateSize);

/** Weights times the factors; what these components weigh together stays. */
function weigh(mixture: Mixture, components: readonly number[], logs: readonly number[]): void {
  const most = Math.max(...logs);
  let [before, after] = [0, 0];
  components.forEach((k, n) => {
    before += mixture.weight[k];
    mixture.weight[k] *= Math.exp(logs[n] - most);
    after += mixture.weight[k];
  });
  for (const k of components) mixture.weight[k] *= before / after;
}
