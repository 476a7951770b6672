import { checkHeader, type CommandEvent, type Header, type TrackEvent } from '@kentongan/core/base/event';
import { createFrame } from '@kentongan/core/base/frame';
import { objectsOf, type Lines } from './lines.ts';
import { readTruth, type TruePath } from './targets.ts';
import { TrackJudge, type TrackScore, type TrackScoreOptions } from './tracks.ts';
import { WarningJudge, type WarningScore, type WarningScoreOptions } from './warning/judge.ts';
import { createWorld } from './warning/world.ts';

export interface ScoreInput {
  facts: Lines;
  truth: Lines;
  conclusions: Lines;
}

export interface Score {
  tracks: TrackScore;
  /** Where the facts have zones. */
  warnings?: WarningScore;
  /** Lines of all three that could not be read. */
  refusedLines: number;
}

type ZoneCommand = CommandEvent['command'] & { type: 'zone' };

/** What of the facts matters to a judge. */
interface Night {
  header: Header;
  /** Ascending, each once. */
  ticksMs: number[];
  zones: ZoneCommand[];
}

/** Judges conclusions by what truth says: tracks always, warnings where there are zones. Throws where the facts have no header. */
export async function score(
  input: ScoreInput,
  options: TrackScoreOptions & WarningScoreOptions = {},
): Promise<Score> {
  let refusedLines = 0;
  const onRefused = () => {
    refusedLines++;
  };
  const night = await readNight(input.facts, onRefused);
  const truth = await readTruth(input.truth, createFrame(night.header.origin), onRefused);
  const tracks = trackJudge(night, truth, options);
  const warnings = night.zones.length > 0 ? warningJudge(night, truth, options) : undefined;
  for await (const value of objectsOf(input.conclusions, onRefused)) {
    if (isTrack(value)) tracks.add(value);
    const isRead = (warnings?.add(value) ?? true) && (value.kind !== 'track' || isTrack(value));
    if (!isRead) onRefused();
  }
  return {
    tracks: tracks.result(),
    ...(warnings === undefined ? {} : { warnings: warnings.result() }),
    refusedLines,
  };
}

/** Tracks alone. */
export async function scoreTracks(
  facts: Lines,
  truth: Lines,
  conclusions: Lines,
  options: TrackScoreOptions = {},
): Promise<TrackScore> {
  const ignore = () => {};
  const night = await readNight(facts, ignore);
  const paths = await readTruth(truth, createFrame(night.header.origin), ignore);
  const judge = trackJudge(night, paths, options);
  for await (const value of objectsOf(conclusions, ignore)) if (isTrack(value)) judge.add(value);
  return judge.result();
}

/** Warnings alone. */
export async function scoreWarnings(
  facts: Lines,
  truth: Lines,
  conclusions: Lines,
  options: WarningScoreOptions = {},
): Promise<WarningScore> {
  const ignore = () => {};
  const night = await readNight(facts, ignore);
  const paths = await readTruth(truth, createFrame(night.header.origin), ignore);
  const judge = warningJudge(night, paths, options);
  for await (const value of objectsOf(conclusions, ignore)) judge.add(value);
  return judge.result();
}

function trackJudge(
  { header, ticksMs }: Night,
  truth: ReadonlyMap<string, TruePath>,
  options: TrackScoreOptions,
): TrackJudge {
  return new TrackJudge(createFrame(header.origin), header.region, header.startMs, ticksMs, truth, options);
}

function warningJudge(
  night: Night,
  truth: ReadonlyMap<string, TruePath>,
  options: WarningScoreOptions,
): WarningJudge {
  return new WarningJudge(createWorld({ ...night, truth, ...options }), options);
}

async function readNight(facts: Lines, onRefused: () => void): Promise<Night> {
  const ticksMs = new Set<number>();
  const zones = new Map<string, ZoneCommand>();
  let header: Header | undefined;
  for await (const line of facts) {
    // A detection matters to no judge, and there are a million of them.
    if (line.includes('"kind":"detection"')) continue;
    for await (const value of objectsOf([line], onRefused)) {
      if (header === undefined) header = headerFrom(value);
      else if (value.kind === 'tick' && typeof value.timeMs === 'number') ticksMs.add(value.timeMs);
      else if (value.kind === 'command') addZone(zones, value.command);
    }
  }
  if (header === undefined)
    throw new TypeError('expected a header as the first line of the facts, found none');
  return { header, ticksMs: [...ticksMs].sort((a, b) => a - b), zones: [...zones.values()] };
}

function headerFrom(value: unknown): Header {
  const checked = checkHeader(value);
  if (!checked.ok)
    throw new TypeError(`the facts' first line: expected ${checked.expected}, found ${checked.found}`);
  return checked.value;
}

function addZone(zones: Map<string, ZoneCommand>, command: unknown): void {
  const zone = command as ZoneCommand | undefined;
  if (zone?.type === 'zone' && typeof zone.zoneId === 'string') zones.set(zone.zoneId, zone);
}

function isTrack(value: Record<string, unknown>): value is TrackEvent & Record<string, unknown> {
  return (
    value.kind === 'track' &&
    typeof value.trackId === 'string' &&
    typeof value.timeMs === 'number' &&
    typeof value.latDeg === 'number' &&
    typeof value.lonDeg === 'number' &&
    Array.isArray(value.covariance) &&
    typeof value.classProb === 'object' &&
    value.classProb !== null
  );
}
