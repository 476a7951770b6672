import { stateSize } from '../density/mixture-state.ts';
import { rangeAtLossDb, type HeardSensor } from './heard-sensor.ts';
import { atLevel, copyLouder, createLouder, normalCdf, type Louder } from './loudest.ts';

/**
 * Heard or not, with or without a level, on one Gaussian over (east, north, eastMps, northMps, excessDb): the posterior
 * is matched in moments by quadrature, not linearised, because what a microphone tells is neither near nor Gaussian:
 * 1 - Pd(x) is a smooth hole, and 3 dB of level are a factor 1.4 of range.
 *
 * All that presence depends on are two numbers linear enough in the state: rho, the distance along the line of sight to
 * where the target was when it made the sound, and its excess level. Their Gaussian is met with 5 x 3 Gauss-Hermite
 * nodes; the state follows by regression on both (assumed density filtering: Minka 2001; quadrature Kalman filter:
 * Arasaratnam, Haykin, Elliott 2007). Distances across the line of sight enter as the mean square they add to the range.
 * Good while the component's width across is below about two thirds of the range; wider ones are split (`mixture`).
 */

/** Nodes and weights of the 5-point rule for a standard normal (Abramowitz and Stegun 25.10, scaled by √2 and 1/√π). */
const rhoNode = Float64Array.of(-2.85697001387281, -1.35562617997427, 0, 1.35562617997427, 2.85697001387281);
const rhoWeight = Float64Array.of(
  0.0112574113277207,
  0.222075922005613,
  0.533333333333333,
  0.222075922005613,
  0.0112574113277207,
);
const rhoCount = 5;
const excessNode = Float64Array.of(0, -Math.sqrt(3), Math.sqrt(3));
const excessWeight = Float64Array.of(2 / 3, 1 / 6, 1 / 6);
/** A level known to this, dB, moves Pd so little that one node stands for it and its rest is met in closed form. */
const knownDb = 0.7;
const nodeCapacity = 15;

/** A component's nodes as one sensor meets them. One set is reused for every component: fill, read, go on. */
export interface Nodes {
  readonly rho: Float64Array;
  readonly excess: Float64Array;
  readonly weight: Float64Array;
  /** Probability that it is heard at each node, were it the loudest; and that it is. */
  readonly pd: Float64Array;
  readonly open: Float64Array;
  /** Density of the report, times the chance, where another is louder than the target at each node. */
  readonly behind: Float64Array;
  /** Level that arrives at each node, dB. */
  readonly level: Float64Array;
  /** Cov(state, rho) and Cov(state, excess). */
  readonly stateRho: Float64Array;
  readonly stateExcess: Float64Array;
  count: number;
  rho0: number;
  excess0: number;
  rhoVariance: number;
  crossRhoExcess: number;
  excessVariance: number;
  /** Variance of the level at each node that has no nodes of its own, dB². */
  restVariance: number;
  /** Of the last `applyHeard`: the part of its factor in which this source was heard. */
  heardPart: number;
}

export function createNodes(): Nodes {
  return {
    rho: new Float64Array(nodeCapacity),
    excess: new Float64Array(nodeCapacity),
    weight: new Float64Array(nodeCapacity),
    pd: new Float64Array(nodeCapacity),
    open: new Float64Array(nodeCapacity),
    behind: new Float64Array(nodeCapacity),
    level: new Float64Array(nodeCapacity),
    stateRho: new Float64Array(stateSize),
    stateExcess: new Float64Array(stateSize),
    count: 0,
    rho0: 0,
    excess0: 0,
    rhoVariance: 0,
    crossRhoExcess: 0,
    excessVariance: 0,
    restVariance: 0,
    heardPart: 0,
  };
}

/** What of a sensor was learned, and what else there is for it to hear. */
export interface Hearing {
  /** It hears this much louder than it states, dB. */
  offsetDb: number;
  /** Probability that it hears at all: a deaf sensor's silence is not "clear". */
  alive: number;
  /** Reports taken as one: Pd is then that of being heard in any of them. */
  reports: number;
  /** What other sources leave to this one, by its level. */
  readonly louder: Louder;
  /** Density of the claim at hand as of a source not yet known; it is one only where that is louder, at about `noveltyDb`. */
  novelty: number;
  noveltyDb: number;
}

export function createHearing(): Hearing {
  return { offsetDb: 0, alive: 1, reports: 1, louder: createLouder(), novelty: 0, noveltyDb: Number.NaN };
}

export function copyHearing(hearing: Hearing): Hearing {
  return { ...hearing, louder: copyLouder(hearing.louder) };
}

/** Density of the report where the source is absent, or not to be heard; `missed` where nothing is. */
export function densityWithout(hearing: Hearing, missed: number): number {
  const { louder, novelty } = hearing;
  return (louder.isAny ? louder.open[0] * missed + louder.behind[0] : missed) + novelty;
}

