/**
 * Judges the tracker on mixed fields of our own: `node packages/lab/src/scenario/mixed-run.ts [KIND] FIRST_SEED COUNT [OPTIONS]`
 * prints, for each seed and as a mean, what `judgeMixed` counts. GOSPA has a cut-off of 1,500 m, as S6 has. KIND is one of
 * `mixedKinds`; `inbound` is like S6. OPTIONS are JSON: '{"liars":0.2}' and what else `MixedOptions` has.
 */
import { createTracker } from '@kentongan/core/fuse';
import { horizontalCovariance } from '@kentongan/core/tell/uncertainty';
import { createFrame } from '@kentongan/core/base/frame';
import type { TrackEvent, Truth } from '@kentongan/core/base/event';
import { assignSparse, type SparseRow } from '../score/assign.ts';
import { neesOf } from '../score/tracks.ts';
import { createMixedField, type MixedField } from './mixed-field.ts';
import { mixedKinds, type MixedOptions } from './mixed-sources.ts';
import { planeOf } from './tracking-fields.ts';

type Track = Omit<TrackEvent, 'seq'>;

export interface MixedScore {
  gospa: number;
  /** A tick: truths without a track, tracks of class one-way without a truth. */
  missed: number;
  false: number;
  /**
   * Of the false ones, a tick: another track is nearer to the same drone; follows a confuser; within 4 km of a drone, or of where
   * one ended within the last minute; none of these.
   */
  double: number;
  confused: number;
  astray: number;
  ended: number;
  never: number;
  switches: number;
  nees: number;
  /** Confirmed corroborated tracks with nothing real within the cut-off, ticks; of these, those that liars mostly support. */
  ghosts: number;
  madeUp: number;
  /** Share of drone ticks with a confirmed track within the cut-off; and with a corroborated one. */
  recall: number;
  corroborated: number;
  cpuS: number;
}

const whys = ['double', 'confused', 'astray', 'ended', 'never'] as const;
const cutOffM = 1500;
/** A track this near to a drone has lost it, or follows one that ended no longer ago than this. */
const lostM = 4000;
const endedMs = 60_000;

interface Sum {
  ticks: number;
  truths: number;
  pairs: number;
}

export function judgeMixed(field: MixedField): MixedScore {
  const byTime = new Map<number, Track[]>();
  const tracker = createTracker(field.header);
  const started = process.cpuUsage();
  for (const fact of field.facts) {
    tracker.step(fact, (track) => {
      if (track.status !== 'confirmed' && track.status !== 'coasting') return;
      const at = byTime.get(track.timeMs) ?? [];
      byTime.set(track.timeMs, at);
      at.push(track);
    });
  }
  const used = process.cpuUsage(started);
  const score: MixedScore = {
    gospa: 0, missed: 0, false: 0, double: 0, confused: 0, astray: 0, ended: 0, never: 0, switches: 0, nees: 0, ghosts: 0, madeUp: 0, recall: 0,
    corroborated: 0, cpuS: (used.user + used.system) / 1e6,
  }; // prettier-ignore
  const sum: Sum = { ticks: 0, truths: 0, pairs: 0 };
  const last = new Map<string, string>();
  const truthAt = byTimeOf(field.truth);
  const isMadeUp = createMadeUp(field);
  const ends = endsOf(field.truth);
  for (const fact of field.facts) {
    if (fact.kind !== 'tick') continue;
    const { timeMs } = fact;
    const tracks = byTime.get(timeMs) ?? [];
    const ended = ends.filter(({ timeMs: endMs }) => endMs < timeMs && timeMs - endMs <= endedMs);
    judgeTick(field, tracks, truthAt.get(timeMs) ?? [], ended, isMadeUp, last, score, sum);
  }
  for (const name of ['gospa', 'missed', 'false', ...whys] as const) score[name] /= sum.ticks;
  score.nees /= 2 * Math.max(1, sum.pairs);
  score.recall = sum.pairs / Math.max(1, sum.truths);
  score.corroborated /= Math.max(1, sum.truths);
  return score;
}

function byTimeOf(rows: readonly Truth[]): Map<number, Truth[]> {
  const byTime = new Map<number, Truth[]>();
  for (const row of rows) {
    const at = byTime.get(row.timeMs);
    if (at === undefined) byTime.set(row.timeMs, [row]);
    else at.push(row);
  }
  return byTime;
}

/** The last row of each one-way drone. */
function endsOf(rows: readonly Truth[]): Truth[] {
  const last = new Map<string, Truth>();
  for (const row of rows) if (row.class === 'one-way') last.set(row.targetId, row);
  return [...last.values()];
}

/** As scored in the evaluation material: a track counts when nothing is likelier than one-way. */
function isOneWay({ classProb }: Track): boolean {
  const named = Object.entries(classProb);
  const ours = classProb['one-way'] ?? 0;
  const unknown = 1 - named.reduce((all, [, p]) => all + p, 0);
  return named.every(([name, p]) => name === 'one-way' || p <= ours) && unknown <= ours;
}

