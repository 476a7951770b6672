import { tentative, type Tracks } from '../bank/tracks.ts';
import { rivalryOf, type Rivalry } from '../exist/rivals.ts';
import {
  familyWeight,
  modeCount,
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

/**
 * Every settled track says what it heard of itself, and all that may be a drone hear what the others say: hypotheses too, and
 * both ways to see a host and its rival, for a level that is believed too loud or too quiet keeps a track where it is wrong.
 */
export function shareLevels(
  night: NightLevel,
  tracks: Tracks,
  rivalries: readonly Rivalry[],
  mixtures: Mixtures,
  atMs: number,
): void {
  const heard = tracks.active.filter((i) => tracks.kind[i] === 1);
  for (const i of heard) {
    if (tracks.status[i] === tentative || tracks.existence[i] < 0.9) continue;
    if (rivalryOf(rivalries, i) !== undefined || mixtures.of(tracks.slot[i]).radiusM >= placedM) continue;
    say(night, tracks.number[i], mixtures.of(tracks.slot[i]), atMs);
  }
  for (const [number, { atMs: saidMs }] of night.said)
    if (atMs - saidMs > rememberedMs || night.said.size > mostSaid) night.said.delete(number);
  const ofAny = levelPrior(night, 0);
  for (const i of heard) {
    const number = tracks.number[i];
    const prior = night.said.has(number) ? levelPrior(night, number) : ofAny;
    const rivalry = rivalryOf(rivalries, i);
    const slots = rivalry?.host === i ? [rivalry.beside, rivalry.alone] : [tracks.slot[i]];
    for (const slot of slots) {
      fade(mixtures.of(slot), atMs);
      tell(mixtures.of(slot), prior, atMs);
    }
  }
}

/** Its level less what it was told. */
function say(night: NightLevel, number: number, mixture: Mixture, atMs: number): void {
  let drones = 0;
  for (let family = 0; family < mixture.families; family++)
    if (mixture.kind[family] === propeller) drones += familyWeight(mixture, family);
  if (drones < 0.9 || mixture.toldPrecision === 0) return;
  fade(mixture, atMs);
  const { meanDb: shownDb, variance } = levelOf(mixture);
  const precision = 1 / variance - mixture.toldPrecision;
  if (variance * mixture.toldPrecision > leastGain || !(precision > 0)) return;
  const meanDb = (shownDb / variance - mixture.toldPrecision * mixture.toldDb) / precision;
  night.said.delete(number);
  night.said.set(number, { meanDb, variance: 1 / precision + doubt, atMs });
}

/** Mean and variance of a mixture's level, whatever it is. */
function levelOf({ families, weight, mean, covariance }: Mixture): LevelPrior {
  let [sum, meanDb, square] = [0, 0, 0];
  for (let k = 0; k < families * modeCount; k++) {
    if (weight[k] === 0) continue;
    const db = mean[k * stateSize + 4];
    sum += weight[k];
    meanDb += weight[k] * db;
    square += weight[k] * (db * db + covariance[k * covarianceSize + 24]);
  }
  meanDb /= sum;
  return { meanDb, variance: square / sum - meanDb * meanDb };
}

/** What was told is forgotten as the level wanders. */
function fade(mixture: Mixture, atMs: number): void {
  if (mixture.toldPrecision === 0 || atMs <= mixture.toldMs) return;
  const { variance } = levelOf(mixture);
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
