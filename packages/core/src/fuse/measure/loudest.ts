import { pdHeardAs, rangeAtLossDb, type HeardSensor } from './heard-sensor.ts';

/**
 * A microphone reports the loudest source only. So a report depends on all sources through one number, the loudest level
 * that arrives: heard or not with Pd of that level, and that level measured. Where the levels of the sources are
 * independent, what the others leave to source i at level l is exact and has two parts: the chance that none of them is
 * louder, and the density of the report where one of them is. Both are kept as functions of l, on bins of one decibel.
 */

const levelBins = 48;
const binDb = 1;
/** Below the level that is just heard, dB: all that is quieter is one. */
const belowReachDb = 3;

/** Probability by level: row[b] that the source arrives below edge b. `levelBins` + 1 long. */
export type LevelRow = Float64Array;

export function createLevelRow(): LevelRow {
  return new Float64Array(levelBins + 1);
}

/** Level of the lowest edge, dB. */
export function lowestDb(sensor: HeardSensor): number {
  return (sensor.model.sourceDb ?? 110) - sensor.reachLossDb - belowReachDb;
}

/** Φ(x) within 2e-4 (Page 1977). */
export function normalCdf(x: number): number {
  if (x > 5) return 1;
  if (x < -5) return 0;
  return 1 / (1 + Math.exp(-x * (1.5976 + 0.07056 * x * x)));
}

/** Adds a share of a source whose level here is normal; a mean of minus infinity is out of reach. */
export function addLevel(
  row: LevelRow,
  lowest: number,
  share: number,
  meanDb: number,
  sigmaDb: number,
): void {
  const least = Math.max(0.3, sigmaDb);
  for (let b = 0; b <= levelBins; b++) {
    const x = (lowest + b * binDb - meanDb) / least;
    row[b] += share * normalCdf(x);
  }
}

/** What a report says of the loudest level, in the middle of each bin. */
export interface Said {
  /** Density of the report where the loudest was not heard. */
  readonly missed: Float64Array;
  /** Where it was heard, but for what tells sources apart. */
  readonly heard: Float64Array;
  /** Where nothing arrives. */
  nothing: number;
}

export function createSaid(): Said {
  return { missed: new Float64Array(levelBins), heard: new Float64Array(levelBins), nothing: 1 };
}

/** Silence, `reports` times, of a sensor that hears at all with probability `alive`. */
export function saySilence(said: Said, sensor: HeardSensor, alive: number, reports: number): void {
  const pd = pdByBin(sensor);
  for (let b = 0; b < levelBins; b++) {
    let never = 1;
    for (let n = 0; n < reports; n++) never *= 1 - pd[b];
    said.missed[b] = 1 - alive + alive * never;
  }
  said.heard.fill(0);
  said.nothing = 1;
}

/** A claim at `levelDb` (NaN: it states none); `clutter`: density of such a claim where nothing was heard. */
export function sayClaim(
  said: Said,
  sensor: HeardSensor,
  alive: number,
  levelDb: number,
  clutter: number,
): void {
  const pd = pdByBin(sensor);
  const lowest = lowestDb(sensor);
  const sigma = sensor.levelSigmaDb;
  const scale = Number.isNaN(levelDb) ? 1 : 1 / (sigma * Math.sqrt(2 * Math.PI));
  for (let b = 0; b < levelBins; b++) {
    const z = Number.isNaN(levelDb) ? 0 : (levelDb - lowest - (b + 0.5) * binDb) / sigma;
    said.missed[b] = clutter * (1 - alive * pd[b]);
    said.heard[b] = alive * pd[b] * scale * Math.exp(-0.5 * z * z);
  }
  said.nothing = clutter;
}

const pdTables = new WeakMap<HeardSensor, Float64Array>();

/** Pd of what arrives at the middle of each bin. */
function pdByBin(sensor: HeardSensor): Float64Array {
  const known = pdTables.get(sensor);
  if (known !== undefined) return known;
  const table = new Float64Array(levelBins);
  const sourceDb = sensor.model.sourceDb ?? 110;
  const lowest = lowestDb(sensor);
  for (let b = 0; b < levelBins; b++) {
    const lossDb = sourceDb - lowest - (b + 0.5) * binDb;
    table[b] = pdHeardAs(sensor.model, rangeAtLossDb(sensor, lossDb));
  }
  pdTables.set(sensor, table);
  return table;
}

