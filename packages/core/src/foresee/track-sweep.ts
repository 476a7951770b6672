import { distanceToAreaM } from '../base/geometry.ts';
import type { PathBank } from './path-bank.ts';
import { blockShift, type ZoneIndex, type ZoneRing } from './zone-index.ts';

/** When a share of a track's possible paths first comes within a zone's ring. */
export interface ZoneArrival {
  /** Index into the zone index's rings. */
  zone: number;
  /** Sum of the weights of the paths that arrive within the horizon. */
  probability: number;
  /** Seconds from now, below 0 for what is inside already: p10, median, p90 of those that arrive. */
  p10S: number;
  medianS: number;
  p90S: number;
}

/**
 * Longest stride between two looks at the grid, m, while arrivals are near and later: a chord of a 2 km ring as long is
 * missed only within 16 m, later 64 m, of its edge.
 */
const nearStrideM = 500;
const farStrideM = 1000;
/** Until then the moment of arrival is worked out along the stride; later it is taken to be half-way. */
const nearS = 720;
/** A path that starts inside a ring has come in before now; its moment is looked for this far back, in these steps. */
const longestInsideS = 60;
const insideStepS = 5;
/** A path that has strayed so much farther from the rings than it began is not followed any further. */
const strayM = 15_000;

/**
 * Collects first moments of paths in zones. One sweep serves many tracks: `begin`, any number of `fly`, then `arrivals`.
 * Hits are lists threaded through flat arrays that double when full: at most paths x zones on one path.
 */
export interface TrackSweep {
  begin(index: ZoneIndex): void;
  /**
   * One path: starts at (east, north) with this velocity and follows path `path` of `bank`; `weight` is its share of the
   * track's probability and `endRatePerS` how soon such flights end by themselves.
   */
  fly(
    bank: PathBank,
    path: number,
    east: number,
    north: number,
    eastMps: number,
    northMps: number,
    weight: number,
    endRatePerS: number,
  ): void;
  /** In order of zone index, from `least` probability on. */
  arrivals(least: number): ZoneArrival[];
}

