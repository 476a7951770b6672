import type { Edges } from './edges.ts';

/**
 * Marginal association probabilities by loopy belief propagation (Williams and Lau 2014, arXiv 1209.6299, eq. 23-24): exact
 * where the graph has no cycle, convergent always. Iterated until no message changes by more than `tolerance`.
 */
const tolerance = 1e-5;
const maxRounds = 100;

let toTrack = new Float64Array(1024);
let toDetection = new Float64Array(1024);
const incoming = new Float64Array(1024);

export function propagate(edges: Edges): void {
  const { trackCount, first, detection, ratio, marginal, none, unexplained, detectionCount } = edges;
  const count = first[trackCount];
  if (toTrack.length < count) {
    toTrack = new Float64Array(edges.ratio.length);
    toDetection = new Float64Array(edges.ratio.length);
  }
  toTrack.fill(1, 0, count);
  for (let round = 0; round < maxRounds; round++) {
    incoming.fill(1, 0, detectionCount);
    for (let i = 0; i < trackCount; i++) {
      let sum = 1;
      for (let k = first[i]; k < first[i + 1]; k++) sum += ratio[k] * toTrack[k];
      for (let k = first[i]; k < first[i + 1]; k++) {
        const message = ratio[k] / (sum - ratio[k] * toTrack[k]);
        toDetection[k] = message;
        incoming[detection[k]] += message;
      }
    }
    let change = 0;
    for (let k = 0; k < count; k++) {
      const message = 1 / Math.max(1, incoming[detection[k]] - toDetection[k]);
      change = Math.max(change, Math.abs(message - toTrack[k]));
      toTrack[k] = message;
    }
    if (change < tolerance) break;
  }
  for (let i = 0; i < trackCount; i++) {
    let sum = 1;
    for (let k = first[i]; k < first[i + 1]; k++) sum += ratio[k] * toTrack[k];
    none[i] = 1 / sum;
    for (let k = first[i]; k < first[i + 1]; k++) marginal[k] = (ratio[k] * toTrack[k]) / sum;
  }
  for (let j = 0; j < detectionCount; j++) unexplained[j] = 1 / incoming[j];
}
