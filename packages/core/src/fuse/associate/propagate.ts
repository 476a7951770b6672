import { createClusters, findClusters, type Clusters } from './clusters.ts';
import type { Edges } from './edges.ts';

/**
 * Marginal association probabilities by loopy belief propagation (Williams and Lau 2014, arXiv 1209.6299, eq. 23-24): exact
 * where the graph has no cycle, convergent always. What is not connected does not wait for what is: each part of the graph is
 * iterated until none of its messages changes by more than `tolerance`, and a track that shares no detection needs no round.
 */
const tolerance = 1e-5;
const maxRounds = 100;

const parts = createClusters();
let toTrack = new Float64Array(1024);
let toDetection = new Float64Array(1024);
const incoming = new Float64Array(1024);

export function propagate(edges: Edges): void {
  const { trackCount, first, ratio, marginal, none, unexplained, detectionCount } = edges;
  const count = first[trackCount];
  if (toTrack.length < count) {
    toTrack = new Float64Array(edges.ratio.length);
    toDetection = new Float64Array(edges.ratio.length);
  }
  toTrack.fill(1, 0, count);
  incoming.fill(1, 0, detectionCount);
  findClusters(parts, edges, ratio, 0);
  for (let i = 0; i < trackCount; i++) {
    if (parts.size[i] === 1) sendOn(edges, i);
    else if (parts.size[i] > 1) converge(edges, parts, i);
  }
  for (let i = 0; i < trackCount; i++) {
    let sum = 1;
    for (let k = first[i]; k < first[i + 1]; k++) sum += ratio[k] * toTrack[k];
    none[i] = 1 / sum;
    for (let k = first[i]; k < first[i + 1]; k++) marginal[k] = (ratio[k] * toTrack[k]) / sum;
  }
  for (let j = 0; j < detectionCount; j++) unexplained[j] = 1 / incoming[j];
}

/** The part of the graph that begins with track `from`. */
function converge(edges: Edges, { next }: Clusters, from: number): void {
  const { first, detection } = edges;
  for (let round = 0; round < maxRounds; round++) {
    for (let i = from; i >= 0; i = next[i]) {
      for (let k = first[i]; k < first[i + 1]; k++) incoming[detection[k]] = 1;
    }
    for (let i = from; i >= 0; i = next[i]) sendOn(edges, i);
    let change = 0;
    for (let i = from; i >= 0; i = next[i]) {
      for (let k = first[i]; k < first[i + 1]; k++) {
        const message = 1 / Math.max(1, incoming[detection[k]] - toDetection[k]);
        change = Math.max(change, Math.abs(message - toTrack[k]));
        toTrack[k] = message;
      }
    }
    if (change < tolerance) return;
  }
}

/** What a track tells its detections, and adds to what each has heard. */
function sendOn({ first, detection, ratio }: Edges, i: number): void {
  let sum = 1;
  for (let k = first[i]; k < first[i + 1]; k++) sum += ratio[k] * toTrack[k];
  for (let k = first[i]; k < first[i + 1]; k++) {
    const message = ratio[k] / (sum - ratio[k] * toTrack[k]);
    toDetection[k] = message;
    incoming[detection[k]] += message;
  }
}
