import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import {
  checkFact,
  EventLines,
  type AlertEvent,
  type Conclusion,
  type TrackEvent,
} from '@kentongan/core/base/event';
import { createPipeline } from '@kentongan/core/pipeline';
import { score } from '../score/score.ts';
import { rounded } from '../score/statistics.ts';

/**
 * What is concluded from a recorded night, short enough to be read in review and exact enough that nothing changes unseen:
 * every confirmed track's life, every revision of every alert, the main scores, and a digest of all conclusions.
 */
export interface GoldenSummary {
  facts: number;
  conclusions: Record<Conclusion['kind'], number>;
  sha256: string;
  /** One line each: id, from when to when, what it seems to be, where it was last. */
  tracks: string[];
  /** One line each: when, which revision, level, why. */
  alerts: string[];
  score: Record<string, number | string | null>;
}

/** The recorded nights: `NAME.facts.ndjson.gz`, `NAME.truth.ndjson.gz`, `NAME.summary.json` beside this file. */
export const goldenNames = ['coast', 'border'] as const;

export function goldenPath(
  name: string,
  what: 'facts.ndjson.gz' | 'truth.ndjson.gz' | 'summary.json',
): string {
  return join(import.meta.dirname, `${name}.${what}`);
}

function linesOf(path: string): string[] {
  return gunzipSync(readFileSync(path))
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '');
}

interface Life {
  fromS: number;
  last: TrackEvent;
}

/** Replays a recorded night through the pipeline. Throws where a line of it is refused. */
export async function summarize(name: string): Promise<GoldenSummary> {
  const facts = linesOf(goldenPath(name, 'facts.ndjson.gz'));
  const conclusions = replay(facts);
  const startMs = (JSON.parse(facts[1]) as { timeMs: number }).timeMs;
  const lives = new Map<string, Life>();
  const counts = { track: 0, arrival: 0, alert: 0 };
  const alerts: string[] = [];
  const hash = createHash('sha256');
  for (const conclusion of conclusions) {
    counts[conclusion.kind]++;
    hash.update(JSON.stringify(conclusion)).update('\n');
    if (conclusion.kind === 'track' && conclusion.status !== 'tentative') live(lives, conclusion, startMs);
    if (conclusion.kind === 'alert') alerts.push(alertLine(conclusion, startMs));
  }
  return {
    facts: facts.length - 1,
    conclusions: counts,
    sha256: hash.digest('hex'),
    tracks: [...lives.values()].map((life) => trackLine(life, startMs)),
    alerts,
    score: await scoresOf(name, facts, conclusions),
  };
}

function replay(lines: readonly string[]): Conclusion[] {
  const reader = new EventLines(checkFact, ({ line, at, expected, found }) => {
    throw new Error(`line ${line}${at}: expected ${expected}, found ${found}`);
  });
  reader.read(lines[0]);
  if (reader.header === undefined) throw new Error('expected a header as the first line');
  const pipeline = createPipeline(reader.header);
  const conclusions: Conclusion[] = [];
  for (const line of lines.slice(1)) {
    const fact = reader.read(line);
    if (fact !== undefined) pipeline.step(fact, (conclusion) => conclusions.push(conclusion));
  }
  return conclusions;
}

/** A track that was dropped without ever having been confirmed has no life to tell of. */
function live(lives: Map<string, Life>, track: TrackEvent, startMs: number): void {
  const life = lives.get(track.trackId);
  if (life !== undefined) life.last = track;
  else if (track.status !== 'dropped')
    lives.set(track.trackId, { fromS: secondsFrom(startMs, track.timeMs), last: track });
}

function secondsFrom(startMs: number, timeMs: number): number {
  return rounded((timeMs - startMs) / 1000, 1);
}

function trackLine({ fromS, last }: Life, startMs: number): string {
  const [likeliest, probability] = Object.entries(last.classProb).reduce(
    (best, one) => (one[1] > best[1] ? one : best),
    ['unknown', 0],
  );
  const place = `${last.latDeg.toFixed(3)} ${last.lonDeg.toFixed(3)}`;
  const until = secondsFrom(startMs, last.timeMs);
  return `${last.trackId} ${fromS}-${until} s ${likeliest} ${probability.toFixed(2)} ${last.evidence.status} ${last.status} at ${place}`;
}

function alertLine(alert: AlertEvent, startMs: number): string {
  const ending = alert.cancel === true ? ' cancel' : alert.allClear === true ? ' all-clear' : '';
  const why = alert.reasons.map(({ rule, trackId }) => `${rule} ${trackId ?? ''}`.trim()).join(', ');
  return `${secondsFrom(startMs, alert.timeMs)} s ${alert.alertId} r${alert.revision} ${alert.level}${ending}: ${why}`;
}

async function scoresOf(
  name: string,
  facts: readonly string[],
  conclusions: readonly Conclusion[],
): Promise<GoldenSummary['score']> {
  const { tracks, warnings } = await score({
    facts,
    truth: linesOf(goldenPath(name, 'truth.ndjson.gz')),
    conclusions: conclusions.map((conclusion) => JSON.stringify(conclusion)),
  });
  const { gospa_mean, rmse, switches, siap_completeness, siap_spurious } = tracks;
  const brief = warnings?.brief;
  return {
    gospa_mean,
    rmse,
    switches,
    siap_completeness,
    siap_spurious,
    recall60: brief?.recall60 ?? null,
    needlessPersonMin: brief?.needlessPersonMin ?? null,
    falseWarnings: brief?.falseWarnings ?? null,
  };
}
