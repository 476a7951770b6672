/**
 * Judges the tracker on fields of our own: `node packages/lab/src/scenario/tracking-run.ts KIND FIRST_SEED COUNT [SCALE]`
 * prints, for each seed and as a mean, GOSPA (cut-off 500 m; bearings and saturation 1,000 m), misses, false tracks,
 * switches, NEES per dimension, and detections a second of processor time; where targets fly high, what is said of heights.
 */
import { createTracker } from '@kentongan/core/fuse';
import { createFrame, type Frame } from '@kentongan/core/base/frame';
import type { TrackEvent, Truth } from '@kentongan/core/base/event';
import { horizontalCovariance, verticalSigmaM } from '@kentongan/core/tell/uncertainty';
import { assignSparse, type SparseRow } from '../score/assign.ts';
import { neesOf } from '../score/tracks.ts';
import { planeOf, type Field } from './tracking-fields.ts';
import { createTrackingField, trackingKinds, type TrackingKind } from './tracking-kinds.ts';

type Track = Omit<TrackEvent, 'seq'>;

export interface FieldScore {
  gospa: number;
  missed: number;
  false: number;
  switches: number;
  nees: number;
  detectionsPerS: number;
  heights?: HeightScore;
}

/** Of all pairs of a target and its track. */
export interface HeightScore {
  /** NEES per horizontal dimension of targets above 1,000 m. */
  neesHigh: number;
  /** Share whose height is stated; root mean square error of those heights, m; their NEES. */
  stated: number;
  errorM: number;
  nees: number;
  /** Root mean square error, m, had the field's mean height been stated of all. */
  priorErrorM: number;
}

interface Sum {
  gospa: number;
  missed: number;
  false: number;
  switches: number;
  nees: number;
  pairs: number;
  ticks: number;
  neesHigh: number;
  high: number;
  heights: number;
  heightError2: number;
  heightNees: number;
  priorError2: number;
}

const usualHeightM = 1550;
const highM = 1000;

export function judgeField(field: Field, cutOffM: number): FieldScore {
  const tracks = new Map<number, Track[]>();
  const tracker = createTracker(field.header);
  const started = process.cpuUsage();
  for (const fact of field.facts) {
    tracker.step(fact, (track) => {
      if (track.status !== 'confirmed' && track.status !== 'coasting') return;
      const at = tracks.get(track.timeMs) ?? [];
      tracks.set(track.timeMs, at);
      at.push(track);
    });
  }
  const used = process.cpuUsage(started);
  const detections = field.facts.filter((fact) => fact.kind === 'detection').length;
  const sum: Sum = {
    gospa: 0, missed: 0, false: 0, switches: 0, nees: 0, pairs: 0, ticks: 0,
    neesHigh: 0, high: 0, heights: 0, heightError2: 0, heightNees: 0, priorError2: 0,
  }; // prettier-ignore
  const last = new Map<string, string>();
  for (const fact of field.facts) {
    if (fact.kind === 'tick')
      judgeTick(field, tracks.get(fact.timeMs) ?? [], fact.timeMs, cutOffM, last, sum);
  }
  return {
    gospa: sum.gospa / sum.ticks,
    missed: sum.missed / sum.ticks,
    false: sum.false / sum.ticks,
    switches: sum.switches,
    nees: sum.nees / Math.max(1, sum.pairs) / 2,
    detectionsPerS: (detections / (used.user + used.system)) * 1e6,
    ...(sum.high > 0 ? { heights: heightsOf(sum) } : {}),
  };
}

function heightsOf(sum: Sum): HeightScore {
  return {
    neesHigh: sum.neesHigh / sum.high / 2,
    stated: sum.heights / sum.pairs,
    errorM: Math.sqrt(sum.heightError2 / sum.heights),
    nees: sum.heightNees / sum.heights,
    priorErrorM: Math.sqrt(sum.priorError2 / sum.heights),
  };
}

