import { distanceToAreaM, createArea, type Area } from '@kentongan/core/base/geometry';
import { enuFromGeodetic } from '@kentongan/core/base/frame';
import { covers, toLocal } from '@kentongan/core/base/sensor-model';
import { arriving, pdOf } from '../sensor/hear.ts';
import type { Site } from '../sensor/site.ts';
import { stateAt, stateSize } from './path.ts';
import type { Plan } from './stream.ts';
import type { Target } from './target.ts';

/** An arrival is within this of a zone. */
const arrivesM = 2000;
const stepS = 10;
const leastS = 120;
/** An arrival this far ahead is due to be warned of. */
const dueFromS = 100;
const dueToS = 240;
/** Waiting this long is worth one more sensor. */
const worthS = 90;
/** What a radar that sees it is worth, in microphones. */
const radarWorth = 1;

/**
 * When to begin a night so that something is seen at once: drones that several sensors perceive now reach people in a few
 * minutes. s since the start; two minutes where nothing of the kind happens.
 */
export function interestingFromS(plan: Plan): number {
  const areas = plan.zones.map(({ command }) => areaOf(plan, command.polygon ?? []));
  const flights = plan.targets
    .filter((target) => target.class === 'one-way')
    .map((target) => ({ target, arrivals: arrivalsOf(target, areas) }));
  for (const leastEars of [2, 1]) {
    const atS = bestMomentS(plan, flights, leastEars);
    if (atS !== undefined) return atS;
  }
  return leastS;
}

interface Flight {
  target: Target;
  /** When it comes within 2 km of whom, s. */
  arrivals: readonly number[];
}

function bestMomentS(plan: Plan, flights: readonly Flight[], leastEars: number): number | undefined {
  const scores = new Float64Array(Math.ceil(plan.durationS / stepS));
  for (const flight of flights) addPerceived(scores, plan, flight, leastEars);
  let best = -Infinity;
  let bestS: number | undefined;
  scores.forEach((perceived, i) => {
    const score = perceived - (i * stepS) / worthS;
    if (perceived > 0 && score > best) [best, bestS] = [score, i * stepS];
  });
  return bestS;
}

/** Adds, at each time that an arrival is due, how many sensors perceive the target then. */
function addPerceived(scores: Float64Array, plan: Plan, flight: Flight, leastEars: number): void {
  const { target, arrivals } = flight;
  for (let atS = leastS; atS < target.path.endS; atS += stepS) {
    const isDue = arrivals.some((inS) => inS > atS + dueFromS && inS < atS + dueToS);
    if (isDue) scores[atS / stepS] += perceivers(plan, target, atS, leastEars);
  }
}

function areaOf({ place: { frame } }: Plan, polygon: readonly number[][]): Area {
  const ring = polygon.flatMap(([lonDeg, latDeg]) => [
    ...enuFromGeodetic(frame, new Float64Array(3), latDeg, lonDeg, 0).subarray(0, 2),
  ]);
  return createArea([[Float64Array.from(ring)]]);
}

/** When it first comes within 2 km of each area that it visits. */
function arrivalsOf({ path }: Target, areas: readonly Area[]): number[] {
  return areas.flatMap((area) => {
    const [west, south, east, north] = area.box;
    for (let i = 0; i < path.count; i += 5) {
      const e = path.east[i];
      const n = path.north[i];
      if (e < west - arrivesM || e > east + arrivesM || n < south - arrivesM || n > north + arrivesM)
        continue;
      if (distanceToAreaM(area, e, n) <= arrivesM) return [path.bornS + i];
    }
    return [];
  });
}

const state = new Float64Array(stateSize);
const local = new Float64Array(3);

/** 0 where fewer microphones and arrays than `leastEars` hear it. */
function perceivers(plan: Plan, target: Target, atS: number, leastEars: number): number {
  let worth = 0;
  let ears = 0;
  for (const site of plan.sites) {
    if (site.state === 'down' || site.isDeaf || site.lie !== undefined) continue;
    if (!stateAt(target.path, state, atS)) return 0;
    const de = state[0] - site.model.east;
    const dn = state[1] - site.model.north;
    if (site.sensor.type === 'radar') {
      toLocal(site.model, local, de, dn, state[2] - site.model.up);
      const isSeen = covers(site.model, local[0], local[1], local[2], state[6]);
      if (isSeen && Math.hypot(de, dn) < site.model.halfRangeM) worth += radarWorth;
    } else if (Math.hypot(de, dn) < 8000 && hears(site, target, atS)) ears++;
  }
  return ears < leastEars ? 0 : worth + ears;
}

function hears(site: Site, target: Target, atS: number): boolean {
  if (site.sensor.wave !== 'sound') return false;
  const arrived = arriving(site, target, atS);
  return arrived !== undefined && pdOf(site, arrived) > 0.5;
}
