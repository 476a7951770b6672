/**
 * Judges the tracker on fields of our own: `node packages/lab/src/scenario/tracking-run.ts KIND FIRST_SEED COUNT [SCALE]`
 * prints, for each seed and as a mean, GOSPA (cut-off 500 m; bearings and saturation 1,000 m), misses, false tracks,
 * switches, NEES per dimension, and detections a second of processor time.
 */
import { createTracker } from '@kentongan/core/fuse';
import { createFrame } from '@kentongan/core/base/frame';
import type { TrackEvent } from '@kentongan/core/base/event';
import { assignSparse, type SparseRow } from '../score/assign.ts';
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
}

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
  const sum = { gospa: 0, missed: 0, false: 0, switches: 0, nees: 0, pairs: 0, ticks: 0 };
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
  };
}

function judgeTick(
  field: Field,
  tracks: readonly Track[],
  timeMs: number,
  cutOffM: number,
  last: Map<string, string>,
  sum: {
    gospa: number;
    missed: number;
    false: number;
    switches: number;
    nees: number;
    pairs: number;
    ticks: number;
  },
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
    const [east, north] = planeOf(frame, truths[truth]);
    const [ee, en, , , nn] = tracks[track].covariance;
    const de = east - places[track][0];
    const dn = north - places[track][1];
    sum.nees += (de * de * nn - 2 * de * dn * en + dn * dn * ee) / (ee * nn - en * en);
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
  }; // prettier-ignore
  process.stdout.write(`${kind} mean of ${count}: ${shown(whole)}\n`);
}

function shown(score: FieldScore): string {
  return Object.entries(score)
    .map(([name, value]) => `${name} ${(value as number).toFixed(name === 'detectionsPerS' ? 0 : 2)}`)
    .join(', ');
}

if (process.argv[1] === import.meta.filename) main(process.argv.slice(2));
