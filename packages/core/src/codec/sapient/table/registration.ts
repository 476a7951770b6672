/** BSI Flex 335 v2.0: what a node says of itself when it registers. The notation is `schema.ts`'s. */
export const registrationTable = `
message Registration
  1 node_definition NodeDefinition repeated mandatory
  2 icd_version string mandatory
  3 name string
  4 short_name string
  5 capabilities Capability repeated mandatory
  6 status_definition StatusDefinition mandatory
  7 mode_definition ModeDefinition repeated mandatory
  8 dependent_nodes string repeated
  9 reporting_region LocationOrRangeBearing repeated
  10 config_data ConfigurationData repeated mandatory
message Registration.NodeDefinition
  1 node_type NodeType mandatory
  2 node_sub_type string repeated
message Registration.Capability
  1 category string mandatory
  2 type string mandatory
  3 value string
  4 units string
message Registration.StatusDefinition
  1 status_interval Duration mandatory
  2 location_definition LocationType
  3 coverage_definition LocationType
  4 obscuration_definition LocationType
  5 status_report StatusReport repeated
  6 field_of_view_definition LocationType
message Registration.Duration
  1 units TimeUnits mandatory
  3 value float mandatory
message Registration.ModeParameter
  1 type string mandatory
  2 value string mandatory
message Registration.LocationType
  1 location_units LocationCoordinateSystem in coordinates_oneof
  2 range_bearing_units RangeBearingCoordinateSystem in coordinates_oneof
  3 location_datum LocationDatum in datum_oneof
  4 range_bearing_datum RangeBearingDatum in datum_oneof
  5 zone string
  oneof coordinates_oneof mandatory
  oneof datum_oneof mandatory
message Registration.VelocityType
  4 enu_velocity_units ENUVelocityUnits in velocity_units_oneof
  6 location_datum LocationDatum in datum_oneof
  7 range_bearing_datum RangeBearingDatum in datum_oneof
  8 zone string
  oneof velocity_units_oneof mandatory
  oneof datum_oneof mandatory
message Registration.StatusReport
  1 category StatusReportCategory mandatory
  2 type string mandatory
  3 units string
  4 on_change bool
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
  10 detection_definition DetectionDefinition repeated
  11 task TaskDefinition mandatory
message Registration.DetectionDefinition
  1 location_type LocationType mandatory
  2 detection_performance PerformanceValue repeated
  3 detection_report DetectionReport repeated
  4 detection_class_definition DetectionClassDefinition repeated
  5 behaviour_definition BehaviourDefinition repeated
  6 velocity_type VelocityType
  7 geometric_error GeometricError
message Registration.GeometricError
  1 type string mandatory
  2 units string mandatory
  3 variation_type string mandatory
  4 performance_value PerformanceValue repeated
message Registration.PerformanceValue
  1 type string mandatory
  2 units string mandatory
  3 unit_value string mandatory
  4 variation_type string
message Registration.DetectionReport
  1 category DetectionReportCategory mandatory
  2 type string mandatory
  3 units string mandatory
  4 on_change bool
message Registration.DetectionClassDefinition
  1 confidence_definition ConfidenceDefinition
  2 class_performance PerformanceValue repeated
  3 class_definition ClassDefinition repeated
  4 taxonomy_dock_definition TaxonomyDockDefinition repeated
message Registration.ClassDefinition
  1 type string mandatory
  2 units string
  3 sub_class SubClass repeated
message Registration.SubClass
  1 type string mandatory
  2 units string
  3 level int32 mandatory
  4 sub_class SubClass repeated
message Registration.BehaviourDefinition
  1 type string mandatory
  2 units string
message Registration.TaskDefinition
  1 concurrent_tasks int32
  2 region_definition RegionDefinition mandatory
  3 command Command repeated
message Registration.ClassFilterDefinition
  1 filter_parameter FilterParameter repeated
  2 sub_class_definition SubClassFilterDefinition repeated
  3 type string mandatory
message Registration.SubClassFilterDefinition
  1 filter_parameter FilterParameter repeated
  2 level int32 mandatory
  3 type string mandatory
  4 sub_class_definition SubClassFilterDefinition repeated
message Registration.FilterParameter
  1 parameter string mandatory
  2 operators Operator repeated mandatory
message Registration.BehaviourFilterDefinition
  1 filter_parameter FilterParameter repeated
  2 type string mandatory
message Registration.Command
  2 units string mandatory
  3 completion_time Duration mandatory
  4 type CommandType mandatory
message Registration.RegionDefinition
  1 region_type RegionType repeated mandatory
  2 settle_time Duration
  3 region_area LocationType repeated mandatory
  4 class_filter_definition ClassFilterDefinition repeated
  5 behaviour_filter_definition BehaviourFilterDefinition repeated
message Registration.TaxonomyDockDefinition
  1 Dock_class_namespace string mandatory
  2 Dock_class string mandatory
  3 Extension_subclass ExtensionSubclass repeated
message Registration.ExtensionSubclass
  1 Subclass_namespace string mandatory
  2 Subclass_name string mandatory
  3 units string
message Registration.ConfigurationData
  1 manufacturer string implicit mandatory
  2 model string implicit mandatory
  3 serial_number string
  4 hardware_version string
  5 software_version string
  6 sub_components ConfigurationData repeated
enum Registration.NodeType
  0 NODE_TYPE_UNSPECIFIED
  1 NODE_TYPE_OTHER
  2 NODE_TYPE_RADAR
  3 NODE_TYPE_LIDAR
  4 NODE_TYPE_CAMERA
  5 NODE_TYPE_SEISMIC
  6 NODE_TYPE_ACOUSTIC
  7 NODE_TYPE_PROXIMITY_SENSOR
  8 NODE_TYPE_PASSIVE_RF
  9 NODE_TYPE_HUMAN
  10 NODE_TYPE_CHEMICAL
  11 NODE_TYPE_BIOLOGICAL
  12 NODE_TYPE_RADIATION
  13 NODE_TYPE_KINETIC
  14 NODE_TYPE_JAMMER
  15 NODE_TYPE_CYBER
  16 NODE_TYPE_LDEW
  17 NODE_TYPE_RFDEW
  18 NODE_TYPE_MOBILE_NODE
  19 NODE_TYPE_POINTABLE_NODE
  20 NODE_TYPE_FUSION_NODE
enum Registration.TimeUnits
  0 TIME_UNITS_UNSPECIFIED
  1 TIME_UNITS_NANOSECONDS
  2 TIME_UNITS_MICROSECONDS
  3 TIME_UNITS_MILLISECONDS
  4 TIME_UNITS_SECONDS
  5 TIME_UNITS_MINUTES
  6 TIME_UNITS_HOURS
  7 TIME_UNITS_DAYS
enum Registration.StatusReportCategory
  0 STATUS_REPORT_CATEGORY_UNSPECIFIED
  1 STATUS_REPORT_CATEGORY_SENSOR
  2 STATUS_REPORT_CATEGORY_POWER
  3 STATUS_REPORT_CATEGORY_MODE
  4 STATUS_REPORT_CATEGORY_STATUS
enum Registration.ModeType
  0 MODE_TYPE_UNSPECIFIED
  1 MODE_TYPE_PERMANENT
  2 MODE_TYPE_TEMPORARY
  3 MODE_TYPE_DEFAULT
enum Registration.ScanType
  0 SCAN_TYPE_UNSPECIFIED
  1 SCAN_TYPE_FIXED
  2 SCAN_TYPE_SCANNING
  3 SCAN_TYPE_STEERABLE
enum Registration.TrackingType
  0 TRACKING_TYPE_UNSPECIFIED
  1 TRACKING_TYPE_NONE
  2 TRACKING_TYPE_TRACKLET
  3 TRACKING_TYPE_TRACK
  4 TRACKING_TYPE_TRACK_WITH_RE_ID
enum Registration.DetectionReportCategory
  0 DETECTION_REPORT_CATEGORY_UNSPECIFIED
  1 DETECTION_REPORT_CATEGORY_DETECTION
  2 DETECTION_REPORT_CATEGORY_TRACK
  3 DETECTION_REPORT_CATEGORY_OBJECT
  4 DETECTION_REPORT_CATEGORY_SIGNAL
enum Registration.ConfidenceDefinition
  0 CONFIDENCE_DEFINITION_UNSPECIFIED
  1 CONFIDENCE_DEFINITION_SINGLE_CLASS
  2 CONFIDENCE_DEFINITION_MULTI_CLASS
enum Registration.CommandType
  0 COMMAND_TYPE_UNSPECIFIED
  1 COMMAND_TYPE_REQUEST
  2 COMMAND_TYPE_DETECTION_THRESHOLD
  3 COMMAND_TYPE_DETECTION_REPORT_RATE
  4 COMMAND_TYPE_CLASSIFICATION_THRESHOLD
  5 COMMAND_TYPE_MODE_CHANGE
  6 COMMAND_TYPE_LOOK_AT
  7 COMMAND_TYPE_MOVE_TO
  8 COMMAND_TYPE_PATROL
  9 COMMAND_TYPE_FOLLOW
enum Registration.RegionType
  0 REGION_TYPE_UNSPECIFIED
  1 REGION_TYPE_AREA_OF_INTEREST
  2 REGION_TYPE_IGNORE
  3 REGION_TYPE_BOUNDARY
  4 REGION_TYPE_MOBILE_NODE_NO_GO_AREA
  5 REGION_TYPE_MOBILE_NODE_GO_AREA
`;
