import type { ArrivalEvent, EvidenceStatus, Level, Reason, TrackEvent } from '../base/event/index.ts';
import type { Policy } from './policy.ts';
import { probabilityBy } from './risk.ts';

/** A track as the decision sees it. */
export interface KnownTrack {
  track: TrackEvent;
  /** What an operator said of it. */
  verdict: 'none' | 'confirmed' | 'dismissed';
  /** Share of its harm that may ask for `watch`, and for `warning`: by its classes, its evidence and the verdict. */
  watchShare: number;
  warnShare: number;
}

/** What a zone's arrivals ask for at one moment. */
export interface Asked {
  /** The highest level whose threshold to raise is reached. */
  raise: Level;
  /** The highest level that may stand; never below `raise`. */
  keep: Level;
}

/** What an alert rests on. */
export interface Basis {
  /** The arrival that comes first among those that matter; null where none does. */
  first: ArrivalEvent | null;
  /** Most likely first. */
  reasons: Reason[];
  trackIds: string[];
  cause: number[];
}

const mostReasons = 8;
const mostCauses = 64;
const rank: Readonly<Record<Level, number>> = { quiet: 0, watch: 1, warning: 2 };

export function isAbove(a: Level, b: Level): boolean {
  return rank[a] > rank[b];
}

export function higher(a: Level, b: Level): Level {
  return isAbove(a, b) ? a : b;
}

/** Evidence as it counts here: an operator's confirmation verifies. */
export function evidenceOf({ track, verdict }: KnownTrack): EvidenceStatus {
  return verdict === 'confirmed' ? 'verified' : track.evidence.status;
}

/** Works out the shares anew: after each event of the track, each verdict, each change of policy. */
export function weigh(known: KnownTrack, policy: Policy): void {
  const { track, verdict } = known;
  let harm = 0;
  let watch = 0;
  let warn = 0;
  let unknown = 1;
  for (const name of Object.keys(track.classProb)) {
    const probability = track.classProb[name];
    unknown -= probability;
    const highest = policy.highest[name] ?? 'quiet';
    if (highest === 'quiet') continue;
    harm += probability;
    watch += probability;
    if (highest === 'warning') warn += probability;
  }
  if (unknown > 0) {
    harm += unknown;
    if (policy.highest.unknown !== 'quiet') watch += unknown;
    if (policy.highest.unknown === 'warning') warn += unknown;
  }
  const heeded = verdict !== 'dismissed' && harm > 0;
  known.watchShare = heeded ? watch / harm : 0;
  const mayWarn = heeded && evidenceOf(known) !== 'unverified' && warn >= policy.warnHarm;
  known.warnShare = mayWarn ? warn / harm : 0;
}

/**
 * Weighs a zone's arrivals, taken as independent of each other. `over`: whether a track that asks for `watch` by where it
 * is flies near. `ignored`: until when an arrival's track is put aside here.
 */
export function judge(
  arrivals: ReadonlyMap<string, ArrivalEvent>,
  ignored: ReadonlyMap<string, number>,
  over: boolean,
  tracks: ReadonlyMap<string, KnownTrack>,
  timeMs: number,
  policy: Policy,
): Asked {
  let noWarn = 1;
  let noUrgent = 1;
  let noKeep = 1;
  let noWatch = 1;
  for (const [trackId, arrival] of arrivals) {
    const known = tracks.get(trackId);
    if (known === undefined || (ignored.get(trackId) ?? 0) > timeMs) continue;
    const { warnShare, watchShare } = known;
    if (warnShare > 0) {
      noWarn *= 1 - warnShare * probabilityBy(arrival, timeMs + policy.warnWithinMs);
      noUrgent *= 1 - warnShare * probabilityBy(arrival, timeMs + policy.urgentWithinMs);
      noKeep *= 1 - warnShare * probabilityBy(arrival, timeMs + policy.keepWithinMs);
    }
    noWatch *= 1 - watchShare * probabilityBy(arrival, timeMs + policy.watchWithinMs);
  }
  const warns = 1 - noWarn >= policy.warnProbability || 1 - noUrgent >= policy.urgentProbability;
  const watches = over || 1 - noWatch >= policy.watchProbability;
  const raise = warns ? 'warning' : watches ? 'watch' : 'quiet';
  const keepsWatch = over || 1 - noWatch >= policy.watchKeepProbability;
  const keep = 1 - noKeep >= policy.keepProbability ? 'warning' : keepsWatch ? 'watch' : 'quiet';
  return { raise, keep: higher(raise, keep) };
}

/** Why: the likeliest arrivals and the watched tracks, and the facts that they rest on. */
export function basisOf(
  arrivals: ReadonlyMap<string, ArrivalEvent>,
  over: readonly KnownTrack[],
  tracks: ReadonlyMap<string, KnownTrack>,
): Basis {
  const likeliest = [...arrivals.values()]
    .filter(({ trackId }) => (tracks.get(trackId)?.watchShare ?? 0) > 0)
    .sort((a, b) => b.probability - a.probability || (a.trackId < b.trackId ? -1 : 1))
    .slice(0, mostReasons);
  const cause = new Set<number>();
  const reasons: Reason[] = [];
  let first: ArrivalEvent | null = null;
  for (const arrival of likeliest) {
    const { probability, etaMs } = arrival;
    reasons.push({ ...reasonOf('arrival', tracks.get(arrival.trackId) as KnownTrack), probability, etaMs });
    const matters = probability >= 0.5 * likeliest[0].probability;
    if (matters && (first === null || etaMs < first.etaMs)) first = arrival;
    for (const seq of arrival.cause) cause.add(seq);
  }
  for (const known of over.slice(0, mostReasons)) {
    reasons.push(reasonOf('over', known));
    for (const seq of known.track.cause) cause.add(seq);
  }
  return {
    first,
    reasons,
    trackIds: [...new Set(reasons.flatMap(({ trackId }) => trackId ?? []))],
    cause: [...cause].slice(0, mostCauses).sort((a, b) => a - b),
  };
}

function reasonOf(rule: string, known: KnownTrack): Reason {
  const { trackId, evidence } = known.track;
  return {
    rule,
    trackId,
    class: likeliestClass(known.track),
    evidence: evidenceOf(known),
    sources: evidence.sources,
    kinds: evidence.kinds,
  };
}

/** The class a person would name it by: the likeliest, `unknown` included. */
export function likeliestClass({ classProb }: TrackEvent): NonNullable<Reason['class']> {
  let best = 'unknown';
  let unknown = 1;
  let most = 0;
  for (const name of Object.keys(classProb)) {
    unknown -= classProb[name];
    if (classProb[name] <= most) continue;
    most = classProb[name];
    best = name;
  }
  return (unknown > most ? 'unknown' : best) as NonNullable<Reason['class']>;
}
