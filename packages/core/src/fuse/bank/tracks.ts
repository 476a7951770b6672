import { grown } from './grown.ts';

/**
 * All tracks, and hypotheses that may become tracks, structure of arrays. Capacity 32,768: 10,000 targets, and their false
 * starts; when full a new hypothesis is refused and counted. Slots are reused; track numbers are not.
 */
export const trackCapacity = 32_768;

export const statusNames = ['tentative', 'confirmed', 'coasting'] as const;
export const tentative = 0;
export const confirmed = 1;
export const coasting = 2;

/** Facts a track remembers as its cause, and sources that supported it. */
export const causeCapacity = 64;
export const sourceCapacity = 24;
export const classCapacity = 14;
/** Mean and packed covariance. */
export const shownSize = 14;

export interface Tracks {
  /** Slots in use, in order of birth. */
  active: number[];
  free: number[];
  used: number;
  size: number;
  /** Last track number given; 0 in `number` where a hypothesis has not been shown yet. */
  lastNumber: number;
  number: Int32Array;
  /** 0: a slot of Gaussians by mode; 1: a mixture, which ears inform too. */
  kind: Uint8Array;
  /** In the density's pool. */
  slot: Int32Array;
  existence: Float64Array;
  /** Roughly where it is, region ENU: to pass over what is far from a sensor. */
  east: Float64Array;
  north: Float64Array;
  /** Server time of the last report that was weighed, for survival. */
  atMs: Float64Array;
  /** How likely it is, if real, that it was there at the start. */
  coldShare: Float64Array;
  /** The block of the region it began in, -1 outside of all, and the factor on the cold start there that its existence rests on. */
  coldBlock: Int32Array;
  coldScale: Float64Array;
  bornMs: Float64Array;
  supportedMs: Float64Array;
  /** When a sensor that places what it reports (not by level alone) last supported it; -Infinity: never. */
  placedMs: Float64Array;
  status: Uint8Array;
  /** Detections that should have come since one last supported it: sum of Pd. */
  missed: Float64Array;
  /** Sum of association weights so far, and the number of distinct reports that gave 0.5 or more. */
  hits: Float64Array;
  causeSeq: Float64Array;
  /** Facts ever remembered; the next goes to this modulo capacity. */
  causeCount: Int32Array;
  /** causeCount when it was last shown. */
  causeShown: Int32Array;
  sourceId: Int32Array;
  /**
   * What a source lately said of the track, as of `sourceMs`: natural log of how much likelier its reports are with it than
   * without; below 0 where it said nothing and should have.
   */
  sourceSaid: Float64Array;
  sourceMs: Float64Array;
  sourceCount: Int32Array;
  /** Mean (4) and packed covariance (10) as last shown: where it ends if its belief breaks. */
  shown: Float64Array;
  /** Log-likelihood of each class by what sensors said of it. */
  classLog: Float64Array;
  /** Log-odds of each class by the identities it claims. */
  claimLog: Float64Array;
  /** 1: an operator confirmed it. */
  isAffirmed: Uint8Array;
}

export function createTracks(): Tracks {
  const tracks: Tracks = {
    active: [],
    free: [],
    used: 0,
    size: 0,
    lastNumber: 0,
    number: new Int32Array(0),
    kind: new Uint8Array(0),
    slot: new Int32Array(0),
    existence: new Float64Array(0),
    east: new Float64Array(0),
    north: new Float64Array(0),
    coldShare: new Float64Array(0),
    coldBlock: new Int32Array(0),
    coldScale: new Float64Array(0),
    atMs: new Float64Array(0),
    bornMs: new Float64Array(0),
    supportedMs: new Float64Array(0),
    placedMs: new Float64Array(0),
    status: new Uint8Array(0),
    missed: new Float64Array(0),
    hits: new Float64Array(0),
    causeSeq: new Float64Array(0),
    causeCount: new Int32Array(0),
    causeShown: new Int32Array(0),
    sourceId: new Int32Array(0),
    sourceSaid: new Float64Array(0),
    sourceMs: new Float64Array(0),
    sourceCount: new Int32Array(0),
    shown: new Float64Array(0),
    classLog: new Float64Array(0),
    claimLog: new Float64Array(0),
    isAffirmed: new Uint8Array(0),
  };
  resize(tracks, 256);
  return tracks;
}

