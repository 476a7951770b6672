/**
 * The bipartite graph of one report: which candidate tracks could have caused which detections, sparse, by track. Track i
 * has the edges first[i] … first[i + 1] - 1; edge k leads to `detection[k]` with `ratio[k]`, the odds of "i caused j"
 * against "i caused none of these and j is clutter or new".
 */
export interface Edges {
  trackCount: number;
  detectionCount: number;
  first: Int32Array;
  detection: Int32Array;
  ratio: Float64Array;
  /** Result: marginal probability of each edge, and of "none" for each track. */
  marginal: Float64Array;
  none: Float64Array;
  /** Result: probability that no track caused the detection. */
  unexplained: Float64Array;
}

export function createEdges(): Edges {
  return {
    trackCount: 0,
    detectionCount: 0,
    first: new Int32Array(257),
    detection: new Int32Array(1024),
    ratio: new Float64Array(1024),
    marginal: new Float64Array(1024),
    none: new Float64Array(256),
    unexplained: new Float64Array(1024),
  };
}

export function startEdges(edges: Edges, detectionCount: number): void {
  edges.trackCount = 0;
  edges.detectionCount = detectionCount;
  edges.first[0] = 0;
}

export function addTrack(edges: Edges): void {
  const { trackCount } = edges;
  if (trackCount + 2 > edges.first.length) {
    const first = new Int32Array(edges.first.length * 2);
    first.set(edges.first);
    edges.first = first;
    edges.none = new Float64Array(first.length);
  }
  edges.first[trackCount + 1] = edges.first[trackCount];
  edges.trackCount++;
}

/** To the track added last; detections in rising order. */
export function addEdge(edges: Edges, detection: number, ratio: number): void {
  const at = edges.first[edges.trackCount];
  if (at === edges.detection.length) {
    const wider = new Int32Array(at * 2);
    wider.set(edges.detection);
    edges.detection = wider;
    const ratios = new Float64Array(at * 2);
    ratios.set(edges.ratio);
    edges.ratio = ratios;
    edges.marginal = new Float64Array(at * 2);
  }
  edges.detection[at] = detection;
  edges.ratio[at] = ratio;
  edges.first[edges.trackCount]++;
}
