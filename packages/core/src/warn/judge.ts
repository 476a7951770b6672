import type { ArrivalEvent, EvidenceStatus, Level, Reason, TrackEvent } from '../base/event/index.ts';
import type { Policy } from './policy.ts';
import { probabilityBy } from './risk.ts';

/** A track as the decision sees it. */
export interface KnownTrack {
  track: TrackEvent;
  /** What an operator said of it. */
  verdict: 'none' | 'confirmed' | 'dismissed';
}

/** What a zone's arrivals ask for at one moment. */
export interface Judgement {
  /** The highest level whose threshold to raise is reached. */
  raise: Level;
  /** The highest level that may stand; never below `raise`. */
  keep: Level;
  /** The track that comes first among those that matter. */
  first: ArrivalEvent | undefined;
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

/**
 * Share of the track's harm that lies in classes which the policy lets ask for at least `level`: an arrival's probability
 * is that of a harmful arrival of any class.
 */
export function shareAllowed(track: TrackEvent, level: Level, policy: Policy): number {
  let allowed = 0;
  let all = 0;
  let known = 0;
  for (const name of Object.keys(policy.highest)) {
    if (name === 'unknown' || policy.highest[name] === 'quiet') continue;
    const probability = track.classProb[name] ?? 0;
    all += probability;
    if (!isAbove(level, policy.highest[name])) allowed += probability;
  }
  for (const name of Object.keys(track.classProb)) known += track.classProb[name];
  const unknown = Math.max(0, 1 - known);
  all += unknown;
  if (!isAbove(level, policy.highest.unknown)) allowed += unknown;
  return all > 0 ? allowed / all : 0;
}

/** The class a person would name it by: the likeliest, `unknown` included. */
export function likeliestClass(track: TrackEvent): NonNullable<Reason['class']> {
  let best: NonNullable<Reason['class']> = 'unknown';
  let known = 0;
  let most = 0;
  for (const [name, probability] of Object.entries(track.classProb)) {
    known += probability;
    if (probability > most) {
      most = probability;
      best = name as NonNullable<Reason['class']>;
    }
  }
  return 1 - known > most ? 'unknown' : best;
}

/** Chances that at least one of several independent arrivals happens, told arrival by arrival. */
class AnyOf {
  none = 1;

  add(probability: number): void {
    this.none *= 1 - probability;
  }

  get probability(): number {
    return 1 - this.none;
  }
}

/** Weighs a zone's arrivals; `over` are tracks of watched classes above it. Both in a fixed order. */
export function judge(
  arrivals: readonly ArrivalEvent[],
  over: readonly KnownTrack[],
  tracks: ReadonlyMap<string, KnownTrack>,
  timeMs: number,
  policy: Policy,
): Judgement {
  const warn = new AnyOf();
  const keepWarn = new AnyOf();
  const watch = new AnyOf();
  for (const arrival of arrivals) {
    const known = tracks.get(arrival.trackId);
    if (known === undefined) continue;
    const mayWarn = evidenceOf(known) !== 'unverified' ? shareAllowed(known.track, 'warning', policy) : 0;
    warn.add(mayWarn * probabilityBy(arrival, timeMs + policy.warnWithinMs));
    keepWarn.add(mayWarn * probabilityBy(arrival, timeMs + policy.keepWithinMs));
    watch.add(
      shareAllowed(known.track, 'watch', policy) * probabilityBy(arrival, timeMs + policy.watchWithinMs),
    );
  }
  const watchKept = watch.probability >= policy.watchKeepProbability || over.length > 0;
  const watchRaised = watch.probability >= policy.watchProbability || over.length > 0;
  const raise = warn.probability >= policy.warnProbability ? 'warning' : watchRaised ? 'watch' : 'quiet';
  const keep = keepWarn.probability >= policy.keepProbability ? 'warning' : watchKept ? 'watch' : 'quiet';
  return { raise, keep: higher(raise, keep), ...basis(arrivals, over, tracks) };
}

/** Why: the likeliest arrivals and the watched tracks, and the facts that they rest on. */
function basis(
  arrivals: readonly ArrivalEvent[],
  over: readonly KnownTrack[],
  tracks: ReadonlyMap<string, KnownTrack>,
): Pick<Judgement, 'first' | 'reasons' | 'trackIds' | 'cause'> {
  const likeliest = arrivals
    .filter(({ trackId }) => tracks.has(trackId))
    .sort((a, b) => b.probability - a.probability || (a.trackId < b.trackId ? -1 : 1))
    .slice(0, mostReasons);
  const cause = new Set<number>();
  const reasons: Reason[] = [];
  let first: ArrivalEvent | undefined;
  for (const arrival of likeliest) {
    const known = tracks.get(arrival.trackId) as KnownTrack;
    reasons.push({
      ...reasonOf('arrival', known),
      probability: arrival.probability,
      etaMs: arrival.etaMs,
    });
    if (
      arrival.probability >= 0.5 * likeliest[0].probability &&
      (first === undefined || arrival.etaMs < first.etaMs)
    )
      first = arrival;
    for (const seq of arrival.cause) cause.add(seq);
  }
  for (const known of over.slice(0, mostReasons)) {
    reasons.push(reasonOf('over', known));
    for (const seq of known.track.cause) cause.add(seq);
  }
  return {
    first,
    reasons,
    trackIds: reasons.flatMap(({ trackId }) => trackId ?? []),
    cause: [...cause].slice(0, mostCauses).sort((a, b) => a - b),
  };
}

function reasonOf(rule: string, known: KnownTrack): Reason {
  const { track } = known;
  return {
    rule,
    trackId: track.trackId,
    class: likeliestClass(track),
    evidence: evidenceOf(known),
    sources: track.evidence.sources,
    kinds: track.evidence.kinds,
  };
}
