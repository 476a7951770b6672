import { upAtHeight, type Frame } from '@kentongan/core/base/frame';
import { wrapAngle } from '@kentongan/core/base/geometry';
import type { Random } from '@kentongan/core/base/random';
import type { Path } from './path.ts';

/** One piece of a flight plan, in the region's ENU. */
export type Leg =
  | { kind: 'to'; east: number; north: number; heightM: number }
  /** Circle the place, clockwise. */
  | { kind: 'orbit'; east: number; north: number; heightM: number; radiusM: number; lastsS: number }
  /** Fly at the place and come down on it. */
  | { kind: 'dive'; east: number; north: number };

export interface Airframe {
  speedMps: number;
  turnRadPerS: number;
  climbMps: number;
  /** Standard deviation of a slow swing of the course, rad. */
  wanderRad: number;
}

interface Flight {
  east: number;
  north: number;
  heightM: number;
  courseRad: number;
  wanderRad: number;
}

/** How far from its end a flight stops: its plan is done, or the exercise is over. */
export interface Flown {
  path: Path;
  /** Whether every leg was flown before `untilS`. */
  finished: boolean;
}

const impactHeightM = 3;

/** Flies the plan second by second from the first leg's start; cut at `untilS`. */
export function fly(
  frame: Frame,
  random: Random,
  airframe: Airframe,
  start: { east: number; north: number; heightM: number },
  legs: readonly Leg[],
  bornS: number,
  untilS: number,
): Flown {
  const flight: Flight = { ...start, courseRad: courseTo(start, legs[0]), wanderRad: 0 };
  const samples: number[] = [];
  sample(samples, flight);
  let legIndex = 0;
  let onLegS = 0;
  let atS = bornS;
  while (legIndex < legs.length && atS + 1 <= untilS) {
    const leg = legs[legIndex];
    flight.wanderRad += -0.02 * flight.wanderRad + airframe.wanderRad * 0.2 * random.gaussian();
    steer(flight, airframe, leg);
    atS++;
    onLegS++;
    if (isFlown(flight, airframe, leg, onLegS)) {
      if (leg.kind === 'dive') flight.heightM = impactHeightM;
      legIndex++;
      onLegS = 0;
    }
    sample(samples, flight);
  }
  return { path: pathFrom(frame, samples, bornS), finished: legIndex === legs.length };
}

function courseTo(from: { east: number; north: number }, to: { east: number; north: number }): number {
  return Math.atan2(to.east - from.east, to.north - from.north);
}

function distanceM(flight: Flight, leg: Leg): number {
  return Math.hypot(leg.east - flight.east, leg.north - flight.north);
}

function steer(flight: Flight, airframe: Airframe, leg: Leg): void {
  const away = distanceM(flight, leg);
  const diving = leg.kind === 'dive' && away < 3 * flight.heightM + airframe.speedMps;
  const wanted =
    leg.kind === 'orbit' ? orbitCourse(flight, leg) : courseTo(flight, leg) + (diving ? 0 : flight.wanderRad);
  const most = airframe.turnRadPerS * (diving ? 3 : 1);
  const turn = Math.max(-most, Math.min(most, wrapAngle(wanted - flight.courseRad)));
  flight.courseRad = wrapAngle(flight.courseRad + turn);
  const alongM = diving ? Math.min(airframe.speedMps, away) : airframe.speedMps;
  flight.east += alongM * Math.sin(flight.courseRad);
  flight.north += alongM * Math.cos(flight.courseRad);
  if (diving) {
    const left = Math.max(1, Math.ceil(away / airframe.speedMps));
    flight.heightM += (impactHeightM - flight.heightM) / left;
  } else if (leg.kind !== 'dive') {
    const climb = Math.max(-airframe.climbMps, Math.min(airframe.climbMps, leg.heightM - flight.heightM));
    flight.heightM += climb;
  }
}

/** Along the circle, turned in or out by how far off it is. */
function orbitCourse(flight: Flight, leg: Leg & { kind: 'orbit' }): number {
  const outward = courseTo(leg, flight);
  const offM = distanceM(flight, leg) - leg.radiusM;
  const inward = Math.max(-1.4, Math.min(1.4, offM / (0.5 * leg.radiusM)));
  return outward + Math.PI / 2 + inward;
}

function isFlown(flight: Flight, airframe: Airframe, leg: Leg, onLegS: number): boolean {
  if (leg.kind === 'orbit') return onLegS >= leg.lastsS;
  const away = distanceM(flight, leg);
  if (leg.kind === 'dive') return away < 60 || flight.heightM <= impactHeightM + 0.01;
  return away < Math.max(airframe.speedMps, (0.8 * airframe.speedMps) / airframe.turnRadPerS);
}

function sample(samples: number[], flight: Flight): void {
  samples.push(flight.east, flight.north, flight.heightM);
}

/** A path out of east, north, height triples, one a second. */
export function pathFrom(frame: Frame, samples: readonly number[], bornS: number): Path {
  const count = samples.length / 3;
  const of = (offset: number) => Float64Array.from({ length: count }, (_, i) => samples[3 * i + offset]);
  const [east, north, heightM] = [of(0), of(1), of(2)];
  const up = heightM.map((height, i) => upAtHeight(frame, east[i], north[i], height));
  return { bornS, endS: bornS + count - 1, count, east, north, up, heightM };
}

/** The path up to a time, for what is lost or leaves on the way. */
export function cutPath(path: Path, untilS: number): Path {
  const count = Math.max(2, Math.min(path.count, Math.floor(untilS - path.bornS) + 1));
  return { ...path, count, endS: Math.min(path.endS, path.bornS + count - 1) };
}
