import { enuFromGeodetic, type Frame } from '@kentongan/core/base/frame';
import type { TrackEvent } from '@kentongan/core/base/event';
import { assignSparse, type SparseRow } from './assign.ts';
import { mean, median, root, rounded } from './statistics.ts';
import { rowAt, type TruePath } from './targets.ts';

/** The posterior Cramer-Rao bound: bound[target][seconds since the start], metres. */
export interface Pcrlb {
  bound: Record<string, Record<string, number>>;
}

export interface TrackScoreOptions {
  /** GOSPA's cut-off; default by the region's name where it is a known scenario, else 2,000 m. */
  cutOffM?: number;
  pcrlb?: Pcrlb;
  /** Where truth has several classes, only this one counts. Default `one-way`. */
  class?: string;
}

export type TrackScore = Record<string, string | number | null>;

const cutOffMOf: Record<string, number> = {
  S1: 500, S1h: 500, S2: 2000, S2d: 2000, S3: 1000, S4: 1000, S4s: 1000, S5: 300, S6: 1500,
}; // prettier-ignore
const defaultCutOffM = 2000;
/** Chi-square of two dimensions at 0.95. */
const ellipse95 = 5.991465;

interface Tracked {
  trackId: string;
  east: number;
  north: number;
  eastMps: number;
  northMps: number;
  /** ee, en, nn; undefined where the event has none of its length. */
  covariance: [number, number, number] | undefined;
}

interface True {
  path: TruePath;
  east: number;
  north: number;
  eastMps: number;
  northMps: number;
}

/**
 * Judges tracks against truth at every tick: GOSPA (Rahmathullah, Garcia-Fernandez, Svensson 2017) with alpha 2 and p 2,
 * its parts, identity switches, SIAP completeness, honesty of covariance. Tracks are taken in order of time and let go
 * after their tick, so memory does not grow with a file's length.
 */
export class TrackJudge {
  readonly #frame: Frame;
  readonly #name: string;
  readonly #ticksMs: readonly number[];
  readonly #counted: TruePath[];
  readonly #others: TruePath[];
  readonly #wanted: string;
  readonly #cutOffM: number;
  readonly #boundOf: ((targetId: string, atMs: number) => number | undefined) | undefined;
  readonly #now = new Map<string, Tracked>();
  #tick = 0;
  #offTick = 0;

  readonly #ids = new Set<string>();
  readonly #local2: number[] = [];
  readonly #missed: number[] = [];
  readonly #false: number[] = [];
  readonly #error2: number[] = [];
  readonly #bound: { error2: number; bound2: number }[] = [];
  readonly #velocity2: number[] = [];
  readonly #nees: number[] = [];
  readonly #lastTrack = new Map<string, string>();
  readonly #firstS = new Map<string, number>();
  /** Ticks that one track followed one target. */
  readonly #segments = new Map<string, Map<string, number>>();
  #switches = 0;
  #trueTicks = 0;
  #pairs = 0;
  #trackTicks = 0;
  #onConfuser = 0;

  constructor(
    frame: Frame,
    name: string,
    startMs: number,
    ticksMs: readonly number[],
    truth: ReadonlyMap<string, TruePath>,
    options: TrackScoreOptions = {},
  ) {
    this.#frame = frame;
    this.#name = name;
    this.#ticksMs = ticksMs;
    this.#wanted = options.class ?? 'one-way';
    const paths = [...truth.values()];
    const isMixed = new Set(paths.map((path) => path.class)).size > 1;
    this.#counted = paths.filter((path) => !isMixed || path.class === this.#wanted);
    this.#others = paths.filter((path) => isMixed && path.class !== this.#wanted);
    this.#cutOffM = options.cutOffM ?? cutOffMOf[name.split('-')[0]] ?? defaultCutOffM;
    this.#boundOf = options.pcrlb === undefined ? undefined : boundReader(options.pcrlb, startMs);
  }

