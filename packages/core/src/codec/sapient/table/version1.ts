/**
 * BSI Flex 335 v1.0 where it differs from v2.0: each message here replaces v2.0's, the rest is shared.
 * Detection reports and alerts are the same on the wire. The notation is `schema.ts`'s.
 */
export const version1Table = `
message SapientMessage
  1 timestamp google.protobuf.Timestamp mandatory
  2 node_id string mandatory uuid
  3 destination_id string uuid
  4 registration Registration in content
  5 registration_ack RegistrationAck in content
  6 status_report StatusReport in content
  7 detection_report DetectionReport in content
  8 task Task in content
  9 task_ack TaskAck in content
  10 alert Alert in content
  11 alert_ack AlertAck in content
  12 error Error in content
  oneof content mandatory
message Registration
  1 node_definition NodeDefinition repeated mandatory
  2 icd_version string mandatory
  3 name string
  4 short_name string
  5 capabilities Capability repeated mandatory
  6 status_definition StatusDefinition mandatory
  7 mode_definition ModeDefinition repeated mandatory
message Registration.ModeDefinition
  1 mode_name string mandatory
  2 mode_type ModeType mandatory
  3 mode_description string
  4 settle_time Duration mandatory
  5 maximum_latency Duration
  6 scan_type ScanType
  7 tracking_type TrackingType
  8 duration Duration
  9 mode_parameter ModeParameter repeated
  10 detection_definition DetectionDefinition mandatory
  11 task TaskDefinition repeated mandatory
message Registration.Command
  1 name string mandatory
  2 units string mandatory
  3 completion_time Duration mandatory
  4 type CommandType
message RegistrationAck
  1 acceptance bool mandatory
  2 ack_response_reason string
message StatusReport
  1 report_id string mandatory ulid
  2 system System mandatory
  3 info Info mandatory
  4 active_task_id string ulid
  5 mode string
  6 power Power
  7 node_location Location
  8 field_of_view LocationOrRangeBearing
  9 coverage LocationOrRangeBearing
  10 obscuration LocationOrRangeBearing repeated
  11 status Status repeated
message StatusReport.Power
  1 source string
  2 status string
  3 level int32
message StatusReport.Status
  1 status_level StatusLevel
  2 status_type string mandatory
  3 status_value string
enum StatusReport.StatusLevel
  0 STATUS_LEVEL_UNSPECIFIED
  1 STATUS_LEVEL_SENSOR_STATUS
  2 STATUS_LEVEL_INFORMATION_STATUS
  3 STATUS_LEVEL_WARNING_STATUS
  4 STATUS_LEVEL_ERROR_STATUS
enum Task.Control
  0 CONTROL_UNSPECIFIED
  1 CONTROL_START
  2 CONTROL_STOP
  3 CONTROL_PAUSE
  4 CONTROL_DEFAULT
message TaskAck
  1 task_id string mandatory ulid
  2 task_status TaskStatus mandatory
  3 reason string
  4 associated_file AssociatedFile
message AlertAck
  1 alert_id string mandatory ulid
  2 alert_status AlertStatus mandatory
  3 reason string
enum AlertAck.AlertStatus
  0 ALERT_STATUS_UNSPECIFIED
  1 ALERT_STATUS_ACCEPTED
  2 ALERT_STATUS_REJECTED
  3 ALERT_STATUS_CANCELLED
message Error
  1 packet bytes mandatory
  2 error_message string mandatory
`;