export function createTrackSweep(): TrackSweep {
  let index: ZoneIndex | undefined;
  let flight = 0;
  let lastFlight = new Int32Array(0);
  let firstHit = new Int32Array(0);
  let touched: number[] = [];
  let hits = 0;
  let hitS = new Float64Array(1024);
  let hitWeight = new Float64Array(1024);
  let nextHit = new Int32Array(1024);

  function begin(next: ZoneIndex): void {
    if (next !== index) {
      index = next;
      lastFlight = new Int32Array(next.rings.length);
      firstHit = new Int32Array(next.rings.length).fill(-1);
      flight = 0;
    }
    for (const zone of touched) firstHit[zone] = -1;
    touched = [];
    hits = 0;
  }

  function hit(zone: number, atS: number, weight: number): void {
    if (hits === hitS.length) {
      hitS = grown(hitS, new Float64Array(2 * hits));
      hitWeight = grown(hitWeight, new Float64Array(2 * hits));
      nextHit = grown(nextHit, new Int32Array(2 * hits));
    }
    if (firstHit[zone] === -1) touched.push(zone);
    hitS[hits] = atS;
    hitWeight[hits] = weight;
    nextHit[hits] = firstHit[zone];
    firstHit[zone] = hits++;
  }

  function fly(
    bank: PathBank,
    path: number,
    east: number,
    north: number,
    eastMps: number,
    northMps: number,
    weight: number,
    endRatePerS: number,
  ): void {
    if (index === undefined) throw new Error('fly before begin');
    const { starts, members, blocks, blockColumns, westM, southM, columns, rows } = index;
    const perCell = 1 / index.cellM;
    const startColumn = (east - westM) * perCell;
    const startRow = (north - southM) * perCell;
    const beganOutside = Math.max(0, -startColumn, -startRow, startColumn - columns, startRow - rows);
    const stray = beganOutside + strayM * perCell;
    const { points, timesS, xy } = bank;
    flight++;
    const speed = Math.sqrt(eastMps * eastMps + northMps * northMps);
    let fromE = east;
    let fromN = north;
    for (let k = 0, at = 2 * path * points; k < points; k++, at += 2) {
      const toE = east + eastMps * xy[at] - northMps * xy[at + 1];
      const toN = north + northMps * xy[at] + eastMps * xy[at + 1];
      const stepS = k === 0 ? 0 : timesS[k] - timesS[k - 1];
      const strideM = timesS[k] <= nearS ? nearStrideM : farStrideM;
      const parts = speed * stepS <= strideM ? 1 : Math.ceil((speed * stepS) / strideM);
      const strideE = parts === 1 ? toE - fromE : (toE - fromE) / parts;
      const strideN = parts === 1 ? toN - fromN : (toN - fromN) / parts;
      for (let part = 1; part <= parts; part++) {
        const e = fromE + part * strideE;
        const n = fromN + part * strideN;
        const column = (e - westM) * perCell;
        const row = (n - southM) * perCell;
        if (column < 0 || row < 0 || column >= columns || row >= rows) {
          if (column < -stray || row < -stray || column > columns + stray || row > rows + stray) return;
          continue;
        }
        const r = row | 0;
        const c = column | 0;
        if (blocks[(r >> blockShift) * blockColumns + (c >> blockShift)] === 0) continue;
        const cell = r * columns + c;
        for (let m = starts[cell], end = starts[cell + 1]; m < end; m++) {
          const zone = members[m];
          if (lastFlight[zone] === flight) continue;
          lastFlight[zone] = flight;
          if (k === 0) {
            hit(zone, -sinceInside(index.rings[zone], e, n, eastMps, northMps), weight);
            continue;
          }
          const share = timesS[k] > nearS ? 0.5 : shareOutside(index.rings[zone], e, n, strideE, strideN);
          const atS = timesS[k] - stepS + ((part - 1 + share) * stepS) / parts;
          hit(zone, atS, weight * Math.exp(-endRatePerS * atS));
        }
      }
      fromE = toE;
      fromN = toN;
    }
  }

  function arrivals(least: number): ZoneArrival[] {
    const found: ZoneArrival[] = [];
    touched.sort((a, b) => a - b);
    for (const zone of touched) {
      let sum = 0;
      const times: number[] = [];
      const order: number[] = [];
      for (let h = firstHit[zone]; h !== -1; h = nextHit[h]) {
        sum += hitWeight[h];
        order.push(h);
      }
      if (sum < least) continue;
      order.sort((a, b) => hitS[a] - hitS[b] || a - b);
      for (const share of [0.1, 0.5, 0.9]) times.push(weightedQuantile(order, share * sum));
      found.push({ zone, probability: Math.min(1, sum), p10S: times[0], medianS: times[1], p90S: times[2] });
    }
    return found;
  }

  function weightedQuantile(order: readonly number[], mass: number): number {
    let sum = 0;
    for (const h of order) {
      sum += hitWeight[h];
      if (sum >= mass) return hitS[h];
    }
    return hitS[order[order.length - 1]];
  }

  return { begin, fly, arrivals };
}

/** How long ago a target that is inside a ring now came in, taken to have flown straight: at most `longestInsideS`. */
function sinceInside(ring: ZoneRing, e: number, n: number, eastMps: number, northMps: number): number {
  for (let agoS = insideStepS; agoS < longestInsideS; agoS += insideStepS) {
    const distanceM = distanceToAreaM(ring.area, e - agoS * eastMps, n - agoS * northMps);
    if (distanceM > ring.radiusM) return agoS - insideStepS / 2;
  }
  return longestInsideS;
}

/** How much of the stride that ends at (e, n) lies before the ring's edge. */
function shareOutside(ring: ZoneRing, e: number, n: number, strideE: number, strideN: number): number {
  const beforeM = distanceToAreaM(ring.area, e - strideE, n - strideN);
  if (beforeM <= ring.radiusM) return 0;
  const distanceM = Math.min(ring.radiusM, distanceToAreaM(ring.area, e, n));
  return (beforeM - ring.radiusM) / (beforeM - distanceM);
}

function grown<T extends Float64Array | Int32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
