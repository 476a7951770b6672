import { createRandom } from '../base/random.ts';

/**
 * A bank of flights: what a target may do from now on, drawn once from a fixed seed and used for every track, so that two
 * forecasts of one track differ by what was learned and not by chance. A path is given relative to its start, for a
 * course along +x and a speed of 1 m/s; `track-sweep` turns and scales it. Point k of path i is at
 * `xy[2 * (i * points + k)]`, at `timesS[k]` seconds, in fine steps first and coarser ones later.
 */
export interface PathBank {
  readonly paths: number;
  readonly points: number;
  readonly timesS: Float64Array;
  readonly xy: Float64Array;
}

/** How a kind of target changes course. Rates per second of flight; angles in rad. */
export interface RouteHabit {
  /** Mean time from now, or from one turn, to the next. */
  readonly legS: number;
  /** Turns are Laplace with this scale: many small, some back the way it came. */
  readonly turnScaleRad: number;
  readonly turnRateRadPerS: number;
}

/** How a kind of target circles: mean time until it begins, mean time it stays, then leaves in any direction. */
export interface OrbitHabit {
  readonly untilS: number;
  readonly staysS: number;
  readonly turnRateRadPerS: number;
}

export const horizonS = 1800;
/** Steps of a path, s: fine while its window still matters to the second, coarse later. */
const fineStepS = 8;
const coarseStepS = 16;
const fineUntilS = 720;
const timesS = stepTimes();
const points = timesS.length;

/** A flier of waypoint routes: legs of exponential length, a turn at the end of each. */
export function createRouteBank(seed: number, paths: number, habit: RouteHabit): PathBank {
  const random = createRandom(seed);
  return bankOf(paths, (path, out) => {
    let legEndS = -habit.legS * Math.log(1 - evenly(path, 4));
    let turnEndS = 0;
    let rate = 0;
    for (let k = 0; k < points - 1; k++) {
      const atS = timesS[k];
      if (atS >= legEndS) {
        const magnitude = Math.min(Math.PI, -habit.turnScaleRad * Math.log(1 - random.uniform()));
        rate = random.uniform() < 0.5 ? habit.turnRateRadPerS : -habit.turnRateRadPerS;
        turnEndS = atS + magnitude / habit.turnRateRadPerS;
        legEndS = turnEndS + random.exponential(habit.legS);
      }
      out[k] = rate * Math.min(timesS[k + 1] - atS, Math.max(0, turnEndS - atS));
    }
  });
}

/** A target that flies straight, then circles, then leaves. `circling`: it has begun already, to this side (+1 left). */
export function createOrbitBank(
  seed: number,
  paths: number,
  habit: OrbitHabit,
  circling: 0 | 1 | -1,
): PathBank {
  const random = createRandom(seed);
  return bankOf(paths, (path, out) => {
    const beginS = circling === 0 ? random.exponential(habit.untilS) : 0;
    const endS = beginS - habit.staysS * Math.log(1 - evenly(path, 4));
    const side = circling === 0 ? (random.uniform() < 0.5 ? 1 : -1) : circling;
    for (let k = 0; k < points - 1; k++) {
      const atS = timesS[k];
      out[k] = atS >= beginS && atS < endS ? side * habit.turnRateRadPerS * (timesS[k + 1] - atS) : 0;
    }
  });
}

function stepTimes(): Float64Array {
  const times: number[] = [];
  for (let atS = 0; atS < fineUntilS; atS += fineStepS) times.push(atS);
  for (let atS = fineUntilS; atS <= horizonS; atS += coarseStepS) times.push(atS);
  return Float64Array.from(times);
}

/**
 * The additive recurrence of the generalised golden ratio (Roberts, "The unreasonable effectiveness of quasirandom
 * sequences", 2018) in five dimensions: any run of paths covers [0, 1) evenly in each. Dimension 4 is the first leg's.
 */
const golden5 = 1.134724138401519;

function evenly(path: number, dimension: number): number {
  let step = 1;
  for (let i = 0; i <= dimension; i++) step /= golden5;
  const at = 0.5 + (path + 1) * step;
  return at - Math.floor(at);
}

/** Integrates each path from its turns: `drawTurns` writes the course change of every step, rad to the left. */
function bankOf(paths: number, drawTurns: (path: number, out: Float64Array) => void): PathBank {
  const xy = new Float64Array(2 * paths * points);
  const turns = new Float64Array(points - 1);
  for (let path = 0; path < paths; path++) {
    drawTurns(path, turns);
    let course = 0;
    let x = 0;
    let y = 0;
    for (let k = 1; k < points; k++) {
      const turn = turns[k - 1];
      const stepS = timesS[k] - timesS[k - 1];
      const chord = Math.abs(turn) < 1e-9 ? stepS : (stepS * Math.sin(turn / 2)) / (turn / 2);
      x += chord * Math.cos(course + turn / 2);
      y += chord * Math.sin(course + turn / 2);
      course += turn;
      xy[2 * (path * points + k)] = x;
      xy[2 * (path * points + k) + 1] = y;
    }
  }
  return { paths, points, timesS, xy };
}

/** Four standard normal numbers a path: where in a track's covariance it starts. */
export function createStarts(paths: number): Float64Array {
  const starts = new Float64Array(4 * paths);
  for (let i = 0; i < starts.length; i++) starts[i] = normalAt(evenly(i >> 2, i & 3));
  return starts;
}

/** Standard normal quantile (Abramowitz and Stegun 26.2.23): within 4.5e-4. */
export function normalAt(probability: number): number {
  const tail = Math.min(probability, 1 - probability);
  const t = Math.sqrt(-2 * Math.log(Math.max(tail, 1e-12)));
  const upper =
    t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
  return probability < 0.5 ? -upper : upper;
}
