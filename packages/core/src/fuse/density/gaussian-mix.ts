import { firstTurn, modeCount, weave } from './modes.ts';

/** The modes of slots, by slot: probability, mean (4), packed covariance (10). */
export interface Modes {
  readonly mu: Float64Array;
  readonly x: Float64Array;
  readonly p: Float64Array;
}

/** Numbers a mode: about the first mode's mean, its mean (4) and second moments (10), packed. */
const aboutSize = 14;
const about = new Float64Array(modeCount * aboutSize);
const before = new Float64Array(modeCount);
/** A mode that gives another less than this share of it is left out of its moments. */
const leastShare = 1e-3;

/** The IMM's mixing step: each mode becomes the two moments of all that pass into it. */
export function mixModes({ mu, x, p }: Modes, slot: number, jumps: Float64Array): void {
  const first = slot * modeCount;
  // Where nothing turns the modes that do stand at 0, as a rule: nothing comes of them, and nothing passes into them.
  const isTurned = mu[first + firstTurn] > 0 || mu[first + firstTurn + 1] > 0;
  const froms = isTurned ? modeCount : firstTurn;
  for (let from = 0; from < froms; from++) {
    before[from] = mu[first + from];
    if (before[from] > 0) momentsAbout(x, p, first + from, 4 * first, from * aboutSize);
    else about.fill(0, from * aboutSize, (from + 1) * aboutSize);
  }
  const e = x[4 * first];
  const n = x[4 * first + 1];
  const vE = x[4 * first + 2];
  const vN = x[4 * first + 3];
  const tos = isTurned || jumps[weave * modeCount + firstTurn] > 0 ? modeCount : firstTurn;
  for (let to = 0; to < tos; to++) {
    let mass = 0;
    for (let from = 0; from < froms; from++) mass += before[from] * jumps[from * modeCount + to];
    mu[first + to] = mass;
    if (!(mass > 0)) continue;
    const k = first + to;
    if (isTurned) mixInto(p, mu, k, jumps, to);
    else mixLevel(p, mu, k, jumps, to);
    x[4 * k] = e + mixed[0];
    x[4 * k + 1] = n + mixed[1];
    x[4 * k + 2] = vE + mixed[2];
    x[4 * k + 3] = vN + mixed[3];
  }
}

/** Mean and second moments of mode k about the mean at x[at…], into about[to…]. */
function momentsAbout(x: Float64Array, p: Float64Array, k: number, at: number, to: number): void {
  const d0 = x[4 * k] - x[at];
  const d1 = x[4 * k + 1] - x[at + 1];
  const d2 = x[4 * k + 2] - x[at + 2];
  const d3 = x[4 * k + 3] - x[at + 3];
  const q = 10 * k;
  about[to] = d0;
  about[to + 1] = d1;
  about[to + 2] = d2;
  about[to + 3] = d3;
  about[to + 4] = p[q] + d0 * d0;
  about[to + 5] = p[q + 1] + d0 * d1;
  about[to + 6] = p[q + 2] + d0 * d2;
  about[to + 7] = p[q + 3] + d0 * d3;
  about[to + 8] = p[q + 4] + d1 * d1;
  about[to + 9] = p[q + 5] + d1 * d2;
  about[to + 10] = p[q + 6] + d1 * d3;
  about[to + 11] = p[q + 7] + d2 * d2;
  about[to + 12] = p[q + 8] + d2 * d3;
  about[to + 13] = p[q + 9] + d3 * d3;
}

/** Mean of what passes into a mode, about the first mode's. */
const mixed = new Float64Array(4);

/**
 * Mean into `mixed` and covariance into p[10 k…] of what passes into mode `to`, mu[k] in all. Spelled out, so that every place in
 * `about` is a constant and none is checked against its length: a fifth of the time of a prediction.
 */
