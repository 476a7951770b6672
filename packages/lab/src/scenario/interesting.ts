import { distanceToAreaM, createArea, type Area } from '@kentongan/core/base/geometry';
import { enuFromGeodetic } from '@kentongan/core/base/frame';
import { covers, toLocal } from '@kentongan/core/base/sensor-model';
import { arriving, pdOf } from '../sensor/hear.ts';
import { stateAt, stateSize } from './path.ts';
import type { Plan } from './stream.ts';
import type { Target } from './target.ts';

/** An arrival is within this of a zone. */
const arrivesM = 2000;
const stepS = 10;
/** An arrival this far ahead is due to be warned of. */
const dueFromS = 110;
const dueToS = 260;

/**
 * When to begin a night so that something is seen at once: a one-way drone that several sensors perceive now reaches
 * people in a few minutes. s since the start; two minutes where nothing of the kind happens.
 */
export function interestingFromS(plan: Plan): number {
  const areas = plan.zones.map(({ command }) => areaOf(plan, command.polygon ?? []));
  let best = { score: 0, atS: 120 };
  for (const target of plan.targets) {
    if (target.class !== 'one-way') continue;
    const arrivals = arrivalsOf(target, areas);
    for (let atS = Math.ceil(target.path.bornS / stepS) * stepS; atS < target.path.endS; atS += stepS) {
      const due = arrivals.filter((inS) => inS > atS + dueFromS && inS < atS + dueToS).length;
      if (due === 0 || atS < 120 || atS > 0.6 * plan.durationS) continue;
      const score = perceivers(plan, target, atS) + Math.min(due, 3);
      if (score > best.score) best = { score, atS };
    }
  }
  return best.atS;
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

/** How many sensors probably detect it now; a radar counts as five microphones. */
function perceivers(plan: Plan, target: Target, atS: number): number {
  if (!stateAt(target.path, state, atS)) return 0;
  let count = 0;
  for (const site of plan.sites) {
    const { model } = site;
    const de = state[0] - model.east;
    const dn = state[1] - model.north;
    if (site.state === 'down' || site.isDeaf || site.lie !== undefined) continue;
    if (site.sensor.type === 'radar') {
      toLocal(model, local, de, dn, state[2] - model.up);
      if (covers(model, local[0], local[1], local[2], state[6]) && Math.hypot(de, dn) < model.halfRangeM)
        count += 5;
    } else if (site.model.periodMs !== undefined && Math.hypot(de, dn) < 8000) {
      const arrived = arriving(site, target, atS);
      if (arrived !== undefined && pdOf(site, arrived) > 0.5) count++;
    }
  }
  return count;
}
