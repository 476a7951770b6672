import { leastMarginal, type Clusters } from './clusters.ts';
import type { Edges } from './edges.ts';

/**
 * Exact marginals of tracks that contend, in place of propagated ones: all feasible associations are summed track by track
 * over the sets of detections taken so far, forwards and backwards, O(tracks detections 2^detections) rather than one by one.
 * Capacity 16 tracks and 11 detections; larger clusters keep what was propagated, as do edges too unlikely to have joined
 * the cluster.
 */
const mostDetections = 11;
const mostTracks = 16;

const states = 1 << mostDetections;
/** [t * states + D]: weight of the ways in which the first t tracks take exactly the detections D. */
const taken = new Float64Array((mostTracks + 1) * states);
/** [t * states + D]: weight of the ways in which the tracks from t on take none of D. */
const open = new Float64Array((mostTracks + 1) * states);
const tracks: number[] = [];
const detections: number[] = [];
const odds = new Float64Array(mostTracks * mostDetections);

/** What one track may have caused: its bit in a set, its odds. */
const choiceBit = new Int32Array(mostDetections);
const choiceOdds = new Float64Array(mostDetections);

/** Of the cluster that begins with track `from`; false where it is too large. */
export function exact(edges: Edges, clusters: Clusters, from: number): boolean {
  const { first, detection, marginal } = edges;
  if (clusters.size[from] > mostTracks) return false;
  tracks.length = 0;
  detections.length = 0;
  for (let i = from; i >= 0; i = clusters.next[i]) {
    tracks.push(i);
    for (let k = first[i]; k < first[i + 1]; k++) {
      if (marginal[k] < leastMarginal || detections.includes(detection[k])) continue;
      if (detections.length === mostDetections) return false;
      detections.push(detection[k]);
    }
  }
  readOdds(edges);
  sumForwards();
  sumBackwards();
  writeMarginals(edges);
  return true;
}

function readOdds({ first, detection, ratio, marginal }: Edges): void {
  odds.fill(0, 0, tracks.length * mostDetections);
  for (let t = 0; t < tracks.length; t++) {
    for (let k = first[tracks[t]]; k < first[tracks[t] + 1]; k++) {
      if (marginal[k] < leastMarginal) continue;
      odds[t * mostDetections + detections.indexOf(detection[k])] = ratio[k];
    }
  }
}

function sumForwards(): void {
  taken.fill(0, 0, 1 << detections.length);
  taken[0] = 1;
  for (let t = 0; t < tracks.length; t++) addTrack(taken, t * states, (t + 1) * states, t, 0);
}

function sumBackwards(): void {
  const end = tracks.length * states;
  open.fill(1, end, end + (1 << detections.length));
  for (let t = tracks.length - 1; t >= 0; t--) addTrack(open, (t + 1) * states, t * states, t, -1);
}

/**
 * Sums track t's choices into the sets at `to` from those at `from`, scaled to a largest of 1: it took one of the set
 * (`flip` 0), or one that is not in the set (`flip` -1), or none.
 */
function addTrack(sums: Float64Array, from: number, to: number, t: number, flip: number): void {
  const sets = 1 << detections.length;
  let count = 0;
  for (let d = 0; d < detections.length; d++) {
    if (odds[t * mostDetections + d] === 0) continue;
    choiceBit[count] = 1 << d;
    choiceOdds[count++] = odds[t * mostDetections + d];
  }
  let largest = 0;
  for (let set = 0; set < sets; set++) {
    let sum = sums[from + set];
    for (let c = 0; c < count; c++) {
      const bit = choiceBit[c];
      if (((set ^ flip) & bit) !== 0) sum += sums[from + (set ^ bit)] * choiceOdds[c];
    }
    sums[to + set] = sum;
    if (sum > largest) largest = sum;
  }
  for (let set = 0; set < sets; set++) sums[to + set] /= largest;
}

function writeMarginals({ first, detection, marginal, none, unexplained }: Edges): void {
  for (const j of detections) unexplained[j] = 1;
  for (let t = 0; t < tracks.length; t++) {
    const i = tracks[t];
    const missed = weightOf(t, 0);
    let rest = 1;
    let total = missed;
    for (let k = first[i]; k < first[i + 1]; k++) {
      if (marginal[k] < leastMarginal) {
        rest -= marginal[k];
        continue;
      }
      const d = detections.indexOf(detection[k]);
      const weight = odds[t * mostDetections + d] * weightOf(t, 1 << d);
      total += weight;
      // Negative until it is normalised below, so that it is not taken for one that keeps its share.
      marginal[k] = -weight;
    }
    none[i] = (rest * missed) / total;
    for (let k = first[i]; k < first[i + 1]; k++) {
      if (marginal[k] < 0) marginal[k] *= -rest / total;
      if (detections.includes(detection[k])) unexplained[detection[k]] -= marginal[k];
    }
  }
  for (const j of detections) unexplained[j] = Math.max(0, unexplained[j]);
}

/** Weight of all the ways of the other tracks when track t takes `bit` (0: none). */
function weightOf(t: number, bit: number): number {
  const sets = 1 << detections.length;
  const before = t * states;
  const after = before + states;
  let sum = 0;
  for (let set = 0; set < sets; set++) {
    if ((set & bit) === 0) sum += taken[before + set] * open[after + (set | bit)];
  }
  return sum;
}
