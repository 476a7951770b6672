/** Written from the tables by testing/message-types.ts; change those. */

import type * as enums from './enums.ts';
import type { ENUVelocity, Location, LocationList, LocationOrRangeBearing, RangeBearing } from './places.ts';
import type { Registration } from './registration.ts';

/** Seconds and nanoseconds since 1970 UTC. */
export interface Timestamp {
  seconds: bigint;
  nanos: number;
}

export interface AssociatedDetection {
  timestamp?: Timestamp;
  nodeId?: string;
  objectId?: string;
  associationType?: enums.AssociationRelation;
}

export interface AssociatedFile {
  type?: string;
  url?: string;
}

export interface FollowObject {
  followObjectId: string;
}

export interface SapientMessage {
  timestamp?: Timestamp;
  nodeId?: string;
  destinationId?: string;
  content:
    | { case: 'registration'; value: Registration }
    | { case: 'registrationAck'; value: RegistrationAck }
    | { case: 'statusReport'; value: StatusReport }
    | { case: 'detectionReport'; value: DetectionReport }
    | { case: 'task'; value: Task }
    | { case: 'taskAck'; value: TaskAck }
    | { case: 'alert'; value: Alert }
    | { case: 'alertAck'; value: AlertAck }
    | { case: 'error'; value: ErrorMessage }
    | { case: undefined; value?: undefined };
  additionalInformation?: string;
}

export interface ErrorMessage {
  packet?: Uint8Array;
  errorMessage: string[];
}

export interface RegistrationAck {
  acceptance?: boolean;
  ackResponseReason: string[];
}

export interface DetectionReport {
  reportId?: string;
  objectId?: string;
  taskId?: string;
  state?: string;
  locationOneof:
    | { case: 'rangeBearing'; value: RangeBearing }
    | { case: 'location'; value: Location }
    | { case: undefined; value?: undefined };
  detectionConfidence?: number;
  trackInfo: DetectionReportTrackObjectInfo[];
  predictionLocation?: DetectionReportPredictedLocation;
  objectInfo: DetectionReportTrackObjectInfo[];
  classification: DetectionReportDetectionReportClassification[];
  behaviour: DetectionReportBehaviour[];
  associatedFile: AssociatedFile[];
  signal: DetectionReportSignal[];
  associatedDetection: AssociatedDetection[];
  derivedDetection: DetectionReportDerivedDetection[];
  velocityOneof: { case: 'enuVelocity'; value: ENUVelocity } | { case: undefined; value?: undefined };
  colour?: string;
  id?: string;
}

export interface DetectionReportPredictedLocation {
  predictedLocationOneof:
    | { case: 'rangeBearing'; value: RangeBearing }
    | { case: 'location'; value: Location }
    | { case: undefined; value?: undefined };
  predictedTimestamp?: Timestamp;
}

export interface DetectionReportTrackObjectInfo {
  type?: string;
  value?: string;
  error?: number;
}

export interface DetectionReportDetectionReportClassification {
  type?: string;
  confidence?: number;
  subClass: DetectionReportSubClass[];
}

export interface DetectionReportSubClass {
  type?: string;
  confidence?: number;
  level?: number;
  subClass: DetectionReportSubClass[];
}

export interface DetectionReportBehaviour {
  type?: string;
  confidence?: number;
}

export interface DetectionReportSignal {
  amplitude?: number;
  startFrequency?: number;
  centreFrequency?: number;
  stopFrequency?: number;
  pulseDuration?: number;
}

export interface DetectionReportDerivedDetection {
  timestamp?: Timestamp;
  nodeId?: string;
  objectId?: string;
}

export interface StatusReport {
  reportId?: string;
  system?: enums.StatusReportSystem;
  info?: enums.StatusReportInfo;
  activeTaskId?: string;
  mode?: string;
  power?: StatusReportPower;
  nodeLocation?: Location;
  fieldOfView?: LocationOrRangeBearing;
  obscuration: LocationOrRangeBearing[];
  status: StatusReportStatus[];
  coverage: LocationOrRangeBearing[];
}

export interface StatusReportPower {
  level?: number;
  source: enums.StatusReportPowerSource;
  status: enums.StatusReportPowerStatus;
}

export interface StatusReportStatus {
  statusLevel?: enums.StatusReportStatusLevel;
  statusValue?: string;
  statusType?: enums.StatusReportStatusType;
}

export interface Alert {
  alertId?: string;
  alertType?: enums.AlertAlertType;
  status?: enums.AlertAlertStatus;
  description?: string;
  locationOneof:
    | { case: 'rangeBearing'; value: RangeBearing }
    | { case: 'location'; value: Location }
    | { case: undefined; value?: undefined };
  regionId?: string;
  priority?: enums.AlertDiscretePriority;
  ranking?: number;
  confidence?: number;
  associatedFile: AssociatedFile[];
  associatedDetection: AssociatedDetection[];
  additionalInformation?: string;
}

export interface AlertAck {
  alertId?: string;
  reason: string[];
  alertAckStatus?: enums.AlertAckAlertAckStatus;
}

export interface Task {
  taskId?: string;
  taskName?: string;
  taskDescription?: string;
  taskStartTime?: Timestamp;
  taskEndTime?: Timestamp;
  control?: enums.TaskControl;
  region: TaskRegion[];
  command?: TaskCommand;
}

export interface TaskCommand {
  command:
    | { case: 'request'; value: string }
    | { case: 'detectionThreshold'; value: enums.TaskDiscreteThreshold }
    | { case: 'detectionReportRate'; value: enums.TaskDiscreteThreshold }
    | { case: 'classificationThreshold'; value: enums.TaskDiscreteThreshold }
    | { case: 'modeChange'; value: string }
    | { case: 'lookAt'; value: LocationOrRangeBearing }
    | { case: 'moveTo'; value: LocationList }
    | { case: 'patrol'; value: LocationList }
    | { case: 'follow'; value: FollowObject }
    | { case: undefined; value?: undefined };
  commandParameter?: string;
}

export interface TaskRegion {
  type?: enums.TaskRegionType;
  regionId?: string;
  regionName?: string;
  regionArea?: LocationOrRangeBearing;
  classFilter: TaskClassFilter[];
  behaviourFilter: TaskBehaviourFilter[];
}

export interface TaskClassFilter {
  parameter?: TaskParameter;
  type?: string;
  subClassFilter: TaskSubClassFilter[];
  priority?: enums.TaskDiscreteThreshold;
}

export interface TaskSubClassFilter {
  parameter?: TaskParameter;
  type?: string;
  subClassFilter: TaskSubClassFilter[];
  priority?: enums.TaskDiscreteThreshold;
}

export interface TaskBehaviourFilter {
  parameter?: TaskParameter;
  type?: string;
  priority?: enums.TaskDiscreteThreshold;
}

export interface TaskParameter {
  name?: string;
  operator?: enums.Operator;
  value?: number;
}

export interface TaskAck {
  taskId?: string;
  taskStatus?: enums.TaskAckTaskStatus;
  associatedFile?: AssociatedFile;
  reason: string[];
}
