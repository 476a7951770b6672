/** BSI Flex 335 v2.0: what nodes report: detections, their own status, alerts. The notation is `schema.ts`'s. */
export const reportsTable = `
message DetectionReport
  1 report_id string mandatory ulid
  2 object_id string mandatory ulid
  3 task_id string ulid
  4 state string
  5 range_bearing RangeBearing in location_oneof
  6 location Location in location_oneof
  7 detection_confidence float
  8 track_info TrackObjectInfo repeated
  9 prediction_location PredictedLocation
  10 object_info TrackObjectInfo repeated
  11 classification DetectionReportClassification repeated
  12 behaviour Behaviour repeated
  13 associated_file AssociatedFile repeated
  14 signal Signal repeated
  15 associated_detection AssociatedDetection repeated
  16 derived_detection DerivedDetection repeated
  19 enu_velocity ENUVelocity in velocity_oneof
  22 colour string
  23 id string
  oneof location_oneof mandatory
message DetectionReport.PredictedLocation
  1 range_bearing RangeBearing in predicted_location_oneof
  2 location Location in predicted_location_oneof
  3 predicted_timestamp google.protobuf.Timestamp
message DetectionReport.TrackObjectInfo
  1 type string mandatory
  2 value string mandatory
  3 error float
message DetectionReport.DetectionReportClassification
  1 type string mandatory
  2 confidence float
  3 sub_class SubClass repeated
message DetectionReport.SubClass
  1 type string mandatory
  2 confidence float
  3 level int32 mandatory
  4 sub_class SubClass repeated
message DetectionReport.Behaviour
  1 type string mandatory
  2 confidence float
message DetectionReport.Signal
  1 amplitude float mandatory
  2 start_frequency float
  3 centre_frequency float mandatory
  4 stop_frequency float
  5 pulse_duration float
message DetectionReport.DerivedDetection
  1 timestamp google.protobuf.Timestamp
  2 node_id string mandatory uuid
  3 object_id string mandatory ulid
message StatusReport
  1 report_id string mandatory ulid
  2 system System mandatory
  3 info Info mandatory
  4 active_task_id string ulid
  5 mode string mandatory
  6 power Power
  7 node_location Location
  8 field_of_view LocationOrRangeBearing
  10 obscuration LocationOrRangeBearing repeated
  11 status Status repeated
  12 coverage LocationOrRangeBearing repeated
message StatusReport.Power
  3 level int32
  4 source PowerSource implicit
  5 status PowerStatus implicit
message StatusReport.Status
  1 status_level StatusLevel
  3 status_value string
  4 status_type StatusType mandatory
enum StatusReport.System
  0 SYSTEM_UNSPECIFIED
  1 SYSTEM_OK
  2 SYSTEM_WARNING
  3 SYSTEM_ERROR
  5 SYSTEM_GOODBYE
enum StatusReport.PowerSource
  0 POWERSOURCE_UNSPECIFIED
  1 POWERSOURCE_OTHER
  2 POWERSOURCE_MAINS
  3 POWERSOURCE_INTERNAL_BATTERY
  4 POWERSOURCE_EXTERNAL_BATTERY
  5 POWERSOURCE_GENERATOR
  6 POWERSOURCE_SOLAR_PV
  7 POWERSOURCE_WIND_TURBINE
  8 POWERSOURCE_FUEL_CELL
enum StatusReport.PowerStatus
  0 POWERSTATUS_UNSPECIFIED
  1 POWERSTATUS_OK
  2 POWERSTATUS_FAULT
enum StatusReport.Info
  0 INFO_UNSPECIFIED
  1 INFO_NEW
  2 INFO_UNCHANGED
enum StatusReport.StatusType
  0 STATUS_TYPE_UNSPECIFIED
  1 STATUS_TYPE_INTERNAL_FAULT
  2 STATUS_TYPE_EXTERNAL_FAULT
  3 STATUS_TYPE_ILLUMINATION
  4 STATUS_TYPE_WEATHER
  5 STATUS_TYPE_CLUTTER
  6 STATUS_TYPE_EXPOSURE
  7 STATUS_TYPE_MOTION_SENSITIVITY
  8 STATUS_TYPE_PTZ_STATUS
  9 STATUS_TYPE_PD
  10 STATUS_TYPE_FAR
  11 STATUS_TYPE_NOT_DETECTING
  12 STATUS_TYPE_PLATFORM
  13 STATUS_TYPE_OTHER
enum StatusReport.StatusLevel
  0 STATUS_LEVEL_UNSPECIFIED
  2 STATUS_LEVEL_INFORMATION_STATUS
  3 STATUS_LEVEL_WARNING_STATUS
  4 STATUS_LEVEL_ERROR_STATUS
message Alert
  1 alert_id string mandatory ulid
  2 alert_type AlertType
  3 status AlertStatus
  4 description string
  5 range_bearing RangeBearing in location_oneof
  6 location Location in location_oneof
  7 region_id string ulid
  8 priority DiscretePriority
  9 ranking float
  10 confidence float
  11 associated_file AssociatedFile repeated
  12 associated_detection AssociatedDetection repeated
  13 additional_information string
enum Alert.AlertType
  0 ALERT_TYPE_UNSPECIFIED
  1 ALERT_TYPE_INFORMATION
  2 ALERT_TYPE_WARNING
  3 ALERT_TYPE_CRITICAL
  4 ALERT_TYPE_ERROR
  5 ALERT_TYPE_FATAL
  6 ALERT_TYPE_MODE_CHANGE
enum Alert.AlertStatus
  0 ALERT_STATUS_UNSPECIFIED
  1 ALERT_STATUS_ACTIVE
  2 ALERT_STATUS_ACKNOWLEDGE
  3 ALERT_STATUS_REJECT
  4 ALERT_STATUS_IGNORE
  5 ALERT_STATUS_CLEAR
enum Alert.DiscretePriority
  0 DISCRETE_PRIORITY_UNSPECIFIED
  1 DISCRETE_PRIORITY_LOW
  2 DISCRETE_PRIORITY_MEDIUM
  3 DISCRETE_PRIORITY_HIGH
message AlertAck
  1 alert_id string mandatory ulid
  4 reason string repeated
  5 alert_ack_status AlertAckStatus mandatory
enum AlertAck.AlertAckStatus
  0 ALERT_ACK_STATUS_UNSPECIFIED
  1 ALERT_ACK_STATUS_ACCEPTED
  2 ALERT_ACK_STATUS_REJECTED
  3 ALERT_ACK_STATUS_CANCELLED
`;
