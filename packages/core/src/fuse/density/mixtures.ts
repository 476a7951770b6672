import { copyMixture, modeCount, momentsOf, stateSize, surround, type Mixture } from './mixture-state.ts';
import { addMixture, flightMotion, predictMixture } from './mixture-motion.ts';
import { misfit } from './mixture-fit.ts';
import { curbSpeed, reduceMixture, splitCourses } from './mixture-reduce.ts';
import { createSeen, type Seen } from './mixture-seen.ts';
import { sourceKinds } from './source-kinds.ts';
import type { Frame } from '../../base/frame.ts';
import { spreadStraight } from '../../base/motion/index.ts';
import type { Values } from '../measure/values.ts';
import type { Density } from './density.ts';
import { createGaussians } from './gaussian.ts';

/** Most families of a mixture, just born and later; and of those whose course is split. */
export const mostFamilies = 160;
const courses = 8;
/** Families at which courses are told apart. */
const fewFamilies = 10;
/** Most mixtures at once; further births are refused. */
export const mixtureCapacity = 1024;

/** Densities of tracks that are heard: Gaussian mixtures (`mixture-state`) in slots. */
export interface Mixtures extends Density {
  /** Takes a mixture over; -1 where the pool is full. */
  add(mixture: Mixture): number;
  of(slot: number): Mixture;
  /** A mixture of two, of which `share` is the second, in a slot of its own; -1 where the pool is full. */
  unite(slot: number, other: number, share: number, atMs: number): number;
}

interface Saved {
  mixtures: (Mixture | null)[];
  free: number[];
}

/**
 * What measures for the mixtures is a Gaussian density of its own, of one slot, that asks every mode. It is made when first
 * needed: while there is but one, the compiler takes what its functions close over as constants (a tenth of the tracker's time
 * on radars alone).
 */
export function createMixtures(frame: Frame, values: Values): Mixtures {
  let pool: (Mixture | null)[] = [];
  let free: number[] = [];
  let seen: Seen | undefined;
  const seenBy = (): Seen => (seen ??= createSeen(createGaussians(frame, values, 1, 0)));
  const mean = new Float64Array(stateSize);
  const covariance = new Float64Array(stateSize * stateSize);

  function of(slot: number): Mixture {
    const mixture = pool[slot];
    if (mixture === null || mixture === undefined)
      throw new Error(`expected a mixture in slot ${slot}, found none`);
    return mixture;
  }

  function predict(slot: number, toMs: number): void {
    const mixture = of(slot);
    const mixedMs = mixture.mixedMs;
    predictMixture(mixture, flightMotion, toMs);
    if (mixture.mixedMs !== mixedMs) tidy(mixture);
  }

  return {
    of,
    add(mixture) {
      const slot = free.pop() ?? (pool.length < mixtureCapacity ? pool.length : -1);
      if (slot >= 0) pool[slot] = mixture;
      return slot;
    },
    unite(slot, other, share, atMs) {
      const united = free.pop() ?? (pool.length < mixtureCapacity ? pool.length : -1);
      if (united < 0) return -1;
      predict(slot, atMs);
      predict(other, atMs);
      pool[united] = unite(of(slot), of(other), share);
      return united;
    },
    predict,
    weigh: (slot, report, out) => seenBy().weigh(of(slot), report, out),
    update: (slot, report, missWeight, detection, weight, from, to) =>
      seenBy().update(of(slot), report, missWeight, detection, weight, from, to),
    moments(slot, atMs, outMean, outCovariance) {
      if (atMs - of(slot).atMs > 1500) predict(slot, atMs);
      const mixture = of(slot);
      momentsOf(mixture, 0, mixture.families * modeCount, mean, covariance);
      let at = 0;
      for (let i = 0; i < 4; i++) {
        outMean[i] = mean[i];
        for (let j = i; j < 4; j++) outCovariance[at++] = covariance[i * stateSize + j];
      }
      const dtS = (atMs - mixture.atMs) / 1000;
      outMean[0] += dtS * outMean[2];
      outMean[1] += dtS * outMean[3];
      if (dtS > 0) spreadStraight(outCovariance, 0, dtS, flightMotion.turnNoise);
    },
    misfit: (slot) => misfit(of(slot)),
    height(slot, _atMs, out) {
      const mixture = of(slot);
      out.fill(0);
      out[6] = Number.NaN;
      out[0] = mixture.heightM;
      out[1] = Math.sqrt(mixture.heightVariance);
      return mixture.heightVariance !== Infinity;
    },
    heightEnds: (slot, out) => out.set(of(slot).heightEnds),
    learnVisible: (slot, report, seen) => seenBy().learnVisible(of(slot), report, seen),
    learnHeightFrom: (slot, report, detection) => seenBy().learnHeightFrom(of(slot), report, detection),
    free(slot) {
      pool[slot] = null;
      free.push(slot);
    },
    save: (): Saved => ({ mixtures: pool, free }),
    load(state) {
      const saved = state as Saved;
      pool = saved.mixtures;
      free = saved.free;
    },
  };
}

function unite(one: Mixture, other: Mixture, share: number): Mixture {
  const mixture = copyMixture(one);
  for (let k = 0; k < mixture.families * modeCount; k++) mixture.weight[k] *= 1 - share;
  addMixture(mixture, other, share);
  reduceMixture(mixture, mostFamilies);
  surround(mixture);
  return mixture;
}

function tidy(mixture: Mixture): void {
  curbSpeed(mixture, (kind) => sourceKinds[kind].mostMps);
  reduceMixture(mixture, mostFamilies);
  surround(mixture);
  if (mixture.families <= fewFamilies) splitCourses(mixture, speedOf, courses, mostFamilies);
}

function speedOf(kind: number, out: Float64Array): void {
  out[0] = sourceKinds[kind].speedMps;
  out[1] = sourceKinds[kind].speedSigmaMps;
}
