/** Written from the tables by testing/message-types.ts; change those. */

export const LocationCoordinateSystem = {
  LOCATION_COORDINATE_SYSTEM_UNSPECIFIED: 0,
  LOCATION_COORDINATE_SYSTEM_LAT_LNG_DEG_M: 1,
  LOCATION_COORDINATE_SYSTEM_LAT_LNG_RAD_M: 2,
  LOCATION_COORDINATE_SYSTEM_UTM_M: 5,
} as const;
export type LocationCoordinateSystem = number;

export const LocationDatum = {
  LOCATION_DATUM_UNSPECIFIED: 0,
  LOCATION_DATUM_WGS84_E: 1,
  LOCATION_DATUM_WGS84_G: 2,
} as const;
export type LocationDatum = number;

export const RangeBearingCoordinateSystem = {
  RANGE_BEARING_COORDINATE_SYSTEM_UNSPECIFIED: 0,
  RANGE_BEARING_COORDINATE_SYSTEM_DEGREES_M: 1,
  RANGE_BEARING_COORDINATE_SYSTEM_RADIANS_M: 2,
  RANGE_BEARING_COORDINATE_SYSTEM_DEGREES_KM: 3,
  RANGE_BEARING_COORDINATE_SYSTEM_RADIANS_KM: 4,
} as const;
export type RangeBearingCoordinateSystem = number;

export const RangeBearingDatum = {
  RANGE_BEARING_DATUM_UNSPECIFIED: 0,
  RANGE_BEARING_DATUM_TRUE: 1,
  RANGE_BEARING_DATUM_MAGNETIC: 2,
  RANGE_BEARING_DATUM_GRID: 3,
  RANGE_BEARING_DATUM_PLATFORM: 4,
} as const;
export type RangeBearingDatum = number;

export const SpeedUnits = {
  SPEED_UNITS_UNSPECIFIED: 0,
  SPEED_UNITS_MS: 1,
  SPEED_UNITS_KPH: 2,
} as const;
export type SpeedUnits = number;

export const AssociationRelation = {
  ASSOCIATION_RELATION_UNSPECIFIED: 0,
  ASSOCIATION_RELATION_NO_RELATION: 1,
  ASSOCIATION_RELATION_PARENT: 2,
  ASSOCIATION_RELATION_CHILD: 3,
  ASSOCIATION_RELATION_SIBLING: 4,
} as const;
export type AssociationRelation = number;

export const Operator = {
  OPERATOR_UNSPECIFIED: 0,
  OPERATOR_ALL: 1,
  OPERATOR_GREATER_THAN: 2,
  OPERATOR_LESS_THAN: 3,
  OPERATOR_EQUAL: 4,
} as const;
export type Operator = number;

export const StatusReportSystem = {
  SYSTEM_UNSPECIFIED: 0,
  SYSTEM_OK: 1,
  SYSTEM_WARNING: 2,
  SYSTEM_ERROR: 3,
  SYSTEM_GOODBYE: 5,
} as const;
export type StatusReportSystem = number;

export const StatusReportPowerSource = {
  POWERSOURCE_UNSPECIFIED: 0,
  POWERSOURCE_OTHER: 1,
  POWERSOURCE_MAINS: 2,
  POWERSOURCE_INTERNAL_BATTERY: 3,
  POWERSOURCE_EXTERNAL_BATTERY: 4,
  POWERSOURCE_GENERATOR: 5,
  POWERSOURCE_SOLAR_PV: 6,
  POWERSOURCE_WIND_TURBINE: 7,
  POWERSOURCE_FUEL_CELL: 8,
} as const;
export type StatusReportPowerSource = number;

export const StatusReportPowerStatus = {
  POWERSTATUS_UNSPECIFIED: 0,
  POWERSTATUS_OK: 1,
  POWERSTATUS_FAULT: 2,
} as const;
export type StatusReportPowerStatus = number;

export const StatusReportInfo = {
  INFO_UNSPECIFIED: 0,
  INFO_NEW: 1,
  INFO_UNCHANGED: 2,
} as const;
export type StatusReportInfo = number;

export const StatusReportStatusType = {
  STATUS_TYPE_UNSPECIFIED: 0,
  STATUS_TYPE_INTERNAL_FAULT: 1,
  STATUS_TYPE_EXTERNAL_FAULT: 2,
  STATUS_TYPE_ILLUMINATION: 3,
  STATUS_TYPE_WEATHER: 4,
  STATUS_TYPE_CLUTTER: 5,
  STATUS_TYPE_EXPOSURE: 6,
  STATUS_TYPE_MOTION_SENSITIVITY: 7,
  STATUS_TYPE_PTZ_STATUS: 8,
  STATUS_TYPE_PD: 9,
  STATUS_TYPE_FAR: 10,
  STATUS_TYPE_NOT_DETECTING: 11,
  STATUS_TYPE_PLATFORM: 12,
  STATUS_TYPE_OTHER: 13,
} as const;
export type StatusReportStatusType = number;

