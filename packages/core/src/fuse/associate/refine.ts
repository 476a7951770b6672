import type { Edges } from './edges.ts';

/**
 * Where tracks contend for the same detections, propagated marginals average over permutations, and averaged tracks drift
 * together. JPDA* (Blom and Bloem, "Probabilistic data association avoiding track coalescence", IEEE Trans. Automatic Control
 * 45, 2000) counts, of the hypotheses that say which tracks were detected and which detections are theirs, only the likeliest
 * permutation: tracks stay apart, but are too sure of who is who. Here contended marginals are the mean of both: on seeded
 * swarms it keeps most of the one's identities and most of the other's honesty (docs/tracker.md). Clusters beyond `mostBits`
 * of tracks plus detections keep their propagated marginals.
 */
const mostBits = 13;
/** Share of the likeliest permutations in a contended marginal. */
const permutationShare = 0.5;
/** Edges with less than this are cut before clusters are made. */
const leastMarginal = 0.003;
/** A joint hypothesis below this share is left out. */
const leastShare = 1e-7;

const best = new Float64Array(1 << mostBits);
const last = new Int8Array(1 << mostBits);
let clusterOf = new Int32Array(256);
let sizeOf = new Int32Array(256);
let ownerOf = new Int32Array(1024);
const tracks: number[] = [];
const detections: number[] = [];
/** Odds of the cluster's pairs, track by track, `mostBits` apart; and the marginals that come out. */
const odds = new Float64Array(mostBits * mostBits);
const sums = new Float64Array(mostBits * mostBits);

export function refine(edges: Edges): void {
  const { trackCount, detectionCount } = edges;
  if (clusterOf.length < trackCount) {
    clusterOf = new Int32Array(2 * trackCount);
    sizeOf = new Int32Array(2 * trackCount);
  }
  if (ownerOf.length < detectionCount) ownerOf = new Int32Array(2 * detectionCount);
  joinClusters(edges);
  for (let i = 0; i < trackCount; i++) sizeOf[i] = 0;
  for (let i = 0; i < trackCount; i++) sizeOf[rootOf(i)]++;
  for (let i = 0; i < trackCount; i++) {
    if (sizeOf[i] < 2 || sizeOf[i] >= mostBits) continue;
    gather(edges, i);
    if (tracks.length + detections.length <= mostBits) refineCluster(edges);
  }
}

function rootOf(i: number): number {
  let at = i;
  while (clusterOf[at] !== at) at = clusterOf[at];
  return at;
}

/** Union of tracks that share a detection; the lowest index is the root. */
function joinClusters(edges: Edges): void {
  const { trackCount, first, detection, marginal } = edges;
  for (let i = 0; i < trackCount; i++) clusterOf[i] = i;
  for (let j = 0; j < edges.detectionCount; j++) ownerOf[j] = -1;
  for (let i = 0; i < trackCount; i++) {
    for (let k = first[i]; k < first[i + 1]; k++) {
      if (marginal[k] < leastMarginal) continue;
      const owner = ownerOf[detection[k]];
      if (owner < 0) {
        ownerOf[detection[k]] = i;
        continue;
      }
      const a = rootOf(i);
      const b = rootOf(owner);
      if (a < b) clusterOf[b] = a;
      else clusterOf[a] = b;
    }
  }
}

/** The cluster's tracks and detections, in rising order of track. */
function gather(edges: Edges, root: number): void {
  const { trackCount, first, detection, marginal } = edges;
  tracks.length = 0;
  detections.length = 0;
  for (let i = root; i < trackCount && tracks.length < sizeOf[root]; i++) {
    if (rootOf(i) !== root) continue;
    tracks.push(i);
    for (let k = first[i]; k < first[i + 1]; k++) {
      if (marginal[k] >= leastMarginal && !detections.includes(detection[k])) detections.push(detection[k]);
    }
    if (tracks.length + detections.length > mostBits) return;
  }
}

function refineCluster(edges: Edges): void {
  const { first, detection, ratio, marginal, none, unexplained } = edges;
  const m = detections.length;
  odds.fill(0, 0, tracks.length * mostBits);
  tracks.forEach((i, t) => {
    for (let k = first[i]; k < first[i + 1]; k++) {
      if (marginal[k] >= leastMarginal) odds[t * mostBits + detections.indexOf(detection[k])] = ratio[k];
    }
  });
  bestPermutations(tracks.length, m);
  sumStates(tracks.length, m);
  detections.forEach((j) => (unexplained[j] = 1));
  tracks.forEach((i, t) => {
    none[i] = 1;
    for (let k = first[i]; k < first[i + 1]; k++) {
      const d = marginal[k] >= leastMarginal ? detections.indexOf(detection[k]) : -1;
      const permuted = d < 0 ? 0 : sums[t * mostBits + d];
      marginal[k] += permutationShare * (permuted - marginal[k]);
      none[i] -= marginal[k];
      if (d >= 0) unexplained[detection[k]] -= marginal[k];
    }
    none[i] = Math.max(0, none[i]);
  });
  detections.forEach((j) => (unexplained[j] = Math.max(0, unexplained[j])));
}

/** best[T << m | D]: weight of the likeliest way for exactly the tracks T to have caused exactly the detections D. */
function bestPermutations(n: number, m: number): void {
  best.fill(0, 0, 1 << (n + m));
  best[0] = 1;
  for (let t = 0; t < n; t++) {
    const states = 1 << (t + m);
    for (let state = 0; state < states; state++) {
      const weight = best[state];
      if (weight === 0) continue;
      for (let d = 0; d < m; d++) {
        const odd = odds[t * mostBits + d];
        if (odd === 0 || (state & (1 << d)) !== 0) continue;
        const next = state | (1 << d) | (1 << (t + m));
        if (weight * odd <= best[next]) continue;
        best[next] = weight * odd;
        last[next] = d;
      }
    }
  }
}

function sumStates(n: number, m: number): void {
  const states = 1 << (n + m);
  let total = 0;
  for (let state = 0; state < states; state++) total += best[state];
  sums.fill(0, 0, n * mostBits);
  for (let state = 1; state < states; state++) {
    const share = best[state] / total;
    if (share < leastShare) continue;
    let rest = state;
    for (let t = n - 1; t >= 0; t--) {
      if ((rest & (1 << (t + m))) === 0) continue;
      const d = last[rest];
      sums[t * mostBits + d] += share;
      rest &= ~((1 << (t + m)) | (1 << d));
    }
  }
}
