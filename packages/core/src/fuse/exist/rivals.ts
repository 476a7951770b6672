import type { Tracks } from '../bank/tracks.ts';
import type { Mixtures } from '../density/mixtures.ts';

/**
 * One source or two? A hypothesis that begins where a track could have been heard too may be that track again: sounds that
 * it explained badly for a while. Two beliefs side by side, each hiding behind the other, never find out, because each was
 * shaped by what the other took. So the two ways to see it are followed in full: `host` and `rival` both exist, each
 * conditional on the other; or the host is `alone` and all is its own. The odds of the rival follow the two ways' densities of
 * each report (Bayes' rule on the number of sources; Wald's sequential test).
 */
export interface Rivalry {
  host: number;
  rival: number;
  /** Slots of the host's mixtures: beside the rival, and alone; the track shows the likelier one, the first until both are sifted. */
  beside: number;
  alone: number;
  sinceMs: number;
  /** Of two tracks that were thought to be two; or of one that may stand for two (`split.ts`). */
  isDoubt: boolean;
  isSplit: boolean;
}

/** The rival is given up, or believed, at this probability. */
const bounds = { reject: 0.02, accept: 0.97 };
/**
 * A rival that may be anywhere is worse than its host until it has found its place; so one of a split is given up late,
 * and believed when it is surer.
 */
const splitBounds = { reject: 0.001, accept: 0.995 };
/**
 * What is undecided after this time, ms, is two only where it is surer than this: of what is likelier two than not by then, most
 * is one.
 */
const longestMs = 40_000;
const inTheEnd = 0.9;
/** By then what is heard has told the host's place from the rival's, ms. */
const siftedMs = 5000;
/** A hypothesis beside a host is at first as likely as not, at most. */
const mostAtFirst = 0.5;
/** Share of the host alone that is where the rival is: of one just begun, for the host may be wrong; of two tracks alike. */
const elsewhere = 0.3;
const either = 0.5;
/** Heard tracks nearer than this, m, are asked whether they are one, if they are placed to this, m, and not again so soon, ms. */
const nearM = 3000;
const placedM = 1500;
const againMs = 60_000;

/** What of the tracker's state is concerned. */
export interface RivalState {
  readonly tracks: Tracks;
  readonly heard: { rivalries: Rivalry[]; readonly toldApartMs: Map<string, number> };
}

/** From now on the two ways to see it are followed. */
export function startRivalry(
  { tracks, heard }: RivalState,
  mixtures: Mixtures,
  host: number,
  rival: number,
  sinceMs: number,
  isDoubt: boolean,
): void {
  const beside = tracks.slot[host];
  const alone = mixtures.unite(beside, tracks.slot[rival], isDoubt ? either : elsewhere, sinceMs);
  if (alone < 0) return;
  heard.rivalries.push({ host, rival, beside, alone, sinceMs, isDoubt, isSplit: false });
  tracks.existence[rival] = Math.min(mostAtFirst, tracks.existence[rival]);
}

/** Asks of confirmed tracks that came near each other, or always were, whether they are one. */
export function doubtNear(state: RivalState, mixtures: Mixtures, atMs: number): void {
  const { tracks, heard } = state;
  const { toldApartMs } = heard;
  for (const [pair, ms] of toldApartMs) if (atMs - ms > againMs) toldApartMs.delete(pair);
  const known = tracks.active.filter(
    (i) =>
      tracks.kind[i] === 1 &&
      tracks.existence[i] > 0.5 &&
      tracks.number[i] > 0 &&
      mixtures.of(tracks.slot[i]).radiusM < 2 * placedM,
  );
  for (let a = 0; a < known.length; a++) {
    for (let b = a + 1; b < known.length; b++) {
      const pair = `${tracks.number[known[a]]} ${tracks.number[known[b]]}`;
      if (
        toldApartMs.has(pair) ||
        rivalryOf(heard.rivalries, known[a]) ||
        rivalryOf(heard.rivalries, known[b])
      )
        continue;
      const one = mixtures.of(tracks.slot[known[a]]);
      const other = mixtures.of(tracks.slot[known[b]]);
      const de = one.centreE - other.centreE;
      const dn = one.centreN - other.centreN;
      if (de * de + dn * dn > nearM * nearM) continue;
      if (isResolved(tracks, known[a], known[b], atMs)) continue;
      toldApartMs.set(pair, atMs);
      startRivalry(state, mixtures, known[a], known[b], atMs, true);
    }
  }
}

/** Two that sensors which place what they see each supported this lately are two, ms. */
const resolvedMs = 12_000;

/** Whether sensors that place what they see hold both of late, or neither is heard: then they are two. */
export function isResolved(tracks: Tracks, i: number, j: number, atMs: number): boolean {
  if (tracks.kind[i] === 0 && tracks.kind[j] === 0) return true;
  return atMs - tracks.placedMs[i] < resolvedMs && atMs - tracks.placedMs[j] < resolvedMs;
}

export function rivalryOf(rivalries: readonly Rivalry[], track: number): Rivalry | undefined {
  return rivalries.find(({ host, rival }) => host === track || rival === track);
}

/** Decides what can be decided, and shows the likelier belief of each host meanwhile. */
export function settleRivalries({ tracks, heard }: RivalState, mixtures: Mixtures, atMs: number): void {
  heard.rivalries = heard.rivalries.filter((rivalry) => {
    const { host, rival, beside, alone, sinceMs, isDoubt, isSplit } = rivalry;
    const { reject, accept } = isSplit ? splitBounds : bounds;
    const r = tracks.existence[rival];
    const isSifted = isDoubt || isSplit || atMs - sinceMs > siftedMs;
    tracks.slot[host] = isSifted && r < 0.5 ? alone : beside;
    const isOver = tracks.existence[host] <= 0 || atMs - sinceMs > longestMs;
    if (r > reject && r < accept && !isOver) return true;
    const isOne = r < (tracks.existence[host] <= 0 ? 0.5 : inTheEnd);
    tracks.slot[host] = isOne ? alone : beside;
    mixtures.free(isOne ? beside : alone);
    if (isOne) tracks.existence[rival] = 0;
    return false;
  });
}

/**
 * Where a host may be in the other way to see it than the one it shows, and how likely that way is: what is shown must be as
 * wide as both. undefined where it is no host, or where the other way is out of the question.
 */
export function otherWayOf(
  { tracks, heard }: RivalState,
  i: number,
): { slot: number; probability: number } | undefined {
  const rivalry = heard.rivalries.find(({ host }) => host === i);
  if (rivalry === undefined) return undefined;
  const { beside, alone, rival } = rivalry;
  const r = tracks.existence[rival];
  return tracks.slot[i] === beside ? { slot: alone, probability: 1 - r } : { slot: beside, probability: r };
}

/** Ends what a track that goes was part of. */
export function endRivalryOf({ tracks, heard }: RivalState, mixtures: Mixtures, track: number): void {
  heard.rivalries = heard.rivalries.filter(({ host, rival, beside, alone }) => {
    if (host !== track && rival !== track) return true;
    mixtures.free(tracks.slot[host] === alone ? beside : alone);
    return false;
  });
}
