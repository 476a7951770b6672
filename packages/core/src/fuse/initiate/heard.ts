import {
  covarianceSize,
  createMixture,
  addFamily,
  modeCount,
  normalise,
  stateSize,
  surround,
  type Mixture,
} from '../density/mixture-state.ts';
import { forHexagons, placesIn } from '../density/hexagons.ts';
import { updateHeard } from '../density/mixture-heard.ts';
import { flightMotion } from '../density/mixture-motion.ts';
import { reduceMixture } from '../density/mixture-reduce.ts';
import { sourceKinds } from '../density/source-kinds.ts';
import type { LevelPrior } from '../learn/night-level.ts';
import { lossAtRange, rangeAtLossDb, type HeardSensor } from '../measure/heard-sensor.ts';
import type { Hearing } from '../measure/presence.ts';

/**
 * Tracks out of what microphones heard and no track explains. One such claim is mostly false; a second one near enough in
 * place and time starts a hypothesis: wherever and whatever the source could be for the first sensor to hear it, narrowed
 * by the other claims and by who was silent. Its existence follows from how much better that explains the claims than
 * false detections do.
 */
export interface Claim {
  readonly sensor: HeardSensor;
  readonly sensorIndex: number;
  readonly hearing: Hearing;
  readonly heardMs: number;
  /** NaN where it stated none. */
  readonly levelDb: number;
  readonly kindFactor: Float64Array;
  /** Density of such a claim where nothing was heard; and without the new source: false, or of others. */
  readonly missed: number;
  readonly explained: number;
}

/** A claim as it is kept: its sensor is looked up anew, for it may have changed. */
export type StoredClaim = Omit<Claim, 'sensor'>;

/** Targets that begin, or fly in, per m² and second: one in 10 km by 10 km and hour; and that are there at a cold start. */
const birthPerM2S = 1e-8 / 3600;
const coldPerM2 = 1e-8;
const coldMs = 20_000;
/** How long a new target usually goes unheard where microphones stand, s. */
const unheardS = 2;

/** Mean number of new sources a report of this sensor should hear. */
export function newPerReport(sensor: HeardSensor, sinceStartMs: number): number {
  const reach = sensor.model.halfRangeM;
  const area = reach === Infinity ? 1e8 : Math.PI * reach * reach;
  return area * (sinceStartMs < coldMs ? coldPerM2 : birthPerM2S * unheardS);
}

/**
 * Rings of places around the sensor, 1 + 6 + 12 + … of a hexagonal grid: for drones, and for what else there is. Half as
 * many for drones cost a tenth of GOSPA.
 */
const droneRings = 6;
const otherRings = 3;

/** What a hypothesis must come to; it is given up as soon as it cannot. */
export interface Least {
  agreement: number;
  ratio: number;
}

export interface Begun {
  mixture: Mixture;
  /** Likelihood of the companions against what explains them without it; and times that of the silence. */
  agreement: number;
  ratio: number;
}

/**
 * The hypothesis that `first` and its `companions` (each sensor at most once, not before `first` minus what the state can
 * be traced back) are of one source, while the `silent` heard nothing of it; undefined where it comes to less than `least`.
 */
export function begin(
  first: Claim,
  companions: readonly Claim[],
  silent: () => readonly Claim[],
  level: LevelPrior,
  least: Least,
): Begun | undefined {
  const mixture = spreadAround(first, level);
  hear(mixture, first, false);
  reduceMixture(mixture, 100);
  let agreement = 1;
  // A companion may be of something else: it counts as much as it is better explained so.
  for (const claim of companions) agreement *= hear(mixture, claim, true) / claim.explained;
  // Silence only speaks against it: five in six need not be asked.
  if (agreement < least.agreement || agreement < least.ratio) return undefined;
  reduceMixture(mixture, 64);
  let ratio = agreement;
  for (const claim of silent()) {
    ratio *= updateHeard(
      mixture,
      claim.sensor,
      claim.heardMs,
      1,
      0,
      Number.NaN,
      1,
      claim.kindFactor,
      claim.hearing,
      flightMotion,
    );
  }
  if (!(ratio > least.ratio)) return undefined;
  reduceMixture(mixture, 64);
  surround(mixture);
  return { mixture, agreement, ratio };
}

/** `isOpen`: the claim may be of something else. */
function hear(mixture: Mixture, claim: Claim, isOpen: boolean): number {
  const { sensor, heardMs, levelDb, kindFactor, missed } = claim;
  const hearing = isOpen ? claim.hearing : asLoudest(claim.hearing);
  return updateHeard(
    mixture,
    sensor,
    heardMs,
    isOpen ? missed : 0,
    1,
    levelDb,
    sensor.levelSigmaDb,
    kindFactor,
    hearing,
    flightMotion,
  );
}

