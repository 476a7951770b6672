import type { Edges } from './edges.ts';

/**
 * Tracks that are connected by detections which may be the one's or the other's. `next[i]` leads from a track to the next of
 * its cluster, -1 at the end; `size[i]` is the number of its tracks at the cluster's first, 0 elsewhere.
 */
export interface Clusters {
  next: Int32Array;
  size: Int32Array;
}

/** Tracks contend for a detection that may be the one's or the other's with at least this probability. */
export const leastMarginal = 0.001;

let root = new Int32Array(256);
let last = new Int32Array(256);
let owner = new Int32Array(1024);

export function createClusters(): Clusters {
  return { next: new Int32Array(256), size: new Int32Array(256) };
}

/** Edges whose `weight` is below `least` join nothing. */
export function findClusters(out: Clusters, edges: Edges, weight: Float64Array, least: number): void {
  const { trackCount, detectionCount, first, detection } = edges;
  grow(out, trackCount, detectionCount);
  const { next, size } = out;
  for (let i = 0; i < trackCount; i++) root[i] = i;
  for (let j = 0; j < detectionCount; j++) owner[j] = -1;
  for (let i = 0; i < trackCount; i++) {
    for (let k = first[i]; k < first[i + 1]; k++) {
      if (weight[k] < least) continue;
      const other = owner[detection[k]];
      if (other < 0) owner[detection[k]] = i;
      else join(i, other);
    }
  }
  for (let i = 0; i < trackCount; i++) {
    const r = rootOf(i);
    next[i] = -1;
    size[i] = 0;
    if (r !== i) next[last[r]] = i;
    last[r] = i;
    size[r]++;
  }
}

function grow(out: Clusters, tracks: number, detections: number): void {
  if (out.next.length < tracks) {
    out.next = new Int32Array(2 * tracks);
    out.size = new Int32Array(2 * tracks);
  }
  if (root.length < tracks) {
    root = new Int32Array(2 * tracks);
    last = new Int32Array(2 * tracks);
  }
  if (owner.length < detections) owner = new Int32Array(2 * detections);
}

function rootOf(i: number): number {
  let at = i;
  while (root[at] !== at) at = root[at];
  return at;
}

/** The lowest index becomes the root. */
function join(i: number, k: number): void {
  const a = rootOf(i);
  const b = rootOf(k);
  if (a < b) root[b] = a;
  else root[a] = b;
}

/** Whether tracks i and k contend for one detection themselves, each with a marginal of `least` or more. */
export function contendForOne(
  { first, detection, marginal }: Edges,
  i: number,
  k: number,
  least: number,
): boolean {
  for (let a = first[i]; a < first[i + 1]; a++) {
    if (marginal[a] < least) continue;
    for (let b = first[k]; b < first[k + 1]; b++) {
      if (detection[b] === detection[a] && marginal[b] >= least) return true;
    }
  }
  return false;
}
