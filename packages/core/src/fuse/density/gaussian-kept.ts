import type { Hypothesis } from '../measure/hypothesis.ts';
import type { Rows } from '../measure/rows.ts';
import { maxRows } from '../measure/rows.ts';
import { grown } from '../bank/grown.ts';
import { modeCount } from './modes.ts';

/**
 * What weighing a slot worked out, mode by mode, kept for its update by the same report: the linearised measurement of two
 * rows (range and bearing, or a place), projected and factored. Between the two a slot may learn its height, and is then looked
 * at anew: `heightM` is what was reckoned with. As many entries as slots were weighed by the report.
 */
export interface Kept {
  count: number;
  /** Of each slot: its entry, where `slot` of that entry says so. */
  entry: Int32Array;
  slot: Int32Array;
  heightM: Float64Array;
  /** By entry and mode: 1 where it was looked at. */
  isLooked: Uint8Array;
  numbers: Float64Array;
}

/** predicted (2), P H' (8), lower factor (3), logNorm. */
const numbersAMode = 14;

export function createKept(): Kept {
  return {
    count: 0,
    entry: new Int32Array(0),
    slot: new Int32Array(512),
    heightM: new Float64Array(512),
    isLooked: new Uint8Array(512 * modeCount),
    numbers: new Float64Array(512 * modeCount * numbersAMode),
  };
}

/** A new entry, none of its modes looked at yet. */
export function keepSlot(kept: Kept, slot: number, slots: number, heightM: number): number {
  const at = kept.count++;
  if (kept.entry.length < slots) kept.entry = grown(kept.entry, slots);
  if (at === kept.slot.length) {
    kept.slot = grown(kept.slot, 2 * at);
    kept.heightM = grown(kept.heightM, 2 * at);
    kept.isLooked = grown(kept.isLooked, 2 * at * modeCount);
    kept.numbers = grown(kept.numbers, 2 * at * modeCount * numbersAMode);
  }
  kept.entry[slot] = at;
  kept.slot[at] = slot;
  kept.heightM[at] = heightM;
  for (let mode = 0; mode < modeCount; mode++) kept.isLooked[at * modeCount + mode] = 0;
  return at;
}

/** The entry of a slot; -1 where there is none, or where its height is another by now. */
export function entryOf(kept: Kept, slot: number, heightM: number): number {
  const at = slot < kept.entry.length ? kept.entry[slot] : kept.count;
  return at < kept.count && kept.slot[at] === slot && kept.heightM[at] === heightM ? at : -1;
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
