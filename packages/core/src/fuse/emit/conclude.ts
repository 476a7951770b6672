import type { Emit, Identity, TrackEvent } from '../../base/event/index.ts';
import { geodeticFromEnu, upAtHeight, type Frame } from '../../base/frame.ts';
import { causesOf, shownSize, statusNames, tentative, type Tracks } from '../bank/tracks.ts';
import { classProbOf } from '../classify/classify.ts';
import { verticalSize } from '../density/gaussian-vertical.ts';
import type { Density } from '../density/density.ts';
import { evidenceOf } from '../evidence/evidence.ts';
import { otherWayOf, type RivalState } from '../exist/rivals.ts';
import { isSound } from '../exist/sound.ts';
import type { Sources } from '../evidence/sources.ts';

/**
 * Radius of the circle that holds a heard track, two sigmas wide, above which it is not confirmed, m. Of wider ones half and
 * fewer are within 1.5 km of a drone.
 */
export const placedM = 2600;
/** Facts shown as the cause of a track that nothing supported since the last tick: its latest. */
const leastCauses = 4;

const mean = new Float64Array(4);
const covariance = new Float64Array(10);
const otherMean = new Float64Array(4);
const otherCovariance = new Float64Array(10);
const height = new Float64Array(verticalSize);
const place = new Float64Array(3);

export interface Shown extends RivalState {
  readonly densities: readonly Density[];
  readonly sources: Sources;
  readonly identities: ReadonlyMap<number, Identity[]>;
  readonly frame: Frame;
}

/**
 * Emits track i as of a time; false, and nothing is emitted, where its belief is broken. One that is dropped is then emitted
 * as it was last shown.
 */
export function showTrack(
  shown: Shown,
  i: number,
  atMs: number,
  isDropped: boolean,
  emit: Emit<TrackEvent>,
): boolean {
  const { tracks, frame } = shown;
  const density = shown.densities[tracks.kind[i]];
  const slot = tracks.slot[i];
  shownMoments(density, slot, atMs, mean, covariance);
  const status = isAnywhere(tracks, i) ? tentative : tracks.status[i];
  const other = otherWayOf(shown, i);
  if (other !== undefined) widen(density, other.slot, other.probability, atMs);
  if (!recall(tracks, i, isDropped)) return false;
  const hasHeight = density.height(slot, atMs, height);
  const up = upAtHeight(frame, mean[0], mean[1], hasHeight ? height[0] : 0);
  geodeticFromEnu(frame, place, mean[0], mean[1], up);
  const speed = Math.sqrt(mean[2] * mean[2] + mean[3] * mean[3]);
  const speedSigma = Math.sqrt((covariance[7] + covariance[9]) / 2);
  emit({
    kind: 'track',
    timeMs: atMs,
    cause: causesOf(tracks, i, leastCauses),
    trackId: `t${tracks.number[i]}`,
    status: isDropped ? 'dropped' : statusNames[status],
    existence: rounded(tracks.existence[i], 1e6),
    latDeg: rounded(place[0], 1e8),
    lonDeg: rounded(place[1], 1e8),
    heightM: hasHeight ? rounded(height[0], 10) : undefined,
    eastMps: rounded(mean[2], 1e3),
    northMps: rounded(mean[3], 1e3),
    upMps: hasHeight && !Number.isNaN(height[6]) ? rounded(height[6], 1e3) : undefined,
    order: hasHeight ? [...orderWithHeight] : undefined,
    covariance: hasHeight ? writtenWithHeight() : written(covariance),
    classProb: classProbOf(tracks, i, speed, speedSigma),
    evidence: evidenceOf(tracks, i, shown.sources.list, atMs),
    supportedMs: rounded(tracks.supportedMs[i], 1e3),
    explainedBy: shown.identities.get(i),
  });
  tracks.causeShown[i] = tracks.causeCount[i];
  return true;
}

/**
 * Whether a heard track is no longer known to be within `placedM`, two sigmas wide, by the covariance just worked out: it is
 * believed and followed, and nobody could point at it.
 */
function isAnywhere({ kind }: Tracks, i: number): boolean {
  return kind[i] === 1 && 4 * (covariance[0] + covariance[4]) > placedM * placedM;
}

const orderWithHeight = ['east', 'north', 'up', 'eastMps', 'northMps'] as const;

function written(numbers: Float64Array): number[] {
  const out: number[] = [];
  for (let k = 0; k < numbers.length; k++) out.push(rounded(numbers[k], 1e4));
  return out;
}

const packedWithHeight = new Float64Array(15);

/** The packed covariance with the height's in its place. */
function writtenWithHeight(): number[] {
  let from = 0;
  let to = 0;
  for (let a = 0; a < 5; a++) {
    for (let b = a; b < 5; b++) {
      if (a !== 2 && b !== 2) packedWithHeight[to++] = covariance[from++];
      else if (a === b) packedWithHeight[to++] = height[1] * height[1];
      else packedWithHeight[to++] = height[2 + acrossOf[a === 2 ? b : a]];
    }
  }
  return written(packedWithHeight);
}

/** Where each of `orderWithHeight` stands among the mean's four. */
const acrossOf = [0, 1, -1, 2, 3];

/** What a slot believes, as wide as it fares. */
function shownMoments(
  density: Density,
  slot: number,
  atMs: number,
  outMean: Float64Array,
  outCovariance: Float64Array,
): void {
  density.moments(slot, atMs, outMean, outCovariance);
  const factor = density.misfit(slot);
  for (let k = 0; k < 10; k++) outCovariance[k] *= factor;
}

/** Covariance about the mean that is shown, of what is shown and of what may be instead. */
function widen(density: Density, slot: number, probability: number, atMs: number): void {
  shownMoments(density, slot, atMs, otherMean, otherCovariance);
  let at = 0;
  for (let a = 0; a < 4; a++) {
    for (let b = a; b < 4; b++, at++) {
      const apart = (otherMean[a] - mean[a]) * (otherMean[b] - mean[b]);
      covariance[at] = (1 - probability) * covariance[at] + probability * (otherCovariance[at] + apart);
    }
  }
}

/** Remembers what is about to be shown where it is sound; else, for a track that ends, takes what was shown last. */
function recall({ shown }: Tracks, i: number, isDropped: boolean): boolean {
  const at = i * shownSize;
  if (isSound(mean, covariance)) {
    for (let k = 0; k < 4; k++) shown[at + k] = mean[k];
    for (let k = 0; k < 10; k++) shown[at + 4 + k] = covariance[k];
    return true;
  }
  mean.set(shown.subarray(at, at + 4));
  covariance.set(shown.subarray(at + 4, at + shownSize));
  return isDropped;
}

function rounded(value: number, scale: number): number {
  return Math.round(value * scale) / scale;
}