export const StatusReportStatusLevel = {
  STATUS_LEVEL_UNSPECIFIED: 0,
  STATUS_LEVEL_INFORMATION_STATUS: 2,
  STATUS_LEVEL_WARNING_STATUS: 3,
  STATUS_LEVEL_ERROR_STATUS: 4,
} as const;
export type StatusReportStatusLevel = number;

export const AlertAlertType = {
  ALERT_TYPE_UNSPECIFIED: 0,
  ALERT_TYPE_INFORMATION: 1,
  ALERT_TYPE_WARNING: 2,
  ALERT_TYPE_CRITICAL: 3,
  ALERT_TYPE_ERROR: 4,
  ALERT_TYPE_FATAL: 5,
  ALERT_TYPE_MODE_CHANGE: 6,
} as const;
export type AlertAlertType = number;

export const AlertAlertStatus = {
  ALERT_STATUS_UNSPECIFIED: 0,
  ALERT_STATUS_ACTIVE: 1,
  ALERT_STATUS_ACKNOWLEDGE: 2,
  ALERT_STATUS_REJECT: 3,
  ALERT_STATUS_IGNORE: 4,
  ALERT_STATUS_CLEAR: 5,
} as const;
export type AlertAlertStatus = number;

export const AlertDiscretePriority = {
  DISCRETE_PRIORITY_UNSPECIFIED: 0,
  DISCRETE_PRIORITY_LOW: 1,
  DISCRETE_PRIORITY_MEDIUM: 2,
  DISCRETE_PRIORITY_HIGH: 3,
} as const;
export type AlertDiscretePriority = number;

export const AlertAckAlertAckStatus = {
  ALERT_ACK_STATUS_UNSPECIFIED: 0,
  ALERT_ACK_STATUS_ACCEPTED: 1,
  ALERT_ACK_STATUS_REJECTED: 2,
  ALERT_ACK_STATUS_CANCELLED: 3,
} as const;
export type AlertAckAlertAckStatus = number;

export const RegistrationNodeType = {
  NODE_TYPE_UNSPECIFIED: 0,
  NODE_TYPE_OTHER: 1,
  NODE_TYPE_RADAR: 2,
  NODE_TYPE_LIDAR: 3,
  NODE_TYPE_CAMERA: 4,
  NODE_TYPE_SEISMIC: 5,
  NODE_TYPE_ACOUSTIC: 6,
  NODE_TYPE_PROXIMITY_SENSOR: 7,
  NODE_TYPE_PASSIVE_RF: 8,
  NODE_TYPE_HUMAN: 9,
  NODE_TYPE_CHEMICAL: 10,
  NODE_TYPE_BIOLOGICAL: 11,
  NODE_TYPE_RADIATION: 12,
  NODE_TYPE_KINETIC: 13,
  NODE_TYPE_JAMMER: 14,
  NODE_TYPE_CYBER: 15,
  NODE_TYPE_LDEW: 16,
  NODE_TYPE_RFDEW: 17,
  NODE_TYPE_MOBILE_NODE: 18,
  NODE_TYPE_POINTABLE_NODE: 19,
  NODE_TYPE_FUSION_NODE: 20,
} as const;
export type RegistrationNodeType = number;

export const RegistrationTimeUnits = {
  TIME_UNITS_UNSPECIFIED: 0,
  TIME_UNITS_NANOSECONDS: 1,
  TIME_UNITS_MICROSECONDS: 2,
  TIME_UNITS_MILLISECONDS: 3,
  TIME_UNITS_SECONDS: 4,
  TIME_UNITS_MINUTES: 5,
  TIME_UNITS_HOURS: 6,
  TIME_UNITS_DAYS: 7,
} as const;
export type RegistrationTimeUnits = number;

export const RegistrationStatusReportCategory = {
  STATUS_REPORT_CATEGORY_UNSPECIFIED: 0,
  STATUS_REPORT_CATEGORY_SENSOR: 1,
  STATUS_REPORT_CATEGORY_POWER: 2,
  STATUS_REPORT_CATEGORY_MODE: 3,
  STATUS_REPORT_CATEGORY_STATUS: 4,
} as const;
export type RegistrationStatusReportCategory = number;

