import {
  targetClasses,
  type EvidenceStatus,
  type TargetClass,
  type TrackEvent,
} from '../base/event/index.ts';
import { enuFromGeodetic, type Frame } from '../base/frame.ts';
import { cholesky, fullFromPacked } from '../base/matrix.ts';
import { classMotion } from '../base/motion/index.ts';
import { createOrbitBank, createRouteBank, createStarts, type PathBank } from './path-bank.ts';
import { createTrackSweep, type ZoneArrival } from './track-sweep.ts';
import type { ZoneIndex } from './zone-index.ts';

/** Most paths drawn for one track, shared among the classes it may be; fewer where it is less likely to do harm. */
export const pathsPerTrack = 192;
/** As many for one that is half likely to be there and harmful; in proportion below, but not fewer than leastPaths. */
const fullPathsFrom = 0.5;
/** A path below this weight is not worth flying. */
const leastWeight = 1e-5;
/** A class below this probability gets no paths. */
const leastClass = 0.02;
const leastPaths = 12;
/** Paths that end by themselves (impact elsewhere, fuel, lost): mean remaining flight, s. */
const meanFlightS = 3000;
/** Above this a track is taken to circle already. */
const circlingRadPerS = 0.012;

/**
 * How far a track's existence is believed by what it rests on: one domain alone may lie, or fail as one. Measured on
 * tracks of our own fuse, rounded.
 */
const belief: Readonly<Record<EvidenceStatus, number>> = {
  unverified: 0.4,
  corroborated: 0.9,
  verified: 0.95,
};

const routeHabit = { legS: 1000, turnScaleRad: 1, turnRateRadPerS: 0.045 };
const orbitHabit = { untilS: 900, staysS: 900, turnRateRadPerS: 0.045 };

interface Banks {
  readonly route: PathBank;
  readonly orbit: PathBank;
  readonly circlingLeft: PathBank;
  readonly circlingRight: PathBank;
  readonly starts: Float64Array;
}

/** Forecasts tracks one by one; deterministic: the same track over the same zones gives the same arrivals. */
export interface Forecaster {
  forecast(track: TrackEvent, index: ZoneIndex, least: number): ZoneArrival[];
}

export function createForecaster(frame: Frame): Forecaster {
  const banks: Banks = {
    route: createRouteBank(1, pathsPerTrack, routeHabit),
    orbit: createOrbitBank(2, pathsPerTrack, orbitHabit, 0),
    circlingLeft: createOrbitBank(3, pathsPerTrack, orbitHabit, 1),
    circlingRight: createOrbitBank(3, pathsPerTrack, orbitHabit, -1),
    starts: createStarts(pathsPerTrack),
  };
  const sweep = createTrackSweep();
  const enu = new Float64Array(3);
  const lower = new Float64Array(16);
  const flights = new Float64Array(5 * pathsPerTrack);

  function forecast(track: TrackEvent, index: ZoneIndex, least: number): ZoneArrival[] {
    enuFromGeodetic(frame, enu, track.latDeg, track.lonDeg, track.heightM ?? 0);
    lowerFactor(lower, track);
    sweep.begin(index);
    if (believedHarm(track) < least) return [];
    const existence = believedExistence(track);
    let path = 0;
    for (const share of classShares(track)) {
      const bank = bankFor(banks, share.class, track.turnRateRadPerS ?? 0);
      const whole = drawFlights(flights, track, enu, lower, banks.starts, path, share);
      for (let i = 0; i < share.paths; i++) {
        const at = 5 * i;
        const weight = (existence * share.probability * flights[at + 4]) / whole;
        if (weight < leastWeight) continue;
        const [east, north, eastMps, northMps] = [
          flights[at],
          flights[at + 1],
          flights[at + 2],
          flights[at + 3],
        ];
        sweep.fly(bank, path + i, east, north, eastMps, northMps, weight, 1 / meanFlightS);
      }
      path += share.paths;
    }
    return sweep.arrivals(least);
  }

  return { forecast };
}

function believedExistence({ existence, evidence }: TrackEvent): number {
  return existence * belief[evidence.status];
}

const harmlessClasses = targetClasses.filter((name) => !classMotion[name].arrives);

/** Probability that it is there and comes to do harm: what no arrival of it can exceed. */
export function believedHarm(track: TrackEvent): number {
  let harmless = 0;
  for (const name of harmlessClasses) harmless += track.classProb[name] ?? 0;
  return believedExistence(track) * Math.max(0, 1 - harmless);
}