function mixInto(p: Float64Array, mu: Float64Array, k: number, jumps: Float64Array, to: number): void {
  const least = leastShare * mu[k];
  let u = before[0] * jumps[to];
  let v = before[1] * jumps[modeCount + to];
  let w = before[2] * jumps[2 * modeCount + to];
  let y = before[3] * jumps[3 * modeCount + to];
  let z = before[4] * jumps[4 * modeCount + to];
  if (!(u > least)) u = 0;
  if (!(v > least)) v = 0;
  if (!(w > least)) w = 0;
  if (!(y > least)) y = 0;
  if (!(z > least)) z = 0;
  const scale = 1 / (u + v + w + y + z);
  const m0 = scale * (u * about[0] + v * about[14] + w * about[28] + y * about[42] + z * about[56]);
  const m1 = scale * (u * about[1] + v * about[15] + w * about[29] + y * about[43] + z * about[57]);
  const m2 = scale * (u * about[2] + v * about[16] + w * about[30] + y * about[44] + z * about[58]);
  const m3 = scale * (u * about[3] + v * about[17] + w * about[31] + y * about[45] + z * about[59]);
  mixed[0] = m0;
  mixed[1] = m1;
  mixed[2] = m2;
  mixed[3] = m3;
  const at = 10 * k;
  p[at] = scale * (u * about[4] + v * about[18] + w * about[32] + y * about[46] + z * about[60]) - m0 * m0;
  p[at + 1] =
    scale * (u * about[5] + v * about[19] + w * about[33] + y * about[47] + z * about[61]) - m0 * m1;
  p[at + 2] =
    scale * (u * about[6] + v * about[20] + w * about[34] + y * about[48] + z * about[62]) - m0 * m2;
  p[at + 3] =
    scale * (u * about[7] + v * about[21] + w * about[35] + y * about[49] + z * about[63]) - m0 * m3;
  p[at + 4] =
    scale * (u * about[8] + v * about[22] + w * about[36] + y * about[50] + z * about[64]) - m1 * m1;
  p[at + 5] =
    scale * (u * about[9] + v * about[23] + w * about[37] + y * about[51] + z * about[65]) - m1 * m2;
  p[at + 6] =
    scale * (u * about[10] + v * about[24] + w * about[38] + y * about[52] + z * about[66]) - m1 * m3;
  p[at + 7] =
    scale * (u * about[11] + v * about[25] + w * about[39] + y * about[53] + z * about[67]) - m2 * m2;
  p[at + 8] =
    scale * (u * about[12] + v * about[26] + w * about[40] + y * about[54] + z * about[68]) - m2 * m3;
  p[at + 9] =
    scale * (u * about[13] + v * about[27] + w * about[41] + y * about[55] + z * about[69]) - m3 * m3;
}

/** The same where nothing turns. */
function mixLevel(p: Float64Array, mu: Float64Array, k: number, jumps: Float64Array, to: number): void {
  const least = leastShare * mu[k];
  let u = before[0] * jumps[to];
  let v = before[1] * jumps[modeCount + to];
  let w = before[2] * jumps[2 * modeCount + to];
  if (!(u > least)) u = 0;
  if (!(v > least)) v = 0;
  if (!(w > least)) w = 0;
  const scale = 1 / (u + v + w);
  const m0 = scale * (u * about[0] + v * about[14] + w * about[28]);
  const m1 = scale * (u * about[1] + v * about[15] + w * about[29]);
  const m2 = scale * (u * about[2] + v * about[16] + w * about[30]);
  const m3 = scale * (u * about[3] + v * about[17] + w * about[31]);
  mixed[0] = m0;
  mixed[1] = m1;
  mixed[2] = m2;
  mixed[3] = m3;
  const at = 10 * k;
  p[at] = scale * (u * about[4] + v * about[18] + w * about[32]) - m0 * m0;
  p[at + 1] = scale * (u * about[5] + v * about[19] + w * about[33]) - m0 * m1;
  p[at + 2] = scale * (u * about[6] + v * about[20] + w * about[34]) - m0 * m2;
  p[at + 3] = scale * (u * about[7] + v * about[21] + w * about[35]) - m0 * m3;
  p[at + 4] = scale * (u * about[8] + v * about[22] + w * about[36]) - m1 * m1;
  p[at + 5] = scale * (u * about[9] + v * about[23] + w * about[37]) - m1 * m2;
  p[at + 6] = scale * (u * about[10] + v * about[24] + w * about[38]) - m1 * m3;
  p[at + 7] = scale * (u * about[11] + v * about[25] + w * about[39]) - m2 * m2;
  p[at + 8] = scale * (u * about[12] + v * about[26] + w * about[40]) - m2 * m3;
  p[at + 9] = scale * (u * about[13] + v * about[27] + w * about[41]) - m3 * m3;
}