/**
 * Fills `nodes` for the component at mean[m…] and full 5x5 covariance[c…]. `emittedE`, `emittedN`: where its mean was,
 * relative to the sensor, when it made the sound heard now, `delayS` before the state's time; `pathVariance`: m² of what
 * is not known about the way since.
 */
export function fillNodes(
  nodes: Nodes,
  sensor: HeardSensor,
  mean: Float64Array,
  m: number,
  covariance: Float64Array,
  c: number,
  heightM: number,
  delayS: number,
  emittedE: number,
  emittedN: number,
  pathVariance: number,
  hearing: Hearing,
): void {
  const { model } = sensor;
  const up = heightM - model.heightM;
  const ground2 = emittedE * emittedE + emittedN * emittedN;
  const ground = Math.sqrt(ground2) + 1e-9;
  const ue = emittedE / ground;
  const un = emittedN / ground;
  let shrink = 1;
  if (model.waveMps !== Infinity) {
    const slant = Math.sqrt(ground2 + up * up);
    shrink = 1 / (1 + (ue * mean[m + 2] + un * mean[m + 3]) * (ground / slant / model.waveMps));
  }
  const he = shrink * ue;
  const hn = shrink * un;
  const { stateRho, stateExcess } = nodes;
  for (let i = 0; i < stateSize; i++) {
    const row = c + i * stateSize;
    stateRho[i] =
      he * (covariance[row] - delayS * covariance[row + 2]) +
      hn * (covariance[row + 1] - delayS * covariance[row + 3]);
    stateExcess[i] = covariance[row + 4];
  }
  const across =
    un * un * covarianceBack(covariance, c, 0, 0, delayS) -
    2 * ue * un * covarianceBack(covariance, c, 0, 1, delayS) +
    ue * ue * covarianceBack(covariance, c, 1, 1, delayS);
  const variance =
    he * (stateRho[0] - delayS * stateRho[2]) + hn * (stateRho[1] - delayS * stateRho[3]) + pathVariance;
  nodes.rho0 = ground;
  nodes.excess0 = mean[m + 4];
  nodes.rhoVariance = variance;
  nodes.crossRhoExcess = stateRho[4];
  nodes.excessVariance = covariance[c + 24];
  placeNodes(nodes, sensor, across + up * up, hearing);
}

/** Covariance of x_i - delay v_i with x_j - delay v_j. */
export function covarianceBack(p: Float64Array, c: number, i: number, j: number, delayS: number): number {
  return (
    p[c + i * 5 + j] -
    delayS * (p[c + i * 5 + j + 2] + p[c + (i + 2) * 5 + j]) +
    delayS * delayS * p[c + (i + 2) * 5 + j + 2]
  );
}

function placeNodes(nodes: Nodes, sensor: HeardSensor, offside2: number, hearing: Hearing): void {
  const { model } = sensor;
  const { offsetDb, alive, reports } = hearing;
  const { rho, excess, weight, pd, level } = nodes;
  const sigma = Math.sqrt(nodes.rhoVariance);
  const slope = nodes.crossRhoExcess / nodes.rhoVariance;
  const rest = nodes.excessVariance - slope * nodes.crossRhoExcess;
  const isKnown = rest < knownDb * knownDb;
  const excessCount = isKnown ? 1 : 3;
  const excessSigma = isKnown ? 0 : Math.sqrt(rest);
  nodes.restVariance = isKnown ? Math.max(0, rest) : 0;
  nodes.count = rhoCount * excessCount;
  const absorption = model.absorptionDbPerM;
  const sourceDb = model.sourceDb ?? 110;
  const flat = model.halfRangeM === Infinity;
  const softness = 1 / (model.slope * model.halfRangeM);
  let k = 0;
  for (let i = 0; i < rhoCount; i++) {
    const z = sigma * rhoNode[i];
    const r = nodes.rho0 + z;
    const range = Math.max(1, Math.sqrt(r * r + offside2));
    const loss = (20 / Math.LN10) * Math.log(range) + absorption * range;
    for (let j = 0; j < excessCount; j++, k++) {
      const s = nodes.excess0 + slope * z + excessSigma * excessNode[j];
      rho[k] = r;
      excess[k] = s;
      weight[k] = isKnown ? rhoWeight[i] : rhoWeight[i] * excessWeight[j];
      level[k] = sourceDb + s + offsetDb - loss;
      const heardAs = rangeAtLossDb(sensor, loss - s - offsetDb);
      setOthers(nodes, k, sensor.levelSigmaDb, hearing);
      let once = model.pdMax;
      if (!flat) once /= 1 + Math.exp((heardAs - model.halfRangeM) * softness);
      else if (heardAs > model.maxRangeM) once = 0;
      let never = 1 - once;
      for (let n = 1; n < reports; n++) never *= 1 - once;
      pd[k] = alive * (1 - never);
    }
  }
}

