import { emissionDelayS } from '../../base/retard.ts';
import { createTurn, setTurn } from '../../base/motion/index.ts';
import type { SensorModel } from '../../base/sensor-model/index.ts';
import { maxRows, type Rows, type Shape } from './rows.ts';

/**
 * Where a target was, relative to a sensor, when it caused what is measured now: `lagS` before the state's time (the report
 * is older than the state) and, for sound, a propagation delay before that.
 */
export interface Sight {
  /** Set before `sightOf`: `up` of the target, region ENU, how much older the report is than the state, s, and the turn since, rad/s. */
  targetUp: number;
  lagS: number;
  turnRadPerS: number;
  /** Local true east, north, up at the sensor, m. */
  east: number;
  north: number;
  up: number;
  rangeM: number;
  groundM: number;
  /** How the velocity now moves the position then: by `along` times it and `across` times it turned left, s (-lagS and 0 where it flew straight). */
  along: number;
  across: number;
  /** d(position at emission)/d(position now - delay * velocity), row-major 2x2, region axes. */
  readonly shift: Float64Array;
}

export function createSight(): Sight {
  return {
    targetUp: 0,
    lagS: 0,
    turnRadPerS: 0,
    east: 0,
    north: 0,
    up: 0,
    rangeM: 0,
    groundM: 0,
    along: 0,
    across: 0,
    shift: new Float64Array(4),
  };
}

const back = createTurn();

/**
 * Of the state at x[at…]; level flight is assumed over the delay, straight over that of propagation. false where nothing of it
 * can have arrived. What are inputs every time stands in `out`: a number handed over in a call that is not inlined is put on
 * the heap.
 */
export function sightOf(out: Sight, model: SensorModel, x: Float64Array, at: number): boolean {
  const { targetUp: up, lagS } = out;
  const vE = x[at + 2];
  const vN = x[at + 3];
  out.along = -lagS;
  out.across = 0;
  if (out.turnRadPerS !== 0 && lagS !== 0) {
    setTurn(back, out.turnRadPerS, -lagS);
    out.along = back.along;
    out.across = back.across;
  }
  let de = x[at] + out.along * vE - out.across * vN - model.east;
  let dn = x[at + 1] + out.across * vE + out.along * vN - model.north;
  const du = up - model.up;
  const { shift } = out;
  shift[0] = shift[3] = 1;
  shift[1] = shift[2] = 0;
  if (model.waveMps !== Infinity) {
    const c = model.waveMps;
    const delay = emissionDelayS(de, dn, du, vE, vN, 0, c);
    if (!(delay >= 0)) return false;
    de -= delay * vE;
    dn -= delay * vN;
    out.along -= delay;
    const range = Math.max(1, c * delay);
    const ue = de / range;
    const un = dn / range;
    const closing = 1 / (c + ue * vE + un * vN);
    shift[0] -= vE * ue * closing;
    shift[1] -= vE * un * closing;
    shift[2] -= vN * ue * closing;
    shift[3] -= vN * un * closing;
  }
  const r = model.local;
  out.east = r[0] * de + r[1] * dn + r[2] * du;
  out.north = r[3] * de + r[4] * dn + r[5] * du;
  out.up = r[6] * de + r[7] * dn + r[8] * du;
  const ground2 = out.east * out.east + out.north * out.north;
  out.groundM = Math.max(1, Math.sqrt(ground2));
  out.rangeM = Math.max(1, Math.sqrt(ground2 + out.up * out.up));
  return true;
}

/**
 * Fills `rows` for a shape. `p` at `pAt`: packed covariance of the state, for the second-order terms of range and bearing
 * (modified Gaussian second-order filter, Bar-Shalom, Li, Kirubarajan 2001, 10.3.2): bias into the prediction, variance
 * into `extraVariance`.
 */
