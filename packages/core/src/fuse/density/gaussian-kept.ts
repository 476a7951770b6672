import { whiten, type Hypothesis } from '../measure/hypothesis.ts';
import type { Rows } from '../measure/rows.ts';
import { maxRows } from '../measure/rows.ts';
import type { Report } from '../sensors/sensor.ts';
import { grown } from '../bank/grown.ts';
import { modeCount } from './modes.ts';

/**
 * What weighing a slot worked out, mode by mode, kept for its update by the same report: the linearised measurement of two
 * rows (range and bearing, or a place), projected and factored. Between the two a slot may learn its height, and is then looked
 * at anew: `half` is what was reckoned with (`lift-state`). As many entries as slots were weighed by the report.
 */
export interface Kept {
  /** The report that it is of. */
  report: Report | undefined;
  count: number;
  /** Of each slot: its entry, where `slot` of that entry says so. */
  entry: Int32Array;
  slot: Int32Array;
  half: Float64Array;
  /** By entry and mode: 1 where it was looked at. */
  isLooked: Uint8Array;
  /** By entry: whitened slope of each row by the slot's half (`lift-state`), of its first mode. */
  slopes: Float64Array;
  numbers: Float64Array;
}

/** predicted (2), P H' (8), lower factor (3), logNorm. */
const numbersAMode = 14;

export function createKept(): Kept {
  return {
    report: undefined,
    count: 0,
    entry: new Int32Array(0),
    slot: new Int32Array(512),
    half: new Float64Array(512),
    slopes: new Float64Array(2 * 512),
    isLooked: new Uint8Array(512 * modeCount),
    numbers: new Float64Array(512 * modeCount * numbersAMode),
  };
}

/** A new entry, none of its modes looked at yet. */
export function keepSlot(kept: Kept, slot: number, slots: number, half: number): number {
  const at = kept.count++;
  if (kept.entry.length < slots) kept.entry = grown(kept.entry, slots);
  if (at === kept.slot.length) {
    kept.slot = grown(kept.slot, 2 * at);
    kept.half = grown(kept.half, 2 * at);
    kept.slopes = grown(kept.slopes, 4 * at);
    kept.isLooked = grown(kept.isLooked, 2 * at * modeCount);
    kept.numbers = grown(kept.numbers, 2 * at * modeCount * numbersAMode);
  }
  kept.entry[slot] = at;
  kept.slot[at] = slot;
  kept.half[at] = half;
  for (let mode = 0; mode < modeCount; mode++) kept.isLooked[at * modeCount + mode] = 0;
  return at;
}

/** The entry of a slot; -1 where there is none, or where its height is another by now. */
export function entryOf(kept: Kept, slot: number, half: number): number {
  const at = slot < kept.entry.length ? kept.entry[slot] : kept.count;
  return at < kept.count && kept.slot[at] === slot && kept.half[at] === half ? at : -1;
}

export function isLooked(kept: Kept, entry: number, mode: number): boolean {
  return kept.isLooked[entry * modeCount + mode] === 1;
}

export function keepSlopes(kept: Kept, entry: number, slopes: Float64Array, hypothesis: Hypothesis): void {
  whiten(kept.slopes, 2 * entry, slopes, hypothesis);
}

export function keepMode(kept: Kept, entry: number, mode: number, rows: Rows, hypothesis: Hypothesis): void {
  const { numbers } = kept;
  const { cross, lower } = hypothesis;
  const k = entry * modeCount + mode;
  const at = k * numbersAMode;
  kept.isLooked[k] = 1;
  numbers[at] = rows.predicted[0];
  numbers[at + 1] = rows.predicted[1];
  for (let i = 0; i < 8; i++) numbers[at + 2 + i] = cross[i];
  numbers[at + 10] = lower[0];
  numbers[at + 11] = lower[maxRows];
  numbers[at + 12] = lower[maxRows + 1];
  numbers[at + 13] = hypothesis.logNorm;
}

/** Into `rows` and `hypothesis`, factored; false where the mode was not looked at. Rows are angles as the report's shape has them. */
export function recallMode(
  kept: Kept,
  entry: number,
  mode: number,
  rows: Rows,
  hypothesis: Hypothesis,
): boolean {
  const k = entry * modeCount + mode;
  if (entry < 0 || kept.isLooked[k] === 0) return false;
  const { numbers } = kept;
  const { cross, lower } = hypothesis;
  const at = k * numbersAMode;
  rows.count = hypothesis.rows = 2;
  rows.predicted[0] = numbers[at];
  rows.predicted[1] = numbers[at + 1];
  for (let i = 0; i < 8; i++) cross[i] = numbers[at + 2 + i];
  lower[0] = numbers[at + 10];
  lower[maxRows] = numbers[at + 11];
  lower[maxRows + 1] = numbers[at + 12];
  hypothesis.logNorm = numbers[at + 13];
  return true;
}
