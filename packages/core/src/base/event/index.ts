export { classIndex, targetClasses, type TargetClass } from './classes.ts';
export {
  commandBodySchema,
  detectionSchema,
  measurementSchema,
  schemaOfKind,
  sensorDescriptionSchema,
  sensorSchema,
  truthSchema,
} from './schema.ts';
export type {
  AlertEvent,
  ArrivalEvent,
  Command,
  CommandEvent,
  Conclusion,
  DetectionEvent,
  Event,
  EvidenceStatus,
  Fact,
  Header,
  Identity,
  Level,
  Measurement,
  Reason,
  ReceiptEvent,
  SensorDescription,
  SensorEvent,
  Sigma,
  Standing,
  TickEvent,
  TrackEvent,
  Truth,
} from './schema.ts';
export {
  checkConclusion,
  checkEvent,
  checkFact,
  checkHeader,
  checkTruth,
  type Checked,
  type Refusal,
} from './check.ts';
export { createDetectionBytes, type DetectionBytes } from './detection-bytes.ts';
export { checkJson, EventLines, refusalText, type LineRefusal } from './line.ts';
export type { Emit, ForeseeStep, FuseStep, Snapshot, Step, Unnumbered, WarnStep } from './step.ts';
