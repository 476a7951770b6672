/** BSI Flex 335 v2.0: places, velocities, references, and the envelope of every message. The notation is `schema.ts`'s. */
export const commonTable = `
message Location
  1 x double mandatory
  2 y double mandatory
  3 z double
  4 x_error double
  5 y_error double
  6 z_error double
  7 coordinate_system LocationCoordinateSystem mandatory
  8 datum LocationDatum mandatory
  9 utm_zone string
message LocationList
  1 locations Location repeated mandatory
message LocationOrRangeBearing
  1 range_bearing RangeBearingCone in fov_oneof
  2 location_list LocationList in fov_oneof
  oneof fov_oneof mandatory
message RangeBearing
  1 elevation double
  2 azimuth double
  3 range double
  4 elevation_error double
  5 azimuth_error double
  6 range_error double
  7 coordinate_system RangeBearingCoordinateSystem mandatory
  8 datum RangeBearingDatum mandatory
message RangeBearingCone
  1 elevation double
  2 azimuth double
  3 range double
  4 horizontal_extent double
  5 vertical_extent double
  6 horizontal_extent_error double
  7 vertical_extent_error double
  8 elevation_error double
  9 azimuth_error double
  10 range_error double
  11 coordinate_system RangeBearingCoordinateSystem mandatory
  12 datum RangeBearingDatum mandatory
message ENUVelocity
  1 east_rate double mandatory
  2 north_rate double mandatory
  3 up_rate double
  4 east_rate_error double
  5 north_rate_error double
  6 up_rate_error double
message ENUVelocityUnits
  1 east_north_rate_units SpeedUnits mandatory
  2 up_rate_units SpeedUnits
message AssociatedDetection
  1 timestamp google.protobuf.Timestamp
  2 node_id string mandatory uuid
  3 object_id string mandatory ulid
  4 association_type AssociationRelation
message AssociatedFile
  1 type string mandatory
  2 url string mandatory
message FollowObject
  1 follow_object_id string implicit mandatory
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
  13 additional_information string
  oneof content mandatory
message Error
  1 packet bytes mandatory
  3 error_message string repeated
message RegistrationAck
  1 acceptance bool mandatory
  3 ack_response_reason string repeated
enum LocationCoordinateSystem
  0 LOCATION_COORDINATE_SYSTEM_UNSPECIFIED
  1 LOCATION_COORDINATE_SYSTEM_LAT_LNG_DEG_M
  2 LOCATION_COORDINATE_SYSTEM_LAT_LNG_RAD_M
  5 LOCATION_COORDINATE_SYSTEM_UTM_M
enum LocationDatum
  0 LOCATION_DATUM_UNSPECIFIED
  1 LOCATION_DATUM_WGS84_E
  2 LOCATION_DATUM_WGS84_G
enum RangeBearingCoordinateSystem
  0 RANGE_BEARING_COORDINATE_SYSTEM_UNSPECIFIED
  1 RANGE_BEARING_COORDINATE_SYSTEM_DEGREES_M
  2 RANGE_BEARING_COORDINATE_SYSTEM_RADIANS_M
  3 RANGE_BEARING_COORDINATE_SYSTEM_DEGREES_KM
  4 RANGE_BEARING_COORDINATE_SYSTEM_RADIANS_KM
enum RangeBearingDatum
  0 RANGE_BEARING_DATUM_UNSPECIFIED
  1 RANGE_BEARING_DATUM_TRUE
  2 RANGE_BEARING_DATUM_MAGNETIC
  3 RANGE_BEARING_DATUM_GRID
  4 RANGE_BEARING_DATUM_PLATFORM
enum SpeedUnits
  0 SPEED_UNITS_UNSPECIFIED
  1 SPEED_UNITS_MS
  2 SPEED_UNITS_KPH
enum AssociationRelation
  0 ASSOCIATION_RELATION_UNSPECIFIED
  1 ASSOCIATION_RELATION_NO_RELATION
  2 ASSOCIATION_RELATION_PARENT
  3 ASSOCIATION_RELATION_CHILD
  4 ASSOCIATION_RELATION_SIBLING
enum Operator
  0 OPERATOR_UNSPECIFIED
  1 OPERATOR_ALL
  2 OPERATOR_GREATER_THAN
  3 OPERATOR_LESS_THAN
  4 OPERATOR_EQUAL
`;
