import { addEdge, addTrack, createEdges, startEdges, type Edges } from '../edges.ts';

/** Exact marginals by listing every feasible association: rows are tracks, the last column "none". */
export function enumerate(odds: number[][], detections: number): number[][] {
  const sums = odds.map(() => Array.from({ length: detections + 1 }, () => 0));
  let total = 0;
  const choice: number[] = [];
  const taken = new Set<number>();
  function walk(track: number, weight: number): void {
    if (track === odds.length) {
      total += weight;
      choice.forEach((j, i) => (sums[i][j] += weight));
      return;
    }
    choice[track] = detections;
    walk(track + 1, weight);
    for (let j = 0; j < detections; j++) {
      if (taken.has(j) || odds[track][j] === 0) continue;
      taken.add(j);
      choice[track] = j;
      walk(track + 1, weight * odds[track][j]);
      taken.delete(j);
    }
  }
  walk(0, 1);
  return sums.map((row) => row.map((value) => value / total));
}

/** Rows are tracks, zero odds no edge. */
export function edgesOf(odds: number[][], detections: number): Edges {
  const edges = createEdges();
  startEdges(edges, detections);
  for (const row of odds) {
    addTrack(edges);
    row.forEach((value, j) => value > 0 && addEdge(edges, j, value));
  }
  return edges;
}