function judgeTick(
  field: MixedField,
  all: readonly Track[],
  truths: readonly Truth[],
  ended: readonly Truth[],
  isMadeUp: (track: Track) => boolean,
  last: Map<string, string>,
  score: MixedScore,
  sum: Sum,
): void {
  const frame = createFrame(field.header.origin);
  const tracks = all.filter(isOneWay);
  const drones = truths.filter((truth) => truth.class === 'one-way');
  const places = tracks.map((track) => planeOf(frame, track));
  const rows = drones.map((truth) => nearOf(planeOf(frame, truth), places));
  const columns = assignSparse(rows, places.length);
  let [located, pairs] = [0, 0];
  columns.forEach((track, truth) => {
    if (track < 0) return;
    pairs++;
    located += (rows[truth].get(track) ?? 0) + cutOffM * cutOffM;
    score.nees += missOf(tracks[track], places[track], planeOf(frame, drones[truth]));
    const { targetId } = drones[truth];
    const { trackId } = tracks[track];
    if (last.has(targetId) && last.get(targetId) !== trackId) score.switches++;
    last.set(targetId, trackId);
  });
  const taken = new Set(columns);
  for (let k = 0; k < tracks.length; k++) {
    if (!taken.has(k)) score[whyFalse(frame, truths, ended, places[k])]++;
  }
  const borneOut = all.filter((track) => track.evidence.status !== 'unverified');
  for (const track of all) {
    const isOfLiars = isMadeUp(track);
    if (!borneOut.includes(track) || isExplained(frame, track, truths)) continue;
    score.ghosts++;
    if (isOfLiars) score.madeUp++;
  }
  for (const drone of drones)
    if (borneOut.some((track) => isExplained(frame, track, [drone]))) score.corroborated++;
  const missed = drones.length - pairs;
  const spurious = tracks.length - pairs;
  score.gospa += Math.sqrt(located + ((cutOffM * cutOffM) / 2) * (missed + spurious));
  score.missed += missed;
  score.false += spurious;
  sum.pairs += pairs;
  sum.truths += drones.length;
  sum.ticks++;
}

type Frame = ReturnType<typeof createFrame>;
type Plane = [number, number];

function nearOf([east, north]: Plane, places: readonly Plane[]): SparseRow {
  const row = new Map<number, number>();
  places.forEach(([e, n], k) => {
    const cost = (e - east) * (e - east) + (n - north) * (n - north) - cutOffM * cutOffM;
    if (cost < 0) row.set(k, cost);
  });
  return row;
}

function missOf(track: Track, [east, north]: Plane, truth: Plane): number {
  const { ee, en, nn } = horizontalCovariance(track);
  return neesOf([ee, en, nn], truth[0] - east, truth[1] - north);
}

/** What a false track is: see `MixedScore`. */
function whyFalse(
  frame: Frame,
  truths: readonly Truth[],
  ended: readonly Truth[],
  place: Plane,
): (typeof whys)[number] {
  const near = (rows: readonly Truth[], withinM: number): Truth[] =>
    rows
      .map((row) => ({ row, away: distanceM(planeOf(frame, row), place) }))
      .filter(({ away }) => away < withinM)
      .sort((a, b) => a.away - b.away)
      .map(({ row }) => row);
  const nearest = near(truths, cutOffM).at(0);
  if (nearest !== undefined) return nearest.class === 'one-way' ? 'double' : 'confused';
  if (near(ended, lostM).length > 0) return 'ended';
  return near(truths, lostM).some((row) => row.class === 'one-way') ? 'astray' : 'never';
}

/** Whether something real is where the track is. */
function isExplained(frame: Frame, track: Track, truths: readonly Truth[]): boolean {
  const place = planeOf(frame, track);
  return truths.some((truth) => distanceM(planeOf(frame, truth), place) < cutOffM);
}

/** For how long a fact counts for whose track it is, in ticks. */
const fadeTicks = 30;

/** Whether most of the facts that a track lately rested on are liars'; to be asked once a tick of each track. */
function createMadeUp({ facts, liars }: MixedField): (track: Track) => boolean {
  const sensorOf = new Map<number, string>();
  for (const fact of facts) if (fact.kind === 'detection') sensorOf.set(fact.seq, fact.sensorId);
  const byTrack = new Map<string, { lies: number; truths: number; seq: number }>();
  return ({ trackId, cause }) => {
    const tally = byTrack.get(trackId) ?? { lies: 0, truths: 0, seq: 0 };
    byTrack.set(trackId, tally);
    tally.lies *= Math.exp(-1 / fadeTicks);
    tally.truths *= Math.exp(-1 / fadeTicks);
    for (const seq of cause) {
      if (seq <= tally.seq) continue;
      if (liars.has(sensorOf.get(seq) ?? '')) tally.lies++;
      else tally.truths++;
    }
    tally.seq = Math.max(tally.seq, ...cause);
    return tally.lies > tally.truths;
  };
}

function distanceM(a: Plane, b: Plane): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}

function main(words: readonly string[]): void {
  const isNamed = words.length > 0 && words[0] in mixedKinds;
  const kind = isNamed ? (words[0] as keyof typeof mixedKinds) : 'anywhere';
  const [first = '1', size = '5', json = '{}'] = isNamed ? words.slice(1) : words;
  const count = Number(size);
  const options = { ...mixedKinds[kind], ...(JSON.parse(json) as Partial<MixedOptions>) };
  const all: MixedScore[] = [];
  for (let seed = Number(first); seed < Number(first) + count; seed++) {
    all.push(judgeMixed(createMixedField({ ...options, seed })));
    process.stdout.write(`seed ${seed}: ${shown(all[all.length - 1])}\n`);
  }
  const names = Object.keys(all[0]) as (keyof MixedScore)[];
  const whole = Object.fromEntries(
    names.map((name) => [name, all.reduce((sum, score) => sum + score[name], 0) / all.length]),
  ) as unknown as MixedScore;
  process.stdout.write(`mean of ${count}: ${shown(whole)}\n`);
}

function shown(score: MixedScore): string {
  return Object.entries(score)
    .map(([name, value]) => `${name} ${(value as number).toFixed(name === 'gospa' ? 0 : 3)}`)
    .join(', ');
}

if (process.argv[1] === import.meta.filename) main(process.argv.slice(2));
