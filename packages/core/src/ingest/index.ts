export {
  createAdmission,
  type Admission,
  type AdmissionCode,
  type Admitted,
  type SensorCounts,
} from './admit.ts';
export { ClockEstimate } from './clock.ts';
export { implausibleSensor, sensorFrom, type ImplausibleSensor } from './enrol.ts';
export { detectionFrom } from './detection.ts';
export type { Claim, DetectionReport, Place, RefusedReport, Report, SensorReport } from './report.ts';
export { unwrapTimeMs } from './unwrap.ts';
export { RecentTexts } from './recent.ts';