export function linearize(
  rows: Rows,
  shape: Shape,
  sight: Sight,
  model: SensorModel,
  x: Float64Array,
  at: number,
  p: Float64Array,
  pAt: number,
): void {
  const { extraVariance, isAngle } = rows;
  for (let i = 0; i < maxRows; i++) extraVariance[i] = isAngle[i] = 0;
  if (shape === 'position' || shape === 'position-velocity') {
    positionRows(rows, shape, sight, x, at);
    return;
  }
  const r = model.local;
  // Unit vectors at the sensor, along the ground to the target and clockwise across, in region axes (east, north).
  const g = sight.groundM;
  const se = sight.east / g;
  const sn = sight.north / g;
  const alongE = se * r[0] + sn * r[3];
  const alongN = se * r[1] + sn * r[4];
  const acrossE = sn * r[0] - se * r[3];
  const acrossN = sn * r[1] - se * r[4];
  const spread = crossTerms(p, pAt, sight, alongE, alongN, acrossE, acrossN);
  const bearing = Math.atan2(sight.east, sight.north);
  let row = 0;
  if (shape !== 'bearing') {
    const slope = g / sight.rangeM;
    const lift = sight.up / sight.rangeM;
    fillRow(rows, row, sight, slope * alongE + lift * r[6], slope * alongN + lift * r[7]);
    rows.predicted[row] = sight.rangeM + spread.acrossAcross / (2 * sight.rangeM);
    const bend = spread.acrossAcross / sight.rangeM;
    extraVariance[row] = (bend * bend) / 2;
    row++;
  }
  fillRow(rows, row, sight, acrossE / g, acrossN / g);
  rows.predicted[row] = bearing - spread.alongAcross / (g * g);
  extraVariance[row] =
    (spread.alongAcross * spread.alongAcross + spread.alongAlong * spread.acrossAcross) / (g * g * g * g);
  isAngle[row] = 1;
  row++;
  if (shape === 'range-bearing-rate') row = rateRow(rows, row, sight, r, x, at);
  rows.count = row;
}

const terms = { alongAlong: 0, alongAcross: 0, acrossAcross: 0 };

/** The position covariance at emission along and across the line of sight; process noise over the delay is left out. */
function crossTerms(
  p: Float64Array,
  at: number,
  { along: s, across: c }: Sight,
  alongE: number,
  alongN: number,
  acrossE: number,
  acrossN: number,
): typeof terms {
  let ee = p[at] + s * (2 * p[at + 2] + s * p[at + 7]);
  let en = p[at + 1] + s * (p[at + 3] + p[at + 5] + s * p[at + 8]);
  let nn = p[at + 4] + s * (2 * p[at + 6] + s * p[at + 9]);
  if (c !== 0) {
    ee += c * (c * p[at + 9] - 2 * (p[at + 3] + s * p[at + 8]));
    en += c * (p[at + 2] - p[at + 6] + s * (p[at + 7] - p[at + 9]) - c * p[at + 8]);
    nn += c * (c * p[at + 7] + 2 * (p[at + 5] + s * p[at + 8]));
  }
  terms.alongAlong = alongE * alongE * ee + 2 * alongE * alongN * en + alongN * alongN * nn;
  terms.acrossAcross = acrossE * acrossE * ee + 2 * acrossE * acrossN * en + acrossN * acrossN * nn;
  terms.alongAcross =
    alongE * acrossE * ee + (alongE * acrossN + alongN * acrossE) * en + alongN * acrossN * nn;
  return terms;
}

/** A row that depends on position alone, with gradient (ge, gn) at emission. */
function fillRow(rows: Rows, row: number, sight: Sight, ge: number, gn: number): void {
  const { shift, along, across } = sight;
  const he = ge * shift[0] + gn * shift[2];
  const hn = ge * shift[1] + gn * shift[3];
  const h = rows.jacobian;
  h[4 * row] = he;
  h[4 * row + 1] = hn;
  h[4 * row + 2] = along * he + across * hn;
  h[4 * row + 3] = along * hn - across * he;
}

/** Range rate, m/s away from the sensor, of a target in level flight: v · u, with u the unit vector of sight. */
function rateRow(
  rows: Rows,
  row: number,
  sight: Sight,
  r: Float64Array,
  x: Float64Array,
  at: number,
): number {
  const vE = x[at + 2];
  const vN = x[at + 3];
  const east = r[0] * vE + r[1] * vN;
  const north = r[3] * vE + r[4] * vN;
  const range = sight.rangeM;
  const ue = sight.east / range;
  const un = sight.north / range;
  const rate = ue * east + un * north;
  const ge = (east - rate * ue) / range;
  const gn = (north - rate * un) / range;
  fillRow(rows, row, sight, ge * r[0] + gn * r[3], ge * r[1] + gn * r[4]);
  rows.jacobian[4 * row + 2] += ue * r[0] + un * r[3];
  rows.jacobian[4 * row + 3] += ue * r[1] + un * r[4];
  rows.predicted[row] = rate;
  return row + 1;
}

function positionRows(rows: Rows, shape: Shape, sight: Sight, x: Float64Array, at: number): void {
  const h = rows.jacobian;
  const { along, across } = sight;
  fillRow(rows, 0, sight, 1, 0);
  fillRow(rows, 1, sight, 0, 1);
  rows.predicted[0] = x[at] + along * x[at + 2] - across * x[at + 3];
  rows.predicted[1] = x[at + 1] + across * x[at + 2] + along * x[at + 3];
  rows.count = 2;
  if (shape === 'position') return;
  for (let axis = 2; axis < 4; axis++) {
    for (let state = 0; state < 4; state++) h[4 * axis + state] = state === axis ? 1 : 0;
    rows.predicted[axis] = x[at + axis];
  }
  rows.count = 4;
}
