import { createTurn, setTurn, type Turn } from '../../base/motion/index.ts';
import { firstTurn, modeCount, turnRadPerS, veerMemoryS, weave } from './modes.ts';

/**
 * How modes follow one another: a jump process in continuous time, so that its transition is exact for any interval and
 * asynchronous reports need no common step. Steady flight (drawn anew at a rate between drones and jets) passes into weaving
 * and back, weaving into a turn to either side and back. Turns are gone on with for 20 s on average, and may be begun again at once.
 */

/** Per second: redrawing steady flight; steady to weaving and back; weaving to a turn to either side and back. */
const redrawPerS = 1 / 15;
const weavePerS = 1 / 300;
const steadyPerS = 1 / 15;
const turnPerS = 1 / 30;
const leavePerS = 1 / 20;
/** Share of jets and missiles in steady flight. */
const fastShare = 0.015;

/**
 * The chain steady, weaving, turning has rates of decay r1, r2 besides 0, the roots of r² - sum r + product. By Cayley and
 * Hamilton its transition over t is I + a G + b G², with a and b such that 1 - a r + b r² = exp(-r t) at both.
 */
const sum = weavePerS + steadyPerS + turnPerS + leavePerS;
const product = weavePerS * turnPerS + weavePerS * leavePerS + steadyPerS * leavePerS;
const root = Math.sqrt(sum * sum - 4 * product);
const r1 = (sum + root) / 2;
const r2 = (sum - root) / 2;
const weaving = steadyPerS + turnPerS;

/** What passes over an interval. */
export interface Step {
  dtS: number;
  /** Probability of mode j after mode i, at i * modeCount + j. */
  readonly jumps: Float64Array;
  /** The same where no turn is begun or gone on with: what would turn weaves. */
  readonly level: Float64Array;
  /** What is kept of what looks told of a turn (`gaussian-veer`). */
  veerKept: number;
  readonly left: Turn;
  readonly right: Turn;
}

/** Steps by their length: reports come at a few intervals, over and over. A power of two. */
const stepsKept = 256;
const steps: Step[] = Array.from({ length: stepsKept }, () => ({
  dtS: NaN,
  jumps: new Float64Array(modeCount * modeCount),
  level: new Float64Array(modeCount * modeCount),
  veerKept: 1,
  left: createTurn(),
  right: createTurn(),
}));

/** The step of dtS >= 0 seconds; good until the next call. */
export function stepOver(dtS: number): Step {
  const step = steps[(dtS * 1000) & (stepsKept - 1)];
  if (step.dtS === dtS) return step;
  step.dtS = dtS;
  setJumps(step.jumps, dtS);
  setLevel(step.level, step.jumps);
  step.veerKept = Math.exp(-dtS / veerMemoryS);
  setTurn(step.left, turnRadPerS, dtS);
  setTurn(step.right, -turnRadPerS, dtS);
  return step;
}

/** The transition over dtS seconds, row-major. */
function setJumps(out: Float64Array, dtS: number): void {
  const u1 = (1 - Math.exp(-r1 * dtS)) / r1;
  const u2 = (1 - Math.exp(-r2 * dtS)) / r2;
  const b = (u2 - u1) / (r1 - r2);
  const a = u1 + b * r1;
  const steadyWeave = weavePerS * (a - b * (weavePerS + weaving));
  const steadyTurn = b * weavePerS * turnPerS;
  const weaveSteady = steadyPerS * (a - b * (weavePerS + weaving));
  const weaveTurn = turnPerS * (a - b * (weaving + leavePerS));
  const turnSteady = b * leavePerS * steadyPerS;
  const turnWeave = leavePerS * (a - b * (weaving + leavePerS));
  // Which side a turn is to is kept until it is left.
  const side = Math.exp(-leavePerS * dtS);
  const turnTurn = 1 - turnSteady - turnWeave;
  const kept = Math.exp(-(redrawPerS + weavePerS) * dtS);
  const drawn = 1 - steadyWeave - steadyTurn - kept;
  setRow(
    out,
    0,
    kept + drawn * (1 - fastShare),
    steadyWeave,
    drawn * fastShare,
    steadyTurn / 2,
    steadyTurn / 2,
  );
  setRow(
    out,
    2 * modeCount,
    drawn * (1 - fastShare),
    steadyWeave,
    kept + drawn * fastShare,
    steadyTurn / 2,
    steadyTurn / 2,
  );
  const toSteady = weaveSteady * (1 - fastShare);
  const toFast = weaveSteady * fastShare;
  setRow(out, modeCount, toSteady, 1 - weaveSteady - weaveTurn, toFast, weaveTurn / 2, weaveTurn / 2);
  const same = (turnTurn + side) / 2;
  const other = (turnTurn - side) / 2;
  setRow(out, 3 * modeCount, turnSteady * (1 - fastShare), turnWeave, turnSteady * fastShare, same, other);
  setRow(out, 4 * modeCount, turnSteady * (1 - fastShare), turnWeave, turnSteady * fastShare, other, same);
}

function setRow(
  out: Float64Array,
  at: number,
  steady: number,
  weave: number,
  fast: number,
  left: number,
  right: number,
): void {
  out[at] = steady;
  out[at + 1] = weave;
  out[at + 2] = fast;
  out[at + 3] = left;
  out[at + 4] = right;
}

function setLevel(out: Float64Array, jumps: Float64Array): void {
  out.set(jumps);
  for (let at = 0; at < out.length; at += modeCount) {
    for (let turn = firstTurn; turn < modeCount; turn++) {
      out[at + weave] += jumps[at + turn];
      out[at + turn] = 0;
    }
  }
}
