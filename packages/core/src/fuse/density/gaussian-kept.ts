import { grown } from '../bank/grown.ts';
import type { Report } from '../sensors/sensor.ts';
import { modeCount } from './modes.ts';

/**
 * What weighing slots by plots worked out (`gaussian-plots`), kept for their update by the same report: mode by mode the
 * measurement, factored, and what each plot in the gate is to it. Between the two a slot may learn its height, and is then
 * looked at anew: `half` is what was reckoned with (`lift-state`). As many entries as slots were weighed by the report.
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
  /** By entry: whitened slope of each value by the slot's half (`lift-state`), of its first mode. */
  slopes: Float64Array;
  /** By entry: the same by the slot's rate of turn (`gaussian-veer`). */
  veers: Float64Array;
  /** By entry and mode, `modeSize` numbers. */
  modes: Float64Array;
  /** Rows: the plots that are in a gate of an entry's slot, from the entry's first row to that of the next. */
  rows: number;
  firstRow: Int32Array;
  /** By row: which detection of the report. */
  detection: Int32Array;
  /** By row and mode: likelihood (0: not in that mode's gate) and whitened innovation (2). */
  found: Float64Array;
}

/** Of a mode: predicted values (2), lower factor of the innovation covariance (3), 1 / sqrt(det 2 pi S), gain (8, as `solveGain`). */
export const modeSize = 14;
export const factorAt = 2;
export const normAt = 5;
export const gainAt = 6;
export const foundSize = 3;

export function createKept(): Kept {
  return {
    report: undefined,
    count: 0,
    entry: new Int32Array(0),
    slot: new Int32Array(512),
    half: new Float64Array(512),
    isLooked: new Uint8Array(512 * modeCount),
    slopes: new Float64Array(2 * 512),
    veers: new Float64Array(2 * 512),
    modes: new Float64Array(512 * modeCount * modeSize),
    rows: 0,
    firstRow: new Int32Array(512 + 1),
    detection: new Int32Array(1024),
    found: new Float64Array(1024 * modeCount * foundSize),
  };
}

/** A new entry of a slot, none of its modes looked at yet; what was kept of another report is gone. */
export function keepSlot(kept: Kept, report: Report, slot: number, slots: number, half: number): number {
  if (report !== kept.report) {
    kept.report = report;
    kept.count = kept.rows = 0;
  }
  if (kept.entry.length < slots) kept.entry = grown(kept.entry, slots);
  if (kept.count === kept.slot.length) growEntries(kept, 2 * kept.count);
  const at = kept.count++;
  kept.entry[slot] = at;
  kept.slot[at] = slot;
  kept.half[at] = half;
  kept.firstRow[at] = kept.firstRow[at + 1] = kept.rows;
  for (let k = at * modeCount; k < (at + 1) * modeCount; k++) kept.isLooked[k] = 0;
  return at;
}

function growEntries(kept: Kept, count: number): void {
  kept.slot = grown(kept.slot, count);
  kept.half = grown(kept.half, count);
  kept.isLooked = grown(kept.isLooked, count * modeCount);
  kept.slopes = grown(kept.slopes, 2 * count);
  kept.veers = grown(kept.veers, 2 * count);
  kept.modes = grown(kept.modes, count * modeCount * modeSize);
  kept.firstRow = grown(kept.firstRow, count + 1);
}

/** The row of a detection in the entry added last: a new one, not found in any mode yet, where there is none. */
export function rowOf(kept: Kept, entry: number, j: number): number {
  for (let row = kept.firstRow[entry]; row < kept.rows; row++) if (kept.detection[row] === j) return row;
  if (kept.rows === kept.detection.length) {
    kept.detection = grown(kept.detection, 2 * kept.rows);
    kept.found = grown(kept.found, 2 * kept.rows * modeCount * foundSize);
  }
  const row = kept.rows++;
  kept.firstRow[entry + 1] = kept.rows;
  kept.detection[row] = j;
  const from = row * modeCount * foundSize;
  for (let mode = 0; mode < modeCount; mode++) kept.found[from + mode * foundSize] = 0;
  return row;
}

/** The entry of a slot by this report; -1 where there is none, or where its height is another by now. */
export function entryOf(kept: Kept, report: Report, slot: number, half: number): number {
  if (report !== kept.report || slot >= kept.entry.length) return -1;
  const at = kept.entry[slot];
  return at < kept.count && kept.slot[at] === slot && kept.half[at] === half ? at : -1;
}

export function isLooked(kept: Kept, entry: number, mode: number): boolean {
  return entry >= 0 && kept.isLooked[entry * modeCount + mode] === 1;
}