/** Only where it is the loudest: the claim is its own. */
function asLoudest(hearing: Hearing): Hearing {
  const { louder } = hearing;
  return { ...hearing, novelty: 0, louder: { ...louder, behind: new Float64Array(louder.behind.length) } };
}

const mean = new Float64Array(stateSize);
const variances = new Float64Array(stateSize);

/** Every kind of source on a grid as wide as this sensor can hear that kind. */
function spreadAround(claim: Claim, level: LevelPrior): Mixture {
  const { model } = claim.sensor;
  const mixture = createMixture(
    placesIn(droneRings) + (sourceKinds.length - 1) * placesIn(otherRings),
    claim.heardMs,
    model.heightM + 150,
  );
  tellFirst(mixture, level);
  sourceKinds.forEach((kind, index) => {
    const [excessDb, variance] = levelOfKind(index, level);
    const reach = heardReach(claim.sensor, excessDb + 0.7 * Math.sqrt(variance));
    const rings = index === 0 ? droneRings : otherRings;
    const step = reach / (rings + 0.3);
    variances.set([step * step * 0.3, step * step * 0.3, 0, 0, variance]);
    const speed2 = (kind.speedMps * kind.speedMps) / 2 + kind.speedSigmaMps * kind.speedSigmaMps;
    variances[2] = variances[3] = speed2;
    mean.fill(0);
    mean[4] = excessDb;
    // Share by area: a kind that is heard further off is heard of more.
    const share = kind.share / placesIn(rings);
    forHexagons(rings, (east, north) => {
      mean[0] = model.east + step * east;
      mean[1] = model.north + step * north;
      addFamily(mixture, share, mean, variances, index);
    });
  });
  normalise(mixture);
  return mixture;
}

/** Mean and variance of a new source's level, dB: drones as others say, what else there is as its kind has it. */
function levelOfKind(index: number, level: LevelPrior): [number, number] {
  const kind = sourceKinds[index];
  return index === 0
    ? [level.meanDb, level.variance]
    : [kind.excessDb, kind.excessSigmaDb * kind.excessSigmaDb];
}

function tellFirst(mixture: Mixture, level: LevelPrior): void {
  mixture.toldDb = level.meanDb;
  mixture.toldPrecision = 1 / level.variance;
}

function heardReach(sensor: HeardSensor, excessDb: number): number {
  const { model } = sensor;
  const typical = model.halfRangeM === Infinity ? Math.min(model.maxRangeM, 6000) : 1.3 * model.halfRangeM;
  if (model.sourceDb === undefined) return typical;
  const loss = lossAtRange(model.absorptionDbPerM, typical) + excessDb;
  return Math.min(20_000, Math.max(600, rangeAtLossDb(sensor, loss)));
}

/**
 * A Gaussian track (mean of 4, packed covariance) as a mixture over kinds, from when it is heard. `kindShare`: by kind;
 * `level`: how loud drones are tonight; `heard`: how much louder than typical it was heard, and its variance.
 */
export function mixtureFromMoments(
  atMs: number,
  moments: Float64Array,
  packed: Float64Array,
  heightM: number,
  heightVariance: number,
  level: LevelPrior,
  kindShare: Float64Array,
  heard: { meanDb: number; variance: number },
): Mixture {
  const mixture = createMixture(sourceKinds.length, atMs, heightM);
  mixture.heightVariance = heightVariance;
  tellFirst(mixture, level);
  const speed = Math.sqrt(moments[2] * moments[2] + moments[3] * moments[3]);
  sourceKinds.forEach((kind, index) => {
    const off = (speed - kind.speedMps) / (kind.speedSigmaMps + 5);
    // The kind's own prior of loudness, narrowed by how loud it was heard.
    const [kindDb, kindVariance] = levelOfKind(index, level);
    const gain = kindVariance / (kindVariance + heard.variance);
    const offDb = heard.meanDb - kindDb;
    const excessDb = kindDb + gain * offDb;
    const fits = off * off + (offDb * offDb) / (kindVariance + heard.variance);
    const share = Math.max(1e-9, kindShare[index]) * Math.exp(-0.5 * Math.min(40, fits));
    mean.set([moments[0], moments[1], moments[2], moments[3], excessDb]);
    variances.fill(1);
    const family = addFamily(mixture, share, mean, variances, index);
    const c = family * modeCount * covarianceSize;
    let at = 0;
    for (let i = 0; i < 4; i++) {
      for (let j = i; j < 4; j++) {
        mixture.covariance[c + i * stateSize + j] = packed[at];
        mixture.covariance[c + j * stateSize + i] = packed[at++];
      }
    }
    mixture.covariance[c + 24] = (1 - gain) * kindVariance;
  });
  normalise(mixture);
  surround(mixture);
  return mixture;
}