/** What other sources leave to one at a level; linear between edges. */
export interface Louder {
  isAny: boolean;
  lowestDb: number;
  /** Chance that none of them is louder. */
  readonly open: Float64Array;
  /** Density of the report, times the chance, where one of them is. */
  readonly behind: Float64Array;
}

export function createLouder(): Louder {
  return {
    isAny: false,
    lowestDb: 0,
    open: new Float64Array(levelBins + 1).fill(1),
    behind: new Float64Array(levelBins + 1),
  };
}

export function copyLouder(from: Louder): Louder {
  return { ...from, open: from.open.slice(), behind: from.behind.slice() };
}

/** The sources that a report may be of, as one sensor meets them: levels, how likely each exists, how well it fits. */
export interface Contest {
  count: number;
  /** Level of each, given that it exists: row[b] that it arrives below edge b. */
  readonly rows: readonly LevelRow[];
  /** Probability that it exists, as far as it counts for others; 0: left out. */
  readonly share: Float64Array;
  /** How well what tells sources apart (pitch, class) fits each, against any. */
  readonly fit: Float64Array;
}

/** Most sources that are asked which of them is the loudest. */
export const contestCapacity = 12;

export function createContest(): Contest {
  return {
    count: 0,
    rows: Array.from({ length: contestCapacity }, createLevelRow),
    share: new Float64Array(contestCapacity),
    fit: new Float64Array(contestCapacity),
  };
}

const entrants = new Int32Array(contestCapacity);

/** What the contest's sources, by their shares, leave to one more; `said`: what the report says of the loudest level. */
export function fillLouder(out: Louder, sensor: HeardSensor, contest: Contest, said: Said): void {
  const { count, rows, share } = contest;
  let entered = 0;
  for (let j = 0; j < count; j++) if (share[j] > 0) entrants[entered++] = j;
  out.isAny = entered > 0;
  out.lowestDb = lowestDb(sensor);
  if (entered === 0) {
    out.open[0] = 1;
    out.behind[0] = 0;
    return;
  }
  let behind = 0;
  for (let b = levelBins; b >= 0; b--) {
    behind += binDensity(contest, entered, said, b);
    let open = 1;
    for (let n = 0; n < entered; n++) open *= below(rows[entrants[n]], share[entrants[n]], b);
    out.open[b] = open;
    out.behind[b] = behind;
  }
}

/** Probability that a source is absent or below edge b; beyond the last edge nothing is. */
function below(row: LevelRow, share: number, b: number): number {
  return b > levelBins ? 1 : 1 - share * (1 - row[b]);
}

/** Density of the report where the loudest is in bin b, times the chance of that; bin `levelBins` is all beyond. */
function binDensity({ rows, share, fit }: Contest, entered: number, said: Said, b: number): number {
  const at = Math.min(b, levelBins - 1);
  let density = 0;
  for (let n = 0; n < entered; n++) {
    const j = entrants[n];
    const mass = below(rows[j], share[j], b + 1) - below(rows[j], share[j], b);
    if (mass < 1e-9) continue;
    let quieter = mass;
    for (let m = 0; m < entered; m++) {
      if (m === n) continue;
      const other = entrants[m];
      quieter *= 0.5 * (below(rows[other], share[other], b) + below(rows[other], share[other], b + 1));
    }
    density += quieter * (said.missed[at] + fit[j] * said.heard[at]);
  }
  return density;
}

/** Value of a table of `Louder` at a level. */
export function atLevel(table: Float64Array, lowest: number, levelDb: number): number {
  const x = (levelDb - lowest) / binDb;
  if (!(x > 0)) return table[0];
  if (x >= levelBins) return table[levelBins];
  const b = Math.floor(x);
  return table[b] + (x - b) * (table[b + 1] - table[b]);
}
