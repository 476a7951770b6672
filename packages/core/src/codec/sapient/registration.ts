/** Written from the tables by testing/message-types.ts; change those. */

import type * as enums from './enums.ts';
import type { ENUVelocityUnits, LocationOrRangeBearing } from './places.ts';

export interface Registration {
  nodeDefinition: RegistrationNodeDefinition[];
  icdVersion?: string;
  name?: string;
  shortName?: string;
  capabilities: RegistrationCapability[];
  statusDefinition?: RegistrationStatusDefinition;
  modeDefinition: RegistrationModeDefinition[];
  dependentNodes: string[];
  reportingRegion: LocationOrRangeBearing[];
  configData: RegistrationConfigurationData[];
}

export interface RegistrationNodeDefinition {
  nodeType?: enums.RegistrationNodeType;
  nodeSubType: string[];
}

export interface RegistrationCapability {
  category?: string;
  type?: string;
  value?: string;
  units?: string;
}

export interface RegistrationStatusDefinition {
  statusInterval?: RegistrationDuration;
  locationDefinition?: RegistrationLocationType;
  coverageDefinition?: RegistrationLocationType;
  obscurationDefinition?: RegistrationLocationType;
  statusReport: RegistrationStatusReport[];
  fieldOfViewDefinition?: RegistrationLocationType;
}

export interface RegistrationDuration {
  units?: enums.RegistrationTimeUnits;
  value?: number;
}

export interface RegistrationModeParameter {
  type?: string;
  value?: string;
}

export interface RegistrationLocationType {
  coordinatesOneof:
    | { case: 'locationUnits'; value: enums.LocationCoordinateSystem }
    | { case: 'rangeBearingUnits'; value: enums.RangeBearingCoordinateSystem }
    | { case: undefined; value?: undefined };
  datumOneof:
    | { case: 'locationDatum'; value: enums.LocationDatum }
    | { case: 'rangeBearingDatum'; value: enums.RangeBearingDatum }
    | { case: undefined; value?: undefined };
  zone?: string;
}

export interface RegistrationVelocityType {
  velocityUnitsOneof:
    | { case: 'enuVelocityUnits'; value: ENUVelocityUnits }
    | { case: undefined; value?: undefined };
  datumOneof:
    | { case: 'locationDatum'; value: enums.LocationDatum }
    | { case: 'rangeBearingDatum'; value: enums.RangeBearingDatum }
    | { case: undefined; value?: undefined };
  zone?: string;
}

export interface RegistrationStatusReport {
  category?: enums.RegistrationStatusReportCategory;
  type?: string;
  units?: string;
  onChange?: boolean;
}

export interface RegistrationModeDefinition {
  modeName?: string;
  modeType?: enums.RegistrationModeType;
  modeDescription?: string;
  settleTime?: RegistrationDuration;
  maximumLatency?: RegistrationDuration;
  scanType?: enums.RegistrationScanType;
  trackingType?: enums.RegistrationTrackingType;
  duration?: RegistrationDuration;
  modeParameter: RegistrationModeParameter[];
  detectionDefinition: RegistrationDetectionDefinition[];
  task?: RegistrationTaskDefinition;
}

export interface RegistrationDetectionDefinition {
  locationType?: RegistrationLocationType;
  detectionPerformance: RegistrationPerformanceValue[];
  detectionReport: RegistrationDetectionReport[];
  detectionClassDefinition: RegistrationDetectionClassDefinition[];
  behaviourDefinition: RegistrationBehaviourDefinition[];
  velocityType?: RegistrationVelocityType;
  geometricError?: RegistrationGeometricError;
}

export interface RegistrationGeometricError {
  type?: string;
  units?: string;
  variationType?: string;
  performanceValue: RegistrationPerformanceValue[];
}

export interface RegistrationPerformanceValue {
  type?: string;
  units?: string;
  unitValue?: string;
  variationType?: string;
}

export interface RegistrationDetectionReport {
  category?: enums.RegistrationDetectionReportCategory;
  type?: string;
  units?: string;
  onChange?: boolean;
}

export interface RegistrationDetectionClassDefinition {
  confidenceDefinition?: enums.RegistrationConfidenceDefinition;
  classPerformance: RegistrationPerformanceValue[];
  classDefinition: RegistrationClassDefinition[];
  taxonomyDockDefinition: RegistrationTaxonomyDockDefinition[];
}

export interface RegistrationClassDefinition {
  type?: string;
  units?: string;
  subClass: RegistrationSubClass[];
}

export interface RegistrationSubClass {
  type?: string;
  units?: string;
  level?: number;
  subClass: RegistrationSubClass[];
}

export interface RegistrationBehaviourDefinition {
  type?: string;
  units?: string;
}

export interface RegistrationTaskDefinition {
  concurrentTasks?: number;
  regionDefinition?: RegistrationRegionDefinition;
  command: RegistrationCommand[];
}

export interface RegistrationClassFilterDefinition {
  filterParameter: RegistrationFilterParameter[];
  subClassDefinition: RegistrationSubClassFilterDefinition[];
  type?: string;
}

export interface RegistrationSubClassFilterDefinition {
  filterParameter: RegistrationFilterParameter[];
  level?: number;
  type?: string;
  subClassDefinition: RegistrationSubClassFilterDefinition[];
}

export interface RegistrationFilterParameter {
  parameter?: string;
  operators: enums.Operator[];
}

export interface RegistrationBehaviourFilterDefinition {
  filterParameter: RegistrationFilterParameter[];
  type?: string;
}

export interface RegistrationCommand {
  units?: string;
  completionTime?: RegistrationDuration;
  type?: enums.RegistrationCommandType;
}

export interface RegistrationRegionDefinition {
  regionType: enums.RegistrationRegionType[];
  settleTime?: RegistrationDuration;
  regionArea: RegistrationLocationType[];
  classFilterDefinition: RegistrationClassFilterDefinition[];
  behaviourFilterDefinition: RegistrationBehaviourFilterDefinition[];
}

export interface RegistrationTaxonomyDockDefinition {
  DockClassNamespace?: string;
  DockClass?: string;
  ExtensionSubclass: RegistrationExtensionSubclass[];
}

export interface RegistrationExtensionSubclass {
  SubclassNamespace?: string;
  SubclassName?: string;
  units?: string;
}

export interface RegistrationConfigurationData {
  manufacturer: string;
  model: string;
  serialNumber?: string;
  hardwareVersion?: string;
  softwareVersion?: string;
  subComponents: RegistrationConfigurationData[];
}