function judgeTick(
  field: Field,
  tracks: readonly Track[],
  timeMs: number,
  cutOffM: number,
  last: Map<string, string>,
  sum: Sum,
): void {
  const frame = createFrame(field.header.origin);
  const truths = field.truth.filter((truth) => truth.timeMs === timeMs);
  const places = tracks.map((track) => planeOf(frame, track));
  const rows: SparseRow[] = truths.map((truth) => {
    const [east, north] = planeOf(frame, truth);
    const row = new Map<number, number>();
    places.forEach(([e, n], k) => {
      const cost = (e - east) * (e - east) + (n - north) * (n - north) - cutOffM * cutOffM;
      if (cost < 0) row.set(k, cost);
    });
    return row;
  });
  const columns = assignSparse(rows, places.length);
  const pairs: [number, number][] = [];
  columns.forEach((track, truth) => {
    if (track >= 0) pairs.push([truth, track]);
  });
  let located = 0;
  for (const [truth, track] of pairs) {
    located += (rows[truth].get(track) ?? 0) + cutOffM * cutOffM;
    judgePair(frame, truths[truth], tracks[track], places[track], sum);
    const { targetId } = truths[truth];
    const { trackId } = tracks[track];
    if (last.has(targetId) && last.get(targetId) !== trackId) sum.switches++;
    last.set(targetId, trackId);
  }
  const missed = truths.length - pairs.length;
  const spurious = tracks.length - pairs.length;
  sum.gospa += Math.sqrt(located + ((cutOffM * cutOffM) / 2) * (missed + spurious));
  sum.missed += missed;
  sum.false += spurious;
  sum.pairs += pairs.length;
  sum.ticks++;
}

function judgePair(
  frame: Frame,
  truth: Truth,
  track: Track,
  [trackEast, trackNorth]: readonly [number, number],
  sum: Sum,
): void {
  const [east, north] = planeOf(frame, truth);
  const { ee, en, nn } = horizontalCovariance(track);
  const nees = neesOf([ee, en, nn], east - trackEast, north - trackNorth);
  sum.nees += nees;
  if (truth.heightM > highM) {
    sum.high++;
    sum.neesHigh += nees;
  }
  const sigmaM = verticalSigmaM(track);
  if (track.heightM === undefined || sigmaM === undefined) return;
  const errorM = track.heightM - truth.heightM;
  sum.heights++;
  sum.heightError2 += errorM * errorM;
  sum.heightNees += (errorM * errorM) / (sigmaM * sigmaM);
  sum.priorError2 += (truth.heightM - usualHeightM) * (truth.heightM - usualHeightM);
}

function main(words: readonly string[]): void {
  const kind = words[0] as TrackingKind;
  if (!trackingKinds.includes(kind))
    throw new Error(`expected one of ${trackingKinds.join(' ')}, found ${words[0]}`);
  const [first, count, scale] = [Number(words[1] ?? 1), Number(words[2] ?? 5), Number(words[3] ?? 1)];
  const cutOffM = kind === 'bearings' || kind === 'saturation' ? 1000 : 500;
  const all: FieldScore[] = [];
  for (let seed = first; seed < first + count; seed++) {
    all.push(judgeField(createTrackingField(kind, seed, scale), cutOffM));
    process.stdout.write(`${kind} seed ${seed}: ${shown(all[all.length - 1])}\n`);
  }
  const mean = (pick: (score: FieldScore) => number): number =>
    all.reduce((sum, score) => sum + pick(score), 0) / all.length;
  const whole: FieldScore = {
    gospa: mean((s) => s.gospa), missed: mean((s) => s.missed), false: mean((s) => s.false),
    switches: mean((s) => s.switches), nees: mean((s) => s.nees), detectionsPerS: mean((s) => s.detectionsPerS),
    ...meanHeights(all),
  }; // prettier-ignore
  process.stdout.write(`${kind} mean of ${count}: ${shown(whole)}\n`);
}

/** Of the fields whose targets fly high; of errors and NEES, those that state heights at all. */
function meanHeights(all: readonly FieldScore[]): { heights?: HeightScore } {
  const scores = all.flatMap(({ heights }) => heights ?? []);
  if (scores.length === 0) return {};
  const mean = (pick: (score: HeightScore) => number): number => {
    const numbers = scores.map(pick).filter(Number.isFinite);
    return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
  };
  return {
    heights: {
      neesHigh: mean((s) => s.neesHigh), stated: mean((s) => s.stated), errorM: mean((s) => s.errorM),
      nees: mean((s) => s.nees), priorErrorM: mean((s) => s.priorErrorM),
    },
  }; // prettier-ignore
}

function shown({ heights, ...score }: FieldScore): string {
  const flat = heights === undefined ? '' : `; heights: ${listed(heights)}`;
  return listed(score) + flat;
}

function listed(score: object): string {
  return Object.entries(score)
    .map(([name, value]) => `${name} ${(value as number).toFixed(name === 'detectionsPerS' ? 0 : 2)}`)
    .join(', ');
}

if (process.argv[1] === import.meta.filename) main(process.argv.slice(2));