  add(track: TrackEvent): void {
    this.#goTo(track.timeMs);
    if (track.timeMs !== this.#ticksMs[this.#tick]) {
      this.#offTick++;
      return;
    }
    this.#now.delete(track.trackId);
    if (track.status !== 'confirmed' && track.status !== 'coasting') return;
    if (this.#others.length > 0 && !this.#isWanted(track.classProb)) return;
    this.#now.set(track.trackId, trackedFrom(this.#frame, track));
    this.#ids.add(track.trackId);
  }

  result(): TrackScore {
    this.#goTo(Infinity);
    return Object.fromEntries(
      Object.entries(this.#metrics()).map(([name, value]) => [
        name,
        typeof value === 'number' && !Number.isInteger(value) ? rounded(value, 4) : value,
      ]),
    );
  }

  /** Left out when it gives another class, or what it does not name, more probability. */
  #isWanted(classProb: Record<string, number>): boolean {
    const named = Object.entries(classProb);
    if (named.length === 0) return true;
    const rest = 1 - named.reduce((sum, [, probability]) => sum + probability, 0);
    const most = named.reduce(
      (best, [name, probability]) => (name === this.#wanted ? best : Math.max(best, probability)),
      rest,
    );
    return (classProb[this.#wanted] ?? 0) >= most;
  }

  /** Judges every tick before a time. */
  #goTo(timeMs: number): void {
    while (this.#tick < this.#ticksMs.length && this.#ticksMs[this.#tick] < timeMs) {
      this.#judge(this.#ticksMs[this.#tick]);
      this.#now.clear();
      this.#tick++;
    }
  }

  #judge(atMs: number): void {
    const there = this.#counted.map((path) => trueAt(path, atMs)).filter((one) => one !== undefined);
    const tracks = [...this.#now.values()];
    const match = matchWithin(there, tracks, this.#cutOffM);
    let local2 = 0;
    let pairs = 0;
    match.forEach((track, i) => {
      if (track < 0) return;
      pairs++;
      local2 += this.#pair(there[i], tracks[track], atMs);
    });
    if (this.#others.length > 0) this.#countConfusers(tracks, match, atMs);
    this.#local2.push(local2);
    this.#missed.push(there.length - pairs);
    this.#false.push(tracks.length - pairs);
    this.#trueTicks += there.length;
    this.#trackTicks += tracks.length;
    this.#pairs += pairs;
  }

  /** Takes one matched pair into account; its squared distance. */
  #pair(truth: True, track: Tracked, atMs: number): number {
    const { targetId, timeMs } = truth.path;
    const de = truth.east - track.east;
    const dn = truth.north - track.north;
    const error2 = de * de + dn * dn;
    this.#error2.push(error2);
    const bound = this.#boundOf?.(targetId, atMs);
    if (bound !== undefined && bound > 0) this.#bound.push({ error2, bound2: bound * bound });
    if (track.covariance !== undefined) this.#nees.push(neesOf(track.covariance, de, dn));
    const ve = track.eastMps - truth.eastMps;
    const vn = track.northMps - truth.northMps;
    this.#velocity2.push(ve * ve + vn * vn);
    const last = this.#lastTrack.get(targetId);
    if (last !== undefined && last !== track.trackId) this.#switches++;
    this.#lastTrack.set(targetId, track.trackId);
    const segments = this.#segments.get(targetId) ?? new Map<string, number>();
    this.#segments.set(targetId, segments.set(track.trackId, (segments.get(track.trackId) ?? 0) + 1));
    if (!this.#firstS.has(targetId)) this.#firstS.set(targetId, (atMs - timeMs[0]) / 1000);
    return error2;
  }

  #countConfusers(tracks: readonly Tracked[], match: Int32Array, atMs: number): void {
    const used = new Set(match);
    const free = tracks.filter((_, i) => !used.has(i));
    const there = this.#others.map((path) => trueAt(path, atMs)).filter((one) => one !== undefined);
    for (const track of matchWithin(there, free, this.#cutOffM)) if (track >= 0) this.#onConfuser++;
  }

  #metrics(): TrackScore {
    const half2 = (this.#cutOffM * this.#cutOffM) / 2;
    const gospa2 = this.#local2.map((local2, i) => local2 + half2 * (this.#missed[i] + this.#false[i]));
    const missedPerTick = mean(this.#missed);
    const falsePerTick = mean(this.#false);
    const firsts = [...this.#firstS.values()];
    const longest = [...this.#segments.values()].reduce(
      (sum, segments) => sum + Math.max(...segments.values()),
      0,
    );
    return {
      scenario: this.#name,
      c: this.#cutOffM,
      ticks: this.#ticksMs.length,
      gospa_mean: mean(gospa2.map(Math.sqrt)),
      gospa_rms: root(mean(gospa2)),
      loc: root(mean(this.#local2)),
      missed_per_t: missedPerTick,
      false_per_t: falsePerTick,
      missed: root((missedPerTick ?? 0) * half2),
      false: root((falsePerTick ?? 0) * half2),
      rmse: root(mean(this.#error2)),
      median_err: root(median(this.#error2)),
      switches: this.#switches,
      siap_completeness: this.#pairs / Math.max(this.#trueTicks, 1),
      siap_spurious: (this.#trackTicks - this.#pairs) / Math.max(this.#trackTicks, 1),
      siap_longest_seg: longest / Math.max(this.#trueTicks, 1),
      distinct_tracks: this.#ids.size,
      mean_first_confirm_s: mean(firsts),
      max_first_confirm_s: firsts.length === 0 ? null : Math.max(...firsts),
      truths_found: this.#firstS.size,
      truths: this.#counted.length,
      ...this.#boundMetrics(),
      ...this.#honesty(),
      ...(this.#velocity2.length > 0 ? { velocity_rmse: root(mean(this.#velocity2)) } : {}),
      ...(this.#others.length > 0
        ? { on_confuser_per_t: this.#onConfuser / Math.max(this.#ticksMs.length, 1) }
        : {}),
      ...(this.#offTick > 0 ? { tracks_not_at_a_tick: this.#offTick } : {}),
    };
  }

  #boundMetrics(): TrackScore {
    const pairs = this.#bound;
    if (pairs.length === 0) return {};
    const bound2 = mean(pairs.map((pair) => pair.bound2)) ?? 0;
    const error2 = mean(pairs.map((pair) => pair.error2)) ?? 0;
    const settled = pairs.filter((pair) => pair.bound2 < (this.#cutOffM * this.#cutOffM) / 16);
    const ratio = (part: typeof pairs) =>
      part.reduce((sum, pair) => sum + pair.error2, 0) / part.reduce((sum, pair) => sum + pair.bound2, 0);
    return {
      pcrlb_rms: Math.sqrt(bound2),
      rmse_on_bound_pairs: Math.sqrt(error2),
      rmse_over_pcrlb: Math.sqrt(error2 / bound2),
      rmse_over_pcrlb_settled: settled.length === 0 ? null : Math.sqrt(ratio(settled)),
      median_err_over_pcrlb: median(pairs.map((pair) => Math.sqrt(pair.error2 / pair.bound2))),
    };
  }

  #honesty(): TrackScore {
    if (this.#nees.length === 0) return {};
    const perDimension = this.#nees.map((value) => value / 2);
    return {
      nees_per_dim: mean(perDimension),
      nees_median_per_dim: median(perDimension),
      covariance_in95: this.#nees.filter((value) => value < ellipse95).length / this.#nees.length,
      covariance_share: this.#nees.length / Math.max(this.#pairs, 1),
    };
  }
}

/** Keys are seconds as text, target ids with or without a leading g. */
function boundReader({ bound }: Pcrlb, startMs: number) {
  const read = new Map(
    Object.entries(bound).map(([target, at]) => [
      target,
      new Map(Object.entries(at).map(([seconds, metres]) => [Math.round(1000 * Number(seconds)), metres])),
    ]),
  );
  return (targetId: string, atMs: number): number | undefined =>
    (read.get(targetId) ?? read.get(targetId.replace(/^g+/, '')))?.get(Math.round(atMs - startMs));
}

const enu = new Float64Array(3);

function trackedFrom(frame: Frame, track: TrackEvent): Tracked {
  const { trackId, latDeg, lonDeg, heightM, eastMps, northMps } = track;
  enuFromGeodetic(frame, enu, latDeg, lonDeg, heightM ?? 0);
  return { trackId, east: enu[0], north: enu[1], eastMps, northMps, covariance: planeCovariance(track) };
}

function planeCovariance({ covariance, order }: TrackEvent): [number, number, number] | undefined {
  const names: readonly string[] = order ?? ['east', 'north', 'eastMps', 'northMps'];
  const size = names.length;
  const east = names.indexOf('east');
  const north = names.indexOf('north');
  if (east < 0 || north < 0 || covariance.length !== (size * (size + 1)) / 2) return undefined;
  const at = (i: number, j: number) => {
    const row = Math.min(i, j);
    return covariance[row * size - (row * (row - 1)) / 2 + Math.abs(i - j)];
  };
  return [at(east, east), at(east, north), at(north, north)];
}

/** Squared Mahalanobis distance of an error in the plane, m, from a covariance ee, en, nn, m²; 1e9 where that is none. */
export function neesOf([ee, en, nn]: readonly [number, number, number], de: number, dn: number): number {
  const determinant = ee * nn - en * en;
  if (!(determinant > 0 && ee > 0)) return 1e9;
  return (de * de * nn - 2 * de * dn * en + dn * dn * ee) / determinant;
}

function trueAt(path: TruePath, atMs: number): True | undefined {
  const row = rowAt(path, atMs);
  if (row < 0) return undefined;
  const i = Math.max(0, Math.min(row, path.timeMs.length - 2));
  const j = Math.min(i + 1, path.timeMs.length - 1);
  const t = i === j ? 0 : (atMs - path.timeMs[i]) / (path.timeMs[j] - path.timeMs[i]);
  const between = (values: readonly number[]) => values[i] * (1 - t) + values[j] * t;
  return {
    path,
    east: between(path.east),
    north: between(path.north),
    eastMps: between(path.eastMps),
    northMps: between(path.northMps),
  };
}

interface Spot {
  east: number;
  north: number;
}

/** For each truth its track or -1: pairs nearer than the cut-off that make GOSPA least. */
function matchWithin(truths: readonly Spot[], tracks: readonly Spot[], cutOffM: number): Int32Array {
  const cells = new Map<string, number[]>();
  tracks.forEach(({ east, north }, i) => {
    const cell = `${Math.floor(east / cutOffM)} ${Math.floor(north / cutOffM)}`;
    cells.set(cell, [...(cells.get(cell) ?? []), i]);
  });
  const rows = truths.map((truth): SparseRow => neighboursOf(truth, tracks, cells, cutOffM));
  return assignSparse(rows, tracks.length);
}

function neighboursOf(
  { east, north }: Spot,
  tracks: readonly Spot[],
  cells: ReadonlyMap<string, number[]>,
  cutOffM: number,
): SparseRow {
  const row = new Map<number, number>();
  for (const column of [-1, 0, 1]) {
    for (const line of [-1, 0, 1]) {
      const cell = `${Math.floor(east / cutOffM) + column} ${Math.floor(north / cutOffM) + line}`;
      for (const i of cells.get(cell) ?? []) {
        const de = tracks[i].east - east;
        const dn = tracks[i].north - north;
        const cost = de * de + dn * dn - cutOffM * cutOffM;
        if (cost < -1e-9) row.set(i, cost);
      }
    }
  }
  return row;
}