function resize(tracks: Tracks, size: number): void {
  tracks.number = grown(tracks.number, size);
  tracks.kind = grown(tracks.kind, size);
  tracks.slot = grown(tracks.slot, size);
  tracks.east = grown(tracks.east, size);
  tracks.north = grown(tracks.north, size);
  tracks.existence = grown(tracks.existence, size);
  tracks.coldShare = grown(tracks.coldShare, size);
  tracks.coldBlock = grown(tracks.coldBlock, size);
  tracks.coldScale = grown(tracks.coldScale, size);
  tracks.atMs = grown(tracks.atMs, size);
  tracks.bornMs = grown(tracks.bornMs, size);
  tracks.supportedMs = grown(tracks.supportedMs, size);
  tracks.placedMs = grown(tracks.placedMs, size);
  tracks.status = grown(tracks.status, size);
  tracks.missed = grown(tracks.missed, size);
  tracks.hits = grown(tracks.hits, size);
  tracks.causeSeq = grown(tracks.causeSeq, size * causeCapacity);
  tracks.causeCount = grown(tracks.causeCount, size);
  tracks.causeShown = grown(tracks.causeShown, size);
  tracks.sourceId = grown(tracks.sourceId, size * sourceCapacity);
  tracks.sourceSaid = grown(tracks.sourceSaid, size * sourceCapacity);
  tracks.sourceMs = grown(tracks.sourceMs, size * sourceCapacity);
  tracks.sourceCount = grown(tracks.sourceCount, size);
  tracks.shown = grown(tracks.shown, size * shownSize);
  tracks.classLog = grown(tracks.classLog, size * classCapacity);
  tracks.claimLog = grown(tracks.claimLog, size * classCapacity);
  tracks.isAffirmed = grown(tracks.isAffirmed, size);
  tracks.size = size;
}

/** A slot, all its fields zero; -1 where the bank is full. */
export function takeTrack(tracks: Tracks): number {
  let i = tracks.free.pop() ?? -1;
  if (i < 0) {
    if (tracks.used === trackCapacity) return -1;
    if (tracks.used === tracks.size) resize(tracks, Math.min(trackCapacity, tracks.size * 2));
    i = tracks.used++;
  }
  tracks.number[i] = 0;
  tracks.status[i] = tentative;
  tracks.hits[i] = 0;
  tracks.causeCount[i] = 0;
  tracks.causeShown[i] = 0;
  tracks.sourceCount[i] = 0;
  tracks.isAffirmed[i] = 0;
  tracks.missed[i] = 0;
  tracks.placedMs[i] = -Infinity;
  tracks.coldShare[i] = 0;
  tracks.coldBlock[i] = -1;
  const { classLog, claimLog } = tracks;
  for (let c = i * classCapacity; c < (i + 1) * classCapacity; c++) classLog[c] = claimLog[c] = 0;
  tracks.active.push(i);
  return i;
}

/** Remembers that a fact weighed on a track. */
export function addCause(tracks: Tracks, i: number, seq: number): void {
  tracks.causeSeq[i * causeCapacity + (tracks.causeCount[i] % causeCapacity)] = seq;
  tracks.causeCount[i]++;
}

/** The facts since it was last shown, or the last few where there are none: at most `causeCapacity`, oldest first. */
export function causesOf(tracks: Tracks, i: number, atLeast: number): number[] {
  const count = tracks.causeCount[i];
  const fresh = count - tracks.causeShown[i];
  const shown = Math.min(count, causeCapacity, Math.max(fresh, atLeast));
  const causes: number[] = [];
  for (let k = count - shown; k < count; k++) {
    const seq = tracks.causeSeq[i * causeCapacity + (k % causeCapacity)];
    if (!causes.includes(seq)) causes.push(seq);
  }
  return causes;
}

/**
 * A source says something of a track, for it (above 0) or against: that is added to what is left of what it said, which
 * fades over `fadeMs`. Where the list is full, the source of whose word least is left makes room for one that says more.
 */
export function speak(
  tracks: Tracks,
  i: number,
  source: number,
  said: number,
  atMs: number,
  fadeMs: number,
): void {
  const { sourceId, sourceSaid, sourceMs } = tracks;
  const from = i * sourceCapacity;
  const count = tracks.sourceCount[i];
  for (let k = from; k < from + count; k++) {
    if (sourceId[k] !== source) continue;
    sourceSaid[k] = said + leftOf(tracks, k, atMs, fadeMs);
    sourceMs[k] += Math.max(0, atMs - sourceMs[k]);
    return;
  }
  const isFull = count === sourceCapacity;
  const at = isFull ? faintest(tracks, i, atMs) : from + count;
  if (isFull && Math.abs(said) <= Math.abs(leftOf(tracks, at, atMs, rankMs))) return;
  if (!isFull) tracks.sourceCount[i]++;
  sourceId[at] = source;
  sourceSaid[at] = said;
  sourceMs[at] = atMs;
}

/** In which a word fades where sources are compared with each other, whatever their periods, ms. */
const rankMs = 20_000;

/** What is left by `atMs` of what the source at place k said, where it fades over `fadeMs`. */
export function leftOf({ sourceSaid, sourceMs }: Tracks, k: number, atMs: number, fadeMs: number): number {
  return sourceSaid[k] * Math.exp(-Math.max(0, atMs - sourceMs[k]) / fadeMs);
}

/** Place of the source of track i of whose word least is left. */
function faintest(tracks: Tracks, i: number, atMs: number): number {
  const from = i * sourceCapacity;
  let [faint, least] = [from, Infinity];
  for (let k = from; k < from + sourceCapacity; k++) {
    const left = Math.abs(leftOf(tracks, k, atMs, rankMs));
    if (left < least) [faint, least] = [k, left];
  }
  return faint;
}
