import { upAtHeight, type Frame } from '../../base/frame.ts';
import type { SensorModel } from '../../base/sensor-model/index.ts';
import { createHypothesis, project, type Hypothesis } from '../measure/hypothesis.ts';
import { createSight, linearize, sightOf, type Sight } from '../measure/linearize.ts';
import { createRows, maxRows, type Rows, type Shape } from '../measure/rows.ts';
import type { Values } from '../measure/values.ts';
import type { Report } from '../sensors/sensor.ts';
import type { GaussianBank } from './gaussian-bank.ts';
import { slantSlope, slopesOf } from './gaussian-vertical.ts';
import { halfVariance, held, liftSize, reckonedM } from './lift-state.ts';
import { modeCount, modeTurn } from './modes.ts';

/** A sensor's measurement linearised about a mode of a slot: what weighing, telling of heights and updating all begin with. */
export interface Look {
  readonly rows: Rows;
  readonly sight: Sight;
  readonly hypothesis: Hypothesis;
  /** Slope of each row by the slot's half (`lift-state`), 1/m or rad/m², after `slope`. */
  readonly slopes: Float64Array;
  /** Sets what `sightOf` reckons with: how high, and how much older a report is than the slot, s (below 0: it was not predicted). */
  aim(slot: number, report: Report): void;
  /** Linearises and projects mode k, of all slots', of the slot aimed at; false where nothing of it can have arrived. */
  at(slot: number, k: number, model: SensorModel): boolean;
  /** Slope of a range by the slot's half, its place along the ground left as it is. */
  slantOf(slot: number): number;
  /** Fills `slopes` for the mode just looked at. */
  slope(slot: number): void;
  /**
   * Least squared distance of a detection to any mode of the slot that was asked so far; whoever begins to ask sets it. Here, and
   * wherever a number is handed over for each track, it stands in an array: in a call that is not inlined it goes on the heap.
   */
  readonly nearestD2: Float64Array;
  /** Whether a mode need not be asked where another is as near to a detection. */
  isMoot(slot: number, k: number): boolean;
}

/**
 * A mode is not asked, and takes the blame of a miss, where it is less likely than this and a likelier one is nearer to a
 * detection than `nearD2`; in flight that is steady no more all are. Modes here are redrawn within seconds. Those of mixtures
 * are entered rarely (`mixture-motion`) and begin lighter than that: they must be asked.
 */
export const usualLeastMode = 0.01;
const nearD2 = 4;
const leastSteady = 0.7;

export function isRange(shape: Shape): boolean {
  return shape === 'range-bearing' || shape === 'range-bearing-rate';
}

export function createLook(frame: Frame, values: Values, bank: GaussianBank, leastMode: number): Look {
  const rows = createRows();
  const sight = createSight();
  const hypothesis = createHypothesis();
  const slopes = new Float64Array(maxRows);
  const nearestD2 = new Float64Array(1);

  function isMoot(slot: number, k: number): boolean {
    const { mu } = bank;
    if (mu[k] > leastMode) return false;
    return mu[k] === 0 || (nearestD2[0] < nearD2 && mu[slot * modeCount] > leastSteady);
  }

  function aim(slot: number, report: Report): void {
    const at = 4 * slot * modeCount;
    sight.targetUp = upAtHeight(frame, bank.x[at], bank.x[at + 1], bank.lift[liftSize * slot + reckonedM]);
    sight.lagS = (bank.timeMs[slot] - report.sensedMs) / 1000;
    sight.turnRadPerS = 0;
  }

  function at(slot: number, k: number, model: SensorModel): boolean {
    sight.turnRadPerS = modeTurn[k - slot * modeCount];
    if (!sightOf(sight, model, bank.x, 4 * k)) return false;
    linearize(rows, values.shape, sight, model, bank.x, 4 * k, bank.p, 10 * k);
    const { lift } = bank;
    const variance = lift[liftSize * slot + halfVariance];
    if (variance > 0 && isRange(values.shape)) {
      // A range bends by the half as by the place across: what is nearly overhead is not told by slopes.
      const bend = variance / (sight.rangeM * sight.rangeM * sight.rangeM);
      rows.extraVariance[0] += (bend * bend) / 2;
      if (lift[liftSize * slot + held] === 1) {
        const slant = slantOf(slot);
        rows.extraVariance[0] += slant * slant * variance;
      }
    }
    project(hypothesis, rows, bank.p, 10 * k);
    return true;
  }

  function slantOf(slot: number): number {
    return slantSlope(bank.lift[liftSize * slot + reckonedM], sight.up, sight.rangeM);
  }

  function slope(slot: number): void {
    slopesOf(slopes, rows, values.shape, bank, slot, slantOf(slot), sight.rangeM);
  }

  return { rows, sight, hypothesis, slopes, aim, at, slantOf, slope, nearestD2, isMoot };
}