export const RegistrationModeType = {
  MODE_TYPE_UNSPECIFIED: 0,
  MODE_TYPE_PERMANENT: 1,
  MODE_TYPE_TEMPORARY: 2,
  MODE_TYPE_DEFAULT: 3,
} as const;
export type RegistrationModeType = number;

export const RegistrationScanType = {
  SCAN_TYPE_UNSPECIFIED: 0,
  SCAN_TYPE_FIXED: 1,
  SCAN_TYPE_SCANNING: 2,
  SCAN_TYPE_STEERABLE: 3,
} as const;
export type RegistrationScanType = number;

export const RegistrationTrackingType = {
  TRACKING_TYPE_UNSPECIFIED: 0,
  TRACKING_TYPE_NONE: 1,
  TRACKING_TYPE_TRACKLET: 2,
  TRACKING_TYPE_TRACK: 3,
  TRACKING_TYPE_TRACK_WITH_RE_ID: 4,
} as const;
export type RegistrationTrackingType = number;

export const RegistrationDetectionReportCategory = {
  DETECTION_REPORT_CATEGORY_UNSPECIFIED: 0,
  DETECTION_REPORT_CATEGORY_DETECTION: 1,
  DETECTION_REPORT_CATEGORY_TRACK: 2,
  DETECTION_REPORT_CATEGORY_OBJECT: 3,
  DETECTION_REPORT_CATEGORY_SIGNAL: 4,
} as const;
export type RegistrationDetectionReportCategory = number;

export const RegistrationConfidenceDefinition = {
  CONFIDENCE_DEFINITION_UNSPECIFIED: 0,
  CONFIDENCE_DEFINITION_SINGLE_CLASS: 1,
  CONFIDENCE_DEFINITION_MULTI_CLASS: 2,
} as const;
export type RegistrationConfidenceDefinition = number;

export const RegistrationCommandType = {
  COMMAND_TYPE_UNSPECIFIED: 0,
  COMMAND_TYPE_REQUEST: 1,
  COMMAND_TYPE_DETECTION_THRESHOLD: 2,
  COMMAND_TYPE_DETECTION_REPORT_RATE: 3,
  COMMAND_TYPE_CLASSIFICATION_THRESHOLD: 4,
  COMMAND_TYPE_MODE_CHANGE: 5,
  COMMAND_TYPE_LOOK_AT: 6,
  COMMAND_TYPE_MOVE_TO: 7,
  COMMAND_TYPE_PATROL: 8,
  COMMAND_TYPE_FOLLOW: 9,
} as const;
export type RegistrationCommandType = number;

export const RegistrationRegionType = {
  REGION_TYPE_UNSPECIFIED: 0,
  REGION_TYPE_AREA_OF_INTEREST: 1,
  REGION_TYPE_IGNORE: 2,
  REGION_TYPE_BOUNDARY: 3,
  REGION_TYPE_MOBILE_NODE_NO_GO_AREA: 4,
  REGION_TYPE_MOBILE_NODE_GO_AREA: 5,
} as const;
export type RegistrationRegionType = number;

export const TaskControl = {
  CONTROL_UNSPECIFIED: 0,
  CONTROL_START: 1,
  CONTROL_STOP: 2,
  CONTROL_PAUSE: 3,
} as const;
export type TaskControl = number;

export const TaskDiscreteThreshold = {
  DISCRETE_THRESHOLD_UNSPECIFIED: 0,
  DISCRETE_THRESHOLD_LOW: 1,
  DISCRETE_THRESHOLD_MEDIUM: 2,
  DISCRETE_THRESHOLD_HIGH: 3,
} as const;
export type TaskDiscreteThreshold = number;

export const TaskRegionType = {
  REGION_TYPE_UNSPECIFIED: 0,
  REGION_TYPE_AREA_OF_INTEREST: 1,
  REGION_TYPE_IGNORE: 2,
  REGION_TYPE_BOUNDARY: 3,
  REGION_TYPE_MOBILE_NODE_NO_GO_AREA: 4,
  REGION_TYPE_MOBILE_NODE_GO_AREA: 5,
} as const;
export type TaskRegionType = number;

export const TaskAckTaskStatus = {
  TASK_STATUS_UNSPECIFIED: 0,
  TASK_STATUS_ACCEPTED: 1,
  TASK_STATUS_REJECTED: 2,
  TASK_STATUS_COMPLETED: 3,
  TASK_STATUS_FAILED: 4,
} as const;
export type TaskAckTaskStatus = number;