interface ClassShare {
  class: TargetClass | 'unknown';
  probability: number;
  paths: number;
}

/** The classes that come to do harm, with their probabilities and how many of the paths each gets. */
function classShares(track: TrackEvent): ClassShare[] {
  const shares: ClassShare[] = [];
  let known = 0;
  let harmful = 0;
  for (const name of Object.keys(classMotion) as (TargetClass | 'unknown')[]) {
    const probability = name === 'unknown' ? Math.max(0, 1 - known) : (track.classProb[name] ?? 0);
    known += probability;
    if (!classMotion[name].arrives || probability < leastClass) continue;
    shares.push({ class: name, probability, paths: 0 });
    harmful += probability;
  }
  const count = Math.ceil(pathsPerTrack * Math.min(1, (believedExistence(track) * harmful) / fullPathsFrom));
  let left = Math.max(leastPaths, count);
  const whole = left;
  shares.sort((a, b) => a.probability - b.probability);
  for (const share of shares) {
    share.paths = Math.min(left, Math.max(leastPaths, Math.round((whole * share.probability) / harmful)));
    left -= share.paths;
  }
  return shares.filter(({ paths }) => paths > 0);
}

function bankFor(banks: Banks, name: TargetClass | 'unknown', turnRateRadPerS: number): PathBank {
  if (!classMotion[name].orbits) return banks.route;
  if (turnRateRadPerS > circlingRadPerS) return banks.circlingLeft;
  if (turnRateRadPerS < -circlingRadPerS) return banks.circlingRight;
  return banks.orbit;
}

/**
 * Draws where a class's paths start and how fast, from the track's covariance: east, north, eastMps, northMps and a weight
 * each. A track that hardly knows its speed is told by the weight what its class usually flies (a normal prior); one that
 * knows it well is not moved. Returns the sum of weights.
 */
function drawFlights(
  out: Float64Array,
  track: TrackEvent,
  enu: Float64Array,
  lower: Float64Array,
  starts: Float64Array,
  from: number,
  share: ClassShare,
): number {
  const { minMps, typicalMps, maxMps } = classMotion[share.class];
  const priorSigmaMps = (maxMps - minMps) / 5;
  let whole = 0;
  for (let i = 0; i < share.paths; i++) {
    const s = 4 * (from + i);
    const z0 = starts[s];
    const z1 = starts[s + 1];
    const z2 = starts[s + 2];
    const eastMps = track.eastMps + lower[8] * z0 + lower[9] * z1 + lower[10] * z2;
    const northMps =
      track.northMps + lower[12] * z0 + lower[13] * z1 + lower[14] * z2 + lower[15] * starts[s + 3];
    const speed = Math.max(0.1, Math.sqrt(eastMps * eastMps + northMps * northMps));
    const kept = Math.min(maxMps, Math.max(minMps, speed)) / speed;
    const unusual = (speed - typicalMps) / priorSigmaMps;
    const weight = Math.exp(-0.5 * Math.min(unusual * unusual, 200));
    out[5 * i] = enu[0] + lower[0] * z0;
    out[5 * i + 1] = enu[1] + lower[4] * z0 + lower[5] * z1;
    out[5 * i + 2] = kept * eastMps;
    out[5 * i + 3] = kept * northMps;
    out[5 * i + 4] = weight;
    whole += weight;
  }
  return whole;
}

const covariance = new Float64Array(36);
const horizontal = new Float64Array(16);

/** Lower Cholesky factor (row-major 4x4) of the covariance of east, north, eastMps, northMps. */
function lowerFactor(out: Float64Array, track: TrackEvent): void {
  const order = track.order ?? ['east', 'north', 'eastMps', 'northMps'];
  const n = order.length;
  if (track.covariance.length !== (n * (n + 1)) / 2) {
    throw new Error(
      `expected ${(n * (n + 1)) / 2} covariances for ${n} states, found ${track.covariance.length}`,
    );
  }
  fullFromPacked(covariance, track.covariance, 0, n);
  const rows = [
    order.indexOf('east'),
    order.indexOf('north'),
    order.indexOf('eastMps'),
    order.indexOf('northMps'),
  ];
  for (let row = 0; row < 4; row++) {
    for (let column = 0; column < 4; column++) {
      horizontal[4 * row + column] = covariance[n * rows[row] + rows[column]];
    }
  }
  if (cholesky(out, horizontal, 4)) return;
  out.fill(0);
  for (let i = 0; i < 4; i++) out[5 * i] = Math.sqrt(Math.max(0, horizontal[5 * i]));
}
