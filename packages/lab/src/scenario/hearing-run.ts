/**
 * Judges hearing on nets of our own: `node packages/lab/src/scenario/hearing-run.ts KIND FIRST_SEED COUNT [KEY=VALUE …]`
 * prints, for each seed and as a mean: settled RMSE over the bound (`heard-bound`), GOSPA (cut-off 2 km) and its parts a
 * tick, NEES per dimension, identity switches, and processor time. Kinds: light, sound (every drone there from the start,
 * two of them side by side, alike), night (levels differ and are shifted by 2 dB, half of them born later); sparse and
 * sparseSound: as dense and as long as the public files S2 and S2d. Keys are `HearingOptions`.
 */
import { createTracker } from '@kentongan/core/fuse';
import { createFrame, enuFromGeodetic } from '@kentongan/core/base/frame';
import type { TrackEvent, Truth } from '@kentongan/core/base/event';
import { heardBound } from '../score/heard-bound.ts';
import type { TruePath } from '../score/targets.ts';
import { TrackJudge } from '../score/tracks.ts';
import { makeHearing, type HearingOptions, type HearingScenario } from './hearing-scenario.ts';

const alike = { targets: 10, early: 1, pairs: 1, durationS: 300, sideM: 52_000, fromEdge: true, heightM: 0 };
const sparse = { targets: 12, durationS: 600, sideM: 76_000 };

export const hearingKinds = {
  light: { ...alike, waveMps: Infinity, sourceSigmaDb: 0 },
  sound: { ...alike, sourceSigmaDb: 0 },
  night: { ...alike, early: 0.5, sourceSigmaDb: 1.5, nightDb: 2, fromEdge: false, heightM: 150 },
  sparse: { ...alike, ...sparse, waveMps: Infinity, sourceSigmaDb: 0 },
  sparseSound: { ...alike, ...sparse, sourceSigmaDb: 0 },
} satisfies Record<string, Partial<HearingOptions>>;

export type HearingKind = keyof typeof hearingKinds;

const shownMetrics = {
  settled: 'rmse_over_pcrlb_settled',
  gospa: 'gospa_mean',
  missed: 'missed_per_t',
  false: 'false_per_t',
  nees: 'nees_per_dim',
  neesMedian: 'nees_median_per_dim',
  switches: 'switches',
} as const;

export type HearingScore = Record<keyof typeof shownMetrics | 'cpuS', number>;

export function judgeHearing({ header, facts, truth }: HearingScenario, cutOffM = 2000): HearingScore {
  const ticksMs = facts.filter((fact) => fact.kind === 'tick').map(({ timeMs }) => timeMs);
  const judge = new TrackJudge(
    createFrame(header.origin),
    header.region,
    header.startMs,
    ticksMs,
    pathsOf(header, truth),
    { cutOffM, pcrlb: heardBound(header, facts, truth) },
  );
  const tracker = createTracker(header);
  const started = process.cpuUsage();
  for (const fact of facts) tracker.step(fact, (track) => judge.add(track as TrackEvent));
  const used = process.cpuUsage(started);
  const result = judge.result();
  const entries = Object.entries(shownMetrics).map(([name, key]) => [
    name,
    Number(result[key] ?? Number.NaN),
  ]);
  return { ...Object.fromEntries(entries), cpuS: (used.user + used.system) / 1e6 } as HearingScore;
}

function pathsOf(header: HearingScenario['header'], truth: readonly Truth[]): Map<string, TruePath> {
  const frame = createFrame(header.origin);
  const enu = new Float64Array(3);
  const paths = new Map<string, TruePath>();
  for (const row of truth) {
    enuFromGeodetic(frame, enu, row.latDeg, row.lonDeg, row.heightM);
    const path = paths.get(row.targetId) ?? emptyPath(row);
    paths.set(row.targetId, path);
    path.timeMs.push(row.timeMs);
    path.east.push(enu[0]);
    path.north.push(enu[1]);
    path.eastMps.push(row.eastMps);
    path.northMps.push(row.northMps);
  }
  return paths;
}

function emptyPath({ targetId, class: name }: Truth): TruePath {
  return {
    targetId,
    class: name,
    timeMs: [], east: [], north: [], groundEast: [], groundNorth: [], eastMps: [], northMps: [], sensors: [],
    firstHeardMs: undefined,
    knowableMs: undefined,
  }; // prettier-ignore
}

function shown(score: HearingScore): string {
  return Object.entries(score)
    .map(([name, value]) => `${name} ${value.toFixed(name === 'gospa' || name === 'switches' ? 0 : 2)}`)
    .join(', ');
}

function main(words: readonly string[]): void {
  const kind = words[0] as HearingKind;
  if (!(kind in hearingKinds))
    throw new Error(`expected one of ${Object.keys(hearingKinds).join(' ')}, found ${words[0]}`);
  const [first, count] = [Number(words[1] ?? 1), Number(words[2] ?? 5)];
  const keys = Object.fromEntries(
    words
      .slice(3)
      .map((word) => word.split('='))
      .map(([k, v]) => [k, Number(v)]),
  );
  const all: HearingScore[] = [];
  for (let seed = first; seed < first + count; seed++) {
    all.push(judgeHearing(makeHearing({ ...hearingKinds[kind], ...keys, seed })));
    process.stdout.write(`${kind} seed ${seed}: ${shown(all[all.length - 1])}\n`);
  }
  const names = Object.keys(all[0]) as (keyof HearingScore)[];
  const mean = names.map((name) => [name, all.reduce((sum, score) => sum + score[name], 0) / all.length]);
  process.stdout.write(`${kind} mean of ${count}: ${shown(Object.fromEntries(mean) as HearingScore)}\n`);
}

if (process.argv[1] === import.meta.filename) main(process.argv.slice(2));
