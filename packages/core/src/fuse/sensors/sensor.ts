import type { DetectionEvent } from '../../base/event/index.ts';
import type { SensorModel } from '../../base/sensor-model/index.ts';
import type { Rates } from '../learn/report-rates.ts';

/** A sensor as the tracker knows it: what it says of itself, and what was learned of it since. */
export interface Sensor {
  /** Position in the register: never reused, the same for an id after it moves or changes state. */
  readonly index: number;
  /** Replaced when a `sensor` event changes it. */
  model: SensorModel;
  /** Its clock minus the server's, ms: `sensedMs` by its clock minus this is server time. */
  clockOffsetMs: number;
  /** Running median of admission minus sensing by its own clock, ms, over so many reports. */
  lateMs: number;
  reports: number;
  /** Number of the last of its reports that was fused, heard or silent; NaN before the first, or without a period. */
  lastReport: number;
  /** sensedMs (its clock) of the last report with detections that was fused; NaN before the first. */
  lastSensedMs: number;
  /** What its reports showed of both. */
  rates: Rates;
  /** False detections a report as learned; begins at what the sensor states. */
  clutterPerReport: number;
  /** Factor on the stated probability of detection as learned; 1 at first. */
  pdFactor: number;
}

/** One sensor's claims about one moment: of its detections one target causes at most one. Empty: it was silent. */
export interface Report {
  readonly sensor: Sensor;
  /** Server time, ms: corrected for the sensor's clock. */
  readonly sensedMs: number;
  readonly detections: readonly DetectionEvent[];
  /** Its first part was fused before (split on the way, or of mixed kinds): a miss here means nothing. */
  readonly isContinuation: boolean;
}
