import { fullFromPacked, multiply, multiplyTransposed } from '../../base/matrix.ts';
import type { GaussianBank } from './gaussian-bank.ts';
import { half, held, liftSize, sway } from './lift-state.ts';
import { modeCount } from './modes.ts';

/**
 * Two targets under two sensors whose ranges are sharp and whose bearings are coarse: the arcs of their ranges cross in two more
 * places. There each has its own range at the one sensor, `kept`, and the other's range at the other sensor, so that all ranges
 * are explained as well, and bearings alone tell which it is. With a and b the two states, a becomes b + keep (a - b), where
 * keep projects onto what `kept` measures along the line across the other sensor's sight.
 */
export interface Mirror {
  /** The projection, 2x2 row-major, east and north, and its change a second as the pair flies on. */
  readonly keep: Float64Array;
  readonly turn: Float64Array;
}

/** East and north of a sensor, region ENU, m. */
export interface SensorPlace {
  readonly east: number;
  readonly north: number;
}

export function createMirror(): Mirror {
  return { keep: new Float64Array(4), turn: new Float64Array(4) };
}

/** Where the sine between the lines of sight is less, arcs cross so flatly that the other crossing is no place nearby. */
const leastSine = 0.15;

/** Of states a and b (east, north, eastMps, northMps); false where both sensors look along one line. */
export function aimMirror(
  out: Mirror,
  a: Float64Array,
  b: Float64Array,
  kept: SensorPlace,
  other: SensorPlace,
): boolean {
  const east = (a[0] + b[0]) / 2;
  const north = (a[1] + b[1]) / 2;
  if (!projection(out.keep, east, north, kept, other)) return false;
  if (!projection(out.turn, east + (a[2] + b[2]) / 2, north + (a[3] + b[3]) / 2, kept, other)) return false;
  for (let q = 0; q < 4; q++) out.turn[q] -= out.keep[q];
  return true;
}

/** w u' / (w u): u along the sight of the sensor that is kept, w across that of the other. */
function projection(
  out: Float64Array,
  east: number,
  north: number,
  kept: SensorPlace,
  other: SensorPlace,
): boolean {
  const uE = east - kept.east;
  const uN = north - kept.north;
  const wE = north - other.north;
  const wN = other.east - east;
  const along = wE * uE + wN * uN;
  if (!(along * along > leastSine * leastSine * (uE * uE + uN * uN) * (wE * wE + wN * wN))) return false;
  out[0] = (wE * uE) / along;
  out[1] = (wE * uN) / along;
  out[2] = (wN * uE) / along;
  out[3] = (wN * uN) / along;
  return true;
}

/** How the mirrored state follows from a and from b, 4x4 row-major. */
const ofA = new Float64Array(16);
const ofB = new Float64Array(16);

/** Mean and packed covariance of what a becomes; what a and b hold is taken to be independent. */
export function mirrorState(
  { keep, turn }: Mirror,
  a: Float64Array,
  pa: Float64Array,
  b: Float64Array,
  pb: Float64Array,
  outMean: Float64Array,
  outCovariance: Float64Array,
): void {
  for (let row = 0; row < 2; row++) {
    for (let column = 0; column < 2; column++) {
      const place = 4 * row + column;
      const k = keep[2 * row + column];
      const t = turn[2 * row + column];
      ofA[place] = ofA[place + 10] = k;
      ofB[place] = ofB[place + 10] = (row === column ? 1 : 0) - k;
      ofA[place + 8] = t;
      ofB[place + 8] = -t;
    }
  }
  for (let row = 0; row < 4; row++) {
    let sum = 0;
    for (let column = 0; column < 4; column++) {
      sum += ofA[4 * row + column] * a[column] + ofB[4 * row + column] * b[column];
    }
    outMean[row] = sum;
  }
  outCovariance.fill(0);
  addMapped(outCovariance, ofA, pa);
  addMapped(outCovariance, ofB, pb);
}

const full = new Float64Array(16);
const product = new Float64Array(16);
const mapped = new Float64Array(16);

/** out += m p m', packed. */
function addMapped(out: Float64Array, m: Float64Array, p: Float64Array): void {
  multiply(product, m, fullFromPacked(full, p, 0, 4), 4, 4, 4);
  multiplyTransposed(mapped, product, m, 4, 4, 4);
  let q = 0;
  for (let row = 0; row < 4; row++) {
    for (let column = row; column < 4; column++, q++) out[q] += mapped[4 * row + column];
  }
}

/** Puts all modes of a slot at one mean, with a packed covariance `widen` times as large. */
export function putSlot(
  bank: GaussianBank,
  slot: number,
  mean: Float64Array,
  covariance: Float64Array,
  widen: number,
): void {
  for (let k = slot * modeCount; k < (slot + 1) * modeCount; k++) {
    for (let a = 0; a < 4; a++) bank.x[4 * k + a] = mean[a];
    for (let q = 0; q < 10; q++) bank.p[10 * k + q] = widen * covariance[q];
  }
}

/** Gives two slots the mean of their modes' probabilities. */
export function shareModes({ mu }: GaussianBank, a: number, b: number): void {
  for (let mode = 0; mode < modeCount; mode++) {
    const mean = (mu[a * modeCount + mode] + mu[b * modeCount + mode]) / 2;
    mu[a * modeCount + mode] = mu[b * modeCount + mode] = mean;
  }
}

/** Which of two slots is reckoned lower; -1 where one's height is measured or given, so that they need not be of one height. */
export function lowerOf({ lift, height }: GaussianBank, a: number, b: number): number {
  if (height[2 * a + 1] !== Infinity || height[2 * b + 1] !== Infinity) return -1;
  if (lift[liftSize * a + held] === 1 || lift[liftSize * b + held] === 1) return -1;
  return lift[liftSize * a + half] <= lift[liftSize * b + half] ? a : b;
}

/** Moves the mean of a slot to where it would be, were it as high as slot `as` is reckoned; -1: it stays. */
export function moveToHeightOf({ lift }: GaussianBank, as: number, slot: number, mean: Float64Array): void {
  if (as < 0) return;
  const by = lift[liftSize * as + half] - lift[liftSize * slot + half];
  for (let a = 0; a < 4; a++) mean[a] += by * lift[liftSize * slot + sway + a];
}

/** Gives both slots what the lower one holds of its height. */
export function shareHeight(bank: GaussianBank, a: number, b: number): void {
  const low = lowerOf(bank, a, b);
  if (low < 0) return;
  const high = low === a ? b : a;
  bank.lift.copyWithin(liftSize * high, liftSize * low, liftSize * (low + 1));
}
