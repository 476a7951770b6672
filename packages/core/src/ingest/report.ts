import type { DetectionEvent, SensorEvent } from '../base/event/index.ts';

/** What a sensor states of one target. The edge adds when it came, and asks `admit`. */
export type Claim = Pick<
  DetectionEvent,
  | 'sensedMs'
  | 'scanId'
  | 'measurement'
  | 'sigma'
  | 'classLikelihood'
  | 'identity'
  | 'sourceTrackId'
  | 'origin'
>;

export interface SensorReport extends Omit<SensorEvent, 'seq' | 'timeMs'> {
  kind: 'sensor';
}

export interface DetectionReport extends Claim {
  kind: 'detection';
  sensorId: string;
}

/** What was understood but may not become a fact: counted for the sensor, or for the source where none is named. */
export interface RefusedReport {
  kind: 'refused';
  sensorId?: string;
  expected: string;
  found: string;
}

/** A fact without `seq` and `timeMs`, or why there is none. A sensor's description stands before its first detection. */
export type Report = SensorReport | DetectionReport | RefusedReport;

export function refused(sensorId: string | undefined, expected: string, found: string): RefusedReport {
  return { kind: 'refused', ...(sensorId === undefined ? {} : { sensorId }), expected, found };
}

export interface Place {
  latDeg: number;
  lonDeg: number;
  heightM?: number;
}
