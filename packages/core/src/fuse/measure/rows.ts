import type { DetectionEvent } from '../../base/event/index.ts';
import { wrapAngle } from '../../base/geometry.ts';

/** Which numbers of a report's detections are fused as one vector. */
export type Shape =
  | 'range-bearing'
  | 'range-bearing-rate'
  | 'bearing'
  | 'position'
  | 'position-velocity'
  | 'none';

export const maxRows = 4;

/**
 * A measurement linearised about a state: predicted value, Jacobian with respect to (east, north, eastMps, northMps) row by
 * row, and the variance that leaving out second-order terms adds.
 */
export interface Rows {
  count: number;
  readonly predicted: Float64Array;
  /** maxRows x 4. */
  readonly jacobian: Float64Array;
  readonly extraVariance: Float64Array;
  /** 1 where the row is an angle. */
  readonly isAngle: Uint8Array;
}

export function createRows(): Rows {
  return {
    count: 0,
    predicted: new Float64Array(maxRows),
    jacobian: new Float64Array(maxRows * 4),
    extraVariance: new Float64Array(maxRows),
    isAngle: new Uint8Array(maxRows),
  };
}

/** Innovation of row i for measured value z. */
export function innovation(rows: Rows, i: number, z: number): number {
  return rows.isAngle[i] === 1 ? wrapAngle(z - rows.predicted[i]) : z - rows.predicted[i];
}

/** The shape all detections of a report can be read in: what only some of them measured is left out. */
export function shapeOf(detections: readonly DetectionEvent[]): Shape {
  if (detections.length === 0) return 'none';
  const { type } = detections[0].measurement;
  if (type === 'bearing') return 'bearing';
  if (type === 'rangeBearing') return detections.every(hasRate) ? 'range-bearing-rate' : 'range-bearing';
  if (type === 'position') return detections.every(hasVelocity) ? 'position-velocity' : 'position';
  return 'none';
}

function hasRate({ measurement }: DetectionEvent): boolean {
  return measurement.type === 'rangeBearing' && measurement.rangeRateMps !== undefined;
}

function hasVelocity({ measurement }: DetectionEvent): boolean {
  return (
    measurement.type === 'position' && measurement.eastMps !== undefined && measurement.northMps !== undefined
  );
}

const rowsOfShape: Readonly<Record<Shape, number>> = {
  'range-bearing': 2,
  'range-bearing-rate': 3,
  bearing: 1,
  position: 2,
  'position-velocity': 4,
  none: 0,
};

/** How many numbers a detection of a shape has. */
export function rowsOf(shape: Shape): number {
  return rowsOfShape[shape];
}
