import { tentative } from '../bank/tracks.ts';
import { forHexagons, placesIn } from '../density/hexagons.ts';
import { birgeRatio } from '../density/mixture-fit.ts';
import {
  copyFamily,
  copyMixture,
  covarianceSize,
  familyWeight,
  modeCount,
  momentsOf,
  normalise,
  resize,
  stateSize,
  surround,
  type Mixture,
} from '../density/mixture-state.ts';
import type { Mixtures } from '../density/mixtures.ts';
import { propeller } from '../density/source-kinds.ts';
import { levelPrior, type LevelPrior } from '../learn/night-level.ts';
import type { State } from '../state.ts';
import { isResolved, rivalryOf } from './rivals.ts';

/**
 * One track that stands for two drones takes all their claims: none is left to begin a second, and nobody asks. But it is
 * heard further than one drone would be, so it seems louder than the others of the night; or its claims miss their levels. Such a
 * track is asked, once a minute, whether it is two: a rival that may be anywhere around it, and itself anywhere near, against
 * itself as it is (`rivals.ts`; to split is the move that reversible-jump sampling makes between numbers of components,
 * Richardson and Green 1997). What both ways hear from then on decides; no track is moved before.
 */

/** Louder than the others by this, dB, and by how far their level is unknown; or with misses that are so many times larger than expected, it may be two. */
const louderDb = 0.7;
const misfitAt = 1.3;
/** Only tracks placed to this, m, in few families, of drones. */
const placedM = 600;
const mostFamilies = 4;
/** How likely it is two, when asked. */
const twoAtFirst = 0.1;
/** Where the rival may be, and the host: rings of places so far apart, m. */
const rivalRings = 2;
const rivalStepM = 1100;
const hostRings = 1;
const hostStepM = 800;
/** Variance added to each velocity, m²/s². */
const courseVariance = 30;

const mean = new Float64Array(stateSize);
const covariance = new Float64Array(covarianceSize);

/** `start`: takes a slot as a new track, as likely as given; returns its place in the bank or -1. */
export function askWhetherTwo(
  state: State,
  mixtures: Mixtures,
  start: (atMs: number, slot: number, existence: number, hits: number) => number,
  atMs: number,
): void {
  const { tracks, heard } = state;
  for (const host of tracks.active) {
    const asked = String(tracks.number[host]);
    if (heard.toldApartMs.has(asked) || !canBeAsked(state, mixtures, host, atMs)) continue;
    const level = levelPrior(heard.night, tracks.number[host]);
    if (!seemsTwo(mixtures.of(tracks.slot[host]), level)) continue;
    heard.toldApartMs.set(asked, atMs);
    mixtures.predict(tracks.slot[host], atMs);
    const one = mixtures.of(tracks.slot[host]);
    const beside = mixtures.add(spreadOut(one, level, hostRings, hostStepM));
    if (beside < 0) return;
    const slot = mixtures.add(spreadOut(one, level, rivalRings, rivalStepM));
    const rival = slot < 0 ? -1 : start(atMs, slot, twoAtFirst, 1);
    if (rival < 0) {
      if (slot >= 0) mixtures.free(slot);
      mixtures.free(beside);
      return;
    }
    const alone = tracks.slot[host];
    heard.rivalries.push({ host, rival, beside, alone, sinceMs: atMs, isDoubt: false, isSplit: true });
  }
}

/** What sensors that place what they see hold is one already. */
function canBeAsked({ tracks, heard }: State, mixtures: Mixtures, i: number, atMs: number): boolean {
  if (tracks.kind[i] !== 1 || tracks.status[i] === tentative || tracks.existence[i] < 0.5) return false;
  if (rivalryOf(heard.rivalries, i) !== undefined || isResolved(tracks, i, i, atMs)) return false;
  const mixture = mixtures.of(tracks.slot[i]);
  if (mixture.radiusM > 2 * placedM || mixture.families > mostFamilies) return false;
  return mixture.kind[heaviest(mixture)] === propeller;
}

function seemsTwo(mixture: Mixture, level: LevelPrior): boolean {
  momentsOf(mixture, 0, mixture.families * modeCount, mean, covariance);
  const louder = Math.max(louderDb, Math.sqrt(level.variance));
  return mean[4] - level.meanDb > louder || birgeRatio(mixture) > misfitAt;
}

function heaviest(mixture: Mixture): number {
  let best = 0;
  for (let family = 1; family < mixture.families; family++)
    if (familyWeight(mixture, family) > familyWeight(mixture, best)) best = family;
  return best;
}

/** A copy of its heaviest family at each place of a grid around it, as loud as drones are and on about its course. */
function spreadOut(one: Mixture, level: LevelPrior, rings: number, stepM: number): Mixture {
  const mixture = copyMixture(one);
  copyFamily(mixture, 0, heaviest(one));
  mixture.families = 1;
  resize(mixture, placesIn(rings));
  loosen(mixture, level, stepM * stepM * 0.3);
  const centre = mixture.mean.slice(0, modeCount * stateSize);
  let family = 0;
  forHexagons(rings, (east, north) => {
    copyFamily(mixture, family, 0);
    for (let mode = 0; mode < modeCount; mode++) {
      const m = (family * modeCount + mode) * stateSize;
      mixture.mean[m] = centre[mode * stateSize] + stepM * east;
      mixture.mean[m + 1] = centre[mode * stateSize + 1] + stepM * north;
    }
    mixture.families = ++family;
  });
  mixture.toldDb = level.meanDb;
  mixture.toldPrecision = 1 / level.variance;
  mixture.toldMs = one.atMs;
  mixture.fitClaims = mixture.fitMiss2 = 0;
  normalise(mixture);
  surround(mixture);
  return mixture;
}

/** Widens the first family by this variance of each position, m², and forgets how loud it was. */
function loosen({ mean, covariance }: Mixture, level: LevelPrior, placeVariance: number): void {
  for (let mode = 0; mode < modeCount; mode++) {
    const c = mode * covarianceSize;
    for (let i = 0; i < stateSize; i++)
      covariance[c + 4 * stateSize + i] = covariance[c + i * stateSize + 4] = 0;
    covariance[c] += placeVariance;
    covariance[c + 6] += placeVariance;
    covariance[c + 12] += courseVariance;
    covariance[c + 18] += courseVariance;
    covariance[c + 24] = level.variance;
    mean[mode * stateSize + 4] = level.meanDb;
  }
}
