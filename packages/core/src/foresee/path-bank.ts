import { createRandom, type Random } from '../base/random.ts';

/**
 * A bank of flights: what a target may do from now on, drawn once from a fixed seed and used for every track, so that two
 * forecasts of one track differ by what was learned and not by chance. A path is given relative to its start, for a
 * course along +x and a speed of 1 m/s; `track-sweep` turns and scales it. Point k of path i is at
 * `xy[2 * (i * points + k)]`, at k * stepS seconds.
 */
export interface PathBank {
  readonly paths: number;
  readonly points: number;
  readonly stepS: number;
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
export const stepS = 8;
const points = horizonS / stepS + 1;

/** A flier of waypoint routes: legs of exponential length, a turn at the end of each. */
export function createRouteBank(seed: number, paths: number, habit: RouteHabit): PathBank {
  const random = createRandom(seed);
  const firstLeg = stratified(random, paths);
  return bankOf(paths, (path, out) => {
    let legEndS = -habit.legS * Math.log(1 - firstLeg[path]);
    let turnEndS = 0;
    let rate = 0;
    for (let k = 0; k < points - 1; k++) {
      const atS = k * stepS;
      if (atS >= legEndS) {
        const magnitude = Math.min(Math.PI, -habit.turnScaleRad * Math.log(1 - random.uniform()));
        rate = random.uniform() < 0.5 ? habit.turnRateRadPerS : -habit.turnRateRadPerS;
        turnEndS = atS + magnitude / habit.turnRateRadPerS;
        legEndS = turnEndS + random.exponential(habit.legS);
      }
      out[k] = rate * Math.min(stepS, Math.max(0, turnEndS - atS));
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
  const stays = stratified(random, paths);
  return bankOf(paths, (path, out) => {
    const beginS = circling === 0 ? random.exponential(habit.untilS) : 0;
    const endS = beginS - habit.staysS * Math.log(1 - stays[path]);
    const side = circling === 0 ? (random.uniform() < 0.5 ? 1 : -1) : circling;
    for (let k = 0; k < points - 1; k++) {
      const atS = k * stepS;
      out[k] = atS >= beginS && atS < endS ? side * habit.turnRateRadPerS * stepS : 0;
    }
  });
}

/** One number from each of `count` equal slices of [0, 1), in random order. */
function stratified(random: Random, count: number): Float64Array {
  const slices = new Float64Array(count);
  for (let i = 0; i < count; i++) slices[i] = (i + random.uniform()) / count;
  for (let i = count - 1; i > 0; i--) {
    const j = random.below(i + 1);
    const held = slices[i];
    slices[i] = slices[j];
    slices[j] = held;
  }
  return slices;
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
      const chord = Math.abs(turn) < 1e-9 ? stepS : (stepS * Math.sin(turn / 2)) / (turn / 2);
      x += chord * Math.cos(course + turn / 2);
      y += chord * Math.sin(course + turn / 2);
      course += turn;
      xy[2 * (path * points + k)] = x;
      xy[2 * (path * points + k) + 1] = y;
    }
  }
  return { paths, points, stepS, xy };
}

/** Standard normal numbers, four a path, each column stratified over the paths: where in its covariance a path starts. */
export function createStarts(seed: number, paths: number): Float64Array {
  const random = createRandom(seed);
  const starts = new Float64Array(4 * paths);
  for (let column = 0; column < 4; column++) {
    const slices = stratified(random, paths);
    for (let path = 0; path < paths; path++) starts[4 * path + column] = normalAt(slices[path]);
  }
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
