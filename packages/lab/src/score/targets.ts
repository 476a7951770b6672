import { checkTruth, type Truth } from '@kentongan/core/base/event';
import { enuFromGeodetic, type Frame } from '@kentongan/core/base/frame';
import { objectsOf, type Lines } from './lines.ts';

/** One target's true path in the region's plane, in time's order. */
export interface TruePath {
  targetId: string;
  class: string;
  timeMs: number[];
  east: number[];
  north: number[];
  /** Of the point below it on the ellipsoid: where zones are. */
  groundEast: number[];
  groundNorth: number[];
  eastMps: number[];
  northMps: number[];
  /** How many sensors' detections of it were admitted in the minute before; 1 where truth does not say. */
  sensors: number[];
  firstHeardMs: number | undefined;
  knowableMs: number | undefined;
}

const enu = new Float64Array(3);

/** All targets of a truth file, in the order of their first rows. */
export async function readTruth(
  lines: Lines,
  frame: Frame,
  onRefused: () => void,
): Promise<Map<string, TruePath>> {
  const paths = new Map<string, TruePath>();
  for await (const value of objectsOf(lines, onRefused)) {
    const checked = checkTruth(value);
    if (checked.ok) addRow(paths, frame, checked.value);
    else onRefused();
  }
  return paths;
}

function addRow(paths: Map<string, TruePath>, frame: Frame, row: Truth): void {
  let path = paths.get(row.targetId);
  if (path === undefined) {
    path = blankPath(row.targetId, row.class);
    paths.set(row.targetId, path);
  }
  enuFromGeodetic(frame, enu, row.latDeg, row.lonDeg, row.heightM);
  path.timeMs.push(row.timeMs);
  path.east.push(enu[0]);
  path.north.push(enu[1]);
  enuFromGeodetic(frame, enu, row.latDeg, row.lonDeg, 0);
  path.groundEast.push(enu[0]);
  path.groundNorth.push(enu[1]);
  path.eastMps.push(row.eastMps);
  path.northMps.push(row.northMps);
  path.sensors.push(row.sensors ?? 1);
  path.firstHeardMs ??= row.firstHeardMs;
  path.knowableMs ??= row.knowableMs;
}

function blankPath(targetId: string, class_: string): TruePath {
  return {
    targetId,
    class: class_,
    timeMs: [],
    east: [],
    north: [],
    groundEast: [],
    groundNorth: [],
    eastMps: [],
    northMps: [],
    sensors: [],
    firstHeardMs: undefined,
    knowableMs: undefined,
  };
}

/** Index of the row at or before a time; -1 when the target is not there then. */
export function rowAt({ timeMs }: TruePath, atMs: number): number {
  const last = timeMs.length - 1;
  if (last < 0 || atMs < timeMs[0] || atMs > timeMs[last]) return -1;
  let low = 0;
  let high = last;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (timeMs[middle] <= atMs) low = middle;
    else high = middle - 1;
  }
  return low;
}