/** What others leave to node k. */
function setOthers(nodes: Nodes, k: number, sigmaDb: number, hearing: Hearing): void {
  const { louder, novelty, noveltyDb } = hearing;
  const level = nodes.level[k];
  nodes.open[k] = louder.isAny ? atLevel(louder.open, louder.lowestDb, level) : 1;
  nodes.behind[k] = louder.isAny ? atLevel(louder.behind, louder.lowestDb, level) : 0;
  if (novelty > 0) {
    nodes.behind[k] += novelty * (Number.isNaN(noveltyDb) ? 0.5 : normalCdf((noveltyDb - level) / sigmaDb));
  }
}

const rootTwoPi = Math.sqrt(2 * Math.PI);

/**
 * Takes the report in: the component becomes the moment match of itself times `missed (1 - Pd) + heard Pd p(level)` where it
 * is the loudest, and the density of the report where it is behind others. Returns the mean of that factor, by which its
 * weight is multiplied.
 */
export function applyHeard(
  nodes: Nodes,
  mean: Float64Array,
  m: number,
  covariance: Float64Array,
  c: number,
  missed: number,
  heard: number,
  levelDb: number,
  sigmaDb: number,
): number {
  const { rho, excess, weight, pd, open, behind, level, restVariance: rest } = nodes;
  const hasLevel = !Number.isNaN(levelDb);
  const sigma2 = sigmaDb * sigmaDb + rest;
  const scale = hasLevel ? heard / (Math.sqrt(sigma2) * rootTwoPi) : heard;
  const pull = hasLevel ? rest / sigma2 : 0;
  let total = 0;
  let heardPart = 0;
  let r1 = 0;
  let s1 = 0;
  let rr = 0;
  let rs = 0;
  let ss = 0;
  for (let k = 0; k < nodes.count; k++) {
    const off = hasLevel ? levelDb - level[k] : 0;
    const wMissed = weight[k] * (open[k] * missed * (1 - pd[k]) + behind[k]);
    const wHeard =
      scale > 0 ? weight[k] * open[k] * scale * pd[k] * Math.exp((-0.5 * off * off) / sigma2) : 0;
    const w = wMissed + wHeard;
    heardPart += wHeard;
    const dr = rho[k] - nodes.rho0;
    const ds = excess[k] - nodes.excess0;
    const dsHeard = ds + pull * off;
    const mean1 = wMissed * ds + wHeard * dsHeard;
    total += w;
    r1 += w * dr;
    s1 += mean1;
    rr += w * dr * dr;
    rs += mean1 * dr;
    ss += wMissed * (ds * ds + rest) + wHeard * (dsHeard * dsHeard + rest * (1 - pull));
  }
  nodes.heardPart = heardPart;
  if (!(total > 1e-300)) return 0;
  r1 /= total;
  s1 /= total;
  regress(
    nodes,
    mean,
    m,
    covariance,
    c,
    r1,
    s1,
    rr / total - r1 * r1,
    rs / total - r1 * s1,
    ss / total - s1 * s1,
  );
  return total;
}

/** State and covariance follow the posterior moments of (rho, excess): x += G dy, P -= G (M - V) G'. */
function regress(
  nodes: Nodes,
  mean: Float64Array,
  m: number,
  covariance: Float64Array,
  c: number,
  dr: number,
  ds: number,
  vrr: number,
  vrs: number,
  vss: number,
): void {
  const { stateRho, stateExcess, rhoVariance: mrr, crossRhoExcess: mrs, excessVariance: mss } = nodes;
  const determinant = mrr * mss - mrs * mrs;
  const known = determinant <= 1e-9 * mrr * (mss + 1e-12);
  const irr = known ? 1 / mrr : mss / determinant;
  const irs = known ? 0 : -mrs / determinant;
  const iss = known ? 0 : mrr / determinant;
  const drr = mrr - vrr;
  const drs = mrs - vrs;
  const dss = mss - vss;
  for (let i = 0; i < stateSize; i++) {
    gainRho[i] = stateRho[i] * irr + stateExcess[i] * irs;
    gainExcess[i] = stateRho[i] * irs + stateExcess[i] * iss;
    mean[m + i] += gainRho[i] * dr + gainExcess[i] * ds;
  }
  for (let i = 0; i < stateSize; i++) {
    const a = gainRho[i] * drr + gainExcess[i] * drs;
    const b = gainRho[i] * drs + gainExcess[i] * dss;
    for (let j = i; j < stateSize; j++) {
      const p = covariance[c + i * stateSize + j] - a * gainRho[j] - b * gainExcess[j];
      covariance[c + i * stateSize + j] = p;
      covariance[c + j * stateSize + i] = p;
    }
  }
}

const gainRho = new Float64Array(stateSize);
const gainExcess = new Float64Array(stateSize);
