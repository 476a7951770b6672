/** BSI Flex 335 v2.0: tasks and their acknowledgements: read and refused, never obeyed. The notation is `schema.ts`'s. */
export const taskTable = `
message Task
  1 task_id string mandatory ulid
  2 task_name string
  3 task_description string
  4 task_start_time google.protobuf.Timestamp
  5 task_end_time google.protobuf.Timestamp
  6 control Control mandatory
  7 region Region repeated
  8 command Command
message Task.Command
  1 request string in command
  2 detection_threshold DiscreteThreshold in command
  3 detection_report_rate DiscreteThreshold in command
  4 classification_threshold DiscreteThreshold in command
  5 mode_change string in command
  6 look_at LocationOrRangeBearing in command
  9 move_to LocationList in command
  10 patrol LocationList in command
  11 follow FollowObject in command
  8 command_parameter string
  oneof command mandatory
message Task.Region
  1 type RegionType mandatory
  2 region_id string mandatory ulid
  3 region_name string mandatory
  4 region_area LocationOrRangeBearing mandatory
  5 class_filter ClassFilter repeated
  6 behaviour_filter BehaviourFilter repeated
message Task.ClassFilter
  1 parameter Parameter mandatory
  2 type string mandatory
  3 sub_class_filter SubClassFilter repeated
  4 priority DiscreteThreshold
message Task.SubClassFilter
  1 parameter Parameter mandatory
  2 type string mandatory
  3 sub_class_filter SubClassFilter repeated
  4 priority DiscreteThreshold
message Task.BehaviourFilter
  1 parameter Parameter mandatory
  2 type string
  3 priority DiscreteThreshold
message Task.Parameter
  1 name string mandatory
  2 operator Operator mandatory
  3 value float mandatory
enum Task.Control
  0 CONTROL_UNSPECIFIED
  1 CONTROL_START
  2 CONTROL_STOP
  3 CONTROL_PAUSE
enum Task.DiscreteThreshold
  0 DISCRETE_THRESHOLD_UNSPECIFIED
  1 DISCRETE_THRESHOLD_LOW
  2 DISCRETE_THRESHOLD_MEDIUM
  3 DISCRETE_THRESHOLD_HIGH
enum Task.RegionType
  0 REGION_TYPE_UNSPECIFIED
  1 REGION_TYPE_AREA_OF_INTEREST
  2 REGION_TYPE_IGNORE
  3 REGION_TYPE_BOUNDARY
  4 REGION_TYPE_MOBILE_NODE_NO_GO_AREA
  5 REGION_TYPE_MOBILE_NODE_GO_AREA
message TaskAck
  1 task_id string mandatory ulid
  2 task_status TaskStatus mandatory
  4 associated_file AssociatedFile
  5 reason string repeated
enum TaskAck.TaskStatus
  0 TASK_STATUS_UNSPECIFIED
  1 TASK_STATUS_ACCEPTED
  2 TASK_STATUS_REJECTED
  3 TASK_STATUS_COMPLETED
  4 TASK_STATUS_FAILED
`;
